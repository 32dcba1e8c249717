from __future__ import annotations

import csv
import io
import json

import pytest

from school_health import Absence, SchoolClass
from school_health.cli.alerts import alerts_report
from tests.builders import at, day, event, record, region
from tests.cli.conftest import LAW


SPAN = ("--from", "2020-10-09", "--to", "2020-10-13")
AT = ("--at", "2020-10-13T09:00")


def absence(number, first, recorded, **more):
    more = {"school": "S1", "class_": "S1-1", "symptoms": ["vomiting"], **more}
    return Absence(
        id=f"Q{number}", person=f"S1-P{number}", first=day(first), onset=day(first), recorded_at=at(recorded), **more
    )


CLASS = SchoolClass(id="S1-1", school="S1", students=40)


def facts(*absences, classes=(CLASS,), **more):
    return record(absences=absences, classes=classes, since="2020-09-01", **more)


def rows(report, key):
    return next(one.rows for one in report.sections if one.key == key)


def asked(facts_, first="2020-10-12", last="2020-10-13", moment="2020-10-13 09:00", law=LAW, **more):
    report, any_ = alerts_report(region(law), facts_, day(first), day(last), at(moment), **more)
    return report, any_


# ---------------------------------------------------------------------- what is told


def test_an_alert_tells_where_when_how_many_what_is_shared_which_threshold_and_on_what_basis(small, folder, run):
    words = run("alerts", small, folder, *SPAN, *AT, code=1)

    assert (
        "同班三例  示例小学 S1-1     2020-10-12 08:30  2020-10-12  3     首次缺课、发病  呕吐    同一日 3 例  持续" in words
    )
    assert "未核实（据公开程序）  c-norm" in words


def test_the_dues_that_an_alert_or_a_move_of_its_workflow_opened_are_told_with_deadline_state_and_addressees(
    small, folder, run
):
    answer = json.loads(run("alerts", small, folder, *SPAN, *AT, "--format", "json", code=1))

    assert [(one["title"], one["deadline"], one["state"], one["to"]) for one in answer["dues"]] == [
        ("聚集报告", "2020-10-13 08:30", "missing", ["县疾控", "抄送校长"]),
        ("措施报告", "2020-10-12 11:20", "missing", []),
    ]


@pytest.mark.parametrize(("moment", "state"), [("08:30", "not_yet_due"), ("08:31", "missing")])
def test_a_due_of_an_alert_changes_its_state_at_its_deadline(small, folder, run, moment, state):
    answer = json.loads(run("alerts", small, folder, *SPAN, "--at", f"2020-10-13T{moment}", "--format", "json", code=1))

    assert [one["state"] for one in answer["dues"] if one["duty"] == "report"] == [state]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [("2020-10-09", "2020-10-11", 0), ("2020-10-12", "2020-10-12", 2), ("2020-10-13", "2020-10-14", 0)],
)
def test_only_what_was_raised_in_the_span_is_told(small, folder, run, first, last, found):
    question = ("alerts", small, folder, "--from", first, "--to", last, "--at", "2020-10-14T09:00")
    words = run(*question, code=int(found > 0))
    answer = json.loads(run(*question, "--format", "json", code=int(found > 0)))

    assert len(answer["alerts"]) == found
    assert ("预警：这段时间没有。" in words) is (found == 0)


def test_what_was_not_known_yet_is_not_told(small, folder, run):
    early = json.loads(run("alerts", small, folder, *SPAN, "--at", "2020-10-12T08:29", "--format", "json"))
    later = json.loads(run("alerts", small, folder, *SPAN, "--at", "2020-10-12T08:30", "--format", "json", code=1))

    assert early["alerts"] == []
    assert {one["rule"] for one in later["alerts"]} == {"three", "severe"}


def test_a_criterion_that_is_met_is_told_with_its_source_and_orders_nothing():
    four = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 5)]
    met, _ = asked(facts(*four))
    unmet, _ = asked(facts(*four[:3]))

    assert [(one["title"], one["persons"], one["clause"]) for one in rows(met, "criteria")] == [("可考虑停课", 4, "c-norm")]
    assert rows(unmet, "criteria") == []
    assert any("可考虑相应措施；是否采取由有权决定的部门决定" in note for note in met.notes)
    assert not any("请停课" in note for note in met.notes)
    assert not any("可考虑相应措施" in note for note in unmet.notes)


def test_an_alert_that_a_correction_undoes_may_be_excluded_and_says_why():
    three = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 4)]
    undone = absence(3, "2020-10-12", "2020-10-12 15:00", void=True)
    report, any_ = asked(facts(*three, undone))

    assert any_
    assert [(one["state"], one["lasts"]) for one in rows(report, "alerts")] == [("可排除：更正后不再达到标准", False)]


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2020-10-12 09:00", "今日提出"),
        ("2020-10-13 09:00", "持续"),
        ("2020-10-15 23:59", "持续"),
        ("2020-10-16 00:00", "已过"),
    ],
)
def test_an_alert_lasts_to_the_end_of_its_quiet_days(moment, state):
    three = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 4)]
    report, _ = asked(facts(*three), moment=moment)

    assert [one["state"] for one in rows(report, "alerts")] == [state]


