from __future__ import annotations

import csv
import io
import json

import attrs
import pytest

from school_health.cli.findings import check_report
from school_health.cli.lacking import about_words, lacks_words, needs_words
from school_health.cli.names import Names
from school_health.core.finding import Finding
from school_health.core.workflow import Need
from tests.builders import at, day, record, region
from tests.cli.conftest import LAW


AT = ("--at", "2020-10-13T09:00")


def answer(run, code, folder, *more, at_=AT, status=1):
    return json.loads(run("check", code, folder, *at_, *more, "--format", "json", code=status))


# ---------------------------------------------------------------------- what is found


def test_checks_tell_how_often_what_is_wrong_what_to_do_and_the_clause(small, folder, run):
    words = run("check", small, folder, *AT, code=1)

    assert "病因追查  3     病因没有查明。  请追查。  c" in words
    assert "保管      1     保管单位不对。  请移交。  c-account" in words


def test_a_finding_tells_place_day_about_and_what_lacks(small, folder, run):
    found = answer(run, small, folder)["findings"]

    assert [(one["check"], one["place"], one["day"], one["about"], one["lacks"]) for one in found] == [
        ("keepers", "示例小学", "2020-10-13", "xx-s1", ["应由甲县保管"]),
        ("accounts", "示例小学", "2020-10-13", "xx-s1-b", ["删除：同一单位多于一个"]),
        ("accounts", "示例二小", "2020-10-13", "xx-s2", ["删除：学校已停办、并入或尚未开办"]),
        ("traced", "示例小学", "2020-10-12", "Q1", ["病因追查"]),
        ("traced", "示例小学", "2020-10-12", "Q2", ["病因追查"]),
        ("traced", "示例小学", "2020-10-12", "Q3", ["病因追查"]),
        ("steps", "示例小学", "2020-10-12", "M1", ["在当时的状态下不能走这一步"]),
        ("steps", "示例小学", "2020-10-12", "M2", ["缺少必备内容：核实方式"]),
        ("steps", "three:S1-9:2020-10-12", "2020-10-12", "M5", ["没有这个事项"]),
    ]


def test_no_health_value_is_told(small, folder, run):
    for shape in ("table", "json", "csv"):
        text = run("check", small, folder, *AT, "--format", shape, code=1)

        assert "呕吐" not in text
        assert "流感" not in text


@pytest.mark.parametrize(("moment", "found"), [("2020-10-12T23:59", 0), ("2020-10-13T00:00", 3)])
def test_a_finding_is_there_from_its_moment_on(small, folder, run, moment, found):
    told = answer(run, small, folder, at_=("--at", moment))["findings"]

    assert sum(one["check"] == "traced" for one in told) == found


def test_what_was_found_least_comes_first_so_that_it_is_seen(small, folder, run):
    lines = (folder / "absences.csv").read_text("utf-8")
    more = "".join(
        f"R{number},S1-R{number},S1,S1-1,2020-10-09,2020-10-09,因病,发热,,,2020-10-09 08:00\n" for number in range(60)
    )
    (folder / "absences.csv").write_text(lines + more, "utf-8")
    words = run("check", small, folder, *AT, code=1)

    assert "应由甲县保管" in words
    assert "缺少必备内容：核实方式" in words
    assert "另有 29 行" in words


# ---------------------------------------------------------------------- matters and moves


def test_an_open_matter_tells_its_state_since_when_what_may_come_next_and_who_is_waited_for(small, folder, run):
    (matter,) = answer(run, small, folder)["matters"]

    assert (matter["title"], matter["place"], matter["state_words"], matter["since"]) == (
        "预警卡",
        "示例小学 S1-1",
        "已核实",
        "2020-10-12 09:20",
    )
    assert matter["possible"] == ["结束（校医、校长）"]
    assert matter["awaited"] == ["校长"]


def test_a_matter_that_is_done_is_not_told(small, folder, run):
    moves = (folder / "moves.csv").read_text("utf-8")
    (folder / "moves.csv").write_text(
        moves + "M6,预警卡,three:S1-1:2020-10-12,结束,2020-10-12 09:35,S1-head,校长,\n", "utf-8"
    )

    assert answer(run, small, folder)["matters"] == []


def test_a_matter_of_a_person_tells_the_school_only():
    law = LAW.replace('opens = ["alert:three"]', 'opens = ["fact:ill"]') + (
        '\n[[event]]\nid = "ill"\nclause = "c"\ntitle = "患病"\nsubject = "person"\n'
    )
    from school_health import Person
    from tests.builders import event

    facts = record(people=[Person(id="S1-P1", school="S1")], events=[event("ill", "2020-10-12 08:00", "S1-P1", "E1")])
    law_ = region(law)
    report = check_report(law_, facts, law_.assess(facts, at("2020-10-13 09:00")))
    (matter,) = next(one.rows for one in report.sections if one.key == "matters")

    assert matter["place"] == "S1"
    assert "S1-P1" not in json.dumps(matter, ensure_ascii=False)


