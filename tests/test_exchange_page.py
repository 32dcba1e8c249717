"""
The page about exchange: its examples print what it shows, its tables are those of the code.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from school_health import open_region
from school_health.wire.dhis2_codes import Elements, read_codes


PAGE = Path(__file__).parents[1].joinpath("docs", "exchange.md").read_text("utf-8")


def test_the_examples_print_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    told: list[str] = []
    shown: list[str] = []
    for language, text in re.findall(r"^```(python|text)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        if language == "text":
            shown.append(text)
        else:
            exec(text, names)  # noqa: S102 - the page's own code, as a reader runs it
            told.append(capsys.readouterr().out)

    assert len(shown) == 3
    assert [text for text in told if text] == shown


def test_the_file_of_codes_that_the_page_shows_is_read() -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    codes = read_codes(text, open_region("jiangsu"), date(2023, 5, 8))

    assert codes.org_units == {"S0001": "OU_559"}
    assert set(re.findall(r"^(\w+)\b", text, re.MULTILINE)) >= {
        one.name for one in attrs.fields(type(codes)) if one.name not in ("elements", "symptoms", "org_units")
    }


def test_every_count_has_its_row() -> None:
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE.partition("## DHIS2")[2], re.MULTILINE)

    assert re.findall(r"`(\w+)`", " ".join(rows)) == [one.name for one in attrs.fields(Elements)]
