from __future__ import annotations

import pytest

from school_health.errors import InputError
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.tables import read_table
from school_health.files.text import Unreadable
from school_health.files.vocabulary import Vocabulary

from .sheets import merged


KINDS = kinds(Vocabulary(None))
HEADINGS = ["学校代码", "学校名称", "学生数"]
ONE = ["S01", "甲小学", 520]
TWO = ["S02", "乙小学", 480]


def table_of(tmp_path, content, kind="schools", name="学校.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, KINDS[kind].names, KINDS[kind].columns)


def csv_of(*rows):
    return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)


def refused(tmp_path, content, kind="schools"):
    with pytest.raises(Unreadable) as error:
        table_of(tmp_path, content, kind)
    return error.value.problem


def told(table):
    return [(one.row, one.what) for one in table.aside]


def test_headings_below_titles_are_found_and_the_titles_are_told(tmp_path):
    table = table_of(tmp_path, csv_of(["某区学校一览表"], [], ["单位：人", None, "2020-10-12"], HEADINGS, ONE))

    assert (table.heading_row, table.headings) == (4, tuple(HEADINGS))
    assert table.rows == [(5, ("S01", "甲小学", "520"))]
    assert told(table) == [(1, "列名以上的标题"), (3, "列名以上的标题")]


def test_what_looks_like_facts_above_the_headings_is_refused_and_not_left_aside(tmp_path):
    rows = [["S00", "丙小学", "某路", 3], [*HEADINGS, "区县"], [*ONE, "东区"]]
    problem = refused(tmp_path, csv_of(*rows))

    assert problem.row == 1
    assert "像是数据" in problem.what


def test_a_first_row_of_facts_is_never_taken_for_headings(tmp_path):
    table = table_of(tmp_path, csv_of(HEADINGS, ["学校名称", "学生数", 1], ONE))

    assert [number for number, _ in table.rows] == [2, 3]


@pytest.mark.parametrize("word", ["合计", "合 计", "小计：", "总计", "全区合计", "Total"])
def test_a_row_of_totals_without_a_code_is_left_aside_and_told(tmp_path, word):
    for total in ([word, None, 1000], [None, word, 1000]):
        table = table_of(tmp_path, csv_of(HEADINGS, ONE, total, TWO))

        assert [number for number, _ in table.rows] == [2, 4]
        assert told(table) == [(3, "合计行")]


def test_a_school_called_like_a_total_is_a_school_because_it_has_a_code(tmp_path):
    rows = [HEADINGS, ["S01", "合计小学", 1], ["S02", "合计", 2], ["合计小学", "合计小学", 3]]
    table = table_of(tmp_path, csv_of(*rows))

    assert [row[0] for _, row in table.rows] == ["S01", "S02", "合计小学"]
    assert table.aside == []


def test_sums_without_a_word_are_an_error_and_not_left_aside(folder):
    folder.write("schools.csv", csv_of(HEADINGS, ONE, [None, None, 520]))
    with pytest.raises(InputError, match="第 3 行「学校代码」：没有填写"):
        read_folder(folder.path)


def test_signatures_and_remarks_below_the_table_are_left_aside_and_not_quoted(folder, tmp_path):
    name = "张" + "某"
    rows = [
        HEADINGS,
        ONE,
        [f"填表人：{name}", None, "审核人："],
        ["填表人：", name, "日期：2020-10-12"],
        ["注：本表一式两份"],
    ]
    assert [number for number, _ in table_of(tmp_path, csv_of(*rows)).rows] == [2]
    folder.write("schools.csv", csv_of(*rows))
    said = [one for one in read_folder(folder.path).assumptions if "没有当作数据" in one]
    assert said == ["schools.csv 有 3 行没有当作数据（表格下面的说明或签名）：第 3、4、5 行。"]
    assert name not in "".join(said)


def test_a_signature_between_facts_is_an_error(tmp_path):
    table = table_of(tmp_path, csv_of(HEADINGS, ONE, ["填表人：甲", None, None], TWO))

    assert len(table.rows) == 3
    assert table.aside == []


def test_headings_that_come_again_on_each_page_are_left_aside(tmp_path):
    table = table_of(tmp_path, csv_of(HEADINGS, ONE, HEADINGS, TWO))

    assert [row[0] for _, row in table.rows] == ["S01", "S02"]
    assert told(table) == [(3, "重复的列名")]


def test_two_rows_of_headings_with_merged_cells_are_one(tmp_path):
    rows = [
        ["某区缺课表"],
        ["人员代号", "缺课日期", None, "学校代码"],
        [None, "起", "止", None],
        ["p1", "2020-10-12", "2020-10-13", "S01"],
    ]
    content = merged(rows, "A1:D1", "A2:A3", "B2:C2", "D2:D3")
    table = table_of(tmp_path, content, "absences", "缺课.xlsx")

    assert table.headings == ("人员代号", "起", "止", "学校代码")
    assert [number for number, _ in table.rows] == [4]
    assert told(table) == [(1, "列名以上的标题"), (2, "与下一行合成列名")]


def test_two_rows_of_headings_without_merged_cells_are_one_too(tmp_path):
    rows = [["人员代号", "缺课", None, "学校代码"], [None, "起", "止", None], ["p1", "2020-10-12", "2020-10-13", "S01"]]
    table = table_of(tmp_path, csv_of(*rows), "absences")

    assert table.headings == ("人员代号", "起", "止", "学校代码")


def test_a_merged_cell_stands_in_all_the_rows_that_it_covers(tmp_path):
    rows = [["学校代码", "班级代码", "年级"], ["S01", "1", "一"], [None, "2", None], [None, "3", "二"]]
    table = table_of(tmp_path, merged(rows, "A2:A4", "C2:C3"), "classes", "班级.xlsx")

    assert [row for _, row in table.rows] == [("S01", "1", "一"), ("S01", "2", "一"), ("S01", "3", "二")]


def test_without_merging_an_empty_cell_stays_empty(tmp_path):
    rows = [["学校代码", "班级代码"], ["S01", "1"], [None, "2"]]

    assert [row[0] for _, row in table_of(tmp_path, merged(rows), "classes", "班级.xlsx").rows] == ["S01", None]


def test_full_width_digits_letters_and_serial_dates_are_read(folder):
    folder.write("filings.csv", "任务,报送单位,报送时间\nx,Ｓ０１,４４１１６.5\n")
    (filing,) = read_folder(folder.path).filings

    assert (filing.filer, filing.filed_at.isoformat()) == ("S01", "2020-10-12T12:00:00+08:00")


def test_a_column_that_counts_the_rows_is_left_out_and_told(folder):
    folder.write("filings.csv", "序号,任务,报送单位,报送时间\n1,x,S01,2020-10-12 9:00\n")
    record = read_folder(folder.path)

    assert len(record.filings) == 1
    assert "filings.csv 的“序号”列没有采用：只是行的序号。" in record.assumptions
