"""
The tables of a web page, as portals give them out under the name of a workbook.
"""

from __future__ import annotations

import re
from typing import Any, cast

from school_health.files.grid import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Grid, Merge, Row, grid_of
from school_health.files.problem import Problem
from school_health.files.readers.plain import SAVE_AS, encoding_of
from school_health.files.text import Unreadable


__all__ = ["read_page"]

_UNSEEN = frozenset({"script", "style", "template", "select"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MOST_TABLES = 1_000
_TALLEST = 65_534
_CHUNK = 256 * 1024


class _Table:
    """
    A table while it is read: where a cell stands follows from the spans of those before and above it.
    """

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.number = 0
        self.row: list[str | None] | None = None
        self.text: list[str] | None = None
        self.spans = (1, 1)
        # For each column until which row a cell from above stands in it.
        self.taken: dict[int, int] = {}

    def open_row(self) -> None:
        self.close_row()
        self.number += 1
        self.row = []

    def close_row(self) -> None:
        self.close_cell()
        if self.row is not None:
            while self.row and not self.row[-1]:
                self.row.pop()
            if self.row:
                self.rows.append((self.number, self.row))
        self.row = None

    def open_cell(self, spans: tuple[int, int]) -> None:
        if self.row is None:
            self.open_row()
        self.close_cell()
        self.text, self.spans = [], spans

    def close_cell(self) -> None:
        if self.text is None or self.row is None:
            return
        text = _BLANKS.sub(" ", "".join(self.text)).replace(" \v", "\n").replace("\v ", "\n").replace("\v", "\n").strip()
        self.text = None
        across, down = self.spans
        while self.taken.get(len(self.row), 0) >= self.number:
            self.row.append(None)
        column = len(self.row)
        last = self.number + down - 1
        if across > 1 or down > 1:
            self.merges.append((self.number, column, last, column + across - 1))
        self.row.extend([text, *[None] * (across - 1)])
        if down > 1:
            self.taken.update(dict.fromkeys(range(column, min(column + across, MOST_COLUMNS + 1)), last))


class _Page:
    """
    What the parser tells: every table of a page, those inside others too, each by itself.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Table] = []
        self._unseen = 0
        self._cells = 0
        self.tables: list[_Table] = []

    def _refuse(self, what: str, fix: str = "请分成几个文件") -> None:
        raise Unreadable(Problem(file=self._file, what=what, fix=fix))

    def start(self, tag: str, attributes: Any) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            if len(self.tables) == _MOST_TABLES:
                self._refuse(f"网页里的表格超过 {_MOST_TABLES} 个")
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._weigh(table)
                table.open_row()
            elif tag in {"td", "th"}:
                table.open_cell((_span(attributes, "colspan", MOST_COLUMNS + 1), _span(attributes, "rowspan", _TALLEST)))
                if table.row is not None and len(table.row) > MOST_COLUMNS:
                    table.spans = (1, 1)
            elif tag in _BREAKS and table.text:
                table.text.append("\v")

    def _weigh(self, table: _Table) -> None:
        if table.row is not None:
            self._cells += len(table.row) + 1
        if table.number > MOST_ROWS:
            self._refuse(f"超过 {MOST_ROWS} 行")
        if self._cells > MOST_CELLS:
            self._refuse(f"超过 {MOST_CELLS} 格")

    def end(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not self._open:
            return
        elif tag == "table":
            self._open.pop().close_row()
        elif tag == "tr":
            self._open[-1].close_row()
        elif tag in {"td", "th"}:
            self._open[-1].close_cell()

    def data(self, text: str) -> None:
        if self._open and not self._unseen and self._open[-1].text is not None:
            self._open[-1].text.append(text)

    def comment(self, text: str) -> None:
        """
        Take no notice.
        """

    def pi(self, target: str, data: str | None = None) -> None:
        """
        Take no notice.
        """

    def close(self) -> list[_Table]:
        while self._open:
            self._open.pop().close_row()
        return [table for table in self.tables if table.rows]


def _span(attributes: Any, name: str, most: int) -> int:
    text = str(attributes.get(name, "1")).strip()[:12]
    return min(max(int(text), 1), most) if text.isascii() and text.isdecimal() else 1


def read_page(file: str, content: bytes) -> list[Grid]:
    """
    Return the tables of a page in which anything stands.

    Raises:
        Unreadable: there is none, they are too large, or the text is in no encoding that we know.
    """
    from lxml import etree

    if b"<!ENTITY" in content:
        raise Unreadable(Problem(file=file, what="网页里有 XML 实体声明", fix=SAVE_AS))
    encoding = "utf-8" if encoding_of(file, content) == "utf-8-sig" else "gb18030"
    page = _Page(file)
    text = content.decode(encoding)
    try:
        # Entities of its own a page cannot have for this parser, nor does it open anything.
        parser = etree.HTMLParser(target=cast("Any", page))
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].replace("\0", " "))
        found = parser.close()
    except etree.LxmlError as error:
        raise Unreadable(Problem(file=file, what=f"网页坏了（{type(error).__name__}）", fix=SAVE_AS)) from None
    if not found:
        raise Unreadable(Problem(file=file, what="是网页（HTML 或 XML），里面没有表格", fix=SAVE_AS))
    several = len(found) > 1
    grids = []
    for place, table in enumerate(found, start=1):
        title = f"第 {place} 个表格" if several else None
        for number, row in table.rows:
            if len(row) > MOST_COLUMNS:
                what = f"第 {MOST_COLUMNS} 列以外还有内容"
                raise Unreadable(Problem(file=file, sheet=title, row=number, what=what, fix="请删去多余的列"))
        grids.append(grid_of(table.rows, sheet=title, merges=table.merges))
    return grids
