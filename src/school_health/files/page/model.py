"""
What a page is made of: tables whose rows say on what they rest, charts whose figures are tables too, and notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from attrs import field, frozen


__all__ = ["Cell", "Chart", "Cite", "Column", "Group", "Page", "Panel", "Part", "Row", "Series", "Table", "cells"]


@frozen
class Cite:
    """
    On what a figure rests: ``text``, ``norm`` or ``ours``, and the clause.
    """

    basis: str
    clause: str


@frozen
class Cell:
    """
    What stands in a cell.

    Args:
        text: the words or the number.
        mark: a sign before it, so that nobody needs colour: √ × ▲.
        tone: ``good``, ``bad``, ``warn`` or "".
        share: a part of a whole, drawn as a bar beside it; as a number it stands in the text.
    """

    text: str
    mark: str = ""
    tone: str = ""
    share: Fraction | None = None

    @property
    def words(self) -> str:
        """
        What it says as plain text; the mark and the text stay on one line.
        """
        return f"{self.mark}\N{NO-BREAK SPACE}{self.text}" if self.mark else self.text


@frozen
class Column:
    """
    A column, with its heading.

    Numbers stand to the right; a ``line`` is never broken. A column that is ``plain`` where all its cells say so (nothing,
    or 1 of each) is left out of the page.
    """

    title: str
    number: bool = False
    line: bool = False
    plain: str | None = None


@frozen
class Row:
    """
    A row, in the order of the columns; the first cell names it. ``total`` marks a sum.
    """

    cells: Sequence[Cell]
    cites: Sequence[Cite] = ()
    total: bool = False


@frozen
class Group:
    """
    Rows under a common heading, which says on what all of them rest.
    """

    rows: Sequence[Row]
    title: str = ""
    means: str = ""
    cites: Sequence[Cite] = ()


@frozen(kw_only=True)
class Table:
    """
    A table.

    Args:
        key: its name within the page.
        title: its caption.
        columns: the columns, without the one for clauses, which is there where any row cites one.
        groups: its rows.
        shown: so many rows are shown on the page; the rest is counted.
        empty: what is said where there are no rows; "" leaves the table out.
        file: the name of the file in which all rows are written beside the page; "" for none.
        fold: on a narrow screen each row folds into a card; else the table scrolls.
        short: short words, so that the columns may be as wide as they are.
    """

    key: str
    title: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    shown: int | None = None
    empty: str = ""
    file: str = ""
    fold: bool = False
    short: bool = False

    @property
    def rows(self) -> Iterator[Row]:
        """
        All rows, of all groups.
        """
        return (row for group in self.groups for row in group.rows)

    @property
    def count(self) -> int:
        """
        How many rows there are.
        """
        return sum(len(group.rows) for group in self.groups)

    @property
    def places(self) -> tuple[int, ...]:
        """
        The places of the columns that say something.
        """
        rows = tuple(self.rows)
        return tuple(
            place
            for place, column in enumerate(self.columns)
            if column.plain is None or any(row.cells[place].text != column.plain for row in rows)
        )

    @property
    def cited(self) -> bool:
        """
        Say whether any row cites a clause.
        """
        return any(row.cites for row in self.rows)

    @property
    def visible(self) -> tuple[Group, ...]:
        """
        The groups with the rows that are shown.
        """
        if self.shown is None:
            return tuple(self.groups)
        left, found = self.shown, []
        for group in self.groups:
            found.append(Group(tuple(group.rows)[:left], group.title, group.means, group.cites))
            left -= len(found[-1].rows)
        return tuple(group for group in found if group.rows)

    @property
    def more(self) -> int:
        """
        How many rows are not shown.
        """
        return 0 if self.shown is None else max(0, self.count - self.shown)


@frozen
class Series:
    """
    A count for each day, drawn ``solid``, ``open`` or ``half``.
    """

    title: str
    values: Sequence[int]
    style: str = "solid"


@frozen
class Panel:
    """
    Series that stand on each other, over the days of a chart.
    """

    series: Sequence[Series]
    title: str = ""
    aside: str = ""


@frozen(kw_only=True)
class Chart:
    """
    Counts by day, in one panel or in several under each other with one scale.

    Args:
        key: its name within the page.
        title: what it shows.
        unit: what is counted.
        days: the days.
        panels: what is drawn over them.
        off: days without school, which are shaded.
        empty: what is said where all is nought.
        table: the table in which its figures stand, where that says more than they do.
    """

    key: str
    title: str
    unit: str
    days: Sequence[date]
    panels: Sequence[Panel]
    off: frozenset[date] = frozenset()
    empty: str = ""
    table: Table | None = None

    @property
    def most(self) -> int:
        """
        The highest stack of any day.
        """
        return max(
            (sum(values) for panel in self.panels for values in zip(*(one.values for one in panel.series), strict=True)),
            default=0,
        )


@frozen(kw_only=True)
class Part:
    """
    A part of a page: words, charts, tables.
    """

    key: str
    title: str
    lead: Sequence[str] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@frozen(kw_only=True)
class Page:
    """
    An overview, ready to be drawn.

    Args:
        title: of whom and of what it is.
        when: the day or the period.
        known: the moment whose knowledge it shows.
        facts: what stands at its head: a word, its figure, and a mark.
        parts: its parts.
        notes: what else is to be known.
        clauses: what its clauses say.
        readings: how phrases are read that the clauses leave open.
    """

    title: str
    when: str
    known: str
    about: Sequence[str]
    facts: Sequence[tuple[str, Cell]]
    parts: Sequence[Part]
    notes: Sequence[str]
    clauses: Sequence[Table] = field(factory=tuple)
    readings: Table | None = None


def cells(*words: object) -> tuple[Cell, ...]:
    """
    Return plain cells; what is a cell already stays as it is.
    """
    return tuple(one if isinstance(one, Cell) else Cell(str(one)) for one in words)
