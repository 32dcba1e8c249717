"""
What `rules --clause` says of the rules that carry a clause, so that an author can read them against the document.
"""

from __future__ import annotations

import csv
import io
import json

import attrs
import pytest

from school_health import open_region
from school_health.cli.carriers import carrier_rows
from school_health.cli.keys import KINDS_OF_RULE, label
from school_health.core.chapter import RULES, Chapter
from school_health.core.law import Rule
from tests.builders import region
from tests.cli.conftest import LAW


FURTHER = """
[[reading]]
id = "r"
clause = "c"
phrase = "及时"
choice = "yes"
choices = { yes = "当日", no = "次日" }
why = "试用。"

[[scope]]
id = "primary"
clause = "c"
title = "小学"
stages = ["primary"]

[[duty]]
id = "daily"
clause = "c-daily"
title = "晨检"
filer = "school"
scope = "primary"
every = ["teaching-day"]
except = ["suspension"]
by = { time = 09:30:00, edge = "out" }
to = ["head", "镇卫生院"]
needs = ["voucher"]
through = { hands = ["nurse", "head"], others = true, holds = true }
zero = { means = "nobody", clause = "c-daily" }
again = { takes = "first", clause = "c-daily" }
ours = { "by.edge" = "r" }

[[ladder]]
id = "steps"
clause = "c-ladder"
title = "催报"
duty = ["daily"]
step = [
  { clause = "c-ladder", level = "提醒", to = ["nurse"] },
  { clause = "c-ladder", level = "警告", to = ["head"], by = "head", at = { days = 1, time = 08:00:00 }, enters = "名单" },
]

[[form]]
id = "card"
clause = "c-form"
title = "登记表"
layout = "ours"
attachments = ["凭证"]
span = ["week"]
about = { of = "people" }
table = [
  { rows = "late", title = "名单", of = "dues", rule = ["daily"], only = { state = "迟报" } },
  { rows = "areas", of = "places", rule = ["daily"], by = "county", total = true },
]
field = [
  { key = "school", title = "学校", rows = "late", value = "school" },
  { key = "count", title = "份数", rows = "areas", value = "due" },
  { key = "kind", title = "类别", choices = { a = "甲", b = "乙" }, many = true },
  { key = "note", title = "说明", need = "may", rows = "lines", when = { kind = "a" } },
  { key = "sign", title = "签字", need = "paper-only" },
]

[[clause]]
id = "c-daily"
kind = "obligation"
says = "每日晨检。"

[[clause]]
id = "c-ladder"
kind = "ladder"
says = "催报。"

[[clause]]
id = "c-form"
kind = "format"
says = "登记表。"

[[clause]]
id = "c-own"
kind = "assumption"
says = "没有写明的，按此办理。"

[[sample]]
id = "look"
clause = "c-own"
title = "抽查"
of = "school"
percent = 10
"""


@pytest.fixture
def told(install, run):
    """Return a function that gives what carriers of a clause say: by rule, and key as in the file."""
    code = install(LAW + FURTHER)

    def rows(clause, *more):
        answer = json.loads(run("rules", code, "--clause", clause, "--format", "json", *more))
        return {(one["rule"], one["key"]): one for one in answer["carriers"]}

    rows.code = code
    return rows


def says(rows, rule):
    return {key: one["says"] for (name, key), one in rows.items() if name == rule}


def test_of_an_alert_its_thresholds_window_unit_alikeness_and_quiet_days_are_told(told):
    assert says(told("c-norm"), "three") == {
        "": "未核实（据公开程序）",
        "cases": "同一日 3 例",
        "unit": "班级",
        "days": "1",
        "calendar": "日历日",
        "counts": "发病日",
        "otherwise": "首次缺课日",
        "alike": "任一相同症状",
        "quiet": "3",
        "trust": "未核实（据公开程序）",
    }
    rows = told("c-norm")
    assert (rows["three", "cases"]["value"], rows["three", "quiet"]["value"], rows["three", "unit"]["value"]) == (
        3,
        3,
        ["class"],
    )
    assert says(rows, "unread")["active"] == "否"
    assert says(rows, "unread")["configurable"] == "cases"
    assert says(rows, "severe")["diseases"] == "流感"
    assert says(rows, "close")["gives"] == "可考虑的条件（不产生任务）"


def test_of_a_duty_deadline_addressees_parts_and_hands_are_told(told):
    rows = told("c-daily")

    assert says(rows, "daily") == {
        "": "原文，1 处理解",
        "ours": "by.edge r",
        "filer": "学校",
        "scope": "小学",
        "every": "教学日",
        "except": "停课期间",
        "by": "当日，09:30（恰在此刻算迟）",
        "to": "校长、镇卫生院",
        "needs": "凭证",
        "through": "校医、校长（须与报送人不是同一人），缺一不算报送完整",
        "zero": "可报零报告，表示 nobody",
        "again": "以第一份为准，以后的不收",
    }
    assert rows["daily", "by"]["value"] == {"edge": "out", "time": "09:30:00"}
    assert rows["daily", "to"]["value"] == ["head", "镇卫生院"]


