"""
The sheet of an XLSX workbook to rows of cells, guarded against workbooks that mean harm.

openpyxl reads row by row and refuses entities with defusedxml beside it; the zip is weighed before it is opened.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from school_health.files.problem import Problem
from school_health.files.tables import LARGEST_BYTES, MOST_COLUMNS, MOST_ROWS, Row
from school_health.files.text import Cell, Unreadable, is_blank


if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

__all__ = ["read_workbook", "weighed"]

_INSTALL = "请运行 pip install school-health[excel]，或把表另存为“CSV UTF-8”"
_SAVE_AGAIN = "请在 Excel 或 WPS 中打开，检查后另存为新的 .xlsx"
_MOST_MEMBERS = 5_000
# A sheet of one repeated row packs to about a fiftieth; a bomb packs to a hundredth or less, and only large ones matter.
_HIGHEST_RATIO = 100
_SMALL = 10 * 1024 * 1024
_EXCEL_ROWS = 1_048_576
_DIGITS = 12
_MAC_EPOCH = 1904
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s>/]")
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s(?:[^>]{0,1000}?\s)?r\s*=\s*[\"'](\d+)")
_DOCTYPE = re.compile(b"|".join(re.escape("<!DOCTYPE".encode(code)) for code in ("ascii", "utf-16-le", "utf-16-be")))
_CHUNK = 1024 * 1024


def read_workbook(file: str, content: bytes, names: Sequence[str]) -> tuple[str, list[Row], list[Problem]]:
    """
    Return the name of the sheet read, its rows that are not blank, and the problems of single cells.

    Args:
        file: the file's name, for messages.
        content: its bytes.
        names: what the sheet may be called; of several sheets with content one must be.

    Raises:
        Unreadable: it is broken, hostile or too large, several sheets could be meant, or a library is missing.
    """
    try:
        import defusedxml  # noqa: F401 - openpyxl uses it by itself, if it is there
        import openpyxl
    except ImportError as error:
        what = f"读 .xlsx 需要 {error.name}，还没有安装"
        raise Unreadable(Problem(file=file, what=what, fix=_INSTALL)) from None
    if not openpyxl.DEFUSEDXML:  # switched off by an environment variable
        raise Unreadable(Problem(file=file, what="openpyxl 没有使用 defusedxml", fix="请去掉环境变量 OPENPYXL_DEFUSEDXML"))
    trouble = ""
    try:
        formulas = weighed(file, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that we do not need
            return _read(file, content, names, formulas=formulas)
    except Unreadable:
        raise
    except MemoryError:
        trouble = "太大，内存不够"
    except Exception as error:  # noqa: BLE001 - a broken workbook makes openpyxl fail in any way there is
        # Its message may quote a cell: only the kind of error is told.
        trouble = f"工作簿坏了或不完整（{type(error).__name__}）"
    raise Unreadable(Problem(file=file, what=trouble, fix=_SAVE_AGAIN))


def weighed(file: str, content: bytes) -> bool:
    """
    Refuse a zip that would not fit, and say whether any sheet has formulas.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        size = sum(one.file_size for one in members)
        what = ""
        if len(members) > _MOST_MEMBERS:
            what = f"工作簿里有 {len(members)} 个部件，太多"
        elif size > LARGEST_BYTES:
            what = "工作簿解压后超过 200 MB"
        elif size > _SMALL and size > _HIGHEST_RATIO * len(content):
            what = "工作簿压缩得不合常理，像是“压缩炸弹”"
        elif any(one.flag_bits & 1 for one in members):
            what = "工作簿加了密码"
        if what:
            raise Unreadable(Problem(file=file, what=what, fix=_SAVE_AGAIN))
        parts = [one for one in members if one.filename.lower().endswith((".xml", ".rels"))]
        # Every part is looked through, not only those before the first formula.
        return sum(_has_formula(file, archive, one) for one in parts) > 0


