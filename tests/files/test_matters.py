"""
Moves, accounts, and the details that moves and events may say: from tables to facts and from bad rows to messages.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import open_region
from school_health.core.account import Account
from school_health.core.filing import Event
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.workflow import Move
from school_health.errors import InputError
from school_health.files.cells import note
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.rows import made_id
from school_health.files.text import Bad
from school_health.files.vocabulary import PARTS, Vocabulary

from .sheets import workbook


MOVES = "流程编号 流程 事项 步骤 时间 经手人 岗位"


def at(*parts):
    return datetime(*parts, tzinfo=SHANGHAI_TIME)


def problems_of(folder, region=None):
    with pytest.raises(InputError) as refused:
        read_folder(folder.path, region=region)
    return refused.value.problems


def moves_of(folder, region, headings, *rows):
    folder.table("流程.csv", headings, *rows)
    return read_folder(folder.path, region=region).moves


# ---------------------------------------------------------------------- moves


def test_a_move_is_read_by_titles_or_ids(folder, town):
    moves = moves_of(
        folder,
        town,
        f"{MOVES} 录入时间",
        "m1 报告卡 a1 核实 2020-10-12T09:00 t1 卫生老师 2020-10-12T10:00",
        "m2 card a1 exclude 2020-10-12T11:00 - - -",
    )

    assert moves == (
        Move(
            id="m1",
            workflow="card",
            matter="a1",
            move="verify",
            at=at(2020, 10, 12, 9),
            by="t1",
            post="reporter",
            recorded_at=at(2020, 10, 12, 10),
        ),
        Move(id="m2", workflow="card", matter="a1", move="exclude", at=at(2020, 10, 12, 11)),
    )


def test_every_field_of_a_move_and_of_an_account_has_a_column(town):
    for name, model, apart in (("moves", Move, {"details"}), ("accounts", Account, set())):
        fields = {column.field for column in kinds(Vocabulary(None))[name].columns}
        assert fields == {one.name for one in attrs.fields(model)} - apart


def test_without_a_region_moves_stand_as_they_are(folder):
    (move,) = moves_of(folder, None, MOVES, "m1 any a1 step 2020-10-12T09:00 t1 post")

    assert (move.workflow, move.move, move.post, move.details) == ("any", "step", "post", {})


def test_a_move_without_an_id_gets_one_that_holds_no_person(folder, town):
    rows = [
        "报告卡 a1 核实 2020-10-12T09:00 t1 卫生老师",
        "报告卡 a1 核实 2020-10-12T09:00 t2 卫生老师",
        "报告卡 a2 核实 2020-10-12T09:00 t1 卫生老师",
    ]
    moves = moves_of(folder, town, "流程 事项 步骤 时间 经手人 岗位", *rows)
    again = moves_of(folder, town, "流程 事项 步骤 时间 经手人 岗位", *reversed(rows))

    assert moves[0].id == made_id("card", "a1", "verify", "reporter", "t1", "2020-10-12T09:00:00+08:00")
    assert len({move.id for move in moves}) == 3
    assert set(map(repr, moves)) == set(map(repr, again))
    assert not any("t1" in move.id for move in moves)


@pytest.mark.parametrize(
    ("row", "column", "what", "fix"),
    [
        ("m1 上报卡 a1 核实 2020-10-12T09:00 t1 -", "流程", "没有这样的流程", "可以填：报告卡"),
        ("m1 报告卡 a1 检查 2020-10-12T09:00 t1 -", "步骤", "没有这一步", "可以填：核实、排除、结束"),
        ("m1 报告卡 a1 结束 2020-10-12T09:00 t1 -", "步骤", "几步都叫这个名称", "请写代号：end、end-early"),
        ("m1 报告卡 a1 核实 2020-10-12T09:00 t1 门卫", "岗位", "没有这样的岗位", "可以填：卫生老师、reporter"),
        ("m1 报告卡 a1 核实 2020-10-12 t1 -", "时间", "只有日期", "几点几分"),
        ("m1 报告卡 - 核实 2020-10-12T09:00 t1 -", "事项", "没有填写", "请填事项"),
        ("m1 报告卡 a1 核实 2020-10-12T09:00 张某 -", "经手人", "看来是姓名", "自编代号"),
    ],
)
def test_a_move_that_the_law_does_not_know_is_a_problem(folder, town, row, column, what, fix):
    folder.table("流程.csv", MOVES, row)
    (problem,) = problems_of(folder, town)

    assert (problem.row, problem.column) == (2, column)
    assert what in problem.what
    assert fix in problem.fix


def test_a_move_recorded_before_it_was_made_is_a_problem_and_at_once_is_none(folder, town):
    row = "m1 报告卡 a1 核实 2020-10-12T09:00 t1 -"
    folder.table("流程.csv", f"{MOVES} 录入时间", f"{row} 2020-10-12T08:59")
    (problem,) = problems_of(folder, town)
    assert (problem.row, problem.column) == (2, "录入时间")

    assert len(moves_of(folder, town, f"{MOVES} 录入时间", f"{row} 2020-10-12T09:00")) == 1


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("m1 报告卡 a1 核实 2020-10-12T09:00 t1 卫生老师", "重复"),
        ("m2 报告卡 a1 核实 2020-10-12T09:00 t1 卫生老师", "重复"),
        ("m1 报告卡 a1 排除 2020-10-12T09:00 t1 卫生老师", "编号相同"),
    ],
)
def test_a_move_told_twice_is_a_problem(folder, town, row, what):
    folder.table("流程.csv", MOVES, "m1 报告卡 a1 核实 2020-10-12T09:00 t1 卫生老师", row)
    (problem,) = problems_of(folder, town)

    assert problem.row == 3
    assert what in problem.what


def test_moves_without_ids_at_one_moment_are_one(folder, town):
    row = "报告卡 a1 核实 2020-10-12T09:00 t1"
    folder.table("流程.csv", "流程 事项 步骤 时间 经手人", row, row)
    (problem,) = problems_of(folder, town)

    assert "同一人同一时间的同一步" in problem.what


# ---------------------------------------------------------------------- details of moves


def details_of(folder, town, headings, *rows):
    lines = [f"card a{number} {row}" for number, row in enumerate(rows)]
    return [move.details for move in moves_of(folder, town, f"流程 事项 步骤 时间 {headings}", *lines)]


def test_details_of_moves_are_columns_by_title_or_key_with_choices_by_word_or_key(folder, town):
    found = details_of(
        folder, town, "理由 建议书", "exclude 2020-10-12T09:00 重复 d-7", "exclude 2020-10-12T09:00 mistaken -"
    )
    by_key = details_of(folder, town, "reason advice", "exclude 2020-10-12T09:00 信息有误 12")

    assert found == [{"reason": "duplicate", "advice": "d-7"}, {"reason": "mistaken"}]
    assert by_key == [{"reason": "mistaken", "advice": "12"}]


def test_one_title_means_in_each_move_what_that_move_calls_by_it(folder, town):
    found = details_of(
        folder, town, "理由 结束原因", "exclude 2020-10-12T09:00 重复 -", "end 2020-10-12T09:00 都好了 另一项"
    )

    assert found == [{"reason": "duplicate"}, {"why": "都好了", "reason": "另一项"}]


def test_a_detail_whose_words_are_columns_of_every_region_has_a_heading_of_its_own(folder, town):
    found = details_of(
        folder, town, "事项说明 detail_by", "end 2020-10-12T09:00 说明 -", "end-early 2020-10-12T09:00 - 某人"
    )

    assert found == [{"matter": "说明"}, {"by": "某人"}]
    columns = kinds(Vocabulary(town.rulebook))["moves"].columns
    assert [column.headings for column in columns if column.field.startswith("detail:by:")] == [("detail_by",)]


def test_what_a_move_does_not_ask_for_is_kept_by_its_key(folder, town):
    assert details_of(folder, town, "建议书", "verify 2020-10-12T09:00 d-7") == [{"advice": "d-7"}]


def test_an_unknown_choice_names_the_words_and_not_what_was_written(folder, town):
    folder.table("流程.csv", "流程 事项 步骤 时间 理由", "card a1 排除 2020-10-12T09:00 秘密的事")
    (problem,) = problems_of(folder, town)

    assert (problem.row, problem.column) == (2, "理由")
    assert problem.fix == "可以填：重复、信息有误"
    assert "秘密" not in str(problem)


def test_one_detail_in_two_columns_must_be_the_same(folder, town):
    headings = "流程 事项 步骤 时间 结束原因 reason"
    assert moves_of(folder, town, headings, "card a1 end 2020-10-12T09:00 好了 好了")[0].details == {"reason": "好了"}

    folder.table("流程.csv", headings, "card a1 end 2020-10-12T09:00 好了 没好")
    (problem,) = problems_of(folder, town)
    assert "与另一列说的不同" in problem.what


def test_a_detail_that_no_law_asks_for_is_an_unknown_column(folder, town):
    folder.table("流程.csv", "流程 事项 步骤 时间 颜色", "card a1 核实 2020-10-12T09:00 红")
    (problem,) = problems_of(folder, town)

    assert (problem.row, problem.column) == (1, "颜色")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("已 通知", "已 通知"),
        (12, "12"),
        (36.5, "36.5"),
        (True, "是"),
        (False, "否"),
        (date(2020, 10, 12), "2020-10-12"),
        (datetime(2020, 10, 12, 9, 5), "2020-10-12 09:05"),  # noqa: DTZ001 - Excel has no zones
    ],
)
def test_whatever_was_written_down_becomes_text(cell, text):
    assert note(cell) == text


@pytest.mark.parametrize("cell", ["138" + "0" * 8, int("138" + "0" * 8), 1e15, float("nan"), None])
def test_a_number_of_a_person_is_no_note(cell):
    with pytest.raises(Bad):
        note(cell)


def test_notes_of_a_workbook_are_those_of_a_csv_file(folder, town):
    row = ["card", "a1", "end", datetime(2020, 10, 12, 9), date(2020, 10, 12), 36.5]  # noqa: DTZ001 - Excel has no zones
    rows = [["流程", "事项", "步骤", "时间", "理由", "结束原因"], row]
    folder.write("moves.xlsx", workbook(("Sheet1", rows)))

    (move,) = read_folder(folder.path, region=town).moves
    assert move.details == {"why": "2020-10-12", "reason": "36.5"}


# ---------------------------------------------------------------------- details of events


def events_of(folder, region, headings, *rows):
    folder.table("事件.csv", f"事件编号 事件类型 对象 时间 {headings}".strip(), *rows)
    return read_folder(folder.path, region=region).events


def test_details_of_events_are_columns_too(folder, town):
    found = events_of(
        folder,
        town,
        "体温 进或出 来源 类别 录入时间",
        "e1 进出校门 S01 2020-10-12T07:30 36.5 进 - 学生 -",
        "e2 clue 东区 2020-10-12T07:30 - - 信箱 - -",
        "e3 clue 东区 2020-10-12T07:31 - - - - -",
    )

    assert found[0] == Event(
        id="e1",
        kind="gate",
        subject="S01",
        at=at(2020, 10, 12, 7, 30),
        details={"temperature": "36.5", "way": "进", "kind": "学生"},
    )
    assert [one.details for one in found[1:]] == [{"way": "信箱"}, {}]


def test_an_event_of_anybody_may_be_of_a_school_class_person_or_area(folder, town):
    folder.table("classes.csv", "班级代码 学校代码", "C1 S01").table("people.csv", "人员代号 学校代码", "P1 S01")
    subjects = ["S01", "C1", "P1", "东区"]
    found = events_of(
        folder, town, "", *(f"e{one} 进出校门 {subject} 2020-10-12T07:30" for one, subject in enumerate(subjects))
    )

    assert [one.subject for one in found] == subjects


def test_an_event_of_somebody_unknown_says_that_persons_need_a_list(folder, town):
    folder.table("事件.csv", "事件编号 事件类型 对象 时间", "e1 进出校门 P1 2020-10-12T07:30")
    (problem,) = problems_of(folder, town)
    assert "people.csv" in problem.fix

    folder.table("people.csv", "人员代号 学校代码", "P2 S01")
    (problem,) = problems_of(folder, town)
    assert (problem.row, problem.column) == (2, "对象")
    assert "people.csv" not in problem.fix


# ---------------------------------------------------------------------- parts of filings


def test_parts_that_only_a_check_looks_for_have_a_column_too(folder, town):
    folder.write("filings.csv", "任务,报送单位,报送时间,承诺时间\n食品验收,S01,2020-10-12 9:00,2020-10-12 8:59\n")

    assert read_folder(folder.path, region=town).filings[0].parts == {"declaration": at(2020, 10, 12, 8, 59)}


@pytest.mark.parametrize("code", ["jiangsu", "shanghai", "guyuan"])
def test_every_part_of_a_shipped_region_has_a_chinese_name(code):
    assert [part for part in Vocabulary(open_region(code).rulebook).parts if part.isascii() and part not in PARTS] == []


@pytest.mark.parametrize("code", ["jiangsu", "shanghai", "guyuan"])
def test_everything_that_moves_and_events_of_a_shipped_region_say_has_a_column(code):
    words = Vocabulary(open_region(code).rulebook)
    known = kinds(words)
    for table, fixed in (("events", kinds(Vocabulary(None))["events"]), ("moves", kinds(Vocabulary(None))["moves"])):
        headings = {heading for column in known[table].columns for heading in column.headings}
        taken = {heading for column in fixed.columns for heading in column.headings}
        needs = [need for needs in words._details[table].values() for need in needs]
        for need in needs:
            assert not {need.title, need.key}.isdisjoint(headings - taken) or f"detail_{need.key}" in headings


# ---------------------------------------------------------------------- accounts


def accounts_of(folder, headings, *rows):
    folder.table("账号.csv", headings, *rows)
    return read_folder(folder.path).accounts


def test_accounts_of_schools_and_areas(folder):
    found = accounts_of(
        folder,
        "用户名 单位 账号类型 管理单位 系统 起 止 录入时间",
        "jia S01 教育 东区 缺课监测 2020-09-01 2021-08-31 2020-09-01T08:00",
        "dong 东区 管理 某市 - - - -",
    )

    assert found == (
        Account(
            user="jia",
            of="S01",
            keeper="东区",
            system="缺课监测",
            first=date(2020, 9, 1),
            last=date(2021, 8, 31),
            recorded_at=at(2020, 9, 1, 8),
        ),
        Account(user="dong", of="东区", kind="administrator", keeper="某市"),
    )


def test_an_account_of_a_school_that_is_not_there_is_kept_for_the_audit_and_counted(folder):
    folder.table("账号.csv", "用户名 单位", "jia S01", "old S77", "dong 东区")
    record = read_folder(folder.path)

    assert [one.of for one in record.accounts] == ["S01", "S77", "东区"]
    assert "1 个账号的单位不在学校表和地区表里：照原样保留，清理账号时会列出。" in record.assumptions


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("jia 甲小学 教育 - - -", "单位", "没有这所学校"),
        ("jia 鼓楼区 教育 - - -", "单位", "几个地区"),
        ("jia S01 教育 火星 - -", "管理单位", "没有这个地区"),
        ("jia S01 教育 鼓楼区 - -", "管理单位", "几个地区"),
        ("jia S01 教育 - 2020-09-02 2020-09-01", "止", "早于起始日期"),
        ("jia S01 总管 - - -", "类型", "不认得这个词"),
        ("- S01 教育 - - -", "用户名", "没有填写"),
    ],
)
def test_an_account_of_or_kept_by_nobody_is_a_problem(folder, row, column, what):
    folder.write("schools.csv", "学校代码,学校名称,区县,城市\nS01,甲小学,鼓楼区,南京市\nS02,乙中学,鼓楼区,徐州市\n")
    folder.table("账号.csv", "用户名 单位 类型 管理单位 起 止", row)
    (problem,) = problems_of(folder)

    assert (problem.row, problem.column) == (2, column)
    assert what in problem.what


def test_one_user_of_one_system_is_one_account_until_it_is_told_again_later(folder):
    folder.table("账号.csv", "用户名 单位 系统", "jia S01 甲", "jia S01 乙", "jia S02 甲")
    (problem,) = problems_of(folder)
    assert (problem.row, problem.column) == (4, "用户名")

    found = accounts_of(folder, "用户名 单位 止 录入时间", "jia S01 - -", "jia S01 2021-08-31 2021-08-31T09:00")
    assert [one.last for one in found] == [None, date(2021, 8, 31)]


@pytest.mark.parametrize(
    "heading", ["密码", "口令", "初始密码", "password", "Password", "initial password", "登录口令", "pwd", "密 码"]
)
@pytest.mark.parametrize("table", ["accounts.csv", "people.csv"])
def test_a_column_of_passwords_is_refused_with_advice_and_nothing_of_it_is_shown(folder, heading, table):
    folder.write(table, f"用户名,单位,人员代号,学校代码,{heading}\njia,S01,P1,S01,Abc-12345\n")
    problems = [one for one in problems_of(folder) if "密码" in one.what]

    assert [(one.row, one.column) for one in problems] == [(1, None)]
    assert "第 5 列" in problems[0].what
    assert "从不写进表格" in problems[0].fix
    assert "Abc" not in str(InputError(problems_of(folder)))


def test_an_account_has_no_place_for_a_password():
    columns = kinds(Vocabulary(None))["accounts"].columns

    assert not any("密码" in heading or "password" in heading for one in columns for heading in one.headings)


# ---------------------------------------------------------------------- laws


TEXTS = st.text(st.characters(whitelist_categories=("L", "N")), min_size=1, max_size=6)


@given(st.lists(TEXTS, min_size=2, max_size=5), st.lists(TEXTS, min_size=2, max_size=5))
def test_two_references_that_are_made_are_equal_only_of_equal_parts(one, other):
    assert (made_id(*one) == made_id(*other)) is (one == other)


def test_a_folder_read_twice_gives_the_same_facts(folder, town):
    folder.table("流程.csv", "流程 事项 步骤 时间 理由", "card a1 排除 2020-10-12T09:00 重复")
    folder.table("缺课.csv", "人员代号 学校代码 起 症状", "P1 S01 2020-10-12 发热")
    folder.table("停课.csv", "停课编号 学校代码 范围 起", "t1 S01 全校 2020-10-12")
    folder.table("账号.csv", "用户名 单位", "jia S01")
    first, second = read_folder(folder.path, region=town), read_folder(folder.path, region=town)

    for kind in ("absences", "suspensions", "moves", "accounts", "assumptions"):
        assert getattr(first, kind) == getattr(second, kind) != ()


@pytest.mark.parametrize("cell", ["否", "无", "没有", "未取得", "—", "×", "NO", "N/A"])
def test_a_word_that_says_there_is_none_is_no_paper(folder, town, cell):
    assert details_of(folder, town, "理由 建议书", f"exclude 2020-10-12T09:00 重复 {cell}") == [{"reason": "duplicate"}]


@pytest.mark.parametrize("cell", ["有", "是", "文号3", "无锡疾控0007"])
def test_any_other_word_is_the_reference_of_a_paper(folder, town, cell):
    (found,) = details_of(folder, town, "理由 建议书", f"exclude 2020-10-12T09:00 重复 {cell}")

    assert found["advice"] == cell


def test_a_word_for_none_is_what_it_says_where_no_paper_is_asked_for(folder, town):
    (found,) = details_of(folder, town, "理由 结束原因 事项说明", "end 2020-10-12T09:00 无 无 无")

    assert found == {"why": "无", "reason": "无", "matter": "无"}
