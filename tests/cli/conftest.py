"""
A small region, installed for the command line, and a small folder of one school under it.
"""

from __future__ import annotations

import itertools

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli
from tests.builders import DOCUMENT, file_name


LAW = """
[[clause]]
id = "c-norm"
kind = "alert"
says = "三人相似。"

[[clause]]
id = "c-later"
kind = "portal"
says = "登录网址。"
not_yet = "接口尚未提供。"

[[clause]]
id = "c-account"
kind = "account"
says = "账号。"

[[vocabulary]]
id = "symptoms"
clause = "c"
title = "症状"
of = "symptom"
[vocabulary.words]
vomiting = "呕吐"
fever = "发热"

[[vocabulary]]
id = "diseases"
clause = "c"
title = "疾病"
of = "disease"
[vocabulary.words]
flu = "流感"

[[party]]
id = "nurse"
clause = "c"
title = "校医"
level = "school"

[[party]]
id = "head"
clause = "c"
title = "校长"
level = "school"

[[event]]
id = "visit"
clause = "c"
title = "家访"
subject = "school"

[[alert]]
id = "three"
clause = "c-norm"
title = "同班三例"
unit = ["class"]
alike = ["symptom"]
cases = 3
quiet = 3
trust = "CODE"

[[alert]]
id = "severe"
clause = "c-norm"
title = "一例流感"
unit = ["person"]
diseases = ["flu"]
cases = 1
quiet = 0

[[alert]]
id = "close"
clause = "c-norm"
title = "可考虑停课"
gives = "criterion"
unit = ["class"]
cases = 4
quiet = 0

[[alert]]
id = "unread"
clause = "c-norm"
title = "算法未知"
unit = ["school"]
cases = 9
quiet = 0
active = false
configurable = ["cases"]

[[signal]]
id = "c1"
clause = "c"
title = "C1 信号"
detector = "ears-c1"
unit = "school"
calendar = "calendar"

[[recovery]]
id = "flu-back"
clause = "c"
title = "流感复课"
diseases = ["flu"]
clear_hours = 48
papers = ["复课证明"]
trust = "SEC"

[[recovery]]
id = "flu-closed"
clause = "c"
title = "流感停课四天"
diseases = ["flu"]
suspension_days = 4

[[duty]]
id = "report"
clause = "c"
title = "聚集报告"
filer = "school"
after = ["alert:three"]
by = { hours = 24, edge = "in" }
to = ["县疾控"]
copy = ["head"]

[[duty]]
id = "measures"
clause = "c"
title = "措施报告"
filer = "school"
after = ["move:card.verify"]
by = { hours = 2, edge = "in" }

[[workflow]]
id = "card"
clause = "c"
title = "预警卡"
opens = ["alert:three"]
ends = ["ended"]
[workflow.states]
raised = "待核实"
verified = "已核实"
ended = "已结束"
[[workflow.move]]
id = "verify"
clause = "c"
title = "核实"
from = ["raised"]
to = "verified"
by = ["nurse"]
needs = [{ key = "way", title = "核实方式", choices = { phone = "电话", visit = "上门" } }]
[[workflow.move]]
id = "end"
clause = "c"
title = "结束"
from = ["verified"]
to = "ended"
all = ["nurse", "head"]

[[check]]
id = "traced"
clause = "c"
title = "病因追查"
test = "untraced"
needs = ["traced"]
says = "病因没有查明。"
do = "请追查。"

[[check]]
id = "steps"
clause = "c"
title = "步骤"
test = "refused-moves"
of = ["card"]
says = "这一步不成立。"
do = "请重做。"

[[account]]
id = "school-account"
clause = "c-account"
title = "学校账号"
level = "school"
keeper = "county"
keeper_title = "县疾控中心"

[[account]]
id = "city-account"
clause = "c-account"
title = "市账号"
level = "city"
keeper = "province"
keeper_title = "省疾控中心"
[account.names]
"某市" = "JY_MS"

[[password]]
id = "password"
clause = "c-account"
title = "密码规则"
least = 8
most = 20
all_of = ["digit", "letter", "special"]

[[check]]
id = "keepers"
clause = "c-account"
title = "保管"
test = "keepers"
says = "保管单位不对。"
do = "请移交。"

[[check]]
id = "accounts"
clause = "c-account"
title = "清点"
test = "accounts"
says = "账号有缺有余。"
do = "请增删。"
"""

