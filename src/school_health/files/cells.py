"""
Cells to values: codes, references, numbers, yes and no, words of a list, several in one cell; days are in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from school_health.files.text import Bad, Cell, clean, refuse


__all__ = [
    "Parser",
    "boolean",
    "choice",
    "code",
    "known_words",
    "name",
    "note",
    "person",
    "plain_references",
    "reference",
    "several",
    "temperature",
    "whole_number",
]

Parser = Callable[[Cell], Any]

# Excel keeps fifteen digits of a number; what is longer has been rounded before we see it.
_ROUNDED = 10**15
# No count of these files is higher; what is, is a number of something else.
_HIGHEST = 1_000_000
# A mobile number is the shortest that is a person's.
_SHORTEST = 11
_AS_TEXT = "请把该列设为“文本”格式后重新填写"
# Two to four Chinese characters, with the dot of longer names: what stands where a reference to a person belongs.
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,6}")
_REFERENCE = "引用请用校内学号、工号或自编代号，不要填身份证号"

_YES = frozenset({"是", "√", "✓", "✔", "y", "yes", "1", "true", "t", "有"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "n", "no", "0", "false", "f", "无"})
_QUOTED = re.compile(r'="[^"]+"')
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"\d+(?:\.0+)?|\d{1,3}(?:,\d{3})+", re.ASCII)
_BREAKS = re.compile(r"[\s\-‐-―−_·.]+")
# A national pupil number is a letter before an identity number: it shows as much.
_IDENTITY = re.compile(r"[A-Z]?[1-9]\d{16}[\dX]|[1-9]\d{14}", re.ASCII)
_BORN_18 = re.compile(r"[A-Z]?[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]", re.ASCII)
_BORN_15 = re.compile(r"[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}", re.ASCII)
# What nearly every reference looks like, read fast: letters, dashes and too few digits for a number of a person.
_PLAIN = re.compile(r"(?:[A-Za-z_-]*\d){0,10}[A-Za-z_-]*", re.ASCII)
_ALL_PLAIN = re.compile(r"(?:(?:[A-Za-z_-]*\d){1,10}+[A-Za-z_-]*+\n)*+", re.ASCII)
# What stands between several values in one cell, after marks have come to one form.
_BETWEEN = re.compile(r"[、,;\s]+")
_DEGREES = re.compile(r"(\d{2,3}(?:\.\d{1,3})?)\s*(?:°\s*[Cc]|[Cc]|度|摄氏度)?", re.ASCII)
_FAHRENHEIT = re.compile(r"[Ff华]")
# What a living person's temperature may be, in tenths of a degree Celsius; and what is one in Fahrenheit.
_TENTHS = range(350, 431)
_TENTHS_FAHRENHEIT = range(950, 1100)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)


def name(cell: Cell) -> str:
    """
    Return a text as it stands; a number is written out.

    Raises:
        Bad: it is a date, a number that Excel has rounded, or a person's number.
    """
    text = clean(cell) if isinstance(cell, str) else code(cell)
    _refuse(text, strict=False)
    return text


def code(cell: Cell) -> str:
    """
    Return a code with its leading zeros; Excel's 320102.0 is 320102.

    Raises:
        Bad: Excel has rounded it or made a date of it, or it has a line break inside.
    """
    if isinstance(cell, str):
        text = clean(cell)
        if _QUOTED.fullmatch(text):  # how exports keep Excel from taking zeros
            text = text[2:-1].strip()
        elif text[:1] == "'":
            text = text[1:].strip()
        if _SCIENTIFIC.fullmatch(text):
            refuse("被 Excel 变成了科学计数，原来的数字已经丢失", _AS_TEXT)
        if not text.isprintable():
            refuse("里面有换行或看不见的字符", "请删去后重新填写")
        return text
    if isinstance(cell, bool) or cell is None:
        refuse("不是代码", _AS_TEXT)
    if isinstance(cell, date | datetime | time | timedelta):
        refuse("被 Excel 变成了日期或时间", _AS_TEXT)
    if not abs(cell) < _ROUNDED:
        refuse("数字太长，Excel 已经把它四舍五入", _AS_TEXT)
    if cell != int(cell):
        refuse("是小数，不是代码", _AS_TEXT)
    return str(int(cell))


def reference(cell: Cell) -> str:
    """
    Return a reference to somebody or something; what can only be a person's number is refused.

    Raises:
        Bad: it is an identity number with a day of birth in it, or a mobile number.
    """
    if type(cell) is str and _PLAIN.fullmatch(cell):
        return cell
    text = code(cell)
    _refuse(text, strict=False)
    return text


def person(cell: Cell) -> str:
    """
    Return a reference to a person; whatever has the shape of an identity or mobile number, or of a name, is refused.

    Raises:
        Bad: it has such a shape.
    """
    if type(cell) is str and _PLAIN.fullmatch(cell):
        return cell
    text = code(cell)
    _refuse(text, strict=True)
    if _NAME.fullmatch(text):
        refuse("看来是姓名", "请用校内学号、工号或自编代号，不要填姓名")
    return text


def plain_references(cells: Iterable[Cell]) -> bool:
    """
    Say whether cells are all references so plain that `reference` and `person` give them back as they are; a quick look.
    """
    try:
        return _ALL_PLAIN.fullmatch("\n".join([*cells, ""])) is not None  # type: ignore[list-item] # where not, it is told
    except TypeError:
        return False


def _refuse(text: str, *, strict: bool) -> None:
    if len(text) < _SHORTEST:
        return
    bare = _BREAKS.sub("", text).upper()
    if _MOBILE.fullmatch(bare):
        refuse("是手机号码", "引用请用校内学号、工号或自编代号，不要填手机号")
    # Codes of organisations may have eighteen digits too, but no day of birth in the middle.
    if _IDENTITY.fullmatch(bare) and (strict or _BORN_18.fullmatch(bare) or _BORN_15.fullmatch(bare)):
        if bare[0].isalpha():
            refuse("里面有身份证号", "全国学籍号含身份证号，请用校内学号或自编代号")
        refuse("是身份证号", _REFERENCE)


def whole_number(cell: Cell) -> int:
    """
    Return a whole number from zero to a million.

    Raises:
        Bad: it is none.
    """
    number: float = -1
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell
    elif isinstance(cell, str) and len(text := clean(cell)) < _SHORTEST and _WHOLE.fullmatch(text):
        number = int(text.partition(".")[0].replace(",", ""))
    if not 0 <= number <= _HIGHEST or number != int(number):
        refuse("不是整数，或者太大", "请填整数，如 520")
    return int(number)


def boolean(cell: Cell) -> bool:
    """
    Return yes or no, in any of the ways people tick a box.

    Raises:
        Bad: it is neither.
    """
    if isinstance(cell, bool):
        return cell
    text = code(cell).casefold() if isinstance(cell, str | int | float) else ""
    if text in _YES:
        return True
    if text in _NO:
        return False
    return refuse("不是“是”或“否”", "请填 是 或 否")


def note(cell: Cell) -> str:
    """
    Return what was written down, as text: days and moments in one form, numbers written out, ticks as 是 and 否.

    Raises:
        Bad: it is a person's number, or a number that Excel has rounded.
    """
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and abs(cell) < _ROUNDED and cell != int(cell):
        return repr(cell)
    return name(cell)


def several(parse: Parser, *, whole: bool = False) -> Parser:
    """
    Return a parser of several values in one cell, apart by 、 ， ； or blanks; each stands once.

    Args:
        parse: reads one of them. What it refuses of the cell as a whole, such as a number broken up, is refused.
        whole: a cell that can be read as one value is one, whatever stands in it.
    """

    def read(cell: Cell) -> Any:
        try:
            one = parse(cell)
        except Bad:
            if not whole or not isinstance(cell, str):
                raise
        else:
            if whole or not isinstance(cell, str):
                return (one,)
        parts = [part for part in _BETWEEN.split(clean(cell)) if part]
        return tuple(dict.fromkeys(parse(part) for part in parts))

    return read


def temperature(cell: Cell) -> int:
    """
    Return a temperature in degrees Celsius as tenths of a degree: 38.5 is 385.

    Raises:
        Bad: it is none that a person has, is in Fahrenheit, or is finer than a tenth.
    """
    text = clean(cell) if isinstance(cell, str) else ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = f"{cell:.3f}" if 0 < cell < _HIGHEST else ""
    found = _DEGREES.fullmatch(text)
    tenths = Decimal(found[1]) * 10 if found is not None else Decimal(0)
    if int(tenths) in _TENTHS_FAHRENHEIT or (found is None and _FAHRENHEIT.search(text)):
        refuse("像是华氏度", "请换算成摄氏度，如 38.5")
    if not _TENTHS[0] <= tenths <= _TENTHS[-1]:
        refuse("不是体温", "请填 35 到 43 之间的摄氏度，如 38.5")
    if tenths != int(tenths):
        refuse("体温只写一位小数", "如 38.5")
    return int(tenths)


def choice(words: Mapping[Any, Iterable[str]]) -> Parser:
    """
    Return a parser that takes for each value any of its words, and the value itself where it is text.
    """
    table: dict[str, Any] = {}
    for value, names in words.items():
        for one in (*names, *([value] if isinstance(value, str) else [])):
            table[clean(one).casefold()] = value
    known = "、".join(next(iter(names)) for names in words.values())

    def parse(cell: Cell) -> Any:
        text = code(cell).casefold()
        if text not in table:
            refuse("不认得这个词", f"可以填：{known}")
        return table[text]

    return parse


def known_words(text: str, known: Iterable[str], limit: int = 12) -> str:
    """
    Return those of the known words that a message should name: the nearest first, and not more than so many.
    """
    words = list(dict.fromkeys(known))
    near = get_close_matches(text, words, n=3, cutoff=0.5)
    rest = [word for word in words if word not in near]
    listed = [*near, *rest][:limit]
    return "、".join(listed) + ("…" if len(words) > len(listed) else "")
