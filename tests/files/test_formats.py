from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, time
from io import BytesIO

import pytest

from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.readers import foreign, process
from school_health.files.tables import read_table
from school_health.files.text import Unreadable
from school_health.files.vocabulary import Vocabulary

from .sheets import workbook


duckdb = pytest.importorskip("duckdb")
xlwt = pytest.importorskip("xlwt")

KIND = kinds(Vocabulary(None))["absences"]
HEADINGS = ("人员代号", "学校代码", "缺课日期", "体温", "录入时间")
MOMENT = datetime(2020, 10, 12, 9, 31)  # noqa: DTZ001 - files have no zones


def table_of(tmp_path, content, name="缺课.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, KIND.names, KIND.columns)


def refused(tmp_path, content, name="缺课.csv"):
    with pytest.raises(Unreadable) as error:
        table_of(tmp_path, content, name)
    return error.value.problem


# ---------------------------------------------------------------------- web pages

PAGE = """<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><style>td {{}}</style></head>
<body><table><tr><td>菜单</td></tr></table>
<table border=1><tr><th colspan=5>缺课一览</th></tr>
<tr><th>人员代号<th>学校代码<th>缺课日期<th>体温<th>录入<br>时间</tr>
<tr><td>p&nbsp;<td rowspan=2>S01<td>2020-10-12<td>38.5<td></tr>
<tr><td> p2 <td>2020-10-13<td>３８<td></tr></table></body></html>"""


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_the_table_of_a_page_that_has_our_headings_is_read_in_any_encoding(tmp_path, charset, encoding):
    table = table_of(tmp_path, PAGE.format(charset=charset).encode(encoding), "缺课.xls")

    assert (table.sheet, table.heading_row) == ("第 2 个表格", 2)
    assert table.headings[:4] == HEADINGS[:4]
    assert [(number, row[:4]) for number, row in table.rows] == [
        (3, ("p", "S01", "2020-10-12", "38.5")),
        (4, ("p2", "S01", "2020-10-13", "３８")),
    ]
    assert "网页" in table.notes[0]


def test_a_table_in_a_table_is_one_of_its_own(tmp_path):
    inner = "<table><tr><td>人员代号<td>缺课日期<tr><td>p1<td>2020-10-12</table>"
    table = table_of(tmp_path, f"<table><tr><td>左边<td>{inner}</td></tr></table>")

    assert table.rows == [(2, ("p1", "2020-10-12"))]


def test_two_tables_with_our_headings_are_refused_because_one_would_be_lost(tmp_path):
    one = "<table><tr><td>人员代号<td>缺课日期<tr><td>p1<td>2020-10-12</table>"

    assert "有几个表格都像" in refused(tmp_path, one + one).what
    assert "没有一个" in refused(tmp_path, "<table><tr><td>x</table><table><tr><td>y</table>").what


def test_scripts_and_what_stands_beside_cells_are_no_text(tmp_path):
    page = "<table>x<tr>y<td>人员代号<script>var a</script><td>缺课日期<tr><td>p<!-- c -->1<td>2020-10-12</tr>z</table>"

    assert table_of(tmp_path, page).rows == [(2, ("p1", "2020-10-12"))]


# ---------------------------------------------------------------------- BIFF


def biff(*sheets):
    book = xlwt.Workbook()
    for title, rows in sheets:
        sheet = book.add_sheet(title)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                style = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm" if isinstance(cell, datetime) else "yyyy-mm-dd")
                args = (style,) if isinstance(cell, date | time) else ()
                if cell is not None:
                    sheet.write(at, column, cell, *args)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_an_old_workbook_gives_typed_cells_with_the_rows_of_excel(tmp_path):
    rows = [[], HEADINGS, ["p1", "S01", date(2020, 10, 12), 38.5, MOMENT], [], [12, True, 44116, None, None]]
    table = table_of(tmp_path, biff(("Sheet1", rows)), "缺课.xls")

    assert (table.sheet, table.heading_row, table.headings) == ("Sheet1", 2, HEADINGS)
    assert table.rows == [
        (3, ("p1", "S01", date(2020, 10, 12), 38.5, MOMENT)),
        (5, (12, True, 44116, None, None)),
    ]
    assert table.notes == []


def test_of_the_sheets_of_an_old_workbook_the_one_named_like_the_facts_is_read(tmp_path):
    rows = [HEADINGS, ["p1"]]

    assert table_of(tmp_path, biff(("说明", [["x"]]), ("缺课", rows)), "缺课.xls").sheet == "缺课"
    assert "甲、乙" in refused(tmp_path, biff(("甲", rows), ("乙", rows)), "缺课.xls").what


# ---------------------------------------------------------------------- JSON


def test_a_list_of_objects_is_read_with_its_place_for_a_row(tmp_path):
    rows = [
        {"人员代号": "p1", "缺课日期": "2020-10-12", "体温": 38.5, "症状": ["发热", "咳嗽"]},
        {},
        {"人员代号": 12, "带病上课": True},
    ]
    for content in (rows, {"absences": rows}, {"缺课": rows}):
        table = table_of(tmp_path, json.dumps(content), "缺课.json")

        assert (table.heading_row, table.headings) == (None, ("人员代号", "缺课日期", "体温", "症状", "带病上课"))
        assert table.rows == [
            (1, ("p1", "2020-10-12", 38.5, "发热、咳嗽", None)),
            (3, (12, None, None, None, True)),
        ]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ('[{"a": 1, "a": 2}]', "同名的键"),
        ('[{"a": NaN}]', "NaN"),
        ('[{"a": 1e999}]', "不合常理"),
        ('[{"a": ' + "1" * 5000 + "}]", "不合常理"),
        ('[{"a": ' + "[" * 100_000, "嵌套"),
        ('[{"a": {"b": 1}}]', "值里还有"),
        ('[{"a": 1}, 2]', "不是对象"),
        ('[{"a": 1}', "不是完整的 JSON"),
        ('{"schools": []}', "不是对象的列表"),
        ('{"absences": [], "schools": []}', "不是对象的列表"),
        ("{" * 3_000_000, "嵌套"),
        ("[" + ",".join(f'{{"a{n}": 1}}' for n in range(201)) + "]", "200 列"),
    ],
    ids=lambda value: value[:20],
)
def test_json_that_is_not_plainly_rows_is_refused(tmp_path, content, word):
    assert word in refused(tmp_path, content, "缺课.json").what


