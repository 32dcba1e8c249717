"""
The two readers of workbooks, and the two ways of making absences, against each other: which one is taken shows in nothing.
"""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta
from io import BytesIO

import attrs
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from school_health.files import cases
from school_health.files.folder import look_through
from school_health.files.readers import workbook as module
from school_health.files.readers.quick import quick_sheets
from school_health.files.readers.workbook import read_workbook
from school_health.files.text import Unreadable

from .sheets import SHEET, inline, merged, rebuilt, sheet_xml, workbook


pytest.importorskip("python_calamine")

NAMES = ("absences", "缺课")


def both(content, monkeypatch):
    """
    Return what each reader makes of a workbook, and whether the child has read it.
    """
    answers, asked = [], []

    def watched(*args):
        asked.append(args)
        return quick_sheets(*args)

    monkeypatch.setattr(module, "quick_sheets", watched)
    for size in (0, 1 << 40):
        monkeypatch.setattr(module, "WORTH_A_CHILD", size)
        try:
            grid = read_workbook("a.xlsx", content, NAMES)
        except Unreadable as error:
            answers.append(str(error.problem))
        else:
            rows = [(number, [(type(cell), cell) for cell in grid.row(place)]) for place, number in enumerate(grid.numbers)]
            answers.append((grid.sheet, rows, sorted(grid.merges), [str(one) for one in grid.problems]))
    assert len(asked) == 1
    return answers


FORMATS = [
    *(
        "General",
        "0",
        "0.00",
        "@",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
        "h:mm",
        "[h]:mm",
        'yyyy"年"m"月"d"日"',
        "[Red]0",
        '"day"0',
    ),
    *(
        "0.00E+00",
        "mm:ss",
        '上午/下午h"时"mm"分"',
        '[$-804]yyyy"年"m"月"d"日";@',
        "#,##0;[Red]-#,##0",
        "AM/PM h:mm",
        "d",
        "\\d0",
    ),
    *(14, 15, 20, 21, 22, 27, 30, 31, 32, 33, 36, 45, 46, 47, 50, 55, 57, 58),
]
NUMBERS = [44116, 44116.5, 44116.00001, 44116.999999999, 0.5, 38, 38.5, 1.25, 61, 1e16, 3.2e17, 20201012, -1.5, 0.1 + 0.2]


def formatted(rows):
    """
    Return a workbook of numbers with their formats.
    """
    content = BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        for column, (number, shown) in enumerate(row):
            style = book.add_format({"num_format": shown})
            sheet.write_number(at, column, number, style)
    book.close()
    return content.getvalue()


def test_numbers_of_every_format_are_the_same_to_both(monkeypatch):
    rows = [[(number, shown) for shown in FORMATS] for number in NUMBERS]
    # What lies before 1900 is a date to none.
    rows = [[(38 if number < 0 and shown != "General" else number, shown) for number, shown in row] for row in rows]
    quick, careful = both(formatted(rows), monkeypatch)

    assert quick == careful


MOMENT = datetime(2020, 10, 12, 0, 0)  # noqa: DTZ001 - Excel has no zones
BOOKS = {
    "typed": workbook(
        ("a", [["x", None, 1, True, 1.0, date(2020, 10, 12), MOMENT, MOMENT + timedelta(hours=9)], [], ["y"]])
    ),
    "named": workbook(("甲", [["x"]]), ("缺课", [["a"], ["b"]]), ("乙", [["y"]])),
    "several": workbook(("甲", [["x"]]), ("乙", [["a"]]), ("空", [])),
    "hidden": workbook(("甲", [["x"], ["y"]]), ("缺课", [["a"]]), hidden=["缺课"]),
    "empty": workbook(("甲", [])),
    "blank": workbook(("甲", [[" ", "\u3000"], [None], ["\u200b"]])),
    "merged": merged([["标题", None], ["a", "b"], ["1", None], ["2", "3"]], "A1:B1", "B2:B3"),
    "far": rebuilt(workbook(("a", [])), **{SHEET: sheet_xml(f'<row r="7">{inline("D7", "x")}</row>')}),
    "wide": rebuilt(workbook(("a", [])), **{SHEET: sheet_xml(f'<row r="1">{inline("A1", "x")}{inline("ZZ1", "x")}</row>')}),
    "corner": rebuilt(
        workbook(("a", [])),
        **{SHEET: sheet_xml(f'<row r="1">{inline("A1", "x")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>')},
    ),
    "errors": rebuilt(workbook(("a", [])), **{SHEET: sheet_xml('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')}),
    "no numbers of rows": rebuilt(workbook(("a", [])), **{SHEET: sheet_xml("<row><c><v>1</v></c></row>")}),
    "a lie": rebuilt(
        workbook(("a", [])),
        **{
            SHEET: sheet_xml(f'<row r="1">{inline("A1", "x")}</row>').replace(
                "<sheetData>", '<dimension ref="A9"/><sheetData>'
            )
        },
    ),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_is_the_same_to_both(name, monkeypatch):
    quick, careful = both(BOOKS[name], monkeypatch)

    assert quick == careful


def test_formulas_with_and_without_values_are_the_same_to_both(monkeypatch):
    book = openpyxl.Workbook()
    book.active.append(["a", "=1+1"])
    content = BytesIO()
    book.save(content)
    quick, careful = both(content.getvalue(), monkeypatch)

    assert quick == careful
    assert "第 2 列是公式" in str(quick)


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(1, 60_000, allow_nan=False),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda one: one.replace(microsecond=0)),  # noqa: DTZ001
    st.text(string.ascii_letters + string.digits + " 　中文\n&<é😀", max_size=8),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_any_sheet_is_the_same_to_both(rows, monkeypatch):
    with monkeypatch.context() as patch:
        quick, careful = both(workbook(("a", rows)), patch)

    assert quick == careful


