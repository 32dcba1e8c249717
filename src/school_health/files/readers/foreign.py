"""
Files that only a library in another language reads, in a child process: BIFF workbooks (.xls) and Parquet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from school_health.files.grid import MOST_COLUMNS, MOST_ROWS, Grid
from school_health.files.problem import Problem
from school_health.files.readers import child
from school_health.files.readers.plain import SAVE_AS
from school_health.files.readers.process import Broken, Gathered, asked, installed
from school_health.files.readers.quick import LIBRARY, quick_sheets
from school_health.files.readers.workbook import chosen
from school_health.files.text import Unreadable


__all__ = ["read_biff", "read_parquet"]

_NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT")


def read_biff(file: str, content: bytes, names: Sequence[str]) -> Grid:
    """
    Return the sheet of a BIFF workbook that is meant.

    Raises:
        Unreadable: it is broken, locked or too large, several sheets could be meant, or a library is missing.
    """
    if installed(LIBRARY) is None:
        _refuse(
            file, "读旧版 .xls 需要 python-calamine，还没有安装", f"请运行 pip install school-health[excel]，或{SAVE_AS[1:]}"
        )
    grids: dict[str, Grid] = {}
    why = ""
    try:
        with quick_sheets(content, None) as sheets:
            for read in sheets:
                if read.beyond:
                    _refuse(file, f"工作表“{read.title}”第 {MOST_COLUMNS} 列以外还有内容", "请删去多余的列")
                grid = read.grid()
                if len(grid.numbers):
                    grids[read.title] = grid
    except Broken as error:
        why = error.why
    if why == "PasswordError":
        _refuse(file, "工作簿加了密码")
    if why:
        _refuse(file, f"是旧版 .xls 或加了密码的工作簿，坏了或读不了（{why}）")
    return grids[chosen(file, list(grids), names)]


def read_parquet(file: str, content: bytes) -> Grid:
    """
    Return the rows of a Parquet file.

    Raises:
        Unreadable: it is broken or too large, has values within values, or a library is missing.
    """
    if installed("duckdb") is None:
        _refuse(file, "读 Parquet 需要 duckdb，还没有安装", "请运行 pip install school-health[parquet]，或改存为 CSV")
    gathered, names, why = Gathered(), [], ""
    try:
        with asked("parquet", "duckdb", content) as frames:
            for frame in frames:
                if frame.kind == child.HELLO:
                    names = _columns(file, frame.value())
                else:
                    gathered.add(frame)
                if gathered.rows > MOST_ROWS:
                    _refuse(file, f"超过 {MOST_ROWS} 行", "请分成几个文件夹")
    except Broken as error:
        why = error.why
    if why:
        _refuse(file, f"Parquet 文件坏了、不完整或太大（{why}）", "请重新导出，或改存为 CSV")
    columns = gathered.columns()
    if len(columns) != len(names):  # no rows at all
        return Grid(numbers=(), columns=[], headings=tuple(names))
    numbers = range(1, gathered.rows + 1)
    return Grid(numbers=numbers, columns=columns, headings=tuple(names)).without_blank_rows()


def _columns(file: str, described: list[tuple[str, str]]) -> list[str]:
    if len(described) > MOST_COLUMNS:
        _refuse(file, f"超过 {MOST_COLUMNS} 列", "请删去多余的列")
    for place, (_, kind) in enumerate(described, start=1):
        if kind.startswith(_NESTED) or kind.endswith("]"):
            _refuse(file, f"第 {place} 列的值里还有值（{kind.partition('(')[0]}）", "每格请只放一个值")
    return [name for name, _ in described]


def _refuse(file: str, what: str, fix: str = SAVE_AS) -> NoReturn:
    raise Unreadable(Problem(file=file, what=what, fix=fix)) from None
