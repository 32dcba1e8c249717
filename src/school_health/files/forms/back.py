"""
A form read back from a workbook or document: what people have filled in, by the keys of the form.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from school_health.core.form import Form, FormField
from school_health.errors import FormError, SchoolHealthError
from school_health.files.forms.xlsx import FIELD, FOOT, HEAD, TOTAL, named
from school_health.files.readers.zipped import looked_through, weighed
from school_health.files.text import Unreadable


__all__ = ["read_form"]

_BOXES = frozenset("☐□")
_TICKS = frozenset("☑√✓✔■☒▣")
_MARK = re.compile(f"[{''.join(_BOXES | _TICKS)}]")
_SHARE = re.compile(r"0(?:\.0+)?%")
_TOTAL = "合计"
_MOST_ROWS = 100_000


def read_form(form: Form, path: Path) -> Mapping[str, Any]:
    """
    Return the values of a form as people filled it in, by key; rows as tuples of mappings, blanks left out.

    Text is as it is printed; what is chosen is told by the key of the choice, where it is one.

    Raises:
        FormError: the file cannot be read, or is not this form.
    """
    trouble = ""
    try:
        content = path.read_bytes()
        with zipfile.ZipFile(BytesIO(content)) as archive:
            weighed(path.name, archive, len(content))
            _ = looked_through(path.name, archive)
        if path.suffix.lower() == ".docx":
            return _of_document(form, path.name, content)
        return _of_workbook(form, path.name, content)
    except SchoolHealthError:
        raise
    except Unreadable as error:
        trouble = str(error)
    except OSError as error:
        trouble = f"{path.name} 读不出来（{type(error).__name__}）：请检查路径"
    except ModuleNotFoundError as error:
        trouble = f"读 {path.suffix} 需要 {error.name}，还没有安装：请先安装 school-health[excel,forms]"
    except zipfile.BadZipFile:
        trouble = f"{path.name} 不是 .xlsx 或 .docx 文件，或者坏了：请另存一份"
    except Exception as error:  # noqa: BLE001 - a broken file makes a library fail in any way there is; it may quote a cell
        trouble = f"{path.name} 坏了或不完整（{type(error).__name__}）：请另存一份"
    raise FormError(trouble)


def _groups(form: Form) -> Mapping[str, None]:
    return dict.fromkeys(one.rows for one in form.field if one.rows)


def _recognised(form: Form, file: str, singles: int, groups: int) -> None:
    """
    Refuse a file in which less than half of a form's fields, or none of its rows, were found.

    Raises:
        FormError: so it is.
    """
    asked = sum(not one.rows for one in form.field)
    if singles * 2 < asked or (groups == 0 and _groups(form)):
        message = f"{file} 不是“{form.title}”：找不到它的栏目。请用 form 命令写出的表填写"
        raise FormError(message)


# ------------------------------------------------------------------ workbooks


def _of_workbook(form: Form, file: str, content: bytes) -> Mapping[str, Any]:
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    try:
        places = _places(book)
        values: dict[str, Any] = {}
        singles = [one for one in form.field if not one.rows and named(FIELD, one.key) in places]
        for one in singles:
            sheet, row, column, _ = places[named(FIELD, one.key)]
            _put(values, one, _shown(book[sheet].cell(row, column)))
        groups = [name for name in _groups(form) if named(HEAD, name) in places]
        for name in groups:
            values[name] = tuple(_rows(book, places, form, name))
        _recognised(form, file, len(singles), len(groups))
        return values
    finally:
        book.close()


_Place = tuple[str, int, int, int]


def _places(book: Any) -> Mapping[str, _Place]:
    """
    Return for each name of a workbook its sheet, row, first and last column.
    """
    from openpyxl.utils import range_boundaries

    found: dict[str, _Place] = {}
    for name, defined in book.defined_names.items():
        if name.startswith((FIELD, HEAD, TOTAL, FOOT)):
            for sheet, cells in defined.destinations:
                first, row, last, _ = range_boundaries(cells)
                if sheet in book.sheetnames and first is not None and last is not None and row is not None:
                    found[name] = (sheet, row, first, last)
    return found


def _rows(book: Any, places: Mapping[str, _Place], form: Form, name: str) -> Iterator[Mapping[str, Any]]:
    title, head, first, last = places[named(HEAD, name)]
    sheet = book[title]
    fields = [one for one in form.field if one.rows == name]
    by_title = {_plain(one.title): one for one in fields}
    columns = {at: by_title.get(_plain(_shown(sheet.cell(head, at)))) for at in range(first, last + 1)}
    empty = next((one.empty for one in form.table if one.rows == name), "")
    # What stands below the rows has a name; where nothing has, they end at a blank line.
    below = [row for key, (own, row, *_) in places.items() if own == title and not key.startswith(HEAD) and row > head]
    known = bool(below)
    last_row = min([*(row - 1 for row in below), sheet.max_row, head + _MOST_ROWS])
    for at in range(head + 1, last_row + 1):
        row: dict[str, Any] = {}
        for column, one in columns.items():
            if one is not None:
                _put(row, one, _shown(sheet.cell(at, column)))
        if list(row.values()) == [empty] or (not row and not known):
            return
        if row:
            yield row


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.time() == time.min and "h" not in str(cell.number_format).lower():
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float) and _SHARE.fullmatch(str(cell.number_format)):
        return f"{value * 100:.1f}%"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


# ------------------------------------------------------------------ documents


def _of_document(form: Form, file: str, content: bytes) -> Mapping[str, Any]:
    from docx import Document

    paper = Document(BytesIO(content))
    singles = {_plain(one.title): one for one in form.field if not one.rows}
    values: dict[str, Any] = {}
    found: set[str] = set()
    groups = 0
    for table in paper.tables:
        lines = [_cells(row) for row in table.rows]
        name = _heads(form, lines[0], values) if lines else ""
        if name:
            groups += 1
            values[name] = tuple(_document_rows(form, name, lines))
            continue
        for line in lines:
            for label, text in zip(line[::2], line[1::2], strict=False):
                one = singles.get(_plain(label))
                if one is not None:
                    found.add(one.key)
                    _put(values, one, text)
    _recognised(form, file, len(found), groups)
    return values


def _cells(row: Any) -> list[str]:
    """
    Return the texts of a row, a merged cell once.
    """
    seen: list[Any] = []
    texts = []
    for cell in row.cells:
        if cell._tc not in seen:  # noqa: SLF001 - python-docx tells merged cells apart in no other way
            seen.append(cell._tc)  # noqa: SLF001
            texts.append(cell.text)
    return texts


def _heads(form: Form, line: Sequence[str], values: Mapping[str, Any]) -> str:
    """
    Return of which rows, that have not come yet, a line is the heading, or "".
    """
    for name in [one for one in _groups(form) if one not in values]:
        titles = {_plain(one.title) for one in form.field if one.rows == name}
        if titles == {_plain(text) for text in line}:
            return name
    return ""


def _document_rows(form: Form, name: str, lines: Sequence[Sequence[str]]) -> Iterator[Mapping[str, Any]]:
    fields = {_plain(one.title): one for one in form.field if one.rows == name}
    table = next((one for one in form.table if one.rows == name), None)
    heads = [fields[_plain(text)] for text in lines[0]]
    for place, line in enumerate(lines[1:], 2):
        row: dict[str, Any] = {}
        for one, text in zip(heads, line, strict=False):
            _put(row, one, text)
        last = place == len(lines)
        total = table is not None and table.total and last and _TOTAL in row.values()
        if not row or total or (table is not None and list(row.values()) == [table.empty]):
            continue
        yield row


# ------------------------------------------------------------------ values


def _plain(text: str) -> str:
    return re.sub(r"[\s*＊]|（必填）", "", text)


def _put(values: dict[str, Any], one: FormField, text: str) -> None:
    """
    Add a value to others, unless it is blank.
    """
    text = text.strip()
    if not one.choices or one.value:
        if text:
            values[one.key] = text
        return
    by_title = {title: key for key, title in one.choices.items()}
    parts = [text]
    if _MARK.search(text):
        parts = _ticked(text, list(by_title))
    elif one.many:
        parts = _listed(text, list(by_title))
    chosen = [by_title.get(part, part) for part in parts if part]
    if chosen:
        values[one.key] = chosen if one.many else "、".join(chosen)


def _ticked(text: str, titles: Sequence[str]) -> list[str]:
    """
    Return the titles with a tick before them, or one right behind an empty box: people tick in the box, and beside it.
    """
    found = []
    for title in sorted(titles, key=len, reverse=True):
        for place in re.finditer(re.escape(title), text):
            before, behind = text[: place.start()].rstrip()[-1:], text[place.end() : place.end() + 1]
            if before in _TICKS or (before in _BOXES and behind in _TICKS - {"☑"}):
                found.append(title)
        text = text.replace(title, "\0" * len(title))
    return sorted(found, key=titles.index)


def _listed(text: str, titles: Sequence[str]) -> list[str]:
    """
    Return what a text lists, apart by 、, which a title may hold too.
    """
    found, rest = [], text
    while rest:
        title = next((one for one in sorted(titles, key=len, reverse=True) if rest.startswith(one)), rest.partition("、")[0])
        found.append(title)
        rest = rest[len(title) :].lstrip("、 ")
    return found