# ---------------------------------------------------------------------- absences at once

REFERENCE = st.sampled_from(["p1", "p2", "p3", "p9"])
DAYS = st.sampled_from(["2020-10-12", "2020-10-13", "2020-10-16", ""])
ROW = st.fixed_dictionaries(
    {
        "人员代号": REFERENCE,
        "学校代码": st.sampled_from(["S01", "S01", "S02", "S09", ""]),
        "班级代码": st.sampled_from(["", "c1", "c2", "c9"]),
        "起": DAYS,
        "止": DAYS,
        "缺课原因": st.sampled_from(["", "因病", "其他"]),
        "症状": st.sampled_from(["", "fever", "fever、cough"]),
        "疾病": st.sampled_from(["", "flu"]),
        "诊断": st.sampled_from(["", "", "疑似"]),
        "发病日期": st.sampled_from(["", "", "2020-10-11", "2020-10-13"]),
        "体温": st.sampled_from(["", "38.5", "37"]),
        "作废": st.sampled_from(["", "", "是"]),
        "作废原因": st.sampled_from(["", "", "重复"]),
        "录入时间": st.sampled_from(["", "2020-10-12 09:10", "2020-10-15 09:10"]),
    }
)
GOOD = st.fixed_dictionaries(
    {
        "人员代号": st.sampled_from([f"p{n}" for n in range(50)]),
        "学校代码": st.sampled_from(["S01", "S02"]),
        "起": st.sampled_from(["2020-10-12", "2020-10-13"]),
        "止": st.sampled_from(["2020-10-13", ""]),
        "发病日期": st.sampled_from(["2020-10-11", ""]),
        "录入时间": st.sampled_from(["2020-10-12 09:10", ""]),
    }
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.one_of(st.lists(ROW, min_size=1, max_size=4), st.lists(GOOD, min_size=1, max_size=6)),
    numbered=st.booleans(),
    people=st.booleans(),
)
def test_absences_made_at_once_are_those_made_row_by_row(folder, rows, numbered, people, monkeypatch):
    lines = [",".join(rows[0])] + [",".join(row.values()) for row in rows]
    if numbered:
        lines = [f"缺课编号,{lines[0]}"] + [f"Q{place},{line}" for place, line in enumerate(lines[1:])]
    folder.write("absences.csv", "\n".join(lines)).write("classes.csv", "班级代码,学校代码\nc1,S01\nc2,S02\n")
    if people:
        folder.write(
            "people.csv", "人员代号,学校代码\np1,S01\np2,S02\np2,S01\n" + "".join(f"p{n},S01\n" for n in range(4, 50))
        )
    else:
        (folder.path / "people.csv").unlink(missing_ok=True)
    found = look_through(folder.path)
    with monkeypatch.context() as patch:
        patch.setattr(cases, "absences_of", lambda *_: None)
        wanted = look_through(folder.path)

    assert found.problems == wanted.problems
    assert (found.record is None) is (wanted.record is None)
    if found.record is not None and wanted.record is not None:
        assert [attrs.astuple(one, recurse=False) for one in found.record.absences] == [
            attrs.astuple(one, recurse=False) for one in wanted.record.absences
        ]
        assert found.record.absences == wanted.record.absences
        assert found.record.assumptions == wanted.record.assumptions
