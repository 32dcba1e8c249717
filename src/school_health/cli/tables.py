"""
A record to a folder of CSV files with Chinese headings, which reads back as the same record.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from school_health.core.fit import fit
from school_health.core.moment import aware
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.school import ALWAYS
from school_health.core.titles import ROLES, STAGES
from school_health.errors import FactError, InputError
from school_health.files.columns import Column, Kind
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary
from school_health.wire.facts import FACTS
from school_health.wire.plain import to_json


__all__ = ["write_tables"]

# The facts of each kind of file, and the columns that are called otherwise than the field that they hold.
_FILES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "areas": ("areas", {"area": "id"}),
    "schools": ("schools", {"school": "id"}),
    "classes": ("classes", {"class_": "id"}),
    "people": ("people", {"person": "id"}),
    "posts": ("posts", {}),
    "statuses": ("spells", {}),
    "terms": ("terms", {}),
    "calendar": ("exceptions", {}),
    "holidays": ("holidays", {}),
    "campaigns": ("campaigns", {}),
    "adoptions": ("adoptions", {}),
    "events": ("events", {"event": "id"}),
    "filings": ("filings", {}),
    "absences": ("absences", {}),
    "suspensions": ("suspensions", {}),
    "moves": ("moves", {}),
    "accounts": ("accounts", {}),
}
_LEVELS = {"province": "省", "city": "市", "county": "区县"}
# What the files call the words of closed lists, by column.
_WORDS: Mapping[str, Mapping[Any, str]] = {
    "level": {**_LEVELS, "class": "班级", "grade": "年级", "school": "全校"},
    "authority": _LEVELS,
    "stage": STAGES,
    "connected": {ALWAYS: "已接入", None: "未接入"},
    "role": ROLES,
    "status": {"open": "开办", "closed": "停办", "merged": "并入"},
    "kind": {
        "closure": "停课",
        "teaching": "补课",
        "no-meals": "不供餐",
        "meals": "供餐",
        "education": "教育",
        "administrator": "管理",
    },
    "number": {1: "第一学期", 2: "第二学期"},
    "off": {True: "休", False: "班"},
    "content": {"content": "有内容", "zero": "零报告", "no-change": "无变化"},
    "cause": {"illness": "因病", "injury": "因伤", "other": "其他"},
    "tracing": {"": "未登记", "registered": "登记", "traced": "追查"},
    "diagnosis": {"suspected": "疑似", "confirmed": "确诊"},
    "source": {"school": "学校", "hospital": "医院", "cdc": "疾控", "parent": "家长", "other": "其他"},
}
# What a spreadsheet would run as a formula is written as a text, as people do: with an apostrophe in front.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_Row = Mapping[str, Any]


def write_tables(record: Record, region: Region, folder: Path) -> list[str]:
    """
    Write a record as tables, and return the names of the files.

    They are written beside the folder first and read back; only where the same facts come back do they get their name.

    Args:
        record: the facts.
        region: gives words and columns.
        folder: a folder that is not there yet, or is empty.

    Raises:
        FactError: the folder is not empty, or tables cannot hold what the record says.
        UnknownSubject: the record names what the region does not have.
    """
    fit(region.rulebook, record)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty: name a new folder, so that nothing of yours is overwritten"
        raise FactError(message)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / "tables"
        made.mkdir()
        names = _write(record, region, made)
        _hold(record, region, made)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    return names


def _write(record: Record, region: Region, folder: Path) -> list[str]:
    writer = _Cells(region, record)
    written = []
    for kind in kinds(writer.words).values():
        rows: Sequence[_Row] = [*writer.rows(kind)]
        if not rows and not kind.required:
            continue
        cells = [{one.field: writer.cell(kind, one, row.get(one.field, ...), row) for one in kind.columns} for row in rows]
        used = [one for one in kind.columns if one.required or any(row[one.field] for row in cells)]
        name = f"{kind.chinese}.csv"
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            sheet = csv.writer(file)
            sheet.writerow([one.title for one in used])
            sheet.writerows([row[one.field] for one in used] for row in cells)
        written.append(name)
    return written


def _hold(record: Record, region: Region, folder: Path) -> None:
    """
    Refuse tables that read back as something else.
    """
    try:
        back = read_folder(folder, region=region)
    except InputError as error:
        message = f"tables refuse what the record says: {len(error.problems)} times, first: {error.problems[0]}; write JSON"
        raise FactError(message) from None
    given = [name for name in FACTS if name != "areas" or record.areas]
    wrong = [name for name in given if _sorted(getattr(record, name)) != _sorted(getattr(back, name))]
    if wrong:
        message = f"tables cannot hold all that the record says of {', '.join(wrong)}: write JSON"
        raise FactError(message)


def _sorted(facts: Sequence[Any]) -> list[str]:
    return sorted(to_json(one) for one in facts)


class _Cells:
    """
    Values to cells, each tried on the column that will read it.
    """

    def __init__(self, region: Region, record: Record) -> None:
        self.words = Vocabulary(region.rulebook)
        self._book, self._record = region.rulebook, record
        self._found: dict[tuple[str, str, Any], str] = {}

    def rows(self, kind: Kind) -> Iterator[_Row]:
        """
        Yield the facts of a kind of file as values by column.
        """
        if kind.name == "record":
            if self._record.since is not None:
                yield {"since": self._record.since}
            return
        table, names = _FILES[kind.name]
        for fact in getattr(self._record, table):
            row = {one.field: getattr(fact, names.get(one.field, one.field), ...) for one in kind.columns}
            yield {**row, **self._more(kind.name, fact)}

    def _more(self, kind: str, fact: Any) -> _Row:
        """
        Return what stands in other columns than it is called.
        """
        if kind == "schools":
            area = self._record.area_by_id.get(fact.area)
            authority = self._record.area_by_id.get(fact.authority)
            level = "county" if area is None else area.level
            return {f"{level}_code": fact.area, "authority": None if authority is None else authority.level}
        if kind == "filings":
            found = {f"part:{part}": at for part, at in fact.parts.items()}
            for hand, one in fact.hands.items():
                found |= {f"hand:{hand}": one.person, f"hand_at:{hand}": one.at}
            return found
        if kind == "events":
            return self._details(kind, fact.kind, fact.details)
        return self._details(kind, (fact.workflow, fact.move), fact.details) if kind == "moves" else {}

    def _details(self, kind: str, of: Any, details: Mapping[str, str]) -> _Row:
        needs = {need.key: need for need in self.words.details(kind, of)}
        return {
            f"detail:{key}:{needs[key].title}": needs[key].choices.get(value, value)
            for key, value in details.items()
            if key in needs
        }

    def cell(self, kind: Kind, column: Column, value: Any, row: _Row) -> str:
        """
        Return the text of a cell that is read as a value; what is as it would be in an empty cell is empty.

        Raises:
            FactError: no text is.
        """
        blank = column.default if column.empty is ... else column.empty
        if value is ... or (value == blank and not column.required and column.field != "connected"):
            return ""
        if column.field == "move":
            return self._move(row["workflow"], value)
        key = (kind.name, column.field, value)
        if key not in self._found:
            self._found[key] = self._readable(kind, column, value)
        return self._found[key]

    def _move(self, workflow: str, move: str) -> str:
        title = next((one.title for one in self._book.workflows[workflow].move if one.id == move), move)
        try:
            return title if self.words.move(workflow, title) == move else move
        except Bad:
            return move

    def _readable(self, kind: Kind, column: Column, value: Any) -> str:
        for text in self._texts(column.field, value):
            plain = f"'{text}" if text.startswith(_FORMULA) else text
            try:
                if column.read(plain) == value:
                    return plain
            except Bad:
                continue
        message = f"tables cannot hold what the record says under {column.title} of {kind.chinese}: write JSON"
        raise FactError(message)

    def _texts(self, field: str, value: Any) -> Iterator[str]:
        """
        Yield ways in which a value may be written, that for people first.
        """
        if isinstance(value, tuple):
            yield "、".join(next(self._texts(field, one)) for one in value)
            yield "、".join(str(one) for one in value)
            return
        word = _WORDS.get(field, {}).get(value)
        if word is not None:
            yield word
        for table in ("duties", "parties", "event_kinds", "documents", "workflows"):
            item = getattr(self._book, table).get(value) if isinstance(value, str) else None
            if item is not None:
                yield item.title
        if field in ("symptoms", "disease", "reason"):
            yield from self._health("symptom" if field == "symptoms" else "disease", value)
        if isinstance(value, bool):
            yield "是" if value else "否"
        elif isinstance(value, datetime):
            local = aware(value)
            yield from (local.strftime(form) for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"))
        elif isinstance(value, date):
            yield value.isoformat()
        elif field == "temperature":
            yield f"{value // 10}.{value % 10}"
        else:
            yield str(value)

    def _health(self, of: str, word: str) -> Iterator[str]:
        title = self._book.words(of).get(word)
        if title is not None:
            yield title
