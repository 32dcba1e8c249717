"""
The sheets of an XLSX workbook by openpyxl: slowly, row by row, and whatever the workbook looks like.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from school_health.files.grid import MOST_COLUMNS, MOST_ROWS, Grid, Merge, Row, grid_of, too_wide
from school_health.files.problem import Problem
from school_health.files.readers.zipped import TIMES, Part
from school_health.files.text import Cell, Unreadable, is_blank


if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["MAC_EPOCH", "careful_grid", "careful_titles", "opened"]

MAC_EPOCH = 1904
_EXCEL_ROWS = 1_048_576
# The formats that a Chinese Excel has built in beside those that every Excel has: all are of dates and times.
_CHINESE = frozenset({*range(27, 37), *range(50, 59)})


def opened(content: bytes, *, values: bool = True) -> Workbook:
    """
    Open a workbook for reading: with the values of formulas, or with the formulas.
    """
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)


def careful_titles(file: str, book: Any) -> Iterator[tuple[str, bool]]:
    """
    Yield the titles of the sheets that are visible, with whether anything stands in them.
    """
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield str(sheet.title), any(not is_blank(cell.value) for _, cells in _cells(file, sheet) for cell in cells)


def careful_grid(file: str, content: bytes, book: Any, title: str, parts: Mapping[str, Part]) -> Grid:
    """
    Return a sheet.

    Raises:
        Unreadable: it has too many rows or columns.
    """
    sheet = book[title]
    part = parts.get(str(getattr(sheet, "_worksheet_path", "")).lstrip("/").lower(), Part())
    formulas = any(one.formulas for one in parts.values())
    # A formula that was never computed has no value: openpyxl shows an empty cell, and a second look shows why.
    empty = _formulas(content, title) if formulas else frozenset()
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, cells in _cells(file, sheet):
        row = [_value(cell) for cell in cells]
        for column, cell in enumerate(row):
            if cell is None and (number, column) in empty:
                what = f"第 {column + 1} 列是公式，没有存下算出的值"
                fix = "请在 Excel 中打开并保存一次，或粘贴为数值"
                problems.append(Problem(file=file, sheet=title, row=number, what=what, fix=fix))
        if all(map(is_blank, row)):
            continue
        if number > MOST_ROWS or len(rows) > MOST_ROWS:
            what, fix = f"超过 {MOST_ROWS} 行", "请删去多余的行，或分成几个文件夹"
            raise Unreadable(Problem(file=file, sheet=title, row=number, what=what, fix=fix))
        rows.append((number, row))
    merges: Sequence[Merge] = part.merges
    return grid_of(rows, sheet=title, merges=merges, problems=problems)


def _cells(file: str, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong, by mistake or on purpose
    for number, cells in enumerate(sheet.iter_rows(max_row=_EXCEL_ROWS), start=1):
        if len(cells) > MOST_COLUMNS:
            too_wide(file, str(sheet.title), number, [_value(cell) for cell in cells])
        if cells:
            yield number, cells[:MOST_COLUMNS]


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    timed = None
    if isinstance(value, int | float) and cell.style_array.numFmtId in _CHINESE and cell.number_format == "General":
        from openpyxl.utils.datetime import from_excel

        value, timed = from_excel(value), cell.style_array.numFmtId in TIMES
    if type(value) is float and value.is_integer():
        return int(value)
    # openpyxl makes moments of days; the format says whether a time was meant, even at midnight.
    if type(value) is datetime and value.time() == time.min:
        timed = "h" in str(cell.number_format).lower() if timed is None else timed
        return value if timed else value.date()
    return value if isinstance(value, Cell) else str(value)


def _formulas(content: bytes, title: str) -> frozenset[tuple[int, int]]:
    book = opened(content, values=False)
    try:
        return frozenset(
            (number, column)
            for number, cells in _cells("", book[title])
            for column, cell in enumerate(cells)
            if cell.data_type == "f"
        )
    finally:
        book.close()
