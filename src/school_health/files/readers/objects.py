"""
JSON to a grid, strictly: a list of objects, each a row by its headings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, NoReturn

from school_health.files.grid import MOST_COLUMNS, MOST_ROWS, Cells, Grid, cells_of
from school_health.files.problem import Problem, shown
from school_health.files.readers.plain import encoding_of
from school_health.files.text import Cell, Unreadable, is_blank


__all__ = ["read_objects"]

_FIX = "JSON 请写成对象的列表：[{“列名”: 值, …}, …]，值只能是文字、数、是非或空"
_TWICE = "一个对象里有两个同名的键"
_NO_NUMBER = "里面有 NaN 或 Infinity，JSON 没有这样的数"
_TOO_LARGE = "里面有大得不合常理的数"


class _Refused(ValueError):
    """
    JSON that is read, and not meant.
    """


def read_objects(file: str, content: bytes, names: Sequence[str]) -> Grid:
    """
    Return the objects of a list, as rows by their place in it.

    Args:
        file: the file's name, for messages.
        content: its bytes.
        names: the key under which the list may stand, in an object that has no other.

    Raises:
        Unreadable: it is no such list, has a key twice, a number that is none, or is too deep or too large.
    """
    encoding = encoding_of(file, content)
    # A row has one bracket, and what is in it none: more are another thing, and made to fill the memory.
    if content.count(b"{") + content.count(b"[") > 2 * MOST_ROWS:
        _refuse(file, f"超过 {MOST_ROWS} 行，或者层层嵌套")
    what = ""
    found: Any = None
    try:
        found = json.loads(content.decode(encoding), object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_number)
    except _Refused as error:
        what = str(error)
    except RecursionError:
        what = "嵌套太深"
    except json.JSONDecodeError as error:
        what = f"不是完整的 JSON，第 {error.lineno} 行起读不出"
    except ValueError:  # a whole number of thousands of digits
        what = "里面有长得不合常理的数"
    if what:
        _refuse(file, what)
    if isinstance(found, dict) and len(found) == 1 and next(iter(found)).casefold() in {one.casefold() for one in names}:
        found = next(iter(found.values()))
    if not isinstance(found, list):
        _refuse(file, "不是对象的列表")
    if len(found) > MOST_ROWS:
        _refuse(file, f"超过 {MOST_ROWS} 行")
    return _grid(file, found)


def _grid(file: str, found: list[Any]) -> Grid:
    headings: dict[str, None] = {}
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            _refuse(file, "这一项不是对象", number)
        headings.update(dict.fromkeys(one))
        if len(headings) > MOST_COLUMNS:
            _refuse(file, f"超过 {MOST_COLUMNS} 列", number)
    columns: list[Cells] = []
    for heading in headings:
        cells = []
        for number, one in enumerate(found, start=1):
            cell = one.get(heading)
            if isinstance(cell, list) and all(isinstance(part, str) for part in cell):
                cell = "、".join(cell)
            elif isinstance(cell, dict | list):
                _refuse(file, "值里还有对象或列表", number, heading)
            cells.append(cell)
        columns.append(cells_of(cells))
    if not all(map(is_blank, headings)):
        return Grid(numbers=range(1, len(found) + 1), columns=columns, headings=tuple(headings)).without_blank_rows()
    return Grid(numbers=(), columns=[], headings=tuple(headings))


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Refused(_TWICE)
    return found


def _constant(_: str) -> NoReturn:
    raise _Refused(_NO_NUMBER)


def _number(text: str) -> Cell:
    number = float(text)
    if not math.isfinite(number):
        raise _Refused(_TOO_LARGE)
    return int(number) if number.is_integer() else number


def _refuse(file: str, what: str, row: int | None = None, heading: str | None = None) -> NoReturn:
    column = shown(heading) if heading is not None else None
    raise Unreadable(Problem(file=file, row=row, column=column, what=what, fix=_FIX)) from None
