"""
Every number, day, time, set, post … of a rulebook moved by one unit: what some vector must notice.

A number is moved up and down by one, a time of the clock by a minute, a day by a day; of a list each member is dropped and
one is added; a word of a closed list is exchanged for its neighbours. What is moved is what was loaded, defaults included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen

from school_health.conformance.members import INVENTED, Names
from school_health.conformance.unread import Where, limits_nobody, unread, unread_key
from school_health.core.chapter import RULES, Chapter
from school_health.core.checks import TESTS
from school_health.core.escalation import Step
from school_health.core.finding import Check
from school_health.core.form import FormTable
from school_health.core.law import Reach


__all__ = ["Shift", "shifts"]

# Lists of which the order decides among members of one time: each changes places with the next.
_ORDERED = {"step"}
# Texts that say where something goes, and stand for themselves: moved by leaving them out.
_PLAIN = {("Duty", name) for name in ("channel", "module", "form")} | {
    ("AlertRule", "family"),
    ("Step", "enters"),
    ("ConsequenceRule", "impact"),
    ("Need", "either"),
    ("FormField", "rows"),
    ("Document", "during"),
}
# Beside the word that takes in all others nothing is shown to be shut out.
_ALL_OF_THEM = "any"
# Numbers that may be below zero.
_SIGNED = {"days", "weeks"}
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MINUTE = timedelta(minutes=1)
_NOON = date(2000, 1, 1)

Path = tuple[str | int, ...]


@frozen
class Shift:
    """
    One thing of a rulebook moved.

    Args:
        document: the document in which it stands.
        kind: the kind of rule, ``document`` or ``terms``.
        item: the id of the rule.
        path: the way to the value within it.
        what: what is done to it, in words.
        was: the value that stands there.
        becomes: the value in its place; of several any one will do, since a list could grow by any of them.
    """

    document: str
    kind: str
    item: str
    path: Path
    what: str
    was: Any = field(repr=False)
    becomes: tuple[Any, ...] = field(repr=False)

    @property
    def place(self) -> str:
        """
        Where it is, as a path.
        """
        return ".".join(str(step).rstrip("_") for step in self.path)

    def __str__(self) -> str:
        return f"{self.document}: {self.kind} {self.item} {self.place}: {self.what}"

    def applied(self, chapters: Sequence[Chapter], value: Any) -> tuple[Chapter, ...]:
        """
        Return chapters with the value in its place.
        """
        return tuple(
            self._within(chapter, value) if chapter.document.id == self.document else chapter for chapter in chapters
        )

    def _within(self, chapter: Chapter, value: Any) -> Chapter:
        if self.kind in ("document", "terms"):
            whole = _put(getattr(chapter, self.kind), self.path, value)
        else:
            rules = getattr(chapter, self.kind)
            whole = tuple(_put(rule, self.path, value) if rule.id == self.item else rule for rule in rules)
        return attrs.evolve(chapter, **{self.kind: whole})


def _put(holder: Any, path: Path, value: Any) -> Any:
    """
    Return a value with another one at the end of a path.
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return tuple(_put(one, rest, value) if place == step else one for place, one in enumerate(holder))
    if attrs.has(type(holder)):
        return attrs.evolve(holder, **{step: _put(getattr(holder, step), rest, value)})
    return {**holder, step: _put(holder[step], rest, value)} if step in holder else holder


def _get(holder: Any, path: Path) -> Any:
    for step in path:
        holder = getattr(holder, str(step)) if attrs.has(type(holder)) else holder[step]
    return holder


def shifts(chapters: Iterable[Chapter], own: Iterable[str]) -> Iterator[Shift]:
    """
    Yield every shift of some documents.

    Args:
        chapters: the chapters of a region as read, with those that it inherits.
        own: the ids of the documents to be moved.
    """
    held, wanted = tuple(chapters), set(own)
    names = Names(
        (*(one for one in held if one.document.id in wanted), *(one for one in held if one.document.id not in wanted))
    )
    for chapter in held:
        if chapter.document.id not in wanted:
            continue
        yield from _of(chapter, names, "document", chapter.document)
        for kind in RULES:
            for rule in getattr(chapter, kind):
                yield from _of(chapter, names, kind, rule)
        if chapter.terms is not None:
            yield from _of(chapter, names, "terms", chapter.terms)


def _of(chapter: Chapter, names: Names, kind: str, item: Any) -> Iterator[Shift]:
    walker = _Walker(names, item, chapter)
    for path, what, becomes in walker.model(item, ()):
        yield Shift(chapter.document.id, kind, getattr(item, "id", kind), path, what, _get(item, path), becomes)


