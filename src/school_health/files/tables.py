"""
The bytes of a file to a table: headings, and rows of cells with the row number that Excel shows beside them.

What a file is, its first bytes say; its extension is only what somebody called it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from school_health.files.columns import Column
from school_health.files.grid import LARGEST_BYTES, Grid
from school_health.files.headings import headings_of
from school_health.files.problem import Problem, shown
from school_health.files.readers.plain import SAVE_AS, read_text
from school_health.files.shapes import Aside, Table, known_headings, table_of
from school_health.files.text import Unreadable


__all__ = ["EXTENSIONS", "Aside", "Table", "read_table"]

# The extensions under which a file of facts is looked for, and what each promises.
EXTENSIONS = {
    ".csv": "text",
    ".xlsx": "workbook",
    ".xls": "old workbook",
    ".html": "page",
    ".htm": "page",
    ".json": "objects",
    ".parquet": "parquet",
}
_CALLED = {
    "text": "文字（CSV）",
    "workbook": "Excel 工作簿（.xlsx）",
    "old workbook": "旧版 Excel 工作簿（.xls）",
    "page": "网页里的表格（HTML）",
    "objects": "JSON",
    "parquet": "Parquet",
}
_MARKUP = (b"<!doc", b"<html", b"<?xml", b"<tabl", b"<meta", b"<head", b"<styl", b"<body", b"<!--", b"<div", b"<form")
_PAPER = 64 * 1024


def read_table(path: Path, names: Sequence[str], columns: Sequence[Column] = ()) -> Table:
    """
    Return what stands in a file, wherever in it the table stands.

    Args:
        path: the file: CSV, XLSX, XLS, a web page, JSON or Parquet.
        names: what its kind of fact is called, by which a sheet among several is found.
        columns: what the table may hold, by which its headings are found; without any they are the first row that is filled.

    Raises:
        Unreadable: it is no such file, is broken, too large, or has no headings.
    """
    content = _content(path)
    kind = _kind(content)
    grids = _grids(path.name, kind, content, names)
    grid = grids[0] if len(grids) == 1 else _meant(path.name, grids, columns)
    if not len(grid.numbers) and grid.headings is None:
        if grid.problems:
            raise Unreadable(grid.problems[0])
        raise Unreadable(Problem(file=path.name, sheet=grid.sheet, what="文件是空的", fix="第一行请写列名"))
    table = table_of(path.name, grid, columns)
    promised = EXTENSIONS.get(path.suffix.lower())
    if promised is not None and promised != kind:
        table.notes.append(f"{path.name} 的内容其实是{_CALLED[kind]}：已照内容读取。")
    if grid.unread:
        sheets = "、".join(f"“{shown(one)}”" for one in grid.unread)
        table.notes.append(
            f"{path.name} 只读了工作表“{shown(grid.sheet)}”，没有读取{sheets}：里面有数据的，请并入这一个工作表。"
        )
    return table


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


def _kind(content: bytes) -> str:
    """
    Return what a file is, by its first bytes.
    """
    if content.startswith(b"PK"):
        return "workbook"
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "old workbook"
    if content.startswith(b"PAR1"):
        return "parquet"
    start = content[:_PAPER].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:5].lower().startswith(_MARKUP):
        return "page"
    if start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip()[:1] in {b"{", b"]"}):
        return "objects"
    return "text"


def _grids(file: str, kind: str, content: bytes, names: Sequence[str]) -> list[Grid]:
    """
    Read a file by the reader of its kind; each is imported only when there is such a file.
    """
    if kind == "workbook":
        from school_health.files.readers.workbook import read_workbook

        return [read_workbook(file, content, names)]
    if kind == "old workbook":
        from school_health.files.readers.foreign import read_biff

        return [read_biff(file, content, names)]
    if kind == "parquet":
        from school_health.files.readers.foreign import read_parquet

        return [read_parquet(file, content)]
    if kind == "page":
        from school_health.files.readers.html import read_page

        if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:_PAPER]:
            raise Unreadable(Problem(file=file, what="是 XML 表格（Excel 2003），不是网页", fix=SAVE_AS))
        return read_page(file, content)
    if kind == "objects":
        from school_health.files.readers.objects import read_objects

        return [read_objects(file, content, names)]
    return [read_text(file, content)]


def _meant(file: str, grids: Sequence[Grid], columns: Sequence[Column]) -> Grid:
    """
    Return that of several tables which has our headings, with all that must be there.
    """
    known = known_headings(columns)
    needed = sum(column.required for column in columns) or 1
    found = [(headings_of(grid, known).known, place) for place, grid in enumerate(grids)]
    good = [(number, place) for number, place in found if number >= needed]
    if len(good) == 1:
        return grids[good[0][1]]
    titles = "、".join(str(grids[place].sheet) for _, place in good)
    what = f"有几个表格都像是要读的（{titles}）" if good else "有几个表格，没有一个有认得的列名"
    raise Unreadable(Problem(file=file, what=what, fix="请只留下要读的那个表格，另存后再读"))
