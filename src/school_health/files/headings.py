"""
Where the headings of a sheet stand: not always in its first row, and sometimes in two.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import frozen

from school_health.files.columns import normal
from school_health.files.grid import Grid
from school_health.files.text import Cell, is_blank


__all__ = ["Headings", "headings_of"]

# So many rows at the top are looked at.
_TOP = 20


@frozen
class Headings:
    """
    The headings that were found: in which row (or the second of which two rows), and how many of them are known.
    """

    texts: tuple[str, ...]
    place: int
    rows: int
    known: int


def headings_of(grid: Grid, known: Collection[str]) -> Headings:
    """
    Return the row, or the two rows, with the most headings that are known; where none is, the first row.

    Args:
        grid: the sheet, its merged cells not filled.
        known: headings in the form in which they are compared.
    """
    top = [[_text(cell) for cell in grid.row(place)] for place in range(min(_TOP, len(grid.numbers)))]
    best = Headings(_trimmed(top[0]), 0, 1, _known(top[0], known))
    for place, row in enumerate(top):
        number = _known(row, known)
        if number > best.known:
            best = Headings(_trimmed(row), place, 1, number)
    for place in range(1, len(top)):
        texts = _united(grid, place, top[place - 1], top[place], known)
        if texts is not None and (number := _known(texts, known)) > best.known:
            best = Headings(_trimmed(texts), place, 2, number)
    return best


def _text(cell: Cell) -> str:
    return "" if is_blank(cell) else str(cell)


def _known(texts: Sequence[str], known: Collection[str]) -> int:
    return len({text for text in map(normal, filter(None, texts)) if text in known})


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    width = len(texts)
    while width and not texts[width - 1]:
        width -= 1
    return tuple(texts[:width])


def _united(grid: Grid, place: int, upper: list[str], lower: list[str], known: Collection[str]) -> list[str] | None:
    """
    Return the headings that two rows make together; None where they are not two rows of headings.

    In each column stands a heading in one of the rows, or in both where the upper one heads a group.
    """
    first, second = grid.numbers[place - 1], grid.numbers[place]
    groups = {}
    for row, column, last, end in grid.merges:
        if row == last == first and end > column:
            groups.update(dict.fromkeys(range(column, end + 1), upper[column] if column < len(upper) else ""))
    if second != first + 1:
        return None
    texts = []
    group = ""
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above or group if below else ""
        over = groups.get(column, group)
        if above and below and column not in groups and not (column + 1 < len(upper) and not upper[column + 1]):
            return None  # two full rows are headings and a first row of facts
        if below and normal(below) not in known and normal(f"{over}{below}") in known:
            texts.append(f"{over}{below}")
        else:
            texts.append(below or above)
    return texts
