"""
The program of the child process: reads a workbook or a Parquet file and writes its columns to a pipe.

It runs in a bare interpreter, with limits on memory and time, and imports nothing of this package: what a hostile file does
to a library written in another language ends here. What it writes is plain: numbers, and JSON; no objects.
"""

from __future__ import annotations

import gc
import io
import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO


__all__ = ["BEYOND", "COLUMN", "DONE", "FAILED", "HELLO", "ROWS", "SHEET", "main"]

# What a frame is, in its first byte.
HELLO, SHEET, ROWS, COLUMN, BEYOND, DONE, FAILED = b"HSRCBDF"
# So many rows go together: enough for equal cells to be equal, few enough for the memory and for the parent to begin early.
_TOGETHER = 50_000
_WIDEST = 200
_NUMBERS = {bool, int, float, Decimal}
_WHOLE = 2**63


def main(what: str, libraries: str, memory: int, seconds: int) -> None:
    """
    Read what stands on standard input.

    Args:
        what: ``parquet``, or the place of the sheet of a workbook; empty for every sheet that is visible.
        libraries: where the library lies.
        memory: bytes of address space.
        seconds: of processor time.
    """
    _limit(memory, seconds)
    gc.disable()  # nothing here refers to itself
    sys.path.append(libraries)
    out = sys.stdout.buffer
    try:
        if what == "parquet":
            _parquet(out)
        else:
            _workbook(out, what)
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent says what it means
        _frame(out, FAILED, type(error).__name__.encode())
    else:
        _frame(out, DONE)
    out.flush()


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # a platform without limits: the parent asks only for what may be read without them
        return
    for kind, limit in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _frame(out: BinaryIO, kind: int, *parts: bytes) -> None:
    out.write(bytes((kind, len(parts))))
    for part in parts:
        out.write(len(part).to_bytes(4, "little"))
        out.write(part)


def _json(value: Any) -> bytes:
    return json.dumps(value).encode("ascii")


# ------------------------------------------------------------------ workbooks


def _workbook(out: BinaryIO, wanted: str) -> None:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
        seen = [
            [one.name, one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet]
            for one in book.sheets_metadata
        ]
        _frame(out, HELLO, _json(seen))
        places = [int(wanted)] if wanted else [place for place, (_, visible) in enumerate(seen) if visible]
        for place in places:
            sheet = book.get_sheet_by_index(place)
            left = sheet.start[1] if sheet.start is not None else 0
            merges = [[*start, *end] for start, end in sheet.merged_cell_ranges or ()]
            _frame(out, SHEET, _json([place, left, merges]))
            rows = iter(sheet.iter_rows())  # those above the first that is filled are among them, columns beside it are not
            widest = max(_WIDEST - left, 0)
            while together := list(islice(rows, _TOGETHER)):
                if len(together[0]) > widest and any(cell != "" for row in together for cell in row[widest:]):
                    _frame(out, BEYOND)
                _rows(out, len(together), islice(zip(*together, strict=True), widest))


# ------------------------------------------------------------------ Parquet


def _parquet(out: BinaryIO) -> None:
    import duckdb

    path = "/dev/fd/0"
    # No other file, no network, no extension, little memory, and no way to change that.
    base = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "600MB"})
    for setting in (
        f"SET allowed_paths = ['{path}']",
        "SET enable_external_access = false",
        "SET TimeZone = 'Asia/Shanghai'",
        "SET lock_configuration = true",
    ):
        base.execute(setting)
    answer = base.execute("SELECT * FROM read_parquet(?)", [path])
    _frame(out, HELLO, _json([[one[0], str(one[1])] for one in answer.description]))
    while together := answer.fetchmany(_TOGETHER):
        _rows(out, len(together), zip(*together, strict=True))


# ------------------------------------------------------------------ cells


def _rows(out: BinaryIO, number: int, columns: Iterable[Sequence[Any]]) -> None:
    _frame(out, ROWS, number.to_bytes(4, "little"))
    for cells in columns:
        _frame(out, COLUMN, *_column(cells))
    out.flush()


def _column(cells: Sequence[Any]) -> Iterator[bytes]:
    """
    Yield the cells that there are, each once, and for each row which of them.
    """
    kinds = set(map(type, cells))
    keyed: Sequence[Any] = cells
    if len(kinds & _NUMBERS) > 1:  # True, 1 and 1.0 are one key, and three different cells
        keyed = [(type(cell), cell) for cell in cells]
    places = {cell: place for place, cell in enumerate(dict.fromkeys(keyed))}
    distinct = list(places) if keyed is cells else [cell for _, cell in places]
    if kinds == {str}:
        yield _json(distinct)
    elif kinds == {date}:
        yield _json({"date": list(map(date.isoformat, distinct))})
    elif kinds == {datetime}:
        yield _json({"datetime": list(map(datetime.isoformat, distinct))})
    else:
        yield _json(list(map(_plain, distinct)))
    yield array("I", map(places.__getitem__, keyed)).tobytes()


def _plain(cell: Any) -> Any:
    """
    Return a cell as JSON has it; what JSON does not know stands in a list after its kind.
    """
    if isinstance(cell, Decimal):
        cell = int(cell) if cell == cell.to_integral_value() else float(cell)
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int | float):
        whole = -_WHOLE < cell < _WHOLE and cell == int(cell)
        return int(cell) if whole else float(cell)
    if isinstance(cell, date | time):  # a datetime is a date
        return [type(cell).__name__, cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["timedelta", cell.total_seconds()]
    return str(cell)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
