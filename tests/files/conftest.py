"""
A folder that files are written into, and a region that stands in for a real one.
"""

from __future__ import annotations

import types

import pytest

from school_health.core.rulebook import Rulebook
from school_health.wire.rulebook import read_chapters


RULES = """
[document]
id = "town-2020"
title = "某市学校卫生工作规定"
number = "某卫〔2020〕1 号"
issuer = "某市"
since = 2020-09-01
reach = { level = "city", of = "某市" }
last_checked = 2026-11-22

[[clause]]
id = "one"
kind = "obligation"
says = "每日上报。"

[[party]]
id = "reporter"
clause = "one"
title = "卫生老师"
level = "school"

[[party]]
id = "county-officer"
clause = "one"
title = "区县卫生干部"
level = "county"

[[event]]
id = "phone-report"
clause = "one"
title = "电话报告"
subject = "school"

[[event]]
id = "diagnosed"
clause = "one"
title = "确诊"
subject = "person"

[[duty]]
id = "morning-check"
clause = "one"
title = "晨检上报"
filer = "school"
every = ["teaching-day"]
by = { time = 09:30:00, edge = "out" }
through = { hands = ["reporter"], holds = true }

[[duty]]
id = "food"
clause = "one"
title = "食品验收"
filer = "school"
every = ["meal-day"]
needs = ["voucher"]

[[duty]]
id = "class-list"
clause = "one"
title = "班级缺课"
filer = "class"
every = ["teaching-day"]

[[duty]]
id = "health-card"
clause = "one"
title = "健康卡"
filer = "person"
every = ["teaching-day"]

[[duty]]
id = "county-summary"
clause = "one"
title = "区县汇总"
filer = "county"
every = ["week"]

[[duty]]
id = "county-visit"
clause = "one"
title = "走访"
filer = "county"
about = "school"
every = ["week"]

[[duty]]
id = "weekly-old"
clause = "one"
title = "周报"
filer = "school"
every = ["week"]
until = 2020-12-31

[[duty]]
id = "weekly-new"
clause = "one"
title = "周报"
filer = "school"
every = ["week"]
since = 2021-01-01

[terms]
longest_vacation_days = 75
terms = [{ number = 1, first = [9, 1], last = [1, 20] }, { number = 2, first = [2, 15], last = [6, 30] }]
"""


@pytest.fixture(scope="session")
def region(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rulebook")
    (folder / "town-2020.toml").write_text(RULES, encoding="utf-8")
    # The reader asks a region for its rulebook and nothing else.
    return types.SimpleNamespace(rulebook=Rulebook("town", read_chapters(folder)))


SCHOOLS = "学校代码,学校名称,学段,区县,城市\nS01,甲小学,小学,东区,某市\nS02,乙中学,初中,西区,某市\n"
FILINGS = "任务,报送单位,所属日期,报送时间\nmorning-check,S01,2020-10-12,2020-10-12 09:05\n"


class Folder:
    """
    A folder with schools and filings that are right, until a test writes others.
    """

    def __init__(self, path):
        self.path = path
        self.write("schools.csv", SCHOOLS)
        self.write("filings.csv", FILINGS)

    def write(self, name, content, encoding="utf-8"):
        (self.path / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return self

    def remove(self, name):
        (self.path / name).unlink()
        return self


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "autumn"
    path.mkdir()
    return Folder(path)
