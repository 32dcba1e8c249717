"""
The plain text of a cell, and the error of a cell that cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NoReturn

from school_health.files.problem import Problem


__all__ = ["Bad", "Cell", "Unreadable", "clean", "is_blank", "refuse"]

Cell = str | int | float | bool | datetime | date | time | timedelta | None

# Marks that nobody sees and that make two equal codes different: zero-width blanks, byte order and direction marks.
_UNSEEN = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])

_EXCEL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#+)", re.ASCII)


class Bad(ValueError):
    """
    A cell cannot be read: ``what`` is wrong with it, and how to ``fix`` it. Neither quotes the cell.
    """

    def __init__(self, what: str, fix: str = "") -> None:
        self.what = what
        self.fix = fix
        super().__init__(what)


def refuse(what: str, fix: str = "") -> NoReturn:
    """
    Say that a cell cannot be read.

    Raises:
        Bad: always, and without the error before it, which may quote the cell.
    """
    raise Bad(what, fix) from None


class Unreadable(ValueError):
    """
    A whole file cannot be read.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def clean(text: str) -> str:
    """
    Return the text without unseen marks and outer blanks, in the one form of letters that Unicode prefers (NFKC).

    Raises:
        Bad: it is one of Excel's error values.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_UNSEEN)
    plain = plain.strip()
    if plain[:1] == "#" and _EXCEL_ERROR.fullmatch(plain):
        refuse("是 Excel 的出错值", "请改正公式，或填上值")
    return plain


def is_blank(cell: Cell) -> bool:
    """
    Say whether nothing stands in a cell that anybody could see.
    """
    if not isinstance(cell, str):
        return cell is None
    if cell[:1].isalnum():  # nearly every cell
        return False
    return not cell or not (cell if cell.isascii() else cell.translate(_UNSEEN)).strip()