# ---------------------------------------------------------------------- Parquet


def parquet(tmp_path, query):
    path = tmp_path / "x.parquet"
    duckdb.sql(query).write_parquet(str(path))
    return path.read_bytes()


def test_parquet_gives_typed_cells(tmp_path):
    query = (
        "SELECT 'p' || i AS 人员代号, DATE '2020-10-12' AS 缺课日期, 38.5::DECIMAL(4, 1) AS 体温, "
        "TIMESTAMPTZ '2020-10-12 01:31+00' AS 录入时间, i > 1 AS 作废, NULL AS 症状 FROM range(1, 3) t(i)"
    )
    table = table_of(tmp_path, parquet(tmp_path, query), "缺课.parquet")

    assert table.headings == ("人员代号", "缺课日期", "体温", "录入时间", "作废", "症状")
    ((one, first), (two, second)) = table.rows
    assert (one, two) == (1, 2)
    assert first[:3] == ("p1", date(2020, 10, 12), 38.5)
    assert first[3].isoformat() == "2020-10-12T09:31:00+08:00"
    assert (first[4:], second[4:]) == ((False, None), (True, None))


@pytest.mark.parametrize("value", ["[1]", "{'a': 1}", "'x'::BLOB"])
def test_values_in_values_are_refused(tmp_path, value):
    assert "值里还有值" in refused(tmp_path, parquet(tmp_path, f"SELECT {value} AS 症状"), "缺课.parquet").what


def test_parquet_cannot_name_another_file(tmp_path):
    content = parquet(tmp_path, "SELECT 1 AS 人员代号")
    path = tmp_path / "缺课.parquet"
    (tmp_path / "else.parquet").write_bytes(content)
    path.write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(Unreadable, match="坏了"):
        read_table(path, KIND.names, KIND.columns)


# ---------------------------------------------------------------------- the child


@pytest.mark.parametrize(("library", "content"), [("python_calamine", biff(("a", [["x"]]))), ("duckdb", b"PAR1")])
def test_a_missing_library_is_a_problem_that_says_what_to_install(tmp_path, monkeypatch, library, content):
    monkeypatch.setattr(foreign, "installed", lambda name: None)

    assert "pip install school-health[" in refused(tmp_path, content).fix


def test_a_child_that_runs_out_of_its_time_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_PATIENCE", 0.001)

    assert "坏了" in refused(tmp_path, biff(("a", [HEADINGS, ["p"]]))).what


def test_a_child_that_runs_out_of_its_memory_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "_MEMORY", 1_000_000)

    assert "坏了" in refused(tmp_path, biff(("a", [HEADINGS, ["p"]]))).what


@pytest.mark.parametrize("answer", [b"", b"H", b"C\x02\x04\x00\x00\x00[1]x", b"\xff" * 100, b"H\x01\xff\xff\xff\xff"])
def test_whatever_a_child_says_is_an_answer_or_an_error_of_ours(answer):
    with pytest.raises(process.Broken):
        [frame.value() for frame in process._frames(BytesIO(answer))]


def test_nothing_of_the_package_is_imported_by_the_child():
    program = process._PROGRAM
    code = f"import sys, runpy; runpy.run_path({str(program)!r}); print([m for m in sys.modules if 'school' in m])"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )

    assert done.stdout.strip() == "[]"


def test_cells_of_every_kind_come_through_the_child(tmp_path):
    rows = [HEADINGS, ["p1", True, 1, 1.0, 1.5], ["１", False, date(2020, 1, 1), MOMENT, time(1, 2)]]
    read = table_of(tmp_path, biff(("a", rows)), "缺课.xls").rows

    assert [[type(cell) for cell in row] for _, row in read] == [
        [str, bool, int, int, float],
        [str, bool, date, datetime, time],
    ]
    assert read == table_of(tmp_path, workbook(("a", rows[:2])), "缺课.xlsx").rows + read[1:]


def test_what_lies_in_the_folder_and_is_not_read_is_told(folder):
    workbook_of_two = workbook(
        ("报送", [["任务", "报送单位", "报送时间"], ["x", "S01", "2020-10-12 09:05"]]),
        ("乙区报送", [["任务", "报送单位", "报送时间"], ["x", "S01", "2020-10-13 09:05"]]),
    )
    folder.remove("filings.csv").write("filings.xlsx", workbook_of_two)
    folder.write("缺课5月.json", "[]")
    (folder.path / "乙区").mkdir()

    told = read_folder(folder.path).assumptions

    assert [one for one in told if "乙区报送" in one and "没有读取" in one]
    assert [one for one in told if "缺课5月.json" in one and "没有读取 2 个文件或文件夹" in one]
