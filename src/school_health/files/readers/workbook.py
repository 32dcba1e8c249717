"""
The sheet of an XLSX workbook, guarded against workbooks that mean harm.

A large sheet that is written as Excel writes is read by calamine in a child process. Small ones, those that are written in
any other way, and those on which the child failed, are read by openpyxl. Both give the same.
"""

from __future__ import annotations

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from attrs import evolve

from school_health.files.grid import Grid
from school_health.files.problem import Problem
from school_health.files.readers import careful
from school_health.files.readers.process import Broken, can_limit, installed
from school_health.files.readers.quick import LIBRARY, Read, quick_sheets
from school_health.files.readers.zipped import SAVE_AGAIN, Part, Sheet, looked_through, refuse_mac, sheets_of, weighed
from school_health.files.text import Unreadable


__all__ = ["WORTH_A_CHILD", "chosen", "read_workbook"]

_INSTALL = "请运行 pip install school-health[excel]，或把表另存为“CSV UTF-8”"
# Below that openpyxl is done before a child has begun.
WORTH_A_CHILD = 1024 * 1024


def read_workbook(file: str, content: bytes, names: Sequence[str]) -> Grid:
    """
    Return the sheet that is meant.

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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that we do not need
            grid = _read(file, content, names)
            return evolve(grid, unread=_others(file, content, grid.sheet))
    except Unreadable:
        raise
    except MemoryError:
        trouble = "太大，内存不够"
    except Exception as error:  # noqa: BLE001 - a broken workbook makes openpyxl fail in any way there is
        # Its message may quote a cell: only the kind of error is told.
        trouble = f"工作簿坏了或不完整（{type(error).__name__}）"
    raise Unreadable(Problem(file=file, what=trouble, fix=SAVE_AGAIN))


def _others(file: str, content: bytes, read: str | None) -> tuple[str, ...]:
    """
    Return the titles of the sheets that people see beside the one that was read.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive, suppress(Exception):  # read already: only more is asked
        return tuple(one.title for one in sheets_of(file, archive) if one.visible and one.title != read)
    return ()


def _read(file: str, content: bytes, names: Sequence[str]) -> Grid:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        weighed(file, archive, len(content))
        large = sum(one.file_size for one in archive.infolist()) >= WORTH_A_CHILD
        if large and installed(LIBRARY) and can_limit():
            return _quick(file, content, names, archive)
        parts = looked_through(file, archive)
    return _careful(file, content, names, parts)


def _quick(file: str, content: bytes, names: Sequence[str], archive: zipfile.ZipFile) -> Grid:
    """
    Return the sheet as a child has read it, while the zip was looked through here; or by the careful reader, if it must be.
    """
    try:
        visible = [one for one in sheets_of(file, archive) if one.visible]
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - not put together as Excel does it: the careful reader says what is wrong
        visible = []
    named = _named([one.title for one in visible], names)
    wanted = next((one.place for one in visible if one.title == named or len(visible) == 1), None)
    grids = None
    try:
        with quick_sheets(content, wanted) as reads:
            parts = looked_through(file, archive)
            grids = _grids(reads, visible, parts)
    except Broken:
        parts = looked_through(file, archive)
    if grids is None:
        return _careful(file, content, names, parts)
    return grids[chosen(file, list(grids), names)]


def _grids(reads: Iterator[Read], visible: Sequence[Sheet], parts: Mapping[str, Part]) -> dict[str, Grid] | None:
    """
    Return the sheets in which anything stands; None where somebody more careful should read them.
    """
    if not visible or any(one.part not in parts for one in visible):
        return None
    if any(parts[one.part].strange or parts[one.part].formulas for one in visible):
        return None
    by_place = {one.place: one for one in visible}
    grids = {}
    for read in reads:
        own = by_place.get(read.place)
        if own is None or own.title != read.title or read.beyond or read.too_long:
            return None
        grid = read.grid(parts[own.part])
        if len(grid.numbers):
            grids[read.title] = grid
    return grids


def _careful(file: str, content: bytes, names: Sequence[str], parts: Mapping[str, Part]) -> Grid:
    book = careful.opened(content)
    try:
        if book.epoch.year == careful.MAC_EPOCH:
            refuse_mac(file)
        visible = [str(one.title) for one in book.worksheets if one.sheet_state == "visible"]
        title = _named(visible, names)
        if title is None:
            title = chosen(file, [one for one, filled in careful.careful_titles(file, book) if filled], names)
        return careful.careful_grid(file, content, book, title, parts)
    finally:
        book.close()


def _named(titles: Sequence[str], names: Sequence[str]) -> str | None:
    wanted = {one.casefold() for one in names}
    return next((one for one in titles if unicodedata.normalize("NFKC", one).strip().casefold() in wanted), None)


def chosen(file: str, filled: Sequence[str], names: Sequence[str]) -> str:
    """
    Return the title of the sheet that is meant, of those in which something stands.

    Raises:
        Unreadable: none, or several that are not named like the facts.
    """
    named = _named(filled, names)
    if named is not None:
        return named
    if len(filled) > 1:
        what = f"有几个工作表都有内容（{'、'.join(filled)}），不知道读哪一个"
        raise Unreadable(Problem(file=file, what=what, fix=f"请把要读的工作表命名为 {'、'.join(names)}，或删去其他工作表"))
    if not filled:
        raise Unreadable(Problem(file=file, what="工作簿里没有内容", fix="第一行请写列名"))
    return filled[0]