@lru_cache(maxsize=128)
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


_Moved = Iterator[tuple[Path, str, tuple[Any, ...]]]


class _Walker:
    """
    Goes through an item, value by value.
    """

    def __init__(self, names: Names, item: Any, chapter: Chapter) -> None:
        self.names = names
        self.item = item
        self.where = Where(item, chapter, names.chapters)

    def model(self, holder: Any, path: Path) -> _Moved:
        kind: Any = type(holder)
        hints = _hints(kind)
        for one in attrs.fields(kind):
            if not unread(self.where, holder, one):
                yield from self.value(holder, one.name, hints[one.name], getattr(holder, one.name), (*path, one.name))

    def value(self, holder: Any, name: str, hint: Any, value: Any, path: Path) -> _Moved:
        where = (type(holder).__name__, name)
        hint, optional = _without_none(hint)
        if value is None or (where in _PLAIN and not value):
            return
        if where in _PLAIN:
            yield path, f"{value!r} left out", ("",)
        elif attrs.has(type(value)):
            if optional:
                yield path, "left out", (None,)
            yield from self.model(value, path)
        elif isinstance(value, tuple):
            yield from self._list(holder, name, hint, value, path)
        elif isinstance(value, dict):
            yield from self._table(where, value, path)
        elif get_origin(hint) is Literal:
            yield from _word(hint, value, path, optional=optional)
        else:
            yield from self._single(holder, name, value, path, optional=optional)

    def _single(self, holder: Any, name: str, value: Any, path: Path, *, optional: bool) -> _Moved:
        for moved in _moved(name, value):
            if not self._comes_to_the_same(holder, name, moved):
                yield path, f"{value} → {moved}", (moved,)
        if isinstance(value, str) and value:
            pool = self.names.could_be(self.item, holder, name)
            if name == "scope":
                yield path, f"{value!r} → another", tuple(word for word in pool if word != value)[:_TRIED]
            else:
                for word in _beside(value, pool):
                    yield path, f"{value!r} → {word!r}", (word,)
            if pool and name != "from_" and not (name == "scope" and limits_nobody(self.where, value)):
                yield path, f"{value!r} left out", (None if optional else "",)
            elif name == "of" and type(holder) is Reach:
                yield path, f"{value!r} → another", (INVENTED,)
            elif name == "level":
                yield path, f"{value!r} → another level", (INVENTED,)

    def _comes_to_the_same(self, holder: Any, name: str, moved: Any) -> bool:
        """
        Say whether a number moved comes to the same: a share is rounded up, and weeks begin on Monday.
        """
        if (type(holder).__name__, name, moved) == ("SampleRule", "least", 0):
            return bool(holder.percent)
        weekly = getattr(self.item, "every", ()) == ("week",)
        return weekly and name == "days" and moved == 1 and getattr(holder, "weekday", None) is not None

    def _list(self, holder: Any, name: str, hint: Any, value: tuple[Any, ...], path: Path) -> _Moved:
        for place, one in enumerate(value):
            told = repr(one) if isinstance(one, str | int) else f"number {place + 1}"
            if type(one) is int:  # a month and a day
                for moved in (one + 1, one - 1):
                    yield (*path, place), f"{one} → {moved}", (moved,)
                continue
            if isinstance(one, FormTable) and not one.of:
                continue  # rows that people fill in: it says no more than what stands above them
            yield path, f"{told} dropped", ((*value[:place], *value[place + 1 :]),)
            if attrs.has(type(one)):
                yield from self.model(one, (*path, place))
            if name == "order":
                turned = one.removeprefix("-") if one.startswith("-") else f"-{one}"
                yield path, f"{told} turned round", ((*value[:place], turned, *value[place + 1 :]),)
            if name in _ORDERED and place + 1 < len(value) and _at_one_time(one, value[place + 1]):
                yield path, f"{told} after the next", ((*value[:place], value[place + 1], one, *value[place + 2 :]),)
        yield from self._more(holder, name, hint, value, path)

    def _more(self, holder: Any, name: str, hint: Any, value: tuple[Any, ...], path: Path) -> _Moved:
        """
        Yield a list with one more member, or a period exchanged for the ones beside it.
        """
        if isinstance(holder, Check) and holder.test not in TESTS:
            return  # what a region's own test would make of one more, only the region knows
        if (type(holder).__name__, name) == ("Duty", "every") and "day" in value:
            return  # every day is one already
        words = get_args(get_args(hint)[0]) if get_origin(get_args(hint)[0]) is Literal else ()
        pool = words or self.names.could_be(self.item, holder, name)
        more = [word for word in pool if word not in value]
        if value and more and set(_PERIODS).issuperset(pool):
            for word in _beside(value[0], pool):
                yield path, f"{value[0]!r} → {word!r}", ((word,),)
        elif more:
            yield path, "one more", tuple((*value, word) for word in _nearest(value, pool))

    def _other_choices(self, when: dict[str, str], path: Path) -> _Moved:
        fields = {one.key: one for one in self.item.field}
        for key, chosen in when.items():
            others = [one for one in fields[key].choices if one != chosen] or [INVENTED]
            yield (*path, key), f"{chosen!r} → {others[0]!r}", (others[0],)

    def _table(self, where: tuple[str, str], value: dict[str, Any], path: Path) -> _Moved:
        for key, it in value.items():
            if not unread_key(self.where, where, key, it):
                yield path, f"{key!r} dropped", ({one: other for one, other in value.items() if one != key},)
        if where == ("SignalRule", "settings"):
            for key, number in value.items():
                for moved in _last_digit(number):
                    yield (*path, key), f"{number} → {moved}", (moved,)
        if where == ("FormField", "when"):
            yield from self._other_choices(value, path)
        if where in _EXCHANGED:
            yield from _EXCHANGED[where](value, path)
        if where == ("Workflow", "states") and len(value) > 1:
            first, second, *rest = value
            yield path, "begins with the second", ({one: value[one] for one in (second, first, *rest)},)


