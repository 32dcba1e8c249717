"""
What stands in the zip of an XLSX workbook, looked through before any library opens it.

The zip is weighed by its directory first. Then every part is read once, piece by piece, for what a library would follow or
pass over in silence: entities, rows out of order, formulas that were never computed, merged cells, and midnights.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from operator import lt
from posixpath import join, normpath
from typing import NoReturn

from attrs import define, field, frozen

from school_health.files.grid import LARGEST_BYTES, Merge
from school_health.files.problem import Problem
from school_health.files.text import Unreadable


__all__ = ["SAVE_AGAIN", "TIMES", "Part", "Sheet", "looked_through", "refuse_mac", "sheets_of", "weighed"]

SAVE_AGAIN = "请在 Excel 或 WPS 中打开，检查后另存为新的 .xlsx"
# The formats that a Chinese Excel has built in and does not write into the file: those that show a time.
TIMES = frozenset({18, 19, 20, 21, 22, 32, 33, 34, 35, 55, 56})

_MOST_MEMBERS = 5_000
# A sheet of one repeated row packs to about a fiftieth; a bomb packs to a hundredth or less, and only large ones matter.
_HIGHEST_RATIO = 100
_SMALL = 10 * 1024 * 1024
_EXCEL_ROWS = 1_048_576
_DIGITS = 12
_MOST_MERGES = 200_000
_CHUNK = 1024 * 1024
_PROLOG = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_WIDE_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-16-le", "utf-16-be"))
_STRANGE = (b":worksheet", b"<c r='", b"<row r='", b'encoding="UTF-16')
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[\s>/]")
_USUAL_ROW = re.compile(rb'<row r="(\d+)"')
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\s(?:[^>]{0,1000}?\s)?r\s*=\s*[\"'](\d+)")
_MERGE = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
_PLACE = re.compile(rb"\sr=\"([A-Z]{1,3})(\d{1,7})\"")
_TEXTUAL = re.compile(rb"\st=\"(?!n\")")


@define(kw_only=True)
class Part:
    """
    What was found in a part.

    ``strange`` says that it is written as Excel does not write: only a reader that takes every way should have it.
    """

    formulas: bool = False
    strange: bool = False
    merges: list[Merge] = field(factory=list)
    midnights: set[tuple[int, int]] = field(factory=set)


@frozen(kw_only=True)
class Sheet:
    """
    A sheet as the workbook lists it: its place, its title, the part that holds it.
    """

    place: int
    title: str
    visible: bool
    part: str


def weighed(file: str, archive: zipfile.ZipFile, size_of_file: int) -> None:
    """
    Refuse a zip that would not fit.

    Raises:
        Unreadable: it is too large, packed too well, or locked.
    """
    members = archive.infolist()
    size = sum(one.file_size for one in members)
    what = ""
    if len(members) > _MOST_MEMBERS:
        what = f"工作簿里有 {len(members)} 个部件，太多"
    elif size > LARGEST_BYTES:
        what = "工作簿解压后超过 200 MB"
    elif size > _SMALL and size > _HIGHEST_RATIO * size_of_file:
        what = "工作簿压缩得不合常理，像是“压缩炸弹”"
    elif any(one.flag_bits & 1 for one in members):
        what = "工作簿加了密码"
    if what:
        raise Unreadable(Problem(file=file, what=what, fix=SAVE_AGAIN))


def looked_through(file: str, archive: zipfile.ZipFile) -> dict[str, Part]:
    """
    Return what was found in each part of XML, by its path. Every part is looked through, however much was found before.

    Raises:
        Unreadable: a part declares entities, or numbers its rows in a way that would lose some.
    """
    parts = [one for one in archive.infolist() if one.filename.lower().endswith((".xml", ".rels"))]
    styles = _time_styles(archive)
    return {one.filename.lower(): _looked(file, archive, one, styles) for one in parts}


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, part: Part) -> Iterator[bytes]:
    """
    Yield a part piece by piece, cut between rows where there are any, else between tags.
    """
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            last = len(chunk) < _CHUNK
            cut = len(text) if last else text.rfind(b"<row")
            if cut <= 0:
                cut = text.rfind(b"<")
                part.strange = part.strange or b"<c" in text  # a row of a mebibyte
            rest = text[cut:][:_CHUNK] if cut > 0 else b""
            yield text[:cut] if cut > 0 else text
    if rest:
        yield rest


def _looked(file: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, styles: re.Pattern[bytes] | None) -> Part:
    """
    Look through a part. What is rare is looked for by its plain letters first, which costs next to nothing.
    """
    part = Part()
    sheet = member.filename.lower().startswith("xl/worksheets/")
    last, what, begun = 0, "", False
    for text in _pieces(archive, member, part):
        if b"<!DOCTYPE" in text or (not begun and any(mark in text for mark in _WIDE_DOCTYPES)):
            what = "工作簿里有 XML 实体声明，Excel 从不写这种内容"
        if sheet:
            if not begun:  # a program writes all its tags in one way
                part.strange = part.strange or b"\0" in text[:_PROLOG] or any(mark in text for mark in _STRANGE)
            if not part.formulas and (b"<f" in text or part.strange):
                part.formulas = _FORMULA.search(text) is not None
            part.strange = part.strange or b't="e"' in text  # an error of a formula is an empty cell to the quick reader
            numbers = [last, *_row_numbers(text, part)]
            last = numbers[-1]
            if not all(map(lt, numbers, numbers[1:])) or last > _EXCEL_ROWS:
                what = "工作表的行号乱了"
            if b"mergeCell" in text:
                part.merges.extend(
                    (int(found[2]), _column(found[1]), int(found[4]), _column(found[3])) for found in _MERGE.finditer(text)
                )
            what = "合并单元格多得不合常理" if len(part.merges) > _MOST_MERGES else what
            if styles is not None:
                part.midnights.update(_midnights(text, styles))
        begun = True
        if what:
            raise Unreadable(Problem(file=file, what=what, fix=SAVE_AGAIN))
    return part


def _row_numbers(text: bytes, part: Part) -> list[int]:
    """
    Return the numbers of the rows of a piece; rows that are written in another way than Excel's are looked for slowly.
    """
    found = _USUAL_ROW.findall(text)
    if len(found) != text.count(b"<row") or part.strange:
        part.strange = part.strange or b"<row>" in text
        found = _ROW.findall(text)
    return [int(number[:_DIGITS]) for number in found]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# ------------------------------------------------------------------ midnights


def _time_styles(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """
    Return what finds cells whose format shows a time, and whose value may be a midnight; None where no format shows one.
    """
    try:
        root = _tree(archive, "xl/styles.xml")
    except KeyError:
        return None
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter(f"{_MAIN}numFmt")}
    styles = root.find(f"{_MAIN}cellXfs")
    found = []
    for place, style in enumerate(styles if styles is not None else ()):
        number = style.get("numFmtId", "0")
        shown = formats.get(number)
        if "h" in shown.lower() if shown is not None else number.isdecimal() and int(number) in TIMES:
            found.append(str(place).encode())
    if not found:
        return None
    return re.compile(rb' s="' + _either(found) + rb'"[^>]*>\s*<v>(\d{1,7}(?:\.(?:0|9)\d*)?)</v>')


def _either(words: list[bytes]) -> bytes:
    return words[0] if len(words) == 1 else b"(?:" + b"|".join(words) + b")"


def _midnights(text: bytes, styles: re.Pattern[bytes]) -> Iterator[tuple[int, int]]:
    for match in styles.finditer(text):
        start = text.rfind(b"<c", 0, match.start() + 1)
        tag = text[start : match.start(1)]
        place = _PLACE.search(tag)
        days = float(match[1])
        # To the millisecond, as both readers round.
        if place is not None and not _TEXTUAL.search(tag) and abs(days - round(days)) * 86_400_000 <= 1:
            yield int(place[2]), _column(place[1])


# ------------------------------------------------------------------ sheets


def _tree(archive: zipfile.ZipFile, path: str):  # type: ignore[no-untyped-def] # noqa: ANN202 - an element of the library
    from defusedxml.ElementTree import fromstring

    return fromstring(archive.read(path))


def sheets_of(file: str, archive: zipfile.ZipFile) -> list[Sheet]:
    """
    Return the sheets of a workbook in their order.

    Raises:
        Unreadable: it counts days from 1904.
        Exception: of whatever kind, where the workbook is not put together as Excel does it.
    """
    book = _tree(archive, "xl/workbook.xml")
    links = _tree(archive, "xl/_rels/workbook.xml.rels")
    targets: Mapping[str, str] = {one.get("Id"): one.get("Target") for one in links}
    sheets = []
    for place, one in enumerate(book.find(f"{_MAIN}sheets")):
        target = targets[one.get(_LINK)]
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        visible = one.get("state", "visible") == "visible"
        sheets.append(Sheet(place=place, title=one.get("name"), visible=visible, part=path.lower()))
    about = book.find(f"{_MAIN}workbookPr")
    if about is not None and about.get("date1904", "0").lower() in {"1", "true", "on"}:
        refuse_mac(file)
    return sheets


def refuse_mac(file: str) -> NoReturn:
    """
    Refuse a workbook that counts days from 1904.

    Raises:
        Unreadable: always.
    """
    what = "工作簿用的是 1904 日期系统，没有日期格式的数字会差四年"
    raise Unreadable(Problem(file=file, what=what, fix="请另存为“CSV UTF-8”"))
