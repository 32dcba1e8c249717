"""
Every number, day, time, set, post … of a rulebook moved by one unit: what some vector must notice.

A number is moved up and down by one, a time of the clock by a minute, a day by a day; of a list each member is dropped and
one is added; a word of a closed list is exchanged for its neighbours. What is moved is what was loaded, defaults included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from inspect import signature
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen

from school_health.conformance.members import INVENTED, PEOPLE, Names
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.chapter import RULES, Chapter
from school_health.core.checks import TESTS
from school_health.core.duty import PERIODS, Duty, Through
from school_health.core.escalation import Step
from school_health.core.finding import Check
from school_health.core.law import Document, EventKind, Party, Scope
from school_health.core.signal import DETECTORS


__all__ = ["EXEMPT", "Shift", "shifts"]

# What is no rule but words about one, and so is not moved; the documentation has this list too.
EXEMPT: dict[str, str] = {
    "id": "the name of an item",
    "clause": "the citation",
    "also": "the citation",
    "document": "the citation",
    "ours": "where a value comes from, and not the value",
    "trust": "how far a text may be trusted",
    "open": "whether a list of words ends with 等, so that others may be added",
    "title": "a title",
    "says": "a sentence for readers",
    "do": "a sentence for readers",
    "liability": "a sentence for readers",
    "keeper_title": "a title",
    "number": "a title: the document's number",
    "issuer": "a title: who issued it",
    "issued": "a title: when it was issued; what holds from when is `since`",
    "issued_month": "a title: the month in which it was issued",
    "last_checked": "when somebody looked, and nothing of the law",
    "key": "the name of a field",
    "paper": "how a detail is typed in",
    "layout": "whether a form looks as the document prints it",
    "attachments": "titles of papers",
    "means": "a sentence for readers: what an empty filing means",
    "test": "the name of a test; what the test is told is moved",
    "detector": "the name of a method; what the method is told is moved",
    "configurable": "what a host may set",
    "configured": "what a host has set",
}

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
    return {**holder, step: _put(holder[step], rest, value)}


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
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


_Moved = Iterator[tuple[Path, str, tuple[Any, ...]]]


class _Walker:
    """
    Goes through an item, value by value.
    """

    def __init__(self, names: Names, item: Any, chapter: Chapter) -> None:
        self.names = names
        self.item = item
        self.chapter = chapter

    def model(self, holder: Any, path: Path) -> _Moved:
        hints = _hints(type(holder))
        for one in attrs.fields(type(holder)):
            if one.name not in EXEMPT and not self._means_nothing(holder, one):
                yield from self.value(holder, one.name, hints[one.name], getattr(holder, one.name), (*path, one.name))

    def _means_nothing(self, holder: Any, one: attrs.Attribute[Any]) -> bool:
        """
        Say whether a value is read by nobody as the item stands, so that no answer could change with it.
        """
        asks = _UNREAD.get((type(holder).__name__, one.name))
        if isinstance(holder, Check) and holder.test not in TESTS and one.name != "scope":
            return bool(getattr(holder, one.name) == one.default)  # what a region's own test reads, only the region knows
        return asks is not None and asks(self, holder)

    def value(self, holder: Any, name: str, hint: Any, value: Any, path: Path) -> _Moved:
        where = (type(holder).__name__, name)
        hint, optional = _without_none(hint)
        if value is None:
            return
        if where in _PLAIN:
            if value:
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
            words = [one for one in get_args(hint) if one and one != _ALL_OF_THEM]
            for word in _beside(value, words) if value else ():
                yield path, f"{value!r} → {word!r}", (word,)
            if optional:
                yield path, f"{value!r} left out", (None,)
        else:
            yield from self._single(holder, name, value, path, optional=optional)

    def _single(self, holder: Any, name: str, value: Any, path: Path, *, optional: bool) -> _Moved:
        for moved in _moved(name, value):
            if (type(holder).__name__, name, moved) != (
                "SampleRule",
                "least",
                0,
            ) or not holder.percent:  # a share is rounded up
                yield path, f"{value} → {moved}", (moved,)
        if isinstance(value, str) and value:
            pool = self.names.could_be(self.item, holder, name)
            if name == "scope":
                yield path, f"{value!r} → another", tuple(word for word in pool if word != value)[:_TRIED]
            else:
                for word in _beside(value, pool):
                    yield path, f"{value!r} → {word!r}", (word,)
            if pool and name != "from_" and not (name == "scope" and self._limits_nobody(value)):
                yield path, f"{value!r} left out", (None if optional else "",)
            elif name == "level":
                yield path, f"{value!r} → another level", (INVENTED,)

    def _list(self, holder: Any, name: str, hint: Any, value: tuple[Any, ...], path: Path) -> _Moved:
        for place, one in enumerate(value):
            told = repr(one) if isinstance(one, str | int) else f"number {place + 1}"
            if type(one) is int:  # a month and a day
                for moved in (one + 1, one - 1):
                    yield (*path, place), f"{one} → {moved}", (moved,)
                continue
            yield path, f"{told} dropped", ((*value[:place], *value[place + 1 :]),)
            if attrs.has(type(one)):
                yield from self.model(one, (*path, place))
            if name in _ORDERED and place + 1 < len(value) and _at_one_time(one, value[place + 1]):
                yield path, f"{told} after the next", ((*value[:place], value[place + 1], one, *value[place + 2 :]),)
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

    def _table(self, where: tuple[str, str], value: dict[str, Any], path: Path) -> _Moved:
        for key in value:
            if not self._goes_unnoticed(where, key, value[key]):
                yield path, f"{key!r} dropped", ({one: it for one, it in value.items() if one != key},)
        if where == ("SignalRule", "settings"):
            for key, number in value.items():
                for moved in _last_digit(number):
                    yield (*path, key), f"{number} → {moved}", (moved,)
        if where == ("Custody", "names"):
            keys = list(value)
            for key, after in zip(keys, [*keys[1:], *keys[:1]], strict=True):
                if value[after] != value[key]:
                    yield path, f"the name of {key!r} → that of {after!r}", ({**value, key: value[after]},)
        if where == ("Workflow", "states") and len(value) > 1:
            first, second, *rest = value
            yield path, "begins with the second", ({one: value[one] for one in (second, first, *rest)},)

    def _limits_nobody(self, name: str) -> bool:
        """
        Say whether a scope names every kind of person, and nothing else.
        """
        scopes = {one.id: one for chapter in self.names.chapters for one in chapter.scope}
        one = scopes[name]
        limits = (one.stages, one.connected is not None, one.meals is not None, one.authority)
        return set(one.people) == set(PEOPLE) and not any(limits)

    def _goes_unnoticed(self, where: tuple[str, str], key: str, value: str) -> bool:
        """
        Say whether a key may as well not be there: a word of another vocabulary, a setting that the detector has by itself.
        """
        if where == ("SignalRule", "settings"):
            known = signature(DETECTORS[self.item.detector]).parameters if self.item.detector in DETECTORS else {}
            return key in known and known[key].default == float(value)
        return where == ("Vocabulary", "words") and self._stands_elsewhere(key)

    def _stands_elsewhere(self, word: str) -> bool:
        """
        Say whether a word of this vocabulary is one of another too, and no rule names this one.
        """
        chapters = self.names.chapters
        named = {name for chapter in chapters for rule in chapter.rules for name in getattr(rule, self.item.of + "s", ())}
        others = [
            one for chapter in chapters for one in chapter.vocabulary if one.of == self.item.of and one.id != self.item.id
        ]
        return self.item.id not in named and any(word in one.words for one in others)


def _at_one_time(step: Step, other: Step) -> bool:
    return step.at == other.at


def _weighs_nobody(_walker: _Walker, rule: AlertRule) -> bool:
    return not {"cases", "percent"}.intersection(rule.thresholds)


def _is_no_answer(walker: _Walker, rule: EventKind) -> bool:
    duties = [duty for chapter in walker.names.chapters for duty in chapter.duty]
    answering = {event for duty in duties for event in (*duty.unless, *(duty.while_.until if duty.while_ else ()))}
    return not rule.takes_back and f"fact:{rule.id}" not in answering


def _is_of_a_period(_walker: _Walker, duty: Duty) -> bool:
    return bool(PERIODS.intersection(duty.every))


def _is_asked_by_nobody(walker: _Walker, through: Through) -> bool:
    checks = [
        one for chapter in walker.names.chapters for one in chapter.check if one.test == "hands" or one.test not in TESTS
    ]
    return not any(walker.item.id in one.of for one in checks)


def _no_move_answers(walker: _Walker, duty: Duty) -> bool:
    flows = [flow for chapter in walker.names.chapters for flow in chapter.workflow]
    return bool(duty.after) and not any(set(duty.after).intersection(flow.opens) for flow in flows)


def _concerns_nobody(walker: _Walker, scope: Scope) -> bool:
    duties = [duty for chapter in walker.names.chapters for duty in chapter.duty]
    return not scope.people and not any(duty.filer == "person" and duty.scope == scope.id for duty in duties)


def _dates_nothing(walker: _Walker, _document: Document) -> bool:
    return all(rule.since is not None for rule in walker.chapter.rules if not isinstance(rule, _UNDATED))


# Values that are read only where another one asks for them.
_UNREAD: Mapping[tuple[str, str], Callable[[_Walker, Any], bool]] = {
    ("AlertRule", "calendar"): lambda _, rule: rule.days == 1,  # one day is any day
    # Cases that must share a symptom are told apart by it, so that no disease lets one in, and the other way round.
    ("AlertRule", "diseases"): lambda _, rule: rule.alike == ("symptom",) and bool(rule.symptoms) and not rule.diseases,
    ("AlertRule", "symptoms"): lambda _, rule: rule.alike == ("disease",) and bool(rule.diseases) and not rule.symptoms,
    ("AlertRule", "counts"): _weighs_nobody,
    ("AlertRule", "otherwise"): lambda walker, rule: rule.counts != "onset" or _weighs_nobody(walker, rule),
    ("SignalRule", "otherwise"): lambda _, rule: rule.counts != "onset",
    ("Deadline", "edge"): lambda _, by: by.at_once,
    ("Deadline", "from_"): lambda _, by: by.date is not None,
    ("Duty", "covers"): _is_of_a_period,
    ("Duty", "met"): lambda walker, duty: not duty.met and _no_move_answers(walker, duty),
    ("Through", "others"): _is_asked_by_nobody,
    ("ConsequenceRule", "distinct"): lambda _, rule: rule.count == 1,
    ("FormField", "many"): lambda _, one: one.need == "paper-only",
    # Weeks begin on Monday, so that a day more leads to the same day of the week.
    ("Reckoning", "days"): lambda _, by: by.weekday is not None and by.days == 0,
    ("Deadline", "days"): lambda _, by: by.weekday is not None and by.days == 0,
    ("EventKind", "takes_back"): _is_no_answer,
    ("Scope", "people"): _concerns_nobody,
    ("Document", "since"): _dates_nothing,
    ("Document", "reach"): lambda _, document: document.reach.level != "school",  # a word, unless others may adopt it
}
# What holds whenever what names it holds.
_UNDATED = (Party, EventKind, Scope, Vocabulary, CaseDefinition)

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
        return [value + timedelta(days=1), value - timedelta(days=1)]
    return []


def _last_digit(number: str) -> list[str]:
    """
    Return a number written as text with its last digit one more and one less.
    """
    whole, dot, part = number.partition(".")
    digits, places = int(whole + part), len(part)
    found = []
    for moved in (digits + 1, digits - 1):
        text = str(abs(moved)).rjust(places + 1, "0")
        found.append(("-" if moved < 0 else "") + text[: len(text) - places] + dot + text[len(text) - places :])
    return found
