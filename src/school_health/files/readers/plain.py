"""
Text with separators to a grid: read as a stream, so that a file of ten million rows costs no more than one of a million.
"""

from __future__ import annotations

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator

from school_health.files.grid import MOST_ROWS, Grid, Row, grid_of, too_wide
from school_health.files.problem import Problem
from school_health.files.text import Unreadable, is_blank


__all__ = ["SAVE_AS", "encoding_of", "read_text"]

SAVE_AS = "请在 Excel 或 WPS 中打开，另存为 .xlsx 或“CSV UTF-8”"
_CHUNK = 1024 * 1024
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(file: str, content: bytes) -> str:
    """
    Return the encoding of a text: UTF-8 or GB18030, whatever it declares.

    Raises:
        Unreadable: it is neither, or damaged.
    """
    if content.startswith(_MARKS):
        raise Unreadable(Problem(file=file, what="是 UTF-16 编码的文本", fix=SAVE_AS))
    at = _first_fault(content, "utf-8")
    if at is None:
        return "utf-8-sig"
    # Chinese text that is nearly UTF-8 is damaged UTF-8: read as GB18030 it would turn into other characters.
    broken = wide = 0
    decoder = getincrementaldecoder("utf-8")(errors="replace")
    for start in range(0, len(content), _CHUNK):
        torn = decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
        broken += torn.count("�")
        wide += sum(char >= "\u0800" for char in torn) if not torn.isascii() else 0
    damaged = wide - broken > 3 * broken
    if not damaged:
        at = _first_fault(content, "gb18030")
        if at is None:
            return "gb18030"
    row = content.count(b"\n", 0, at) + 1
    what = f"文字编码坏了，第 {row} 行起读不出" if damaged else f"既不是 UTF-8 也不是 GB18030 编码，第 {row} 行起读不出"
    raise Unreadable(Problem(file=file, what=what, fix=SAVE_AS))


def _first_fault(content: bytes, encoding: str) -> int | None:
    """
    Return near which byte a text is not of an encoding; None where it is. No more than a piece of it is decoded at a time.
    """
    decoder = getincrementaldecoder(encoding)()
    for start in range(0, len(content), _CHUNK):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _CHUNK], final=start + _CHUNK >= len(content))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def read_text(file: str, content: bytes) -> Grid:
    """
    Return the rows of a text, separated as its heading line is.

    Raises:
        Unreadable: it is in neither encoding, or has too many rows or columns.
    """
    encoding = encoding_of(file, content)
    problems: list[Problem] = []
    mark = _delimiter(content, encoding)
    if content.count(b"\n") + content.count(b"\r") > MOST_ROWS:  # perhaps too many rows: counted before one is kept
        for _ in _rows(file, content, encoding, mark, []):
            pass
    return grid_of(list(_rows(file, content, encoding, mark, problems)), problems=problems)


def _lines(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _rows(file: str, content: bytes, encoding: str, mark: str, problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(_lines(content, encoding), delimiter=mark, strict=True)
    number = filled = 0
    spoilt = b"\0" in content
    try:
        for number, row in enumerate(reader, start=1):
            if not row or (not row[0][:1].isalnum() and all(map(is_blank, row))):
                continue
            if spoilt and "\0" in "".join(row):
                problems.append(Problem(file=file, row=number, what="里面有空字符（NUL），文件坏了", fix=SAVE_AS))
                return
            filled += 1
            if filled > MOST_ROWS + 1:
                what, fix = f"超过 {MOST_ROWS} 行", "请分成几个文件夹"
                raise Unreadable(Problem(file=file, row=number, what=what, fix=fix))
            yield number, too_wide(file, None, number, row)
    except csv.Error as error:
        nul = "NUL" in str(error)
        what = "里面有空字符（NUL），文件坏了" if nul else "引号没有成对，后面的内容分不开"
        fix = SAVE_AS if nul else '含引号的内容请写成 "…""…""…"，或删去引号'
        problems.append(Problem(file=file, row=number + 1, what=what, fix=fix))


def _delimiter(content: bytes, encoding: str) -> str:
    """
    Return the mark that stands most often in the first lines, those of titles having none.
    """
    lines = _lines(content, encoding)
    best = (0, ",")
    for _ in range(20):
        line = lines.readline(_CHUNK)
        if not line:
            break
        for mark in ",\t;":
            best = max(best, (line.count(mark), mark), key=lambda one: one[0])
        if best[0] and not is_blank(line.strip(",;\t\r\n")):
            break
    return best[1]