def test_a_move_that_did_not_count_tells_why_and_what_it_lacks(small, folder, run):
    words = run("check", small, folder, *AT, code=1)
    told = answer(run, small, folder)["refused"]

    assert [(one["move"], one["step"], one["reason"], one["lacks"]) for one in told] == [
        ("M1", "结束", "在当时的状态下不能走这一步", []),
        ("M2", "核实", "缺少必备内容", ["核实方式"]),
        ("M5", "核实", "没有这个事项", []),
    ]
    assert "没有采用的流程步骤" in words
    assert "S1-nurse" not in words


# ---------------------------------------------------------------------- shapes and exit codes


def test_where_nothing_is_found_it_says_so_and_ends_with_nought(install, folder, run):
    code = install('[[vocabulary]]\nid = "v"\nclause = "c"\ntitle = "症状"\nof = "symptom"\nwords = { x = "甲" }\n')
    for name in ("absences", "moves", "accounts", "suspensions", "posts"):
        (folder / f"{name}.csv").unlink()
    words = run("check", code, folder, *AT)

    assert "发现：没有发现问题。" in words
    assert "本地区的规定中没有核查项目。" in words


def test_exit_zero_turns_one_into_nought(small, folder, run):
    assert run("check", small, folder, *AT, "--exit-zero")


def test_check_as_csv_has_one_heading_line(small, folder, run):
    found = list(csv.DictReader(io.StringIO(run("check", small, folder, *AT, "--format", "csv", code=1))))

    assert [one["section"] for one in found if one["section"] != "note"] == [
        *["summary"] * 4,
        *["findings"] * 9,
        "matters",
        *["refused"] * 3,
    ]


# ---------------------------------------------------------------------- words

WORDS = """
[[event]]
id = "gate"
clause = "c"
title = "入校登记"
subject = "school"
details = { purpose = "事由" }

[[event]]
id = "report-made"
clause = "c"
title = "报告"
subject = "school"

[[duty]]
id = "daily"
clause = "c"
title = "日报"
filer = "school"
every = ["teaching-day"]
by = { time = 15:00:00, edge = "out" }
through = { hands = ["nurse", "head"], holds = false }
zero = { means = "nobody", clause = "c" }
again = { takes = "first", clause = "c" }

[[duty]]
id = "own"
clause = "c"
title = "健康卡"
filer = "person"
every = ["teaching-day"]

[[breach]]
id = "late"
clause = "c"
title = "迟报"
seen = "late"
of = ["daily"]
"""


def check(test, **more):
    keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items())
    return f'\n[[check]]\nid = "x"\nclause = "c"\ntitle = "某"\ntest = "{test}"\nsays = "错。"\ndo = "改。"\n{keys}'


@pytest.mark.parametrize(
    ("test", "keys", "lacks", "words"),
    [
        ("details", {"of": ["gate"], "needs": ["purpose"]}, ["purpose"], ["事由"]),
        ("followed", {"of": ["gate"], "needs": ["report-made"]}, ["report-made"], ["报告"]),
        ("each-has", {"needs": ["gate"], "level": "school"}, ["gate"], ["入校登记"]),
        ("omitted", {"of": ["own"], "needs": ["gate"]}, ["gate"], ["入校登记"]),
        ("hands", {"of": ["daily"]}, ["nurse", "same-person:head"], ["校医", "校长与报送人是同一人"]),
        ("in-state", {"of": ["alert:three"], "needs": ["card.ended"]}, ["verified"], ["已核实"]),
        ("in-state", {"of": ["alert:three"], "needs": ["card.ended"]}, ["not-reported"], ["尚未提出"]),
        ("stalled", {"needs": ["card.raised"]}, ["raised"], ["待核实"]),
        ("parts", {"of": ["daily"], "needs": ["voucher"]}, ["voucher"], ["凭证"]),
        ("parts", {"of": ["daily"], "needs": ["某证"]}, ["某证"], ["某证"]),
        ("keepers", {}, ["A"], ["应由甲县保管"]),
        ("printed-names", {}, ["JY_MS"], ["文件所印为 JY_MS"]),
        ("accounts", {}, ["add", "no-account"], ["新增：没有账号"]),
        ("proxies", {"of": ["own"]}, ["filled-by", "proxy"], ["填写人", "指定代填人"]),
        ("refused-moves", {"of": ["card"]}, ["lacks", "way", "by"], ["缺少必备内容：核实方式、经手人"]),
        ("refused-moves", {"of": ["card"]}, ["same-person"], ["与前一步是同一人，须由他人办理"]),
        ("results", {"of": ["card.verify"], "needs": ["way=phone"]}, ["phone"], ["电话"]),
        ("unnamed", {}, ["symptoms"], ["症状或疾病"]),
        ("untraced", {"needs": ["traced"]}, ["tracing"], ["病因追查"]),
        ("vacant", {"of": ["nurse"]}, ["nurse"], ["校医"]),
        ("breaches", {"of": ["late"]}, ["daily"], ["日报"]),
        ("breaches", {"of": ["late"]}, ["gate"], ["入校登记"]),
        ("breaches", {"of": ["late"]}, ["absence"], ["病例"]),
        ("machine-made", {"of": ["daily"], "count": 2}, ["nurse", "late", "S1-P1"], ["校医", "迟报", "S1-P1"]),
        ("on-days", {"of": ["gate"], "on": ["weekend"]}, [], []),
    ],
)
def test_what_lacks_is_said_in_chinese(test, keys, lacks, words):
    law = region(LAW + WORDS + check(test, **keys))
    facts = record()
    found = Finding(law.rulebook.checks["x"], "S1", "S1", day("2020-10-12"), at("2020-10-12 09:00"), "", tuple(lacks))

    assert lacks_words(law.rulebook, Names(law, facts), found) == words


