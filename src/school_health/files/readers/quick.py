"""
The sheets of a workbook by calamine, in a child process: fast, and what breaks it breaks the child alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from attrs import frozen

from school_health.files.grid import MOST_COLUMNS, MOST_ROWS, Cells, Grid, Merge
from school_health.files.readers import child
from school_health.files.readers.process import NONSENSE, Broken, Frame, Gathered, asked
from school_health.files.readers.zipped import Part
from school_health.files.text import Cell


__all__ = ["LIBRARY", "Read", "quick_sheets"]

LIBRARY = "python_calamine"


@frozen(kw_only=True)
class Read:
    """
    A sheet that the child has read: its place and title, its columns, and whether anything stands beyond the last of them.
    """

    place: int
    title: str
    rows: int
    columns: list[Cells]
    merges: list[Merge]
    beyond: bool

    def grid(self, part: Part | None = None) -> Grid:
        """
        Return the rows that are not blank.

        Args:
            part: where the zip was looked through, what was found: which days are midnights.
        """
        midnights = part.midnights if part is not None else set()
        columns = [_plain(cells, place, midnights) for place, cells in enumerate(self.columns)]
        merges = part.merges if part is not None else self.merges
        numbers = range(1, self.rows + 1)
        return Grid(sheet=self.title, numbers=numbers, columns=columns, merges=merges).without_blank_rows()

    @property
    def too_long(self) -> bool:
        """
        Say whether it may have too many rows.
        """
        return self.rows > MOST_ROWS


@contextmanager
def quick_sheets(content: bytes, wanted: int | None) -> Iterator[Iterator[Read]]:
    """
    Give a sheet of a workbook, or all that are visible, to be read by a child, which begins at once.

    Raises:
        Broken: the child did not get to the end.
    """
    with asked("" if wanted is None else str(wanted), LIBRARY, content) as frames:
        yield _sheets(frames)


def _sheets(frames: Iterator[Frame]) -> Iterator[Read]:
    titles: list[str] = []
    at: tuple[int, int, list[Merge]] | None = None
    gathered, beyond = Gathered(), False
    for frame in frames:
        if frame.kind == child.HELLO:
            titles = [str(title) for title, _ in frame.value()]
        elif frame.kind == child.SHEET:
            if at is not None:
                yield _read(titles, at, gathered, beyond=beyond)
            at, gathered, beyond = _begun(frame), Gathered(), False
        elif frame.kind == child.BEYOND:
            beyond = True
        else:
            gathered.add(frame)
    if at is not None:
        yield _read(titles, at, gathered, beyond=beyond)


def _begun(frame: Frame) -> tuple[int, int, list[Merge]]:
    place, left, merges = frame.value()
    return int(place), int(left), [(r + 1, c, last_r + 1, last_c) for r, c, last_r, last_c in merges]


def _read(titles: list[str], at: tuple[int, int, list[Merge]], gathered: Gathered, *, beyond: bool) -> Read:
    place, left, merges = at
    if place >= len(titles):
        raise Broken(NONSENSE)
    beside = [Cells([None], [0] * gathered.rows)] * min(left, MOST_COLUMNS)
    return Read(
        place=place,
        title=titles[place],
        rows=gathered.rows,
        columns=[*beside, *gathered.columns()] if gathered.rows else [],
        merges=merges,
        beyond=beyond,
    )


def _plain(cells: Cells, column: int, midnights: set[tuple[int, int]]) -> Cells:
    """
    Return a column as the careful reader has it: nothing is None, and a midnight a moment only where its format shows one.
    """
    kinds = set(map(type, cells.distinct))
    distinct = [None if cell == "" else cell for cell in cells.distinct] if str in kinds else list(cells.distinct)
    if not kinds & {date, datetime}:
        return Cells(distinct, cells.codes)
    distinct = [_day(cell) for cell in distinct]
    own = [row for row, at in midnights if at == column and row <= len(cells)]
    if not own:
        return Cells(distinct, cells.codes)
    codes = list(cells.codes)
    made: dict[int, int] = {}
    for row in own:
        code = codes[row - 1]
        cell = distinct[code]
        if type(cell) is date:
            if code not in made:
                made[code] = len(distinct)
                distinct.append(datetime.combine(cell, time.min))
            codes[row - 1] = made[code]
    return Cells(distinct, codes)


def _day(cell: Cell) -> Cell:
    return cell.date() if type(cell) is datetime and cell.time() == time.min else cell
