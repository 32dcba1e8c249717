"""
The words that a region's law adds to the files: duties, posts, kinds of event, hands and parts of filings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from school_health.files.cells import Parser, code, known_words, name, person
from school_health.files.columns import Column, normal
from school_health.files.dates import moment
from school_health.files.text import Cell, refuse


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook

__all__ = ["PARTS", "Vocabulary"]

# What the parts of filings are called; a part that is not here has its English heading only.
PARTS: Mapping[str, str] = {
    "approval": "批准",
    "attachment": "附件",
    "certificate": "证明",
    "list": "名单",
    "photo": "照片",
    "receipt": "收据",
    "report": "报告",
    "seal": "盖章",
    "signature": "签字",
    "voucher": "凭证",
}


class Vocabulary:
    """
    The words of a region, or of none: then ids are taken as they stand.
    """

    def __init__(self, rulebook: Rulebook | None) -> None:
        self.rulebook = rulebook
        duties = rulebook.duties.values() if rulebook is not None else ()
        parts = {part for duty in duties for part in duty.needs} if rulebook is not None else set(PARTS)
        hands = {hand for duty in duties if duty.through is not None for hand in duty.through.hands}
        self.parts = tuple(sorted(parts))
        self.hands = tuple(sorted(hands))

    @property
    def duty(self) -> Parser:
        """
        Reads a duty by id or title: to an id, or to several where duties of different years share a title.
        """
        return self._titled("duties", "任务")

    @property
    def event(self) -> Parser:
        """
        Reads a kind of event by id or title.
        """
        return _single(self._titled("event_kinds", "事件类型"))

    @property
    def role(self) -> Parser:
        """
        Reads a post by the party's id or title.
        """
        return _single(self._titled("parties", "岗位"))

    @property
    def document(self) -> Parser:
        """
        Reads a document by id, title or number.
        """
        return _single(self._titled("documents", "文件"))

    def _titled(self, table: str, what: str) -> Parser:
        if self.rulebook is None:
            return code
        items: Mapping[str, Any] = getattr(self.rulebook, table)
        found: dict[str, Any] = {}
        for item in items.values():
            for word in {item.title, getattr(item, "number", item.title)}:
                ids = (*found.get(normal(word), ()), item.id)
                found[normal(word)] = ids
        table_of = {word: ids[0] if len(ids) == 1 else ids for word, ids in found.items()}
        table_of.update({normal(one): one for one in items})  # an id comes before a title
        known = [word for item in items.values() for word in (item.title, item.id)]

        def parse(cell: Cell) -> Any:
            text = name(cell)
            if normal(text) not in table_of:
                refuse(f"本地区没有这样的{what}", f"可以填：{known_words(text, known)}" if known else "")
            return table_of[normal(text)]

        return parse

    def in_force(self, duties: Iterable[str], on: date) -> tuple[str, ...]:
        """
        Return those of several duties that hold on a day.
        """
        book = self.rulebook
        return tuple(one for one in duties if book is not None and book.in_force(book.duties[one], on))

    def level(self, table: str, of: str) -> str | None:
        """
        Return who files a duty (``duties``), holds a post (``parties``) or has an event (``event_kinds``); None if unknown.
        """
        item = getattr(self.rulebook, table).get(of) if self.rulebook is not None else None
        key = {"duties": "filer", "parties": "level", "event_kinds": "subject"}[table]
        return None if item is None else getattr(item, key)

    def columns(self, taken: Iterable[Column]) -> tuple[Column, ...]:
        """
        Return the columns of filings that the law adds; a heading that is taken already is not given twice.
        """
        used = {normal(heading) for column in taken for heading in column.headings}
        columns = []

        def add(field: str, english: str, chinese: str | None, parse: Parser, *, personal: bool = False) -> None:
            words = tuple(word for word in ([chinese] if chinese else []) if normal(word) not in used)
            if normal(english) in used:
                if not words:
                    return
                english, words = words[0], ()
            used.update(normal(word) for word in (english, *words))
            columns.append(Column(field=field, english=english, chinese=words, parse=parse, personal=personal))

        for part in self.parts:
            title = PARTS.get(part, "" if part.isascii() else part)
            add(f"part:{part}", f"{part}_at", f"{title}时间" if title else None, moment)
        for hand in self.hands:
            title = self.rulebook.parties[hand].title if self.rulebook is not None else ""
            add(f"hand:{hand}", hand, title or None, person, personal=True)
            add(f"hand_at:{hand}", f"{hand}_at", f"{title}时间" if title else None, moment)
        return tuple(columns)


def _single(parse: Parser) -> Parser:
    def only(cell: Cell) -> Any:
        found = parse(cell)
        if isinstance(found, tuple):
            refuse("有几项都叫这个名称", f"请写代号：{'、'.join(found)}")
        return found

    return only
