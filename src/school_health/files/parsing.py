"""
A table to rows of values: headings found once, cells read by their column, equal texts read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from attrs import define, field

from school_health.files.cells import known_words, person, plain_references, reference
from school_health.files.columns import Column, Kind, normal
from school_health.files.problem import Problem, shown
from school_health.files.shapes import Aside, Table, known_headings
from school_health.files.text import Bad, Cell, Unreadable, is_blank


__all__ = ["Parsed", "Values", "parse"]

Values = dict[str, Any]

# Columns that only count the rows, in the form in which headings are compared.
_RUNNING = frozenset({"序号", "no", "no."})
_REFERENCES = (person, reference)
_PASSWORD = re.compile(r"密码|口令|password|passwd|pwd")


@define(kw_only=True)
class Parsed:
    """
    The rows of a file as values by field.

    ``rows`` could be read in full; ``partial`` hold what could be read of the others, so that what names them is not
    called unknown. ``headings`` are those of the file, by field; ``aside`` are rows that are no facts, and ``notes`` say in
    Chinese what else was taken for granted. ``columns`` are the values of ``rows`` by field, each a list, and ``numbers``
    their rows.
    """

    kind: Kind
    file: str
    sheet: str | None
    headings: dict[str, str]
    numbers: Sequence[int] = ()
    columns: dict[str, list[Any]] = field(factory=dict, repr=False)
    partial: list[tuple[int, Values]] = field(factory=list, repr=False)
    aside: list[Aside] = field(factory=list)
    notes: list[str] = field(factory=list)
    _rows: list[tuple[int, Values]] | None = field(default=None, repr=False, init=False)

    @property
    def rows(self) -> list[tuple[int, Values]]:
        """
        Each row that could be read in full: its number, and its values by field. They are made when first asked for.
        """
        if self._rows is None:
            self._rows = self.plain_rows()
        return self._rows

    def plain_rows(self) -> list[tuple[int, Values]]:
        """
        Return the same rows as they were read, whatever has been made of `rows` since.
        """
        fields = tuple(self.columns)
        values = (dict(zip(fields, row, strict=True)) for row in zip(*self.columns.values(), strict=True))
        return list(zip(self.numbers, values, strict=True))

    @property
    def all_rows(self) -> list[tuple[int, Values]]:
        """
        Every row, in order.
        """
        return sorted([*self.rows, *self.partial], key=lambda row: row[0]) if self.partial else self.rows

    def problem(self, row: int | None, name: str | None, what: str, fix: str = "", value: object = None) -> Problem:
        """
        Return a problem of a row and field, its value masked where the column is personal.
        """
        column = next((one for one in self.kind.columns if one.field == name), None)
        quoted = None if value is None or column is None or column.secret else shown(value, personal=column.personal)
        heading = None if column is None else self.headings.get(column.field, column.title)
        return Problem(file=self.file, sheet=self.sheet, row=row, column=heading, value=quoted, what=what, fix=fix)


def parse(table: Table, kind: Kind, problems: list[Problem]) -> Parsed:
    """
    Return the values of a table, and add to ``problems`` those of its headings and cells.

    Raises:
        Unreadable: its first row has no heading of this kind.
    """
    notes = list(table.notes)
    found = _headings(table, kind, problems, notes)  # where there are none, that alone is said, and not of each row again
    problems.extend(table.problems)
    parsed = Parsed(
        kind=kind,
        file=table.file,
        sheet=table.sheet,
        headings={column.field: table.headings[index].strip() for index, column in found.items()},
        aside=table.aside,
        notes=notes,
    )
    absent = [column for column in kind.columns if column.field not in parsed.headings]
    missing = [column for column in absent if column.required]
    for column in missing:
        fix = f"请加上列名 {column.title} 或 {column.english}"
        problems.append(Problem(file=table.file, sheet=table.sheet, column=column.title, what="缺少这一列", fix=fix))
    # Parts, hands and details ("part:voucher") are asked for only where there is a column of them.
    defaults = {column.field: column.default for column in absent if ":" not in column.field}
    _read_columns(table, found, defaults, parsed, problems)
    if missing:  # no row is whole
        parsed.partial = parsed.all_rows
        parsed.numbers, parsed.columns, parsed._rows = (), {}, None  # noqa: SLF001 - its own module
    return parsed


def _headings(table: Table, kind: Kind, problems: list[Problem], notes: list[str]) -> dict[int, Column]:
    """
    Return for each place in a row its column.
    """
    known = known_headings(kind.columns)
    columns = [known.get(normal(heading)) for heading in table.headings]
    if not any(columns):
        # Perhaps a row of data, with persons in it: nothing of it is quoted.
        wanted = "、".join(column.title for column in kind.columns if column.required)
        what = "这一行不是列名"
        fix = f"第一行请写列名，至少要有 {wanted}"
        raise Unreadable(Problem(file=table.file, sheet=table.sheet, row=table.heading_row, what=what, fix=fix))
    found: dict[int, Column] = {}
    for index, (title, column) in enumerate(zip(table.headings, columns, strict=True)):
        heading, what, fix = title, "", ""
        if column is None and not heading:
            if len(table.columns[index].blanks()) < len(table.columns[index].distinct):
                what, fix = f"第 {index + 1} 列有内容，没有列名", "请写上列名，或清空这一列"
        elif column is None and _PASSWORD.search(normal(heading)):
            heading, what = "", f"第 {index + 1} 列像是密码"
            fix = "密码从不写进表格：请删去这一列；写出来过的密码请尽快更换"
        elif column is None and normal(heading) in _RUNNING:
            notes.append(f"{table.file} 的“{heading}”列没有采用：只是行的序号。")
        elif column is None:
            titles = [name for one in kind.columns for name in one.headings]
            what, fix = "不认得这一列", f"认得的有：{known_words(heading, titles)}；用不着的列请删去"
        elif column in found.values():
            what, fix = f"列名重复：已有一列是{column.title}", "请删去其中一列"
        else:
            found[index] = column
        if what:
            quoted = shown(heading) or None
            row = table.heading_row
            problems.append(Problem(file=table.file, sheet=table.sheet, row=row, column=quoted, what=what, fix=fix))
    return found


def _read_columns(table: Table, found: dict[int, Column], defaults: Values, parsed: Parsed, problems: list[Problem]) -> None:
    """
    Read column by column, each distinct cell of a column once: files repeat themselves, and this is where their size tells.
    """
    wrong: list[tuple[int, int, str, Bad]] = []
    rows = len(table.numbers)
    parsed.numbers = table.numbers
    parsed.columns = {name: [value] * rows for name, value in defaults.items()}
    for index, column in found.items():
        cells = table.columns[index]
        read, bads = _reader(column)
        plain = column.parse in _REFERENCES and plain_references(cells.distinct)
        values: list[Any] = cells.distinct if plain else list(map(read, cells.distinct))
        parsed.columns[column.field] = list(map(values.__getitem__, cells.codes))
        if bads:
            bad = frozenset(code for code, one in enumerate(values) if isinstance(one, Bad))
            wrong += [(at, index, column.field, values[cells.codes[at]]) for at in cells.where(bad)]
    if wrong:
        _set_aside(table, wrong, parsed, problems)


def _reader(column: Column) -> tuple[Callable[[Cell], Any], list[Bad]]:
    """
    Return what reads a cell of a column, giving the reason in place of a value, and the list of reasons it has given.
    """
    bads: list[Bad] = []

    def read(cell: Cell) -> Any:
        try:
            return column.read(cell)
        except Bad as bad:
            bads.append(bad)
            return bad

    return read, bads


def _set_aside(table: Table, wrong: list[tuple[int, int, str, Bad]], parsed: Parsed, problems: list[Problem]) -> None:
    """
    Take the rows that could not be read in full from the others, and tell why, row by row.
    """
    broken = {at: {field: values[at] for field, values in parsed.columns.items()} for at in sorted({at for at, *_ in wrong})}
    for at, index, name, bad in sorted(wrong, key=lambda one: one[:2]):
        cell = table.columns[index][at]
        quoted = None if is_blank(cell) else cell
        problems.append(parsed.problem(table.numbers[at], name, bad.what, bad.fix, quoted))
        del broken[at][name]
    parsed.partial = [(table.numbers[at], values) for at, values in broken.items()]
    whole = [at for at in range(len(table.numbers)) if at not in broken]
    parsed.numbers = [table.numbers[at] for at in whole]
    parsed.columns = {name: [values[at] for at in whole] for name, values in parsed.columns.items()}
