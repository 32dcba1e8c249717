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


# What a region says of illness, matters and accounts beside the rules above.
HEALTH = """
[[vocabulary]]
id = "town-symptoms"
clause = "one"
title = "症状"
of = "symptom"
words = { fever = "发热", cough = "咳嗽", "sore-throat" = "咽痛", "upset" = "恶心、呕吐" }

[[vocabulary]]
id = "town-diseases"
clause = "one"
title = "疾病"
of = "disease"
words = { varicella = "水痘", mumps = "流行性腮腺炎", corona = "新冠感染", pink = "红眼病", "pink-2" = "红眼病" }

[[vocabulary]]
id = "town-later-names"
clause = "one"
title = "疾病的新名称"
of = "disease"
words = { corona = "新型冠状病毒感染" }

[[alert]]
id = "a-third"
clause = "one"
title = "三分之一"
unit = ["class"]
percent = 30
quiet = 7

[[alert]]
id = "half-the-school"
clause = "one"
title = "半数"
unit = ["school"]
percent = 50
quiet = 7
active = false

[[event]]
id = "gate"
clause = "one"
title = "进出校门"
subject = "any"
details = { temperature = "体温", way = "进或出", kind = "类别", at = "时间" }

[[event]]
id = "clue"
clause = "one"
title = "线索"
subject = "county"
details = { way = "来源" }

[[workflow]]
id = "card"
clause = "one"
title = "报告卡"
opens = ["alert:a-third"]
states = { new = "新", checked = "已核实", done = "结束" }
ends = ["done"]

[[workflow.move]]
id = "verify"
clause = "one"
title = "核实"
from = ["new"]
to = "checked"
by = ["reporter"]
may = [{ key = "by", title = "岗位" }, { key = "by", title = "时间" }]

[[workflow.move]]
id = "exclude"
clause = "one"
title = "排除"
from = ["checked"]
to = "done"
needs = [{ key = "reason", title = "理由", choices = { duplicate = "重复", mistaken = "信息有误" } }]
may = [{ key = "advice", title = "建议书", paper = true }]

[[workflow.move]]
id = "end"
clause = "one"
title = "结束"
from = ["checked"]
to = "done"
needs = [{ key = "why", title = "理由" }, { key = "reason", title = "结束原因" }, { key = "matter", title = "事项说明" }]

[[workflow.move]]
id = "end-early"
clause = "one"
title = "结束"
from = ["new"]
to = "done"
may = [{ key = "by", title = "岗位" }]

[[check]]
id = "declared"
clause = "one"
title = "承诺"
test = "parts"
of = ["food"]
needs = ["declaration", "voucher"]
says = "没有承诺。"
do = "请补上。"
"""


def region_of(folder, *texts):
    (folder / "town-2020.toml").write_text("".join(texts), encoding="utf-8")
    # The reader asks a region for its rulebook and nothing else.
    return types.SimpleNamespace(rulebook=Rulebook("town", read_chapters(folder)))


@pytest.fixture(scope="session")
def region(tmp_path_factory):
    return region_of(tmp_path_factory.mktemp("rulebook"), RULES)


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """
    The region with what it says of illness, matters and accounts.
    """
    return region_of(tmp_path_factory.mktemp("rulebook"), RULES, HEALTH)


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

    def table(self, name, headings, *rows):
        """
        Write a table of rows whose cells stand apart by blanks, ``-`` being an empty one.
        """
        lines = [",".join("" if cell == "-" else cell for cell in row.split(" ")) for row in (headings, *rows)]
        return self.write(name, "".join(f"{line}\n" for line in lines))

    def remove(self, name):
        (self.path / name).unlink()
        return self


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "autumn"
    path.mkdir()
    return Folder(path)
