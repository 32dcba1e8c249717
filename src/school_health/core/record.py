"""
The facts of one school or area, and what was known of them at a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import attrs
from attrs import define, field

from school_health.core.calendar import DayException, Holiday
from school_health.core.filing import Event, Filing
from school_health.core.moment import aware
from school_health.core.school import Adoption, Area, Campaign, Person, Post, School, SchoolClass, Spell
from school_health.core.terms import Term
from school_health.errors import FactError, UnknownSubject


__all__ = ["Record"]

T = TypeVar("T")

# A correction is a further fact: of the same key, the version recorded last is the one that counts. A school is one by
# its id; a post by who began to hold it when, so that its end is a correction; a term by its year and number.
_KEYS: Mapping[str, Callable[[Any], object]] = {
    "schools": lambda one: one.id,
    "classes": lambda one: one.id,
    "people": lambda one: one.id,
    "spells": lambda one: (one.school, one.status, one.first),
    "posts": lambda one: (one.role, one.organisation, one.grade, one.person, one.first),
    "terms": lambda one: (one.area, one.first.year, one.number),
    "exceptions": lambda one: (one.of, one.first, one.kind in ("closure", "teaching")),
    "holidays": lambda one: one.day,
    "campaigns": lambda one: (one.area, one.first),
    "adoptions": lambda one: (one.document, one.by, one.first),
}
_DATED = (*_KEYS, "filings", "events")


def _known_at(fact: Any) -> datetime | None:
    known: datetime | None = getattr(fact, "known_at", None) or fact.recorded_at
    return known


@define(kw_only=True, frozen=True, slots=False, eq=False)
class Record:
    """
    The facts of one school or area. Nothing in it is ever overwritten: a correction is a further fact.

    ``since`` is the first day of which the record was kept; nothing is expected of earlier days. Absent, it is the
    first day that a filing or an event speaks of. ``assumptions`` says in Chinese what was taken for granted where
    facts were not given.
    """

    schools: Sequence[School]
    filings: Sequence[Filing] = ()
    events: Sequence[Event] = ()
    areas: Sequence[Area] = ()
    spells: Sequence[Spell] = ()
    classes: Sequence[SchoolClass] = ()
    people: Sequence[Person] = ()
    posts: Sequence[Post] = ()
    terms: Sequence[Term] = ()
    exceptions: Sequence[DayException] = ()
    holidays: Sequence[Holiday] = ()
    campaigns: Sequence[Campaign] = ()
    adoptions: Sequence[Adoption] = ()
    since: date | None = None
    assumptions: Sequence[str] = ()
    memo: dict[Any, Any] = field(factory=dict, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in (*_DATED, "areas", "assumptions"):  # a list that a host goes on changing is none of ours
            object.__setattr__(self, name, tuple(getattr(self, name)))
        keys: set[tuple[str, datetime | None]] = set()
        for school in self.schools:
            key = (school.id, school.recorded_at)
            if key in keys:
                message = f"the school {school.id!r} is given twice with one recording time: keep one of them"
                raise FactError(message)
            keys.add(key)
        for area in self.areas:
            if area.parent is not None and area.parent not in self.area_by_id:
                message = f"the area {area.id!r} lies in {area.parent!r}, which is not given: add it or mend the parent"
                raise UnknownSubject(message)

    # ------------------------------------------------------------------ time

    @cached_property
    def _latest(self) -> datetime | None:
        moments = [at for name in (*_KEYS, "events") for fact in getattr(self, name) if (at := _known_at(fact)) is not None]
        moments += [filing.latest for filing in self.filings]
        return max(moments, default=None)

    @cached_property
    def restated(self) -> tuple[datetime, ...]:
        """
        The moments at which facts other than filings were recorded, in order.
        """
        facts = (fact for name in (*_KEYS, "events") for fact in getattr(self, name))
        return tuple(sorted({fact.recorded_at for fact in facts if fact.recorded_at is not None}))

    @cached_property
    def _corrected(self) -> bool:
        tables = ((getattr(self, name), key) for name, key in _KEYS.items())
        return any(len({key(fact) for fact in facts}) != len(facts) for facts, key in tables)

    def as_of(self, at: datetime) -> Record:
        """
        Return the record as it was known at a moment: without what was recorded later.

        A fact without ``recorded_at`` is known since it happened (a filing since ``filed_at``) or, if it happened at no
        moment, always.
        """
        at = aware(at)
        if (self._latest is None or self._latest <= at) and not self._corrected:
            return self
        changes: dict[str, Any] = {}
        for name in _DATED:
            facts = [fact for fact in getattr(self, name) if (known := _known_at(fact)) is None or known <= at]
            if name in _KEYS:
                facts = _last_versions(facts, _KEYS[name])
            changes[name] = facts
        changes["filings"] = [filing.as_of(at) for filing in changes["filings"]]
        part = attrs.evolve(self, **changes)
        # What was found to fit as a whole fits in part.
        part.memo.update({key: value for key, value in self.memo.items() if key[0] == "fit"})
        return part

    @cached_property
    def first_day(self) -> date | None:
        """
        The first day that the record was kept, stated or taken from its earliest filing or event.
        """
        if self.since is not None:
            return self.since
        days = [filing.filed_at.date() for filing in self.filings]
        days += [filing.first for filing in self.filings if filing.first is not None]
        days += [event.day for event in self.events]
        return min(days, default=None)

    # ------------------------------------------------------------------ indexes

    @cached_property
    def area_by_id(self) -> Mapping[str, Area]:
        """
        Areas by id.
        """
        return {area.id: area for area in self.areas}

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """
        For each area the one above it.
        """
        return {area.id: area.parent for area in self.areas}

    @cached_property
    def school_by_id(self) -> Mapping[str, School]:
        """
        Schools by id.
        """
        return {school.id: school for school in self.schools}

    @cached_property
    def class_by_id(self) -> Mapping[str, SchoolClass]:
        """
        Classes by id.
        """
        return {one.id: one for one in self.classes}

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        """
        Persons by reference.
        """
        return {person.id: person for person in self.people}

    @cached_property
    def spells_by_school(self) -> Mapping[str, list[Spell]]:
        """
        Spells of each school that has any.
        """
        return _grouped(self.spells, "school")

    @cached_property
    def filings_by_pair(self) -> Mapping[tuple[str, str], list[Filing]]:
        """
        Filings by duty and filer, in the order in which they were received.
        """
        index: dict[tuple[str, str], list[Filing]] = defaultdict(list)
        for filing in sorted(self.filings, key=lambda filing: (filing.filed_at, filing.revision)):
            index[filing.duty, filing.filer].append(filing)
        return dict(index)

    @cached_property
    def duties_filed(self) -> frozenset[str]:
        """
        Ids of the duties of which anything was filed.
        """
        return frozenset(filing.duty for filing in self.filings)

    @cached_property
    def filings_by_day(self) -> Mapping[tuple[str, str, date], list[Filing]]:
        """
        Filings of one day by duty, filer and day; those that cover a span are in `filings_of_spans`.
        """
        index: dict[tuple[str, str, date], list[Filing]] = defaultdict(list)
        for (duty, filer), filings in self.filings_by_pair.items():
            for filing in filings:
                first = filing.first
                if first is None:
                    index[duty, filer, filing.filed_at.date()].append(filing)
                elif filing.last is None or filing.last == first:
                    index[duty, filer, first].append(filing)
        return dict(index)

    @cached_property
    def filings_of_spans(self) -> Mapping[tuple[str, str], list[Filing]]:
        """
        Filings that cover more than one day, by duty and filer.
        """
        index: dict[tuple[str, str], list[Filing]] = {}
        for pair, filings in self.filings_by_pair.items():
            long = [one for one in filings if one.first is not None and one.last is not None and one.last != one.first]
            if long:
                index[pair] = long
        return index

    @cached_property
    def events_by_kind(self) -> Mapping[str, list[Event]]:
        """
        Events by kind, in order of time.
        """
        return _grouped(sorted(self.events, key=lambda event: event.at), "kind")

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """
        Events by id.
        """
        return {event.id: event for event in self.events}

    @cached_property
    def posts_known_always(self) -> bool:
        """
        Whether no post was recorded at a moment of its own, so that who holds it depends on the day alone.
        """
        return all(post.recorded_at is None for post in self.posts)

    @cached_property
    def posts_by_role(self) -> Mapping[tuple[str, str], list[Post]]:
        """
        Posts by role and organisation.
        """
        index: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in self.posts:
            index[post.role, post.organisation].append(post)
        return dict(index)


def _last_versions(facts: Iterable[Any], key: Callable[[Any], object]) -> list[Any]:
    newest: dict[object, Any] = {}
    for fact in facts:
        held = newest.setdefault(key(fact), fact)
        if held.recorded_at is None or (fact.recorded_at is not None and fact.recorded_at >= held.recorded_at):
            newest[key(fact)] = fact
    return list(newest.values())


def _grouped(facts: Iterable[T], by: str) -> dict[str, list[T]]:
    index: dict[str, list[T]] = defaultdict(list)
    for fact in facts:
        index[getattr(fact, by)].append(fact)
    return dict(index)
