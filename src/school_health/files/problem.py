"""
What is wrong with a file, and where, in one line that a school's reporter understands.

No line carries a personal value: `masked` hides what stands in a personal column, `shown` whatever looks like a number
of a person, in any column.
"""

from __future__ import annotations

import re

from attrs import frozen


__all__ = ["LONGEST", "Problem", "masked", "shown"]

# A message quotes so many characters of a cell; an unclosed quote makes a cell of half the file.
LONGEST = 40

# Identity and mobile numbers have eleven digits or more, however they are broken up; a day at the beginning is none.
_DIGITS_OF_A_PERSON = 11
_DAY = re.compile(r"\D{0,2}(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?!\d)")


@frozen(kw_only=True)
class Problem:
    """
    One thing that keeps a file from being read.

    Args:
        file: the file's name.
        what: what is wrong.
        fix: what to do about it.
        sheet, row, column: where, as Excel counts; absent where the whole file is meant.
        value: what stands there, already masked.
    """

    file: str
    what: str
    fix: str = ""
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.sheet is not None:
            place += f"［{self.sheet}］"
        if self.row is not None:
            place += f" 第 {self.row} 行"
        if self.column is not None:
            place += f"「{self.column}」"
        if self.value is not None:
            place += f"= 「{self.value}」"
        line = f"{place}：{self.what}"
        if self.fix:
            line += f"；{self.fix}"
        return "".join(char if char.isprintable() else "�" for char in line)


def masked(value: object) -> str:
    """
    Return a personal value as ``p***``: enough to find it beside its row number, and no more.
    """
    text = str(value).strip()
    return f"{text[:1]}***"


def shown(value: object, *, personal: bool = False) -> str:
    """
    Return a value as a message may quote it: shortened, and masked where it is or may be a person's.
    """
    text = str(value).strip()
    begins = _DAY.match(text)
    rest = text[begins.end() :] if begins is not None else text
    if personal or len(re.findall(r"\d", rest)) >= _DIGITS_OF_A_PERSON:
        return masked(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