def test_later_cases_are_counted_with_the_alert_that_they_join():
    three = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 4)]
    later = absence(4, "2020-10-13", "2020-10-13 08:10")
    report, _ = asked(facts(*three, later), with_cases=True)

    assert [(one["persons"], one["cases"]) for one in rows(report, "alerts")] == [(4, ["Q1", "Q2", "Q3", "Q4"])]


def test_profiles_tell_of_the_ill_and_of_suspensions_what_is_met_not_met_and_cannot_be_told(small, folder, run):
    answer = json.loads(run("alerts", small, folder, *SPAN, *AT, "--format", "json", code=1))
    over = json.loads(run("alerts", small, folder, *SPAN, "--at", "2020-10-16T10:00", "--format", "json", code=1))

    assert [
        (one["title"], one["of"], one["place"], one["met"], one["lacks"], one["persons"]) for one in answer["profiles"]
    ] == [
        ("流感复课", "在病的人", "示例小学", None, ["症状消失时间", "复课证明"], 1),
        ("流感停课四天", "停课", "示例小学 S1-1", False, [], None),
    ]
    assert answer["profiles"][1]["since"] == "2020-10-17 00:00"
    assert [one["met"] for one in over["profiles"]] == [None, False]


def test_a_profile_is_met_from_its_moment_on():
    ill = {"disease": "flu", "papers": ["复课证明"], "recovered_at": at("2020-10-12 10:00")}
    spell = absence(1, "2020-10-12", "2020-10-12 08:10", **ill)

    def met(moment):
        return [one["met"] for one in rows(asked(facts(spell), moment=moment, last="2020-10-14")[0], "profiles")]

    assert met("2020-10-14 09:59") == [False]
    assert met("2020-10-14 10:00") == [True]


def test_a_signal_without_a_baseline_is_counted_and_told_to_be_none(small, folder, run):
    words = run("alerts", small, folder, *SPAN, *AT, code=1)

    assert "C1 信号：1 个单位中有 1 个此前数据不足，没有基线，不作判断。" in words
    assert "统计信号不是预警" in words


def test_a_signal_that_alarms_is_told_with_its_bound():
    days = ["2020-09-10", "2020-09-11", "2020-09-12", "2020-09-13", "2020-09-14", "2020-09-14", *["2020-09-19"] * 7]
    told = [absence(number, first, f"{first} 08:10") for number, first in enumerate(days)]
    report, _ = asked(facts(*told), "2020-09-19", "2020-09-19", "2020-09-19 12:00")

    assert [(one["title"], one["day"], one["observed"]) for one in rows(report, "signals")] == [("C1 信号", "2020-09-19", 7)]
    assert 1 < rows(report, "signals")[0]["upper"] < 7
    assert not any("没有基线" in note for note in report.notes)


def test_a_meal_that_cases_share_is_told_without_its_reference():
    law = LAW.replace('alike = ["symptom"]', 'alike = ["meal"]')
    three = [absence(number, "2020-10-12", "2020-10-12 08:10", meal="M-7") for number in range(1, 4)]
    report, _ = asked(facts(*three), law=law)

    assert [one["shared"] for one in rows(report, "alerts")] == [["同一餐次或水源"]]


@pytest.mark.parametrize(
    ("unit", "words"), [("dormitory", "S1 宿舍 3"), ("class", "S1 S1-9"), ("school", "S1"), ("county", "甲县")]
)
def test_a_unit_is_named_as_people_call_it(unit, words):
    law = LAW.replace('unit = ["class"]\nalike', f'unit = ["{unit}"]\nalike')
    three = [absence(number, "2020-10-12", "2020-10-12 08:10", class_="S1-9", dormitory="3") for number in range(1, 4)]
    report, _ = asked(facts(*three, classes=()), law=law)

    assert [(one["unit"], one["place"]) for one in rows(report, "alerts")] == [(unit, words)]


def test_one_alert_of_a_class_and_a_dormitory_names_both():
    law = LAW.replace('unit = ["class"]\nalike', 'unit = ["class", "dormitory"]\nalike')
    three = [absence(number, "2020-10-12", "2020-10-12 08:10", class_="S1-9", dormitory="3") for number in range(1, 4)]
    report, _ = asked(facts(*three, classes=()), law=law)

    assert [one["place"] for one in rows(report, "alerts")] == ["S1 S1-9、S1 宿舍 3"]


