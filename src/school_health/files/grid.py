"""
A sheet as it stands: rows with the numbers that people see, held column by column.

Equal cells of a column are kept once: files repeat themselves, and reading each distinct cell once makes large ones small.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from attrs import field, frozen

from school_health.files.problem import Problem
from school_health.files.text import Cell, Unreadable, is_blank


__all__ = [
    "LARGEST_BYTES",
    "MOST_CELLS",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Cells",
    "Grid",
    "Merge",
    "Row",
    "cells_of",
    "grid_of",
    "too_wide",
]

LARGEST_BYTES = 200 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CELLS = 40_000_000

Row = tuple[int, Sequence[Cell]]
# First row, first column, last row, last column; rows from 1, columns from 0, both ends included.
Merge = tuple[int, int, int, int]


@frozen
class Cells:
    """
    The cells of a column: what stands there, each once, and for each row which of them.
    """

    distinct: list[Cell] = field(repr=False)
    codes: Sequence[int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, place: int) -> Cell:
        return self.distinct[self.codes[place]]

    def each(self) -> list[Cell]:
        """
        Return the cells, row by row.
        """
        return list(map(self.distinct.__getitem__, self.codes))

    def blanks(self) -> frozenset[int]:
        """
        Return which of the distinct cells are blank.
        """
        return frozenset(
            code
            for code, cell in enumerate(self.distinct)
            if cell is None or (type(cell) is str and not cell[:1].isalnum() and is_blank(cell))
        )

    def where(self, codes: frozenset[int]) -> list[int]:
        """
        Return the places of the rows that have one of some distinct cells.
        """
        return [place for place, code in enumerate(self.codes) if code in codes] if codes else []

    def take(self, places: Sequence[int]) -> Cells:
        """
        Return the cells of some rows only.
        """
        if isinstance(places, range) and places.step == 1:
            return self._below(places.start, places.stop)
        return Cells(self.distinct, list(map(self.codes.__getitem__, places)))

    def _below(self, start: int, stop: int) -> Cells:
        """
        Return the cells of rows that follow each other; what stood above them alone, a heading mostly, is left out.
        """
        codes = self.codes[start:stop]
        if not len(codes):
            return Cells([], [])
        distinct = self.distinct
        for code in set(self.codes[:start]):
            if code not in codes:
                distinct = distinct.copy() if distinct is self.distinct else distinct
                distinct[code] = distinct[codes[0]]
        return Cells(distinct, codes)


@frozen(kw_only=True)
class Grid:
    """
    The rows of a sheet that are not blank.

    ``merges`` are its merged cells, ``problems`` those of single cells or rows, which are left out. ``headings`` are there
    where the format gives them by itself; else they stand in one of the rows. ``unread`` are further sheets that people see.
    """

    sheet: str | None = None
    numbers: Sequence[int]
    columns: list[Cells]
    merges: Sequence[Merge] = ()
    problems: list[Problem] = field(factory=list)
    headings: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()

    def row(self, place: int) -> list[Cell]:
        """
        Return the cells of one row.
        """
        return [column[place] for column in self.columns]

    def take(self, places: Sequence[int]) -> Grid:
        """
        Return some of the rows.
        """
        return Grid(
            sheet=self.sheet,
            numbers=list(map(self.numbers.__getitem__, places)),
            columns=[column.take(places) for column in self.columns],
            merges=self.merges,
            problems=self.problems,
            headings=self.headings,
        )

    def without_blank_rows(self) -> Grid:
        """
        Return the rows in which anything stands.
        """
        places: Iterable[int] = range(len(self.numbers))
        for column in self.columns:
            blank = column.blanks()
            if not blank:
                return self
            codes = column.codes
            places = [place for place in places if codes[place] in blank]
            if not places:
                return self
        empty = frozenset(places)
        return self.take([place for place in range(len(self.numbers)) if place not in empty])

    def filled(self, file: str) -> Grid:
        """
        Return the grid with the value of each merged cell in all the rows that it covers, in its own column.

        Raises:
            Unreadable: there are so many merged cells, one over the other, that no program can have meant them.
        """
        numbers, width = self.numbers, len(self.columns)
        changed: dict[int, list[int]] = {}
        spent = 0
        for first, column, last, _ in self.merges:
            start, end = bisect_left(numbers, first), bisect_right(numbers, last)
            if column >= width or end - start < 2 or numbers[start] != first:  # noqa: PLR2004 - one row needs no filling
                continue
            spent += end - start
            if spent > MOST_ROWS * 2:
                what = "合并单元格互相重叠，多得不合常理"
                raise Unreadable(Problem(file=file, sheet=self.sheet, what=what, fix="请取消合并单元格，逐行填写"))
            codes = changed.setdefault(column, list(self.columns[column].codes))
            codes[start:end] = [codes[start]] * (end - start)
        if not changed:
            return self
        columns = [
            Cells(cells.distinct, changed[index]) if index in changed else cells for index, cells in enumerate(self.columns)
        ]
        return Grid(sheet=self.sheet, numbers=numbers, columns=columns, merges=self.merges, problems=self.problems)


def cells_of(cells: Iterable[Cell]) -> Cells:
    """
    Return the cells of a column, equal ones once. True, 1 and 1.0 are equal to Python, and three different cells.
    """
    cells = list(cells)
    kinds = set(map(type, cells))
    if kinds <= {str, type(None)}:
        places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        return Cells(list(places), list(map(places.__getitem__, cells)))
    keyed = [(type(cell), cell) for cell in cells]
    typed = {cell: place for place, cell in enumerate(dict.fromkeys(keyed))}
    return Cells([cell for _, cell in typed], list(map(typed.__getitem__, keyed)))


def grid_of(
    rows: Sequence[Row],
    *,
    sheet: str | None = None,
    merges: Sequence[Merge] = (),
    problems: list[Problem] | None = None,
) -> Grid:
    """
    Return the grid of rows, blank ones left out; short ones are filled up with empty cells.
    """
    kept = [(number, cells) for number, cells in rows if not all(map(is_blank, cells))]
    columns = [cells_of(column) for column in zip_longest(*(cells for _, cells in kept))]
    numbers = [number for number, _ in kept]
    return Grid(sheet=sheet, numbers=numbers, columns=columns, merges=merges, problems=[] if problems is None else problems)


def too_wide(file: str, sheet: str | None, number: int, cells: Sequence[Cell]) -> Sequence[Cell]:
    """
    Return a row without the empty cells beyond the last column that is read.

    Raises:
        Unreadable: something stands there.
    """
    if len(cells) <= MOST_COLUMNS:
        return cells
    if not all(map(is_blank, cells[MOST_COLUMNS:])):
        what = f"第 {MOST_COLUMNS} 列以外还有内容"
        raise Unreadable(Problem(file=file, sheet=sheet, row=number, what=what, fix="请删去多余的列"))
    return cells[:MOST_COLUMNS]
