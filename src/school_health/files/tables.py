"""
The bytes of a file to rows of cells, each with the row number that Excel shows beside it.

What a file is, its first bytes say; its extension is only what somebody called it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from school_health.files.problem import Problem
from school_health.files.text import Cell, Unreadable, is_blank


__all__ = ["LARGEST_BYTES", "MOST_COLUMNS", "MOST_ROWS", "Row", "Table", "read_table"]

LARGEST_BYTES = 200 * 1024 * 1024
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200

_SAVE_AS = "请在 Excel 或 WPS 中打开，另存为 .xlsx 或“CSV UTF-8”"
_MARKUP = (b"<!doc", b"<html", b"<?xml", b"<tabl", b"<meta", b"<head", b"<styl")

Row = tuple[int, Sequence[Cell]]


@frozen(kw_only=True)
class Table:
    """
    A file as it stands: the heading row and the rows below it that are not blank, with their numbers.

    ``problems`` are those of single rows, which are left out of ``rows``.
    """

    file: str
    sheet: str | None = None
    heading_row: int
    headings: tuple[str, ...]
    rows: list[Row]
    problems: list[Problem]


def read_table(path: Path, names: Sequence[str]) -> Table:
    """
    Return what stands in a CSV or XLSX file.

    Args:
        path: the file.
        names: what its kind of fact is called, by which a sheet among several is found.

    Raises:
        Unreadable: it is no such file, is broken, too large, or has no heading row.
    """
    content = _content(path)
    _refuse_other_formats(path, content)
    if content.startswith(b"PK"):
        from school_health.files.workbook import read_workbook

        sheet, rows, problems = read_workbook(path.name, content, names)
    else:
        problems = []
        sheet, rows = None, list(_csv_rows(path.name, _decoded(path.name, content), problems))
    if not rows:
        if problems:
            raise Unreadable(problems[0])
        raise Unreadable(Problem(file=path.name, sheet=sheet, what="文件是空的", fix="第一行请写列名"))
    (number, headings), *body = rows
    return _shaped(path.name, sheet, number, headings, body, problems)


def _content(path: Path) -> bytes:
    what = fix = ""
    content = b""
    try:
        if not path.is_file():
            what, fix = "不是文件", "请把同名的文件夹改名或移走"
        elif path.stat().st_size > LARGEST_BYTES:
            what, fix = "文件超过 200 MB", "请分成几个文件夹"
        else:
            content = path.read_bytes()
    except PermissionError:
        what, fix = "没有读取权限", "请关闭正在打开它的程序，或改文件权限"
    except OSError as error:
        what, fix = f"读不出来（{type(error).__name__}）", "请确认文件还在，磁盘没有问题"
    if what:
        raise Unreadable(Problem(file=path.name, what=what, fix=fix))
    return content


def _refuse_other_formats(path: Path, content: bytes) -> None:
    suffix = path.suffix.lower()
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:5].lower()
    what = ""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        what = "是旧版 .xls 或加了密码的工作簿"
    elif start in _MARKUP:
        what = "是网页（HTML 或 XML），不是表格文件，虽然 Excel 也能打开"
    elif suffix == ".csv" and content.startswith(b"PK"):
        what = "其实是 Excel 工作簿（.xlsx），不是 CSV"
    elif suffix == ".xlsx" and not content.startswith(b"PK"):
        what = "不是 Excel 工作簿（.xlsx），可能只是改了扩展名" if content else "文件是空的"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        what = "是 UTF-16 编码的文本"
    if what:
        raise Unreadable(Problem(file=path.name, what=what, fix=_SAVE_AS))


def _decoded(file: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Chinese text that is nearly UTF-8 is damaged UTF-8: read as GB18030 it would turn into other characters.
        torn = content.decode("utf-8", errors="replace")
        broken = torn.count("�")
        row = content.count(b"\n", 0, error.start) + 1
        damaged = sum(char >= "\u0800" for char in torn) - broken > 3 * broken
    if not damaged:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
    what = f"文字编码坏了，第 {row} 行起读不出" if damaged else f"既不是 UTF-8 也不是 GB18030 编码，第 {row} 行起读不出"
    raise Unreadable(Problem(file=file, what=what, fix=_SAVE_AS))


def _csv_rows(file: str, text: str, problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = filled = 0
    spoilt = "\0" in text
    try:
        for number, row in enumerate(reader, start=1):
            if not row or (not row[0][:1].isalnum() and all(map(is_blank, row))):
                continue
            if spoilt and "\0" in "".join(row):
                problems.append(Problem(file=file, row=number, what="里面有空字符（NUL），文件坏了", fix=_SAVE_AS))
                return
            filled += 1
            if filled > MOST_ROWS + 1:
                problems.append(Problem(file=file, row=number, what=f"超过 {MOST_ROWS} 行", fix="请分成几个文件夹"))
                return
            yield number, tuple(row)
    except csv.Error as error:
        nul = "NUL" in str(error)
        what = "里面有空字符（NUL），文件坏了" if nul else "引号没有成对，后面的内容分不开"
        fix = _SAVE_AS if nul else '含引号的内容请写成 "…""…""…"，或删去引号'
        problems.append(Problem(file=file, row=number + 1, what=what, fix=fix))


def _delimiter(text: str) -> str:
    heading = next((line for line in io.StringIO(text) if not is_blank(line.strip(",;\t\n"))), "")
    return max(",\t;", key=heading.count)


def _shaped(
    file: str, sheet: str | None, number: int, headings: Sequence[Cell], body: list[Row], problems: list[Problem]
) -> Table:
    """
    Hold every row to the width of the headings; what stands beside them is a problem.
    """
    width = len(headings)
    while width and is_blank(headings[width - 1]):
        width -= 1
    if width > MOST_COLUMNS:
        raise Unreadable(Problem(file=file, sheet=sheet, row=number, what=f"超过 {MOST_COLUMNS} 列", fix="请删去多余的列"))
    rows: list[Row] = []
    for at, row in body:
        if len(row) == width:
            rows.append((at, row))
        elif len(row) < width:
            rows.append((at, (*row, *[None] * (width - len(row)))))
        elif all(is_blank(cell) for cell in row[width:]):
            rows.append((at, row[:width]))
        else:
            what = f"这一行比列名多出内容：列名 {width} 个，内容到第 {len(row)} 列"
            fix = "内容里有分隔符时请用引号括起来，或补上列名"
            problems.append(Problem(file=file, sheet=sheet, row=at, what=what, fix=fix))
    names = tuple("" if is_blank(one) else str(one) for one in headings[:width])
    return Table(file=file, sheet=sheet, heading_row=number, headings=names, rows=rows, problems=problems)