# ---------------------------------------------------------------------- what a reading or a host has set


def test_a_number_that_a_host_sets_switches_its_rule_on_and_is_told_to_be_the_hosts(small, folder, run):
    off = run("alerts", small, folder, *SPAN, *AT, code=1)
    on = run("alerts", small, folder, *SPAN, *AT, "--set", "unread.cases=3", code=1)

    assert "算法未知" not in off
    assert "默认关闭的预警规则 1 项" in off
    assert "算法未知" in on
    assert "本库理解，例数由使用单位设定" in on
    assert "默认关闭" not in on


READING = """
[[reading]]
id = "three"
clause = "c"
phrase = "多名"
choice = "three"
why = "试用。"
choices = { three = "三" }
"""


def test_a_rule_whose_number_a_reading_gave_is_ours(install, folder, run):
    read = 'cases = 3\nquiet = 3\nours = { cases = "three", "quiet.days" = "three" }'
    law = LAW.replace('cases = 3\nquiet = 3\ntrust = "CODE"', read) + READING
    answer = json.loads(run("alerts", install(law), folder, *SPAN, *AT, "--format", "json", code=1))

    assert {one["rule"]: one["basis"] for one in answer["alerts"]} == {
        "three": "本库理解，1 处理解",
        "severe": "原文",
    }


def test_readings_of_details_leave_the_basis_of_an_alert_as_it_is(install, folder, run):
    details = 'cases = 3\nquiet = 3\nours = { "cases.persons" = "three", "quiet.days" = "three" }'
    law = LAW.replace('cases = 3\nquiet = 3\ntrust = "CODE"', details) + READING
    answer = json.loads(run("alerts", install(law), folder, *SPAN, *AT, "--format", "json", code=1))

    assert {one["rule"]: one["basis"] for one in answer["alerts"]}["three"] == "原文，1 处理解"


@pytest.mark.parametrize("key", ["cases", "quiet", "counts", "cases.persons"])
@pytest.mark.parametrize("trust", ["", "CODE"])
def test_the_basis_of_an_alert_is_the_same_in_alerts_and_in_rules(install, folder, run, key, trust):
    told = f'cases = 3\nquiet = 3\nours = {{ "{key}" = "three" }}\ntrust = "{trust}"'
    law = LAW.replace('cases = 3\nquiet = 3\ntrust = "CODE"', told).replace('title = "同班三例"', 'title = "同班三例"', 1)
    law = law.replace('id = "three"\nclause = "c-norm"', 'id = "three"\nclause = "c-three"', 1)
    law += READING + '\n[[clause]]\nid = "c-three"\nkind = "alert"\nsays = "三例。"\n'
    code = install(law)
    alerts = json.loads(run("alerts", code, folder, *SPAN, *AT, "--format", "json", code=1))["alerts"]
    rules = json.loads(run("rules", code, "--clause", "c-three", "--format", "json"))
    (basis,) = [one["basis"] for one in alerts if one["rule"] == "three"]

    assert basis.startswith("本库理解") is ("." not in key)
    assert ("未核实（据公开程序）" in basis) is bool(trust)
    assert [one["says"] for one in rules["carriers"] if one["item"] == "依据"] == [basis]
    assert [one["basis"] for one in rules["clauses"]] == [basis]


# ---------------------------------------------------------------------- shapes and persons


def test_alerts_as_csv_have_one_heading_line_and_a_row_for_each(small, folder, run):
    found = list(csv.DictReader(io.StringIO(run("alerts", small, folder, *SPAN, *AT, "--format", "csv", code=1))))

    assert [one["section"] for one in found if one["section"] != "note"] == ["alerts"] * 2 + ["dues"] * 2 + ["profiles"] * 2
    assert [one["persons"] for one in found if one["section"] == "alerts"] == ["1", "3"]


@pytest.mark.parametrize("shape", ["table", "json", "csv"])
@pytest.mark.parametrize("cases", [(), ("--cases",)])
def test_no_person_is_shown_and_absences_only_where_they_are_asked_for(small, folder, run, shape, cases):
    text = run("alerts", small, folder, *SPAN, *AT, "--format", shape, *cases, code=1)

    assert "S1-P" not in text
    assert ("Q1" in text) is bool(cases)


def test_in_a_narrow_window_no_line_is_wider_than_it(small, folder, run):
    words = run("alerts", small, folder, *SPAN, *AT, code=1, columns=60)

    assert max(sum(2 if ord(one) > 0x2E7F else 1 for one in line) for line in words.splitlines()) <= 60
    assert "…" not in words


def test_what_is_not_met_yet_says_before_when_it_cannot_be(small, folder, run):
    answer = json.loads(run("alerts", small, folder, *SPAN, "--at", "2020-10-16T09:00", "--format", "json", code=1))
    told = {one["title"]: (one["met_words"], one["since"], one["when"]) for one in answer["profiles"]}

    assert told["流感停课四天"] == ("未达到", "2020-10-17 00:00", "不早于 2020-10-17 00:00")


