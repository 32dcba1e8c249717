"""
The words that a region's law adds to the files.

Duties, posts, kinds of event, hands and parts of filings; workflows and what their moves say; symptoms and diseases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from school_health.core.workflow import Need
from school_health.files.cells import Parser, code, known_words, name, note, person, several
from school_health.files.columns import Column, normal
from school_health.files.dates import moment
from school_health.files.text import Bad, Cell, refuse


if TYPE_CHECKING:
    from collections.abc import Hashable

    from school_health.core.rulebook import Rulebook

__all__ = ["PARTS", "Vocabulary"]

# What the parts of filings are called; a part that is not here has its English heading only.
PARTS: Mapping[str, str] = {
    "approval": "批准",
    "attachment": "附件",
    "certificate": "证明",
    "declaration": "承诺",
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
        checks = rulebook.checks.values() if rulebook is not None else ()
        parts = {part for duty in duties for part in duty.needs} if rulebook is not None else set(PARTS)
        parts |= {part for check in checks if check.test == "parts" for part in check.needs}
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

    @property
    def workflow(self) -> Parser:
        """
        Reads a workflow by id or title.
        """
        return _single(self._titled("workflows", "流程"))

    @property
    def symptoms(self) -> Parser:
        """
        Reads symptoms by id or Chinese name, several in one cell; 无 is none.
        """
        if self.rulebook is None:
            return several(code)
        read = several(self._health("symptom", "症状"), whole=True)
        return lambda cell: tuple(word for word in read(cell) if word)

    @property
    def disease(self) -> Parser:
        """
        Reads a disease by id or Chinese name; 无 is none.
        """
        return code if self.rulebook is None else self._health("disease", "疾病")

    @property
    def reason(self) -> Parser:
        """
        Reads the reason of a suspension: a disease, or other words.
        """
        disease = self.disease

        def parse(cell: Cell) -> Any:
            text = name(cell)
            try:
                return disease(text)
            except Bad:
                return text

        return parse

    def _health(self, of: str, what: str) -> Parser:
        """
        Read a word for a symptom or disease.

        The words that may be given are named in their own order: the nearest first would tell what somebody has.
        """
        vocabularies = self.rulebook.vocabularies.values() if self.rulebook is not None else ()
        words = self.rulebook.words(of) if self.rulebook is not None else {}
        ids: dict[str, list[str]] = {}
        # A later document may call a word by another name; the earlier one is understood too.
        for one, title in dict.fromkeys(pair for each in vocabularies if each.of == of for pair in each.words.items()):
            ids.setdefault(normal(title), []).append(one)
        ids.update({normal(one): [one] for one in words})  # an id comes before a name
        known = "、".join(dict.fromkeys(words.values()))

        def parse(cell: Cell) -> Any:
            text = normal(name(cell))
            found = ids.get(text, ())
            if not found and text == "无":
                return ""
            if len(found) != 1:
                refuse(
                    f"有几种{what}都叫这个名称" if found else f"本地区没有这样的{what}", f"可以填：{known}" if known else ""
                )
            return found[0]

        return parse

    def move(self, workflow: str, text: str) -> str:
        """
        Return the id of the move of a workflow that a text names by id or title.

        Raises:
            Bad: there is none, or several have the title.
        """
        if self.rulebook is None:
            return text
        rules = self.rulebook.workflows[workflow].move
        ids = [rule.id for rule in rules if normal(rule.id) == normal(text)]
        ids = ids or [rule.id for rule in rules if normal(rule.title) == normal(text)]
        if len(ids) > 1:
            refuse("这个流程有几步都叫这个名称", f"请写代号：{'、'.join(ids)}")
        if not ids:
            refuse("这个流程没有这一步", f"可以填：{known_words(text, [rule.title for rule in rules])}")
        return ids[0]

    def details(self, table: str, of: Hashable) -> tuple[Need, ...]:
        """
        Return what may be said of a kind of event (``events``) or of a move (``moves``), named by workflow and move.
        """
        return self._details[table].get(of, ())

    @cached_property
    def _details(self) -> Mapping[str, Mapping[Hashable, tuple[Need, ...]]]:
        book = self.rulebook
        if book is None:
            return {"events": {}, "moves": {}}
        events: dict[Hashable, tuple[Need, ...]] = {
            kind.id: tuple(Need(key=key, title=title) for key, title in kind.details.items())
            for kind in book.event_kinds.values()
        }
        moves: dict[Hashable, tuple[Need, ...]] = {
            (workflow.id, move.id): (*move.needs, *move.may)
            for workflow in book.workflows.values()
            for move in workflow.move
        }
        return {"events": events, "moves": moves}

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
        Return who files a duty (``duties``), holds a post (``parties``) or has an event (``event_kinds``); None if anybody.
        """
        item = getattr(self.rulebook, table).get(of) if self.rulebook is not None else None
        key = {"duties": "filer", "parties": "level", "event_kinds": "subject"}[table]
        level = None if item is None else getattr(item, key)
        return None if level == "any" else level

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

    def detail_columns(self, table: str, taken: Iterable[Column]) -> tuple[Column, ...]:
        """
        Return the columns of ``events`` or ``moves`` that the law adds: one for each key and title unlike those before.
        """
        used = {normal(heading) for column in taken for heading in column.headings}
        columns: list[Column] = []
        pairs = ((need.key, need.title) for needs in self._details[table].values() for need in needs)
        for key, title in dict.fromkeys(pairs):
            words = [word for word in dict.fromkeys((key, title)) if normal(word) not in used]
            if not words and not any(column.field.startswith(f"detail:{key}:") for column in columns):
                words = [f"detail_{key}"]  # both words are columns of every region
            if words:
                used.update(normal(word) for word in words)
                field = f"detail:{key}:{title}"
                columns.append(Column(field=field, english=words[0], chinese=tuple(words[1:]), parse=note, personal=True))
        return tuple(columns)


def _single(parse: Parser) -> Parser:
    def only(cell: Cell) -> Any:
        found = parse(cell)
        if isinstance(found, tuple):
            refuse("有几项都叫这个名称", f"请写代号：{'、'.join(found)}")
        return found

    return only