def test_of_a_duty_that_events_open_the_event_and_the_hours_are_told(told):
    rows = told("c")

    assert says(rows, "report")["after"] == "预警规则“同班三例”"
    assert says(rows, "report")["by"] == "事由发生，后 24 小时（恰在此刻算按时）"
    assert says(rows, "report")["copy"] == "校长"
    assert says(rows, "measures")["after"] == "步骤“预警卡：核实”"


def test_of_a_workflow_each_move_is_told_with_who_makes_it_and_what_it_needs(told):
    rows = says(told("c"), "card")

    assert rows["opens"] == "预警规则“同班三例”"
    assert rows["states"] == "raised 待核实、verified 已核实、ended 已结束"
    assert rows["move.verify"] == "核实：待核实 → 已核实；由校医办理；须有核实方式（电话或上门）"
    assert rows["move.end"] == "结束：已核实 → 已结束；校医、校长都要办理"


def test_of_a_profile_hours_days_and_papers_are_told(told):
    rows = told("c")

    assert says(rows, "flu-back") == {
        "": "未核实（据他人引用）",
        "diseases": "流感",
        "clear_hours": "48",
        "papers": "复课证明",
        "trust": "未核实（据他人引用）",
    }
    assert rows["flu-back", "clear_hours"]["item"] == "症状消失满（小时）"
    assert says(rows, "flu-closed")["suspension_days"] == "4"


def test_of_a_check_what_is_wrong_and_what_to_do_are_told(told):
    rows = says(told("c"), "traced")

    assert (rows["test"], rows["needs"], rows["says"], rows["do"]) == ("untraced", "traced", "病因没有查明。", "请追查。")


def test_of_a_ladder_each_step_is_told_with_its_moment_and_who_is_told(told):
    rows = says(told("c-ladder"), "steps")

    assert rows["duty"] == "晨检"
    assert rows["step.0"] == "提醒：截止时，告知校医"
    assert rows["step.1"] == "警告：后 1 日 08:00，告知校长，由校长办理，记入名单"


def test_of_a_form_each_field_is_told(told):
    rows = says(told("c-form"), "card")

    assert rows["field.kind"] == "类别：必填；可选甲、乙（可多选）"
    assert rows["field.note"] == "说明：可填；在“lines”的每一行；仅当kind 为 a"
    assert rows["field.sign"] == "签字：只在纸上，程序不存不填"
    assert rows["field.school"] == "学校：必填；在“late”的每一行；取自记录"
    assert (rows["layout"], rows["attachments"], rows["span"]) == ("本库所排", "凭证", "一周")


def test_of_a_form_is_told_where_its_rows_come_from(told):
    rows = says(told("c-form"), "card")

    assert rows["about"] == "人员"
    assert rows["table.0"] == "名单：应报的事项；晨检；仅当state 为 迟报"
    assert rows["table.1"] == "各校或各地；晨检；按区县；有合计"


def test_of_accounts_and_passwords_keeper_names_and_numbers_are_told(told):
    rows = told("c-account")

    assert says(rows, "city-account") == {
        "": "原文",
        "level": "市",
        "keeper": "省",
        "keeper_title": "省疾控中心",
        "names": "某市 JY_MS",
    }
    assert says(rows, "password")["least"] == "8"
    assert says(rows, "password")["all_of"] == "数字、字母、特殊字符"
    assert rows["password", "all_of"]["value"] == ["digit", "letter", "special"]


def test_the_table_and_the_csv_have_what_the_json_has(told, run):
    words = run("rules", told.code, "--clause", "c-account")
    rows = list(csv.DictReader(io.StringIO(run("rules", told.code, "--clause", "c-account", "--format", "csv"))))

    assert [line.split() for line in words.splitlines() if "至少几位" in line] == [["密码", "密码规则", "至少几位", "8"]]
    assert [one["says"] for one in rows if one["section"] == "carriers" and one["key"] == "least"] == ["8"]


def test_without_a_clause_no_carrier_is_told_in_detail(told, run):
    assert "carriers" not in json.loads(run("rules", told.code, "--format", "json"))


# ---------------------------------------------------------------------- the basis of a clause


def test_what_is_an_assumption_is_ours(told, run):
    answer = json.loads(run("rules", told.code, "--clause", "c-own", "--format", "json"))

    assert [one["basis"] for one in answer["clauses"]] == ["本库理解"]
    assert says(told("c-own"), "look")[""] == "本库理解"


OFF = LAW.replace('title = "算法未知"', 'title = "算法未知"\ntrust = "MEM"')


def test_a_rule_that_is_off_leaves_trust_and_basis_of_its_clause_alone(install, run):
    law = OFF.replace("active = false", 'active = false\nours = { cases = "r" }') + FURTHER
    answer = json.loads(run("rules", install(law), "--clause", "c-norm", "--format", "json"))

    assert [one["basis"] for one in answer["clauses"]] == ["原文，未核实（据公开程序）"]