@pytest.mark.parametrize(
    ("test", "keys", "about", "words"),
    [
        ("refused-filings", {"of": ["daily"]}, "2020-10-12T09:31:00+08:00", "2020-10-12 09:31 的报送"),
        ("machine-made", {"of": ["daily"], "count": 2}, "daily", "日报"),
        ("breaches", {"of": ["late"]}, "own:S1-P1:None:2020-10-12", ""),
        ("untraced", {"needs": ["traced"]}, "Q1", "Q1"),
    ],
)
def test_what_a_finding_is_about_is_said_in_chinese(test, keys, about, words):
    law = region(LAW + WORDS + check(test, **keys))
    found = Finding(law.rulebook.checks["x"], "S1", "S1", day("2020-10-12"), at("2020-10-12 09:00"), about, ())

    assert about_words(law.rulebook, found) == words


# ---------------------------------------------------------------------- what lacks, in words


def test_a_choice_that_is_none_of_those_is_said_to_be_so_and_not_repeated(small, folder):
    from school_health import Move, open_region, read_folder

    held = open_region(small)
    facts = read_folder(folder, region=held)
    wrong = Move(
        id="M9",
        workflow="card",
        matter="three:S1-1:2020-10-12",
        move="verify",
        at=at("2020-10-12 09:15"),
        by="S1-nurse",
        post="nurse",
        details={"way": "by-letter"},
    )
    facts = attrs.evolve(facts, moves=(*facts.moves, wrong))
    report = check_report(held, facts, held.assess(facts, at("2020-10-13 09:00")))
    rows = {one.key: one.rows for one in report.sections}
    (refused,) = [one for one in rows["refused"] if one["move"] == "M9"]
    (found,) = [one for one in rows["findings"] if one["about"] == "M9"]
    (empty,) = [one for one in rows["refused"] if one["move"] == "M2"]

    assert refused["lacks"] == ["核实方式（所填不在可选之列：电话、上门）"]
    assert found["lacks"] == ["缺少必备内容：核实方式（所填不在可选之列：电话、上门）"]
    assert empty["lacks"] == ["核实方式"]
    assert "by-letter" not in str(rows)


def test_a_maker_who_is_not_named_is_said_in_words():
    assert needs_words((), ("by",), {}) == ["经手人"]


def test_needs_of_which_one_is_enough_are_told_together_once():
    needs = [
        Need(key=key, title=title, either=either)
        for key, title, either in (("a", "甲", "x"), ("b", "乙", "x"), ("c", "丙", ""))
    ]

    assert needs_words(needs, ("a", "c", "b"), {}) == ["甲、乙（其一即可）", "丙"]


@pytest.mark.parametrize(
    ("part", "word"), [("declaration", "承诺"), ("voucher", "凭证"), ("photo", "照片"), ("slip", "slip")]
)
def test_a_part_that_is_lacking_is_called_as_the_headings_of_files_call_it(part, word):
    law = region(
        LAW.replace('to = ["县疾控"]', f'to = ["县疾控"]\nneeds = ["{part}"]')
        + '\n[[check]]\nid = "whole"\nclause = "c"\ntitle = "齐全"\ntest = "parts"\nof = ["report"]\n'
        f'needs = ["{part}"]\nsays = "不全。"\ndo = "请补。"\n'
    )
    facts = record()
    check = law.rulebook.checks["whole"]
    found = Finding(check, "S1", "S1", day("2020-10-12"), at("2020-10-12 09:00"), "", (part,))

    assert lacks_words(law.rulebook, Names(law, facts), found) == [word]
