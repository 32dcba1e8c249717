"""
A form filled in as a workbook: title, fields, rows with headings that repeat on paper, a chart where the form has one.

Every field and every heading row has a name in the workbook, by which it is found again however the sheet was rearranged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

from school_health.core.filled import Filled
from school_health.core.form import FormField
from school_health.files.forms.printed import (
    EMPTY_LINES,
    Grid,
    footnotes,
    grids,
    height,
    is_template,
    lines,
    printed,
    ticked,
    widths,
)
from school_health.files.forms.qr import picture
from school_health.files.wording import tenths


__all__ = ["FIELD", "FOOT", "HEAD", "TOTAL", "named", "workbook"]

# How cells are named in a workbook.
FIELD, HEAD, TOTAL, FOOT = "field_", "head_", "total_", "foot_"

_FEWEST_COLUMNS = 4
_LONGEST_SHEET = 31
_TEMPLATE_LINES = 500
_WIDEST, _NARROWEST = 40, 8
# The width of a page upright, in characters: fields beside narrow rows need as much.
_NARROWEST_PAPER = 72
_GUIDE_WIDTH = 80
_PICKS = "lists"
_QR = {"x_scale": 0.5, "y_scale": 0.5}


def named(prefix: str, key: str) -> str:
    """
    Return the name of a cell or row for a key.
    """
    return prefix + re.sub(r"\W", "_", key, flags=re.ASCII)


def workbook(filled: Filled) -> bytes:
    """
    Return a filled-in form as an .xlsx file; the same form gives the same bytes.
    """
    import xlsxwriter

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": filled.form.title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed date
        _Book(book, filled).write()
    return out.getvalue()


def _quarters(wide: Sequence[int]) -> list[int]:
    """
    Return where four quarters of the columns begin, each of one column at least, and where the last one ends.
    """
    whole, found, passed = sum(wide), [0], 0
    for column, width in enumerate(wide, 1):
        passed += width
        left = len(wide) - column
        if len(found) < _FEWEST_COLUMNS and (passed * 4 >= whole * len(found) or left <= _FEWEST_COLUMNS - len(found)):
            found.append(column)
    return [*found, len(wide)]


class _Book:
    """
    The workbook as it is written.
    """

    def __init__(self, book: Any, filled: Filled) -> None:
        self._book, self._filled = book, filled
        thin = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 10.5}
        style = book.add_format
        self._title = style({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True})
        self._part = style({"bold": True, "font_size": 12, "valign": "vcenter"})
        self._label = style({**thin, "bold": True, "bg_color": "#F2F2F2"})
        self._head = style({**thin, "bold": True, "align": "center", "bg_color": "#F2F2F2"})
        self._guided = style({"font_size": 11, "text_wrap": True, "valign": "top"})
        self._note = style({"font_size": 9, "text_wrap": True, "valign": "top"})
        self._cells = {
            kind: (style({**thin, **more}), style({**thin, **more, "bold": True, "top": 6}))
            for kind, more in {
                "text": {"num_format": "@"},
                "number": {"align": "right"},
                "share": {"num_format": "0.0%", "align": "right"},
                "day": {"num_format": "yyyy-mm-dd", "align": "left"},
                "moment": {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
                "second": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
            }.items()
        }
        self._lists: list[tuple[str, ...]] = []
        self._sheets: list[str] = []

    def write(self) -> None:
        tables = list(grids(self._filled))
        if is_template(self._filled):
            for grid in tables:
                self._template(grid)
            self._guide()
        else:
            self._first(tables)
            for grid in tables[1:]:
                sheet = self._sheet(grid.title or grid.name, len(grid.fields))
                for column, width in enumerate(widths(grid, _WIDEST)):
                    sheet.set_column(column, column, max(width, _NARROWEST))
                self._grid(sheet, 0, grid)
        self._write_lists()

    def _sheet(self, title: str, columns: int) -> Any:
        name = re.sub(r"[\[\]:*?/\\]", "_", title)[:_LONGEST_SHEET] or "表"
        sheet = self._book.add_worksheet(name)
        self._sheets.append(name)
        sheet.set_paper(9)  # A4
        if self._filled.form.paper == "landscape":
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.set_column(0, max(columns, _FEWEST_COLUMNS) - 1, 12)
        return sheet

    def _name(self, prefix: str, key: str, row: int, first: int, last: int) -> None:
        from xlsxwriter.utility import xl_range_abs

        sheet = self._sheets[-1].replace("'", "''")
        self._book.define_name(named(prefix, key), f"='{sheet}'!{xl_range_abs(row, first, row, last)}")

    # ------------------------------------------------------------------ the parts

    def _first(self, tables: Sequence[Grid]) -> None:
        filled = self._filled
        wide = self._columns(tables)
        columns = len(wide)
        sheet = self._sheet(filled.form.title, columns)
        for column, width in enumerate(wide):
            sheet.set_column(column, column, width)
        sheet.set_row(0, 34)
        sheet.merge_range(0, 0, 0, columns - 1, printed(filled.form.title), self._title)
        row, signed = 1, []
        if filled.form.link and filled.scene.address:
            sheet.set_row(1, 110)
            sheet.insert_image(1, 0, "qr.png", {"image_data": BytesIO(picture(filled.scene.address)), **_QR})
            row = 2
        for line in lines(filled):
            if line[0].need == "paper-only":
                signed.append(line)
                continue
            self._line(sheet, row, wide, line, 1)
            row += 1
        if tables:
            row = self._grid(sheet, row + 1, tables[0])
        row += 1 if signed else 0
        for line in signed:
            self._line(sheet, row, wide, line, 2)
            row += 1
        row += 1
        self._name(FOOT, "form", row, 0, 0)
        if filled.form.guide:
            sheet.write_string(row, 0, "填写说明", self._part)
            row += 1
        told = [f"{place}. {one}" for place, one in enumerate(filled.form.guide, 1)]
        for style, note in [*((self._guided, one) for one in told), *((self._note, one) for one in footnotes(filled))]:
            sheet.merge_range(row, 0, row, columns - 1, printed(note), style)
            sheet.set_row(row, (17 if style is self._guided else 13) * height(note, sum(wide)))
            row += 1

    def _columns(self, tables: Sequence[Grid]) -> list[int]:
        """
        Return the widths of the first sheet's columns: what its rows ask for, and enough for the fields above them.
        """
        if not tables:
            return [18, 27, 18, 27]
        found = [max(one, _NARROWEST) for one in widths(tables[0], _WIDEST)]
        found += [12] * (_FEWEST_COLUMNS - len(found))
        lacking = _NARROWEST_PAPER - sum(found)
        return [one + max(0, -(-lacking // len(found))) for one in found]

    def _line(self, sheet: Any, row: int, wide: Sequence[int], line: Sequence[FormField], least: int) -> None:
        """
        Write labels with their values: two of them share the columns, a quarter each; a single value takes three quarters.
        """
        quarters = _quarters(wide)
        taken = 1
        for place, one in enumerate(line):
            label, first = quarters[2 * place], quarters[2 * place + 1]
            last = quarters[2 * place + 2] - 1 if len(line) > 1 else len(wide) - 1
            value = self._filled.values[one.key]
            self._span(sheet, row, label, first - 1, self._label)
            sheet.write_string(row, label, printed(one.title), self._label)
            self._span(sheet, row, first, last, self._cells["text"][0])
            # A day in a column that the rows below have made narrow would be shown as ###.
            self._cell(sheet, row, first, printed(value) if isinstance(value, date) else value, one)
            self._pick(sheet, row, row, first, one)
            self._name(FIELD, one.key, row, first, first)
            room, named_in = sum(wide[first : last + 1]), sum(wide[label:first])
            taken = max(taken, height(printed(value, one), room), height(one.title, named_in))
        sheet.set_row(row, 10 + 14 * max(taken, least))

    def _span(self, sheet: Any, row: int, first: int, last: int, style: Any) -> None:
        if last > first:
            sheet.merge_range(row, first, row, last, "", style)

    def _grid(self, sheet: Any, row: int, grid: Grid) -> int:
        """
        Write rows with their headings, and return the row below them.
        """
        width = len(grid.fields) - 1
        if grid.title:
            sheet.write_string(row, 0, printed(grid.title), self._part)
            row += 1
        head = row
        for column, one in enumerate(grid.fields):
            sheet.write_string(head, column, printed(one.title), self._head)
        self._name(HEAD, grid.name, head, 0, width)
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 0)
        row += 1
        rows: Sequence[Mapping[str, Any]] = grid.rows or ({},) * (EMPTY_LINES if grid.by_hand else 0)
        wide = widths(grid, _WIDEST)
        for values in rows:
            for column, one in enumerate(grid.fields):
                self._cell(sheet, row, column, values.get(one.key), one)
            texts = (printed(values.get(one.key), one) for one in grid.fields)
            sheet.set_row(row, 4 + 14 * max(height(text, width) for text, width in zip(texts, wide, strict=True)))
            row += 1
        if not rows and grid.empty:
            sheet.merge_range(row, 0, row, max(width, 1), printed(grid.empty), self._cells["text"][0])
            row += 1
        for column, one in enumerate(grid.fields):
            self._pick(sheet, head + 1, max(row - 1, head + 1), column, one)
        if grid.total is not None:
            self._total(sheet, row, grid)
            row += 1
        if grid.chart and grid.rows:
            self._chart(sheet, head, row, grid)
            row += 16
        return row

    def _total(self, sheet: Any, row: int, grid: Grid) -> None:
        total = grid.total or {}
        labelled = next((one.key for one in grid.fields if total.get(one.key) is None), None)
        for column, one in enumerate(grid.fields):
            value = "合计" if one.key == labelled else total.get(one.key)
            self._cell(sheet, row, column, value, None, total=True)
        self._name(TOTAL, grid.name, row, 0, len(grid.fields) - 1)

    def _template(self, grid: Grid) -> None:
        sheet = self._sheet(grid.title, len(grid.fields))
        for column, one in enumerate(grid.fields):
            picked = one.choices or one.pick
            title = printed(one.title) + ("*" if one.need == "always" else "")
            sheet.write_string(0, column, title, self._head)
            if picked:
                sheet.write_comment(0, column, "请从下拉列表里选")
            self._pick(sheet, 1, _TEMPLATE_LINES, column, one)
        sheet.set_column(0, len(grid.fields) - 1, 16, self._cells["text"][0])
        self._name(HEAD, grid.name, 0, 0, len(grid.fields) - 1)
        sheet.freeze_panes(1, 0)
        for row, values in enumerate(grid.rows, 1):
            for column, one in enumerate(grid.fields):
                self._cell(sheet, row, column, values.get(one.key), one)

    def _guide(self) -> None:
        sheet = self._sheet("填写说明", 1)
        sheet.set_column(0, 0, _GUIDE_WIDTH)
        sheet.write_string(0, 0, printed(self._filled.form.title), self._title)
        told = [f"{place}. {one}" for place, one in enumerate(self._filled.form.guide, 1)]
        for row, text in enumerate([*told, *footnotes(self._filled)], 2):
            sheet.write_string(row, 0, printed(text), self._guided)
            sheet.set_row(row, 18 * height(text, _GUIDE_WIDTH - 4))

    # ------------------------------------------------------------------ cells

    def _cell(self, sheet: Any, row: int, column: int, value: Any, one: FormField | None, *, total: bool = False) -> None:
        kind, write = "text", sheet.write_string
        content: Any = printed(value, one)
        if one is not None and one.many and one.choices and not one.value:
            content = ticked(one, value)  # no drop-down lets anybody choose twice
        elif isinstance(value, bool):
            content = printed("是" if value else "否")
        elif isinstance(value, int):
            kind, write, content = "number", sheet.write_number, value
        elif isinstance(value, Fraction):
            kind, write, content = "share", sheet.write_number, float(tenths(value))
        elif isinstance(value, datetime):
            kind, write, content = "second" if value.second else "moment", sheet.write_datetime, value.replace(tzinfo=None)
        elif isinstance(value, date):
            kind, write, content = "day", sheet.write_datetime, value
        style = self._cells[kind][total]
        if content == "":
            sheet.write_blank(row, column, None, style)
        else:
            write(row, column, content, style)

    def _chart(self, sheet: Any, head: int, row: int, grid: Grid) -> None:
        """
        Draw bars of some columns beside what the first column of text names.
        """
        name, last = self._sheets[-1], head + len(grid.rows)
        keys = [one.key for one in grid.fields]
        label = next(place for place, one in enumerate(grid.fields) if isinstance(grid.rows[0].get(one.key), str))
        chart = self._book.add_chart({"type": "column", **({"subtype": "stacked"} if len(grid.chart) > 1 else {})})
        patterns = ("solid", "wide_upward_diagonal", "small_grid")
        for place, key in enumerate(grid.chart):
            column = keys.index(key)
            fill = {"pattern": patterns[place % 3], "fg_color": "#1F4E79", "bg_color": "#FFFFFF"}
            chart.add_series(
                {
                    "name": [name, head, column],
                    "categories": [name, head + 1, label, last, label],
                    "values": [name, head + 1, column, last, column],
                    **({"fill": {"color": "#1F4E79"}} if not place else {"pattern": fill}),
                    "border": {"color": "#1F4E79"},
                    "gap": 60,
                    "data_labels": {"value": len(grid.chart) == 1},
                }
            )
        chart.set_title({"name": grid.title, "name_font": {"size": 12}})
        chart.set_legend({"position": "bottom"} if len(grid.chart) > 1 else {"none": True})
        share = isinstance(grid.rows[0].get(grid.chart[0]), Fraction)
        chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%"} if share else {"min": 0, "num_format": "0"})
        chart.set_size({"width": 520, "height": 290})
        sheet.insert_chart(row + 1, 0, chart)

    def _pick(self, sheet: Any, first: int, last: int, column: int, one: FormField) -> None:
        if one.many or one.need == "paper-only" or one.value:
            return
        record = self._filled.scene.record
        offered = tuple(one.choices.values())
        if one.pick:
            offered = tuple(sorted(record.school_by_id if one.pick == "schools" else record.class_by_id))
        if not offered:
            return
        if offered not in self._lists:
            self._lists.append(offered)
        place = self._lists.index(offered)
        letters = chr(ord("A") + place)
        sheet.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": f"={_PICKS}!${letters}$1:${letters}${len(offered)}",
                "error_title": "不在列表里",
                "error_message": "请从下拉列表里选。",
            },
        )

    def _write_lists(self) -> None:
        if not self._lists:
            return
        sheet = self._book.add_worksheet(_PICKS)
        for column, offered in enumerate(self._lists):
            for row, text in enumerate(offered):
                sheet.write_string(row, column, printed(text))
        sheet.very_hidden()
