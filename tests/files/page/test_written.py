from __future__ import annotations

import csv
import io
import re
import sys
from importlib.resources import files
from itertools import product

import attrs
import pytest

from school_health import overview_html
from school_health.errors import OutputError
from school_health.files.beside import write_all
from school_health.files.page import render
from school_health.files.page.model import Cell, Cite, Column, Group, Row, Table, cells
from school_health.files.page.written import csv_of, files_of, write_overview
from tests.builders import day


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_an_overview_is_a_page_and_the_tables_that_have_rows(county, tmp_path):
    shown = county("shanghai")
    paths = write_overview(shown.view, tmp_path / "new" / "folder")

    assert [path.name for path in paths] == [f"2020-10-12-1645-{name}" for name in (
        "概览.html", "完整上报.csv", "应报已报.csv", "未报.csv", "迟报.csv", "通知.csv", "预警.csv", "因病缺课逐日.csv",
        "累计后果.csv", "未办结事项.csv",
    )]  # fmt: skip
    assert paths[0].read_text("utf-8") == overview_html(shown.region, shown.record, shown.at)
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == sorted(path.name for path in paths)


def test_the_files_of_a_period_say_from_when_to_when_and_as_known_when(county):
    shown = attrs.evolve(county("jiangsu"), first=day("2023-04-24"), last=day("2023-05-06"))

    assert {name.rpartition("-")[0] for name in files_of(shown.view)} == {"2023-04-24至2023-05-06-截至2023-05-08-1530"}


def test_a_table_has_all_its_rows_and_says_on_what_each_rests(county):
    shown = county("guyuan")
    content = files_of(shown.view)["2020-02-26-1030-未报.csv"]
    head, *body = rows(content)

    assert content.startswith(b"\xef\xbb\xbf")
    assert head == ["单位", "任务", "事项", "所属", "截止", "缺少", "份数", "依据", "条款"]
    assert sum(int(row[6]) for row in body) == len(shown.region.assess(shown.record, shown.at).dues.missing)
    assert len(body) > 40
    assert {row[7] for row in body} == {"原文", "规范", "自定"}


def test_no_number_of_a_rate_could_be_taken_for_a_day(county):
    head, *body = rows(files_of(county("jiangsu").view)["2023-05-08-1530-完整上报.csv"])

    assert head == ["名称", "区县", "分子", "分母", "结果", "达到目标", "依据", "条款"]
    assert all("/" not in cell for row in body for cell in row[1:])
    assert len(body) > 8


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "－1"])
def test_no_cell_is_run_as_a_formula(start):
    table = Table(
        key="t", title="", columns=(Column(start), Column("b")), groups=(Group((Row(cells(start, "x")),), title=start),)
    )

    assert rows(csv_of(table).encode()) == [["名称", f"'{start}", "b"], [f"'{start}", f"'{start}", "x"]]


def test_a_mark_is_for_the_eye_and_stays_on_the_page():
    table = Table(
        key="t",
        title="",
        columns=(Column("×\N{NO-BREAK SPACE}未报"),),
        groups=(Group((Row((Cell("达到", "√", "good"),), (Cite("text", "c"),)),)),),
    )

    assert rows(csv_of(table).encode()) == [["× 未报", "依据", "条款"], ["达到", "原文", "c"]]


# ------------------------------------------------------------------ all or nothing


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "b").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="里已有 b：请移走"):
        write_all(tmp_path, {"a": b"1", "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b").read_text("utf-8") == "mine"


def test_several_that_are_there_are_counted(tmp_path):
    write_all(tmp_path, {"a": b"1", "b": b"2"})

    with pytest.raises(OutputError, match="里已有 a 等 2 个文件"):
        write_all(tmp_path, {"a": b"1", "b": b"2", "c": b"3"})


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "f").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="已是一个文件"):
        write_all(tmp_path / "f", {"a": b"1"})


def test_where_one_file_cannot_be_written_none_is_left(tmp_path):
    with pytest.raises(OutputError, match="写不进"):
        write_all(tmp_path, {"a": b"1", "no/such/folder": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_cannot_be_made(tmp_path):
    (tmp_path / "f").write_text("mine", "utf-8")

    with pytest.raises(OutputError, match="写不进"):
        write_all(tmp_path / "f" / "below", {"a": b"1"})


# ------------------------------------------------------------------ what the page needs


def test_without_jinja2_the_error_says_what_to_install(county, tmp_path, monkeypatch):
    shown = county("shanghai")
    monkeypatch.setitem(sys.modules, "jinja2", None)
    render._environment.cache_clear()

    with pytest.raises(OutputError, match=r"pip install school-health\[forms\]"):
        write_overview(shown.view, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    render._environment.cache_clear()


def light(colour):
    """Return the relative luminance of a colour, as WCAG defines it."""
    digits = colour if len(colour) == 6 else "".join(2 * one for one in colour)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_text_stands_out_from_its_ground_by_day_and_by_night():
    style = (files("school_health.files.page") / "templates" / "overview.css").read_text("utf-8")
    palettes = [dict(re.findall(r"--(\w+): #(\w+);", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]

    assert len(palettes) == 2
    for colours in palettes:
        for ink, ground in product(("ink", "soft", "main", "good", "bad", "warn"), ("paper", "faint")):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
