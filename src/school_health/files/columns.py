"""
What a column and a kind of file are: headings in English and Chinese, how a cell is read, what stands in for an empty one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from attrs import field as attribute
from attrs import frozen

from school_health.files.cells import Parser
from school_health.files.text import Cell, is_blank, refuse


__all__ = ["Column", "Kind", "normal"]

_MARKS = re.compile(r"[*\s]|[(（](?:必填|选填|可不填|required|optional)[)）]")


def normal(heading: str) -> str:
    """
    Return a heading in the form in which headings are compared: one form of letters, small, without marks of "required".
    """
    text = unicodedata.normalize("NFKC", heading).strip().casefold()
    if text.isascii():
        return re.sub(r"[\s-]+", "_", text.strip("* "))
    return _MARKS.sub("", text).replace("-", "_")


@frozen(kw_only=True)
class Column:
    """
    A column of a kind of file.

    Args:
        field: the name under which its value is handed on.
        english: the English heading.
        chinese: the Chinese heading, then others that are understood.
        parse: reads a cell that is not empty.
        required: the column must be there, and no cell of it empty.
        personal: its values are a person's, and masked in messages.
        secret: its values are of somebody's health: messages quote nothing of them, not even the first character.
        default: the value where the column is absent.
        empty: the value of an empty cell, where it differs from the default.
    """

    field: str
    english: str
    chinese: tuple[str, ...]
    parse: Parser
    required: bool = False
    personal: bool = False
    secret: bool = False
    default: Any = None
    empty: Any = attribute(default=...)

    @property
    def headings(self) -> tuple[str, ...]:
        """
        Every heading that it may have.
        """
        return (self.english, *self.chinese)

    @property
    def title(self) -> str:
        """
        The heading as messages show it.
        """
        return self.chinese[0] if self.chinese else self.english

    def read(self, cell: Cell) -> Any:
        """
        Return the value of a cell.

        Raises:
            Bad: it cannot be read, or is empty and must not be.
        """
        value = None if is_blank(cell) else self.parse(cell)
        if value is None or value == "":
            if self.required:
                refuse("没有填写", f"请填{self.title}")
            return self.default if self.empty is ... else self.empty
        return value


@frozen(kw_only=True)
class Kind:
    """
    A kind of file: how it may be called (without extension) and what columns it has.

    ``key`` names the fields by which a row of one reading is found again in the next; without any it is found whole or not.
    """

    name: str
    chinese: str
    columns: tuple[Column, ...]
    required: bool = False
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        """
        What the file, or a sheet of a workbook, may be called.
        """
        return self.name, self.chinese