def test_a_rule_that_is_off_gives_the_basis_where_nothing_else_carries_the_clause(install, run):
    law = OFF.replace('id = "unread"\nclause = "c-norm"', 'id = "unread"\nclause = "c-alone"')
    law += '\n[[clause]]\nid = "c-alone"\nkind = "alert"\nsays = "算法。"\n'
    answer = json.loads(run("rules", install(law), "--clause", "c-alone", "--format", "json"))

    assert [one["basis"] for one in answer["clauses"]] == ["未核实（凭记忆）"]


# ---------------------------------------------------------------------- nothing is left out


DEADLINES = {
    'by = { edge = "in" }': "当日（当天算按时）",
    'by = { days = 1, time = 09:00:00, edge = "out" }': "当日，后 1 日，09:00（恰在此刻算迟）",
    'by = { weeks = -1, weekday = "sunday", edge = "in" }': "当日，前 1 周，该周的周日（当天算按时）",
    'by = { working_days = 5, edge = "in" }': "当日，后 5 个工作日（当天算按时）",
    'by = { date = 2021-01-15, edge = "in" }': "2021-01-15（当天算按时）",
    'by = { at_once = true, edge = "in" }': "第一时间（没有写明时限）",
}


@pytest.mark.parametrize("text", DEADLINES)
def test_each_form_of_a_deadline_is_said_in_words(text):
    duty = f'[[duty]]\nid = "d"\nclause = "c"\ntitle = "报"\nfiler = "school"\nevery = ["day"]\n{text}\n'
    law = region(duty).rulebook

    assert {one["key"]: one["says"] for one in carrier_rows(law, law.duties.values())}["by"] == DEADLINES[text]


EVENTS = {
    'by = { edge = "in" }': "事由发生（恰在此刻算按时）",
    'by = { days = 3, edge = "in" }': "事由发生，后 3 日（当天算按时）",
    'by = { hours = 2, edge = "out" }': "事由发生，后 2 小时（恰在此刻算迟）",
    'by = { from = "filed:first", edge = "out" }': "报送“先报”（恰在此刻算迟）",
}


@pytest.mark.parametrize("text", EVENTS)
def test_each_form_of_a_deadline_after_an_event_is_said_in_words(text):
    duties = "".join(
        f'[[duty]]\nid = "{name}"\nclause = "c"\ntitle = "{title}"\nfiler = "school"\nafter = ["suspension:class"]\n{by}\n'
        for name, title, by in (("first", "先报", ""), ("d", "后报", text))
    )
    law = region(duties).rulebook
    rows = {one["key"]: one["says"] for one in carrier_rows(law, [law.duties["d"]])}

    assert rows["by"] == EVENTS[text]
    assert rows["after"] == "班级停课"


def test_a_deadline_from_the_vacation_says_so():
    law = region(
        '[[duty]]\nid = "d"\nclause = "c"\ntitle = "报"\nfiler = "school"\nevery = ["term"]\n'
        'opens = { days = -3 }\nby = { from = "vacation", edge = "out" }\n'
    ).rulebook
    rows = {one["key"]: one["says"] for one in carrier_rows(law, law.duties.values())}

    assert (rows["by"], rows["opens"]) == ("放假第一天（当天算迟）", "当期第一天，前 3 日")


@pytest.mark.parametrize("code", ["cn", "shanghai", "jiangsu", "guyuan"])
def test_every_value_of_every_shipped_rule_is_told_with_a_word_for_its_key(code):
    book = open_region(code).rulebook
    rules = [rule for chapter in book.chapters for rule in chapter.rules]
    rows = list(carrier_rows(book, rules))
    told = {(one["rule"], one["key"].partition(".")[0]) for one in rows}
    base = {one.name for one in attrs.fields(Rule)}
    wanted = {
        (rule.id, one.name.rstrip("_"))
        for rule in rules
        for one in attrs.fields(type(rule))
        if one.name not in base and one.default is attrs.NOTHING
    }

    assert wanted <= told
    assert [one for one in rows if one["item"] == one["key"] and one["key"]] == []
    assert [one for one in rows if one["says"] == ""] == []
    assert json.loads(json.dumps([one["value"] for one in rows])) == [one["value"] for one in rows]


def test_every_kind_of_rule_and_every_key_has_a_word():
    kinds = {one.name: one for one in attrs.fields(Chapter) if one.name in RULES}
    law = region(LAW + FURTHER).rulebook

    assert set(KINDS_OF_RULE) == set(kinds) == set(RULES)
    for chapter in law.chapters:
        for rule in chapter.rules:
            for one in attrs.fields(type(rule)):
                key = one.name.rstrip("_")
                assert key in ("id", "clause", "title", "document", "configured") or label(rule, key) != key, key