def test_what_is_met_says_since_when(small, folder, run):
    suspensions = (folder / "suspensions.csv").read_text("utf-8").replace("2020-10-16", "2020-10-30")
    (folder / "suspensions.csv").write_text(suspensions, "utf-8")
    answer = json.loads(run("alerts", small, folder, *SPAN, "--at", "2020-10-17T00:00", "--format", "json", code=1))
    told = {one["title"]: (one["met_words"], one["when"]) for one in answer["profiles"]}

    assert told["流感停课四天"] == ("已达到", "自 2020-10-17 00:00")


def test_what_cannot_be_told_has_no_moment(small, folder, run):
    answer = json.loads(run("alerts", small, folder, *SPAN, *AT, "--format", "json", code=1))
    told = {one["title"]: (one["met"], one["when"]) for one in answer["profiles"]}

    assert told["流感复课"] == (None, "")


def test_a_paper_that_is_lacking_is_named_in_chinese_where_a_word_is_known(install, folder, run):
    law = LAW.replace('papers = ["复课证明"]', 'papers = ["certificate", "复课证明", "slip"]')
    answer = json.loads(run("alerts", install(law), folder, *SPAN, *AT, "--format", "json", code=1))
    (told,) = [one for one in answer["profiles"] if one["title"] == "流感复课"]

    assert told["lacks"] == ["症状消失时间", "证明", "复课证明", "slip"]


# ---------------------------------------------------------------------- declared alerts, and those that are taken back

CALL = """
[[event]]
id = "call"
clause = "c"
title = "上级预警"
subject = "school"

[[event]]
id = "taken-back"
clause = "c"
title = "撤销预警"
subject = "school"
takes_back = true

[[duty]]
id = "answer"
clause = "c"
title = "回应预警"
filer = "school"
after = ["fact:call", "alert:three"]
unless = ["fact:taken-back"]
by = { hours = 2, edge = "in" }
"""


@pytest.mark.parametrize(
    ("moment", "declared", "state"),
    [("09:59", [], []), ("10:00", ["上级预警"], ["not_yet_due"]), ("12:01", ["上级预警"], ["missing"])],
)
def test_an_alert_that_somebody_declared_stands_with_its_dues_beside_the_computed_ones(moment, declared, state):
    called = [event("call", "2020-10-12 10:00", "S1", "e1"), event("visit", "2020-10-12 10:00", "S1", "e2")]
    report, any_ = asked(facts(events=called), moment=f"2020-10-12 {moment}", law=LAW + CALL)

    assert any_ is bool(declared)
    assert [one["title"] for one in rows(report, "declared")] == declared
    assert [(one["alert_title"], one["place"], one["state"]) for one in rows(report, "dues")] == [
        ("上级预警", "S1", one) for one in state
    ]


@pytest.mark.parametrize(("first", "last", "count"), [("11", "11", 0), ("12", "12", 1), ("13", "13", 0)])
def test_only_what_was_declared_in_the_span_is_told(first, last, count):
    called = [event("call", "2020-10-12 10:00", "S1", "e1")]
    report, _ = asked(facts(events=called), f"2020-10-{first}", f"2020-10-{last}", "2020-10-14 09:00", law=LAW + CALL)

    assert len(rows(report, "declared")) == count


def test_what_takes_back_an_alert_that_may_be_excluded_is_named():
    three = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 4)]
    undone = absence(3, "2020-10-12", "2020-10-12 15:00", void=True)

    def told(*spells):
        report, _ = asked(facts(*spells), law=LAW + CALL)
        return [note for note in report.notes if "撤销预警" in note]

    assert told(*three) == []
    assert len(told(*three, undone)) == 1


@pytest.mark.parametrize(
    ("about", "state", "due"),
    [("three:S1-1:2020-10-12", "已撤销", "exempt"), ("three:S1-1:2020-10-11", "可排除：更正后不再达到标准", "missing")],
)
def test_an_alert_that_was_taken_back_says_so(about, state, due):
    three = [absence(number, "2020-10-12", "2020-10-12 08:10") for number in range(1, 4)]
    undone = absence(3, "2020-10-12", "2020-10-12 15:00", void=True)
    back = event("taken-back", "2020-10-12 16:00", "S1", "b", about=about)
    report, _ = asked(facts(*three, undone, events=[back]), law=LAW + CALL)

    assert [one["state"] for one in rows(report, "alerts")] == [state]
    assert [one["state"] for one in rows(report, "dues") if one["duty"] == "answer"] == [due]
    assert any("撤销预警" in note for note in report.notes) is (due == "missing")
