# ruff: noqa: INP001, T201 - a script that prints what it finds
"""
The library in a few lines: ``school-health example shanghai demo``, then ``python examples/five_lines.py demo``.
"""

import sys
from datetime import datetime

from school_health import SHANGHAI_TIME, open_region, read_folder


shanghai = open_region("shanghai")  # loads this region and the one it inherits from
record = read_folder(sys.argv[1], region=shanghai)  # or Record(...) from a host's own objects
today = shanghai.assess(record, at=datetime(2020, 10, 12, 9, 31, tzinfo=SHANGHAI_TIME))

for due in today.dues.missing:
    print(due.filer, due.duty.title, due.deadline, due.clause)
for notice in today.notices:
    print(notice.at, notice.level, notice.to)
