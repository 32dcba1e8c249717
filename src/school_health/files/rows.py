"""
Rows to facts in general: each row made once, what it names looked up, whatever contradicts itself told in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from school_health.errors import FactError
from school_health.files.names import Names
from school_health.files.parsing import Parsed, Values
from school_health.files.problem import Problem
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary


__all__ = ["Rows", "made_id"]


class Rows:
    """
    What the makers of facts share.

    Args:
        parsed: the files by kind, those that could be read.
        names: what the folder names.
        words: the region's words.
        problems: the list to which problems are added.
    """

    def __init__(self, parsed: Mapping[str, Parsed], names: Names, words: Vocabulary, problems: list[Problem]) -> None:
        self._parsed = parsed
        self._names = names
        self._words = words
        self._problems = problems
        self._file: Parsed | None = None
        self._row = 0
        self._seen: dict[Hashable, int] = {}
        self._rest: Callable[[Values], Hashable] | None = None
        self.facts: dict[str, list[Any]] = {}

    # ------------------------------------------------------------------ rows

    def _each(self, kind: str, make: Callable[[Values], Any]) -> list[Any]:
        found: list[Any] = []
        parsed = self._parsed.get(kind)
        if parsed is None:
            return found
        self._file, self._seen, self._rest = parsed, {}, None
        problems = self._problems
        for number, values in parsed.rows:
            self._row = number
            before = len(problems)
            try:
                fact = make(values)
            except Bad as bad:
                self._wrong(None, bad.what, bad.fix)
            except FactError as error:
                if len(problems) == before:  # a rule of the model that no check has said in Chinese; it quotes ids only
                    self._wrong(None, f"这一行自相矛盾：{error}")
            else:
                if len(problems) == before:
                    found.append(fact)
        return found

    def _wrong(self, field: str | None, what: str, fix: str = "", value: object = None) -> None:
        assert self._file is not None  # noqa: S101 - set before any row is looked at
        self._problems.append(self._file.problem(self._row, field, what, fix, value))

    def _once(self, field: str, key: Hashable, value: object = None, what: str = "") -> None:
        """
        Complain of a key that an earlier row has.
        """
        first = self._seen.setdefault(key, self._row)
        if first != self._row:
            self._wrong(field, f"与第 {first} 行重复{what}", "请删去其中一行", value)

    def _not_doubled(self, values: Values, key: Hashable, what: str, fix: str) -> None:
        """
        Complain of a row that says the same as an earlier one, be it under another reference, or has a key of one.
        """
        assert self._file is not None  # noqa: S101 - set before any row is looked at
        first = self._seen.setdefault(key, self._row)
        same = self._row
        if "id" in self._file.headings:  # where no row has a reference of its own, equal rows have equal keys
            if self._rest is None:
                self._rest = itemgetter(*(field for field in values if field != "id"))
            same = self._seen.setdefault(("row", self._rest(values)), self._row)
        if same != self._row:
            self._wrong(None, f"与第 {same} 行重复", "请删去其中一行")
        elif first != self._row:
            self._wrong(None, f"与第 {first} 行{what}", fix)

    def _in_order(self, values: Values) -> None:
        first, last = values["first"], values["last"]
        if first is not None and last is not None and last < first:
            self._wrong("last", f"早于起始日期 {first}", "请改正起止日期", last)

    # ------------------------------------------------------------------ names

    def _school(self, field: str, text: str) -> None:
        if not self._names.has("schools", text):
            self._wrong(field, "学校表里没有这所学校", self._names.school_hint(text), text)

    def _resolved(self, field: str, text: str, level: str | None, *, people: bool = True) -> str:
        try:
            return self._names.place(text, level, people=people)
        except Bad as bad:
            self._wrong(field, bad.what, bad.fix, text)
            return text

    def _area_or_everywhere(self, field: str, text: str) -> str:
        if not text:
            return ""
        try:
            found = self._names.area(text)
        except Bad as bad:
            self._wrong(field, bad.what, bad.fix, text)
            return text
        if found is None:
            self._wrong(field, "没有这个地区", "请写地区代码或名称；全部地区都适用时留空", text)
        return found or text


def made_id(*parts: object) -> str:
    """
    Return a reference for a row that gives none: the same for the same parts, and without a person in it.
    """
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()
