"""
Values of a form as people read them, and where everything stands on the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from attrs import frozen

from school_health.core.filled import Filled
from school_health.core.form import FormField, FormTable
from school_health.files.wording import moment_words, tenths


__all__ = [
    "EMPTY_LINES",
    "Grid",
    "footnotes",
    "grids",
    "height",
    "is_template",
    "lines",
    "printed",
    "ticked",
    "widths",
]

# So many empty lines has a table that people fill in.
EMPTY_LINES = 6
_UNSEEN = {code: None for code in [*range(0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if code not in (9, 10)}


def printed(value: Any, one: FormField | None = None) -> str:
    """
    Return a value as text: shares in percent, moments to the minute, choices by what the paper prints.
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(printed(each, one) for each in value)
    if one is not None and one.choices and isinstance(value, str):
        return one.choices.get(value, value)
    if isinstance(value, Fraction):
        return f"{float(tenths(value) * 100):.1f}%"
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).translate(_UNSEEN)


def ticked(one: FormField, value: Any) -> str:
    """
    Return every choice of a field with a box before it, that of a chosen one ticked.
    """
    chosen = value if isinstance(value, list | tuple) else (value,)
    return "　".join(f"{'☑' if key in chosen else '☐'} {title}" for key, title in one.choices.items())


@frozen
class Grid:
    """
    Rows of a form as they are printed: their table, fields, rows, and the row of all of them together.
    """

    name: str
    title: str
    empty: str
    fields: tuple[FormField, ...]
    rows: Sequence[Mapping[str, Any]]
    total: Mapping[str, Any] | None
    chart: tuple[str, ...]

    @property
    def by_hand(self) -> bool:
        """
        Say whether people fill the rows in.
        """
        return not any(one.value for one in self.fields)


def grids(filled: Filled) -> Iterator[Grid]:
    """
    Yield the repeated rows of a form, in the order of its fields.
    """
    tables = {one.rows: one for one in filled.form.table}
    for name in dict.fromkeys(one.rows for one in filled.form.field if one.rows):
        table = tables.get(name, FormTable(rows=name))
        fields = tuple(one for one in filled.form.field if one.rows == name)
        yield Grid(name, table.title, table.empty, fields, filled.values[name], filled.totals.get(name), table.chart)


def is_template(filled: Filled) -> bool:
    """
    Say whether a form is nothing but rows that people fill in: such a sheet begins with its headings, and is read as it is.
    """
    return all(one.rows and not one.value for one in filled.form.field)


def lines(filled: Filled) -> Iterator[tuple[FormField, ...]]:
    """
    Yield the fields that do not repeat, line by line: a wide one alone, others two by two.
    """
    waiting: list[FormField] = []
    for one in filled.form.field:
        if one.rows:
            continue
        # What is signed stands together, below everything else.
        alike = [(other.need == "paper-only") is (one.need == "paper-only") for other in waiting]
        if alike == [True] and not one.wide:
            yield waiting[0], one
            waiting = []
            continue
        if waiting:
            yield (waiting[0],)
        waiting = [] if one.wide else [one]
        if one.wide:
            yield (one,)
    if waiting:
        yield (waiting[0],)


def widths(grid: Grid, most: int) -> list[int]:
    """
    Return how many half-width characters the columns of rows ask for, none more than so many.
    """
    found = []
    for one in grid.fields:
        texts = [one.title, *(printed(row.get(one.key), one) for row in grid.rows[:200])]
        found.append(min(max(_width(text) for text in texts) + 2, most))
    return found


def height(text: str, width: float) -> int:
    """
    Return how many lines a text takes in a column of so many half-width characters.
    """
    return sum(max(1, -(-_width(line) // max(int(width), 1))) for line in text.split("\n"))


def _width(text: str) -> int:
    return sum(2 if char >= "\u2e80" else 1 for char in text)


def footnotes(filled: Filled) -> Iterator[str]:
    """
    Yield what stands below a form: by which document, as known when, and whose layout it is.
    """
    form, book = filled.form, filled.scene.rulebook
    clause, document = book.clauses[form.clause], book.documents[form.document]
    yield f"依据：{document.number} {document.title}{f'（{clause.at}）' if clause.at else ''}"
    scopes = dict.fromkeys(book.scopes[one.scope].title for one in form.table if one.scope)
    if scopes:
        yield f"统计范围：{'、'.join(scopes)}；已停办、未开办的学校不计。"
    if form.layout == "ours":
        yield "表样：文件没有附表样或没有找到原表，本表栏目为自拟，可按当地要求调整。"
    if not is_template(filled):
        yield f"按截至 {printed(filled.scene.at)} 的记录填写。"
    yield from (f"附：{one}" for one in form.attachments)