def _exchanged(value: dict[str, str], path: Path) -> _Moved:
    keys = list(value)
    for key, after in zip(keys, [*keys[1:], *keys[:1]], strict=True):
        if value[after] != value[key]:
            yield path, f"the name of {key!r} → that of {after!r}", ({**value, key: value[after]},)


def _invented(value: dict[str, str], path: Path) -> _Moved:
    for key, word in value.items():
        yield (*path, key), f"{word!r} → {INVENTED!r}", (INVENTED,)


# Tables of which the values are exchanged, and for what.
_EXCHANGED = {("Custody", "names"): _exchanged, ("FormTable", "only"): _invented}


def _word(hint: Any, value: str, path: Path, *, optional: bool) -> _Moved:
    words = [one for one in get_args(hint) if one and one != _ALL_OF_THEM]
    for word in _beside(value, words) if value else ():
        yield path, f"{value!r} → {word!r}", (word,)
    if optional:
        yield path, f"{value!r} left out", (None,)


def _at_one_time(step: Step, other: Step) -> bool:
    return step.at == other.at


_PERIODS = ("day", "week", "term", "half-year", "school-year", "once")


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return kinds[0], len(kinds) < len(get_args(hint))
    return hint, False


def _beside(value: Any, words: Sequence[Any]) -> list[Any]:
    """
    Return the words before and after one in a closed list, in which the last stands beside the first.
    """
    if value not in words:
        return list(words[:1])
    place = list(words).index(value)
    return list(dict.fromkeys(one for one in (words[place - 1], words[(place + 1) % len(words)]) if one != value))


# So many members are tried before a list is said to have no end that anybody has seen.
_TRIED = 12


def _nearest(value: Sequence[Any], pool: Sequence[Any]) -> list[Any]:
    """
    Return the names that are not in a list yet, those beside its members first.
    """
    places = [list(pool).index(one) for one in value if one in pool] or [0]
    rest = [word for word in pool if word not in value]
    return sorted(rest, key=lambda word: min(abs(list(pool).index(word) - place) for place in places))[:_TRIED]


def _moved(name: str, value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if value > 0 or name in _SIGNED else [value + 1]
    if isinstance(value, time):
        noon = datetime.combine(_NOON, value)
        return [(noon + _MINUTE).time(), (noon - _MINUTE).time()]
    if isinstance(value, date):
        one = timedelta(days=1)
        return [*([value + one] if value < date.max else []), *([value - one] if value > date.min else [])]
    return []


def _last_digit(number: str) -> list[str]:
    """
    Return a number written as text with its last digit one more and one less; one that is written otherwise stays.
    """
    if not _PLAIN_NUMBER.fullmatch(number):
        return []
    whole, dot, part = number.partition(".")
    digits, places = int(whole + part), len(part)
    found = []
    for moved in (digits + 1, digits - 1):
        text = str(abs(moved)).rjust(places + 1, "0")
        found.append(("-" if moved < 0 else "") + text[: len(text) - places] + dot + text[len(text) - places :])
    return found
