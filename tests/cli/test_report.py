from __future__ import annotations

import builtins
import sys
from fractions import Fraction

import pytest

from school_health import cli
from school_health.cli.report import Report, Section, show
from school_health.cli.words import deadline_words, moment_words, percent
from school_health.core.duty import Instant
from tests.builders import at


def report(value, shown=None):
    rows = [{"a": value, "b": 1}] * 3
    return Report(
        title="题",
        about={},
        sections=[Section(key="s", title="表", columns={"a": "甲", "b": "乙"}, rows=rows, shown=shown)],
        notes=["注"],
    )


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(capsys, value):
    show(report(value), "csv")

    assert f"s,{chr(39)}" in capsys.readouterr().out.replace('"', "")


def test_people_see_the_first_rows_and_are_told_of_the_others(capsys):
    show(report("x", shown=1), "table")
    words = capsys.readouterr().out

    assert "另有 2 行" in words
    assert "· 注" in words


def test_programs_get_every_row(capsys):
    show(report(["x", None], shown=1), "csv")

    assert capsys.readouterr().out.count("x、,1") == 3


def test_notes_stand_in_csv_even_where_no_table_has_rows(capsys):
    show(Report(title="题", about={}, sections=[], notes=["注"]), "csv")

    assert capsys.readouterr().out == "section,text\nnote,注\n"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "无应报"),
        (Fraction(0), "0.0 %"),
        (Fraction(1), "100.0 %"),
        (Fraction(9999, 10000), "99.9 %"),
        (Fraction(1, 10000), "0.1 %"),
        (Fraction(902, 1000), "90.2 %"),
        (Fraction(2, 3), "66.7 %"),
    ],
)
def test_a_share_is_never_rounded_up_to_all_or_down_to_nothing(value, words):
    assert percent(value) == words


def test_a_deadline_at_midnight_is_shown_as_the_end_of_its_day():
    assert deadline_words(Instant(at=at("2020-10-12 00:00"), edge="out")) == "2020-10-11 24:00"
    assert deadline_words(Instant(at=at("2020-10-12 00:00"), edge="in")) == "2020-10-12 00:00"
    assert deadline_words(None) == "未定时限"
    assert moment_words(at("2020-10-12 09:30:01")) == "2020-10-12 09:30:01"


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_click_or_rich_the_command_says_what_to_install(monkeypatch, capsys, missing):
    for name in [one for one in sys.modules if one.startswith("school_health.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    real = builtins.__import__

    def without(name, *rest):
        if name.split(".")[0] == missing:
            raise ModuleNotFoundError(name=missing)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit) as caught:
        cli.main()

    assert caught.value.code == 2
    assert f"缺少 {missing}：请先安装 school-health[cli]" in capsys.readouterr().err


def test_a_long_note_without_blanks_begins_beside_its_mark(capsys):
    show(Report(title="题", about={}, sections=[], notes=["长" * 200]), "table")

    assert any(line.startswith("· 长长") for line in capsys.readouterr().out.splitlines())
