"""
A table to rows of values: headings found once, cells read by their column, equal texts read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import define, field

from school_health.files.cells import known_words
from school_health.files.columns import Column, Kind, normal
from school_health.files.problem import Problem, shown
from school_health.files.tables import Table
from school_health.files.text import Bad, Cell, Unreadable, is_blank


__all__ = ["Parsed", "Values", "parse"]

Values = dict[str, Any]

_PASSWORD = re.compile(r"密码|口令|password|passwd|pwd")


@define(kw_only=True)
class Parsed:
    """
    The rows of a file as values by field.

    ``rows`` could be read in full; ``partial`` hold what could be read of the others, so that what names them is not
    called unknown. ``headings`` are those of the file, by field.
    """

    kind: Kind
    file: str
    sheet: str | None
    headings: dict[str, str]
    rows: list[tuple[int, Values]] = field(factory=list)
    partial: list[tuple[int, Values]] = field(factory=list)

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
    found = _headings(table, kind, problems)  # where there are none, that alone is said, and not of each row again
    problems.extend(table.problems)
    parsed = Parsed(
        kind=kind,
        file=table.file,
        sheet=table.sheet,
        headings={column.field: table.headings[index].strip() for index, column in found.items()},
    )
    absent = [column for column in kind.columns if column.field not in parsed.headings]
    missing = [column for column in absent if column.required]
    for column in missing:
        fix = f"请加上列名 {column.title} 或 {column.english}"
        problems.append(Problem(file=table.file, sheet=table.sheet, column=column.title, what="缺少这一列", fix=fix))
    # Parts, hands and details ("part:voucher") are asked for only where there is a column of them.
    defaults = {column.field: column.default for column in absent if ":" not in column.field}
    _read_rows(table, found, defaults, parsed, problems)
    if missing:  # no row is whole
        parsed.rows, parsed.partial = [], parsed.all_rows
    return parsed


def _headings(table: Table, kind: Kind, problems: list[Problem]) -> dict[int, Column]:
    """
    Return for each place in a row its column.
    """
    known = {normal(heading): column for column in kind.columns for heading in column.headings}
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
            if any(not is_blank(row[index]) for _, row in table.rows):
                what, fix = f"第 {index + 1} 列有内容，没有列名", "请写上列名，或清空这一列"
        elif column is None and _PASSWORD.search(normal(heading)):
            heading, what = "", f"第 {index + 1} 列像是密码"
            fix = "密码从不写进表格：请删去这一列；写出来过的密码请尽快更换"
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


def _read_rows(table: Table, found: dict[int, Column], defaults: Values, parsed: Parsed, problems: list[Problem]) -> None:
    """
    Read column by column, each text of a column once: files repeat themselves, and this is where their size tells.
    """
    wrong: list[tuple[int, int, str, Bad]] = []
    values: list[list[Any]] = []
    for index, column in found.items():
        cells = [row[index] for _, row in table.rows]
        read, bads = _reader(column)
        # Only texts are looked up: True, 1 and 1.0 are one key, and three different cells.
        texts = {cell: read(cell) for cell in {cell for cell in cells if type(cell) is str}}
        values.append([texts[cell] if type(cell) is str else read(cell) for cell in cells])
        if bads:
            wrong += [(at, index, column.field, one) for at, one in enumerate(values[-1]) if isinstance(one, Bad)]
    fields = tuple(column.field for column in found.values())
    for (number, _), row in zip(table.rows, zip(*values, strict=True), strict=True):
        whole = defaults.copy()
        whole.update(zip(fields, row, strict=True))
        parsed.rows.append((number, whole))
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
    for at, index, name, bad in sorted(wrong, key=lambda one: one[:2]):
        number, row = table.rows[at]
        quoted = None if is_blank(row[index]) else row[index]
        problems.append(parsed.problem(number, name, bad.what, bad.fix, quoted))
        del parsed.rows[at][1][name]
    broken = {at for at, *_ in wrong}
    parsed.partial = [parsed.rows[at] for at in sorted(broken)]
    parsed.rows = [row for at, row in enumerate(parsed.rows) if at not in broken]
