"""
A sheet as people hand it in to a table: what stands above, below and between the facts is told apart from them.

Whatever is left aside is told, row by row, with the reason; and it is left aside only where the columns without which there
is no fact are empty. A school whose name is 合计小学 is a school, because it has a code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from attrs import define, field, frozen

from school_health.files.columns import Column, normal
from school_health.files.grid import Cells, Grid
from school_health.files.headings import Headings, headings_of
from school_health.files.problem import Problem
from school_health.files.text import Cell, Unreadable, is_blank


__all__ = ["Aside", "Table", "known_headings", "table_of"]

ABOVE = "列名以上的标题"
GROUPS = "与下一行合成列名"
AGAIN = "重复的列名"
TOTAL = "合计行"
FOOTER = "表格下面的说明或签名"

_SUMS = "合计|小计|总计|共计|累计|总数|总和"
_KEY_TOTAL = re.compile(
    rf"(?:本[页表班校区县市省]|全[班校区县市省])?(?:{_SUMS})[:：]?|(?:grand|sub)?-?total:?", re.IGNORECASE
)
_TOTAL = re.compile(rf".{{0,12}}(?:{_SUMS})(?:[(（].{{0,12}}[)）])?[:：]?|(?:grand|sub)?-?total:?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:填表|制表|填报|审核|复核|审批|负责|联系|报送|报告|经办|统计|主管|校长|园长|校医|签[字名章]|盖章|单位|学校|日期|备注|注|说明)"
    r"[^:：]{0,12}[:：]"
)
_BLANKS = re.compile(r"\s+")
_FEW = 3


@frozen
class Aside:
    """
    A row that is no fact, and what it is.
    """

    row: int
    what: str


@define(kw_only=True)
class Table:
    """
    A file as it stands: the headings and the rows that belong to them, column by column, with their numbers.

    ``problems`` are those of single rows, which are left out; ``aside`` are rows that are no facts; ``notes`` say in Chinese
    what else was taken for granted. ``heading_row`` is None where the format has headings of its own.
    """

    file: str
    sheet: str | None = None
    heading_row: int | None
    headings: tuple[str, ...]
    numbers: Sequence[int]
    columns: list[Cells]
    problems: list[Problem] = field(factory=list)
    aside: list[Aside] = field(factory=list)
    notes: list[str] = field(factory=list)

    @property
    def rows(self) -> list[tuple[int, tuple[Cell, ...]]]:
        """
        Each row: its number, and its cells.
        """
        cells = zip(*(column.each() for column in self.columns), strict=True) if self.columns else iter(())
        return list(zip(self.numbers, cells, strict=False))


def known_headings(columns: Sequence[Column]) -> dict[str, Column]:
    """
    Return the columns by each heading that they may have, in the form in which headings are compared.
    """
    return {normal(heading): column for column in columns for heading in column.headings}


def table_of(file: str, grid: Grid, columns: Sequence[Column]) -> Table:
    """
    Return the table of a sheet.

    Args:
        file: the file's name, for messages.
        grid: the sheet.
        columns: what it may hold; without any the first row has the headings, and every other row is a fact.

    Raises:
        Unreadable: rows above the headings look like facts.
    """
    known = known_headings(columns)
    aside: list[Aside] = []
    if grid.headings is not None:
        texts, row, body = grid.headings, None, grid
    else:
        headings = headings_of(grid, known)
        _above(file, grid, headings, aside)
        texts, row = headings.texts, grid.numbers[headings.place]
        body = grid.filled(file).take(range(headings.place + 1, len(grid.numbers)))
    problems = list(grid.problems)
    body = _narrowed(file, body, len(texts), problems)
    keys = [place for place, text in enumerate(texts) if (one := known.get(normal(text))) is not None and one.required]
    out = dict(_no_facts(body, texts, keys))
    if out:
        aside += [Aside(body.numbers[place], what) for place, what in sorted(out.items())]
        body = body.take([place for place in range(len(body.numbers)) if place not in out])
    return Table(
        file=file,
        sheet=grid.sheet,
        heading_row=row,
        headings=texts,
        numbers=body.numbers,
        columns=body.columns,
        problems=problems,
        aside=aside,
    )


def _above(file: str, grid: Grid, headings: Headings, aside: list[Aside]) -> None:
    first = headings.place + 1 - headings.rows
    width = len([text for text in headings.texts if text])
    many = max(_FEW, width // 2)
    for place in range(first):
        filled = sum(not is_blank(cell) for cell in grid.row(place))
        if filled > many or filled >= max(width, 2):
            what = f"这一行在列名（第 {grid.numbers[headings.place]} 行）以上，却像是数据"
            fix = "列名以上只能有标题、单位和日期：请把列名放到数据上面"
            raise Unreadable(Problem(file=file, sheet=grid.sheet, row=grid.numbers[place], what=what, fix=fix))
        aside.append(Aside(grid.numbers[place], ABOVE))
    if headings.rows > 1:
        aside.append(Aside(grid.numbers[first], GROUPS))


def _narrowed(file: str, body: Grid, width: int, problems: list[Problem]) -> Grid:
    """
    Hold every row to the width of the headings; what stands beside them is a problem.
    """
    beside: dict[int, int] = {}
    for place, cells in enumerate(body.columns[width:], start=width):
        blank = cells.blanks()
        if len(blank) < len(cells.distinct):
            beside |= dict.fromkeys(cells.where(frozenset(range(len(cells.distinct))) - blank), place + 1)
    for row, place in sorted(beside.items()):
        what = f"这一行比列名多出内容：列名 {width} 个，内容到第 {place} 列"
        fix = "内容里有分隔符时请用引号括起来，或补上列名"
        problems.append(Problem(file=file, sheet=body.sheet, row=body.numbers[row], what=what, fix=fix))
    narrow = Grid(
        sheet=body.sheet, numbers=body.numbers, columns=body.columns[:width], merges=body.merges, headings=body.headings
    )
    while len(narrow.columns) < width:
        narrow.columns.append(Cells([None], [0] * len(body.numbers)))
    return narrow.take([place for place in range(len(body.numbers)) if place not in beside]) if beside else narrow


# ------------------------------------------------------------------ rows that are no facts


def _no_facts(body: Grid, headings: Sequence[str], keys: Sequence[int]) -> Iterator[tuple[int, str]]:
    """
    Yield the places of rows that are no facts, and what they are.
    """
    if not keys:
        return
    words = [normal(text) for text in headings]
    places = body.columns[keys[0]].where(_special(body.columns[keys[0]], words[keys[0]]))
    below = len(body.numbers) - 1
    for place in reversed(places):
        row = [_plain(cell) for cell in body.row(place)]
        if all(not cell or normal(cell) == word for cell, word in zip(row, words, strict=True)):
            what = AGAIN
        elif _is_total(row, keys):
            what = TOTAL
        elif place == below and _is_footer(row, keys):
            what = FOOTER
        else:
            continue
        if place == below:
            below -= 1
        yield place, what


def _plain(cell: Cell) -> str:
    return "" if is_blank(cell) else _BLANKS.sub("", str(cell))


def _special(cells: Cells, heading: str) -> frozenset[int]:
    """
    Return which cells of a column of keys can stand in a row that is no fact.
    """
    tests: tuple[Callable[[str], object], ...] = (_KEY_TOTAL.fullmatch, _LABEL.match, lambda text: normal(text) == heading)
    found = set(cells.blanks())
    for code, cell in enumerate(cells.distinct):
        # A code is short and plain as a rule; what ends a total or a label is not.
        if type(cell) is str and not cell[-1:].isdecimal() and any(test(_BLANKS.sub("", cell)) for test in tests):
            found.add(code)
    return frozenset(found)


def _is_total(row: Sequence[str], keys: Sequence[int]) -> bool:
    if any(row[key] and not _KEY_TOTAL.fullmatch(row[key]) for key in keys):
        return False
    return any(_TOTAL.fullmatch(cell) for cell in row)


def _is_footer(row: Sequence[str], keys: Sequence[int]) -> bool:
    labelled = [place for place, cell in enumerate(row) if _LABEL.match(cell)]
    named = {place + 1 for place in labelled if row[place].endswith((":", "："))}  # a name stands beside its label
    if not labelled or all(row[key] and key not in labelled for key in keys):
        return False
    return all(not cell or place in labelled or place in named for place, cell in enumerate(row))