FILES = {
    "schools": (
        "学校代码,学校名称,学段,区县,城市,省份,停办日期\n"
        "S1,示例小学,小学,甲县,某市,某省,\n"
        "S2,示例二小,小学,乙县,某市,某省,2020-09-30\n"
    ),
    "record": "起始日\n2020-10-09\n",
    "terms": "学期,起,止\n第一学期,2020-09-01,2021-01-22\n",
    "classes": "班级代码,学校代码,人数\nS1-1,S1,40\n",
    "filings": "任务,报送单位,报送时间\n",
    "posts": "岗位,单位,人员代号\n校医,S1,S1-nurse\n校长,S1,S1-head\n",
    "absences": (
        "缺课编号,人员代号,学校代码,班级代码,起,止,缺课原因,症状,疾病,发病日期,录入时间\n"
        "Q1,S1-P1,S1,S1-1,2020-10-12,2020-10-13,因病,呕吐,,2020-10-12,2020-10-12 08:10\n"
        "Q2,S1-P2,S1,S1-1,2020-10-12,2020-10-13,因病,呕吐,,2020-10-12,2020-10-12 08:20\n"
        "Q3,S1-P3,S1,S1-1,2020-10-12,,因病,呕吐,流感,,2020-10-12 08:30\n"
    ),
    "moves": (
        "流程编号,流程,事项,步骤,时间,经手人,岗位,核实方式\n"
        "M1,预警卡,three:S1-1:2020-10-12,结束,2020-10-12 09:00,S1-nurse,校医,\n"
        "M2,预警卡,three:S1-1:2020-10-12,核实,2020-10-12 09:10,S1-nurse,校医,\n"
        "M3,预警卡,three:S1-1:2020-10-12,核实,2020-10-12 09:20,S1-nurse,校医,电话\n"
        "M4,预警卡,three:S1-1:2020-10-12,结束,2020-10-12 09:30,S1-nurse,校医,\n"
        "M5,预警卡,three:S1-9:2020-10-12,核实,2020-10-12 09:40,S1-nurse,校医,电话\n"
    ),
    "suspensions": (
        "停课编号,学校代码,范围,对象,起,止,原因,决定时间\nT1,S1,班级,S1-1,2020-10-13,2020-10-16,流感,2020-10-12 10:00\n"
    ),
    "accounts": (
        "用户名,单位,类型,管理单位,系统\n"
        "xx-s1,S1,教育,乙县,平台\n"
        "xx-s1-b,S1,教育,甲县,平台\n"
        "xx-s2,S2,教育,乙县,平台\n"
    ),
}  # fmt: skip

_NUMBERS = itertools.count(1)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that installs a region of rulebook texts, and gives its code."""

    def region(*texts):
        code = f"small{next(_NUMBERS)}"
        home = tmp_path / code
        package = home / f"sh_{code}"
        (package / "rulebook").mkdir(parents=True)
        for text in texts:
            whole = text if "[document]" in text else DOCUMENT + text
            (package / "rulebook" / file_name(whole)).write_text(whole, "utf-8")
        (package / "__init__.py").write_text(
            "from importlib.resources import files\n"
            "from school_health.adapters.cn.calendar import StateCouncilCalendar\n"
            "from school_health.hookspecs import hookimpl\n\n\n"
            "@hookimpl\n"
            "def school_health_region(register):\n"
            f"    register.region({code!r}, name='小区', rulebook=files(__name__) / 'rulebook', "
            "calendar=StateCouncilCalendar)\n",
            "utf-8",
        )
        about = home / f"sh_{code}-0.1.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: sh-{code}\nVersion: 0.1\n", "utf-8")
        (about / "entry_points.txt").write_text(f"[school_health.regions]\n{code} = sh_{code}\n", "utf-8")
        monkeypatch.syspath_prepend(str(home))
        return code

    return region


@pytest.fixture
def small(install):
    """The small region."""
    return install(LAW)


@pytest.fixture
def folder(tmp_path):
    """The small folder."""
    home = tmp_path / "folder"
    home.mkdir()
    for name, text in FILES.items():
        (home / f"{name}.csv").write_text(text, "utf-8")
    return home


@pytest.fixture
def run():
    """Return a function that runs the command and gives what it prints."""

    def command(*arguments, code=0, columns=200):
        result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"COLUMNS": str(columns)})
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result.output

    return command
