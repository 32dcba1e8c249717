from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from school_health.files import tables
from school_health.files.readers import careful, plain
from school_health.files.readers import workbook as workbook_module
from school_health.files.tables import read_table
from school_health.files.text import Unreadable

from .sheets import SHEET, inline, rebuilt, sheet_xml, workbook


NAMES = ("filings", "报送")


def table_of(tmp_path, content, name="filings.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_table(path, NAMES)


def refused(tmp_path, content, name="filings.csv", encoding="utf-8"):
    with pytest.raises(Unreadable) as error:
        table_of(tmp_path, content, name, encoding)
    return error.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_chinese_is_read_in_each_encoding_that_excel_saves(tmp_path, encoding):
    table = table_of(tmp_path, "任务,报送单位\n晨检上报,学校\n", encoding=encoding)

    assert table.headings == ("任务", "报送单位")
    assert table.rows == [(2, ("晨检上报", "学校"))]


def test_rare_characters_of_gb18030_are_kept(tmp_path):
    assert table_of(tmp_path, "任务\n镕㐀𠮷\n", encoding="gb18030").rows == [(2, ("镕㐀𠮷",))]


def test_a_file_in_neither_encoding_is_one_problem_with_its_row(tmp_path):
    problem = refused(tmp_path, b"a,b\n1,2\n\xff\xff,\x80\n")

    assert "第 3 行" in problem.what
    assert "CSV UTF-8" in problem.fix


def test_damaged_utf8_is_not_taken_for_gb18030(tmp_path):
    whole = ("任务,报送单位\n" + "晨检上报,学校甲乙丙丁\n" * 5).encode()
    torn = whole[:40] + b"\xe5\x8a" + whole[40:]

    assert "坏了" in refused(tmp_path, torn).what


def test_utf16_is_refused_with_advice(tmp_path):
    assert "UTF-16" in refused(tmp_path, "a,b\n", encoding="utf-16").what


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_the_heading_line_says_what_separates(tmp_path, mark):
    table = table_of(tmp_path, f'a{mark}b\n1{mark}"x,y;z"\n')

    assert table.headings == ("a", "b")
    assert table.rows == [(2, ("1", "x,y;z"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_rows_are_skipped_and_still_counted(tmp_path, end):
    table = table_of(tmp_path, end.join(["", ",", "a,b", "1,2", "", " ,　", "3,4"]))

    assert table.heading_row == 3
    assert [number for number, _ in table.rows] == [4, 7]


def test_a_row_counts_once_however_many_lines_a_cell_has(tmp_path):
    assert [number for number, _ in table_of(tmp_path, 'a,b\n"1\n1",2\n3,4\n').rows] == [2, 3]


def test_short_rows_are_filled_and_empty_cells_beside_the_table_left(tmp_path):
    assert [list(row) for _, row in table_of(tmp_path, "a,b,,\n1\n2,3,, \n").rows] == [["1", None], ["2", "3"]]


def test_a_row_with_more_cells_than_headings_is_a_problem_of_that_row_alone(tmp_path):
    table = table_of(tmp_path, "a,b\n1,2\n1,2,3\n4,5\n")

    assert [number for number, _ in table.rows] == [2, 4]
    assert [problem.row for problem in table.problems] == [3]


def test_an_unclosed_quote_is_a_problem_of_the_row_in_which_it_opens(tmp_path):
    table = table_of(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n')

    assert [(problem.row, "引号" in problem.what) for problem in table.problems] == [(3, True)]


def test_a_quote_that_swallows_half_a_large_file_is_the_same_problem(tmp_path):
    table = table_of(tmp_path, 'a,b\n1,2\n3,"4\n' + "5,6\n" * 100_000)

    assert [(problem.row, "引号" in problem.what) for problem in table.problems] == [(3, True)]


def test_a_nul_is_a_problem_of_its_row(tmp_path):
    table = table_of(tmp_path, "a,b\n1,2\n3,\0\n")

    assert [(problem.row, "NUL" in problem.what) for problem in table.problems] == [(3, True)]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", " , ,\n"])
def test_an_empty_file_is_a_problem(tmp_path, content):
    assert "空" in refused(tmp_path, content).what


def test_too_many_columns_are_a_problem(tmp_path):
    assert "200 列" in refused(tmp_path, ",".join(f"c{n}" for n in range(201))).what


def test_a_folder_in_place_of_a_file_is_a_problem(tmp_path):
    (tmp_path / "filings.csv").mkdir()
    with pytest.raises(Unreadable, match="不是文件"):
        read_table(tmp_path / "filings.csv", NAMES)


def test_a_file_that_may_not_be_read_or_vanished_is_a_problem(tmp_path, monkeypatch):
    path = tmp_path / "filings.csv"
    path.write_text("a\n")
    for error, word in ((PermissionError, "权限"), (FileNotFoundError, "FileNotFoundError")):

        def fail(_, error=error):
            raise error

        monkeypatch.setattr(type(path), "read_bytes", fail)
        with pytest.raises(Unreadable, match=word):
            read_table(path, NAMES)


# ---------------------------------------------------------------------- XLSX


def test_a_workbook_gives_typed_cells_with_the_rows_of_excel(tmp_path):
    moment = datetime(2020, 10, 12, 9, 31)  # noqa: DTZ001 - Excel has no zones
    rows = [["a", "b", "c"], [], ["0012", 12, date(2020, 10, 12)], [None], [True, 1.5, moment]]
    table = table_of(tmp_path, workbook(("Sheet1", rows)), "filings.xlsx")

    assert (table.sheet, table.heading_row, table.headings) == ("Sheet1", 1, ("a", "b", "c"))
    assert [(number, list(row)) for number, row in table.rows] == [
        (3, ["0012", 12, date(2020, 10, 12)]),
        (5, [True, 1.5, moment]),
    ]


def test_midnight_stays_a_moment_where_the_format_shows_a_time(tmp_path):
    midnight = datetime(2020, 10, 12)  # noqa: DTZ001 - Excel has no zones
    (_, row), *_ = table_of(tmp_path, workbook(("S", [["a", "b"], [midnight, date(2020, 10, 12)]])), "filings.xlsx").rows

    assert [type(cell) for cell in row] == [datetime, date]


@pytest.mark.parametrize("title", ["filings", "报送", "Filings"])
def test_of_several_sheets_the_one_named_like_the_facts_is_read(tmp_path, title):
    table = table_of(tmp_path, workbook(("说明", [["x"]]), (title, [["a"], ["1"]])), "filings.xlsx")

    assert (table.sheet, table.headings) == (title, ("a",))


def test_of_several_sheets_without_such_a_name_none_is_read_and_all_are_named(tmp_path):
    problem = refused(tmp_path, workbook(("甲", [["x"]]), ("乙", [["a"]]), ("空", [])), "filings.xlsx")

    assert "甲、乙" in problem.what
    assert "空" not in problem.what


def test_empty_and_hidden_sheets_leave_no_doubt(tmp_path):
    content = workbook(("空", []), ("甲", [["a"], ["1"]]), ("选项", [["x"]]), hidden=["选项"])

    assert table_of(tmp_path, content, "filings.xlsx").sheet == "甲"


def test_a_workbook_without_content_is_a_problem(tmp_path):
    assert "没有内容" in refused(tmp_path, workbook(("甲", [])), "filings.xlsx").what


def test_a_formula_that_was_never_computed_is_a_problem_and_a_computed_one_is_not(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["x", "=1+1"])
    path = tmp_path / "filings.xlsx"
    book.save(path)
    table = read_table(path, NAMES)
    assert [(problem.row, "第 2 列是公式" in problem.what) for problem in table.problems] == [(2, True)]

    table = table_of(tmp_path, workbook(("S", [["a"], [5]])), "filings.xlsx")
    assert not table.problems


def test_a_sheet_that_lies_about_its_size_is_read_in_full(tmp_path):
    xml = sheet_xml(f'<row r="1">{inline("A1", "a")}</row><row r="3">{inline("A3", "x")}</row>')
    xml = xml.replace("<sheetData>", '<dimension ref="A1:A1"/><sheetData>')
    table = table_of(tmp_path, rebuilt(workbook(("S", [["a"]])), **{SHEET: xml}), "filings.xlsx")

    assert table.rows == [(3, ("x",))]


def test_a_workbook_that_counts_days_from_1904_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["a", 42654])
    path = tmp_path / "filings.xlsx"
    book.save(path)
    with pytest.raises(Unreadable, match="1904"):
        read_table(path, NAMES)


def test_more_rows_than_are_taken_are_a_problem_of_the_first_of_them(tmp_path, monkeypatch):
    for module in (plain, careful):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    assert len(table_of(tmp_path, "a\n1\n2\n").rows) == 2
    assert refused(tmp_path, "a\n1\n2\n3\n4\n").row == 4

    assert len(table_of(tmp_path, workbook(("S", [["a"], [1]])), "filings.xlsx").rows) == 1
    assert refused(tmp_path, workbook(("S", [["a"], [1], [2]])), "filings.xlsx").row == 3


def test_a_file_too_large_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST_BYTES", 3)

    assert "200 MB" in refused(tmp_path, "a\n1\n").what


def test_openpyxl_without_its_guard_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)

    assert "defusedxml" in refused(tmp_path, workbook(("S", [["a"]])), "filings.xlsx").what


def test_a_workbook_with_a_password_inside_the_zip_is_refused(tmp_path):
    content = bytearray(workbook(("S", [["a"]])))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)

    assert "密码" in refused(tmp_path, bytes(content), "filings.xlsx").what


def test_a_workbook_for_which_memory_does_not_suffice_is_a_problem(tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise MemoryError

    monkeypatch.setattr(workbook_module, "_read", fail)

    assert "内存" in refused(tmp_path, workbook(("S", [["a"]])), "filings.xlsx").what