def _has_formula(file: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """
    Look through a part for what openpyxl would follow or pass over in silence, and say whether it has formulas.
    """
    sheet = member.filename.lower().startswith("xl/worksheets/")
    found, last, rest, what = False, 0, b"", ""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            cut = text.rfind(b"<")  # a tag that goes on in the next chunk is looked at with it
            text, rest = (text[:cut], text[cut:][:_CHUNK]) if cut > 0 and len(chunk) == _CHUNK else (text, b"")
            if _DOCTYPE.search(text):
                what = "工作簿里有 XML 实体声明，Excel 从不写这种内容"
            if sheet:
                found = found or _FORMULA.search(text) is not None
                for match in _ROW.finditer(text):
                    number = int(match[1][:_DIGITS])
                    if not last < number <= _EXCEL_ROWS:
                        what = "工作表的行号乱了"
                    last = number
            if what:
                raise Unreadable(Problem(file=file, what=what, fix=_SAVE_AGAIN))
    return found


def _open(content: bytes, *, values: bool) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)


def _read(file: str, content: bytes, names: Sequence[str], *, formulas: bool) -> tuple[str, list[Row], list[Problem]]:
    book = _open(content, values=True)
    try:
        if book.epoch.year == _MAC_EPOCH:
            what = "工作簿用的是 1904 日期系统，没有日期格式的数字会差四年"
            raise Unreadable(Problem(file=file, what=what, fix="请另存为“CSV UTF-8”"))
        title = _chosen(file, book, names)
        # A formula that was never computed has no value: openpyxl shows an empty cell, and a second look shows why.
        empty = _formulas(content, title) if formulas else frozenset()
        rows: list[Row] = []
        problems: list[Problem] = []
        for number, cells in _cells(file, book[title]):
            row = [_value(cell) for cell in cells]
            for column in range(len(row)):
                if row[column] is None and (number, column) in empty:
                    what = f"第 {column + 1} 列是公式，没有存下算出的值"
                    fix = "请在 Excel 中打开并保存一次，或粘贴为数值"
                    problems.append(Problem(file=file, sheet=title, row=number, what=what, fix=fix))
            if all(is_blank(cell) for cell in row):
                continue
            if number > MOST_ROWS or len(rows) > MOST_ROWS:
                what, fix = f"超过 {MOST_ROWS} 行", "请删去多余的行，或分成几个文件夹"
                raise Unreadable(Problem(file=file, sheet=title, row=number, what=what, fix=fix))
            rows.append((number, row))
        return title, rows, problems
    finally:
        book.close()


def _chosen(file: str, book: Any, names: Sequence[str]) -> str:
    """
    Return the title of the sheet that is meant. Hidden sheets hold lists for choosing from, and are never meant.
    """
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    wanted = {one.casefold() for one in names}
    for sheet in sheets:
        if unicodedata.normalize("NFKC", sheet.title).strip().casefold() in wanted:
            return str(sheet.title)
    filled = [one for one in sheets if any(not is_blank(cell.value) for _, cells in _cells(file, one) for cell in cells)]
    if len(filled) > 1:
        titles = "、".join(str(one.title) for one in filled)
        what = f"有几个工作表都有内容（{titles}），不知道读哪一个"
        raise Unreadable(Problem(file=file, what=what, fix=f"请把要读的工作表命名为 {'、'.join(names)}，或删去其他工作表"))
    if not filled:
        raise Unreadable(Problem(file=file, what="工作簿里没有内容", fix="第一行请写列名"))
    return str(filled[0].title)


def _cells(file: str, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong, by mistake or on purpose
    for number, cells in enumerate(sheet.iter_rows(max_row=_EXCEL_ROWS), start=1):
        if len(cells) > MOST_COLUMNS:
            if not all(is_blank(_value(cell)) for cell in cells[MOST_COLUMNS:]):
                what = f"第 {MOST_COLUMNS} 列以外还有内容"
                raise Unreadable(Problem(file=file, sheet=str(sheet.title), row=number, what=what, fix="请删去多余的列"))
            yield number, cells[:MOST_COLUMNS]
        elif cells:
            yield number, cells


def _value(cell: Any) -> Cell:
    value = cell.value
    # openpyxl makes moments of days; the format says whether a time was meant, even at midnight.
    if type(value) is datetime and value.time() == time.min and "h" not in str(cell.number_format).lower():
        return value.date()
    return value if isinstance(value, Cell) else str(value)


def _formulas(content: bytes, title: str) -> frozenset[tuple[int, int]]:
    book = _open(content, values=False)
    try:
        return frozenset(
            (number, column)
            for number, cells in _cells("", book[title])
            for column, cell in enumerate(cells)
            if cell.data_type == "f"
        )
    finally:
        book.close()
