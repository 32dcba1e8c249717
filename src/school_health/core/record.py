"""
The facts of one school or area, and what was known of them at a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

import attrs
from attrs import define, field

from school_health.core.absence import Absence
from school_health.core.account import Account
from school_health.core.calendar import DayException, Holiday
from school_health.core.filing import Event, Filing
from school_health.core.indexes import Indexes
from school_health.core.moment import EVER, aware
from school_health.core.school import Adoption, Area, Campaign, Person, Post, School, SchoolClass, Spell
from school_health.core.suspension import Suspension
from school_health.core.terms import Term
from school_health.core.workflow import Move
from school_health.errors import FactError, UnknownSubject


__all__ = ["Record"]

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
    "suspensions": lambda one: one.id,
    "accounts": lambda one: (one.user, one.system),
}
# Absences are told apart by version, because alerts go by what was known when.
_DATED = (*_KEYS, "filings", "events", "moves", "absences")
# What may change who is asked of what: accounts do not.
_ASKING = tuple(name for name in _KEYS if name != "accounts")
# What decides in which days of a window, and under which document, a case counts; and what says how large its unit is.
_DATING = ("terms", "exceptions", "holidays", "campaigns", "adoptions")
_SIZING = ("schools", "classes")


def _known_at(fact: Any) -> datetime | None:
    known: datetime | None = getattr(fact, "known_at", None) or fact.recorded_at
    return known


@define(kw_only=True, frozen=True, slots=False, eq=False)
class Record(Indexes):
    """
    The facts of one school or area. Nothing in it is ever overwritten: a correction is a further fact.

    ``since`` is the first day of which the record was kept; nothing is expected of earlier days. Absent, it is the
    first day that a filing, an event or an absence speaks of. ``assumptions`` says in Chinese what was taken for granted
    where facts were not given.
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
    absences: Sequence[Absence] = ()
    suspensions: Sequence[Suspension] = ()
    moves: Sequence[Move] = ()
    accounts: Sequence[Account] = ()
    since: date | None = None
    assumptions: Sequence[str] = ()
    memo: dict[Any, Any] = field(factory=dict, init=False, repr=False)
    # The record of which this one is what was known at a moment, with that moment.
    _whole: tuple[Record, datetime] | None = field(default=None, init=False, repr=False)

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
        moments = [
            at
            for name in (*_KEYS, "events", "moves", "absences")
            for fact in getattr(self, name)
            if (at := _known_at(fact)) is not None
        ]
        moments += [filing.latest for filing in self.filings]
        return max(moments, default=None)

    @cached_property
    def restated(self) -> tuple[datetime, ...]:
        """
        The moments at which facts became known that decide who is asked, in order: all but filings and absences.

        What nobody recorded at a moment of its own was known when it happened; that matters where it speaks of earlier days.
        """
        facts = (fact for name in (*_ASKING, "events", "moves") for fact in getattr(self, name))
        found = {fact.recorded_at for fact in facts if fact.recorded_at is not None}
        happened = (*self.events, *(one.as_event() for one in self.suspensions))
        found.update(one.at for one in happened if one.recorded_at is None and one.day < one.at.date())
        return tuple(sorted(found))

    @cached_property
    def _corrected(self) -> bool:
        tables = ((getattr(self, name), key) for name, key in _KEYS.items())
        return any(len({key(fact) for fact in facts}) != len(facts) for facts, key in tables)

    @property
    def whole(self) -> Record:
        """
        The record of which this one is what was known at a moment.
        """
        return self if self._whole is None else self._whole[0]

    @cached_property
    def redated(self) -> tuple[datetime, ...]:
        """
        The moments at which facts were recorded that decide in which days of a window, or under which document, cases count.
        """
        return self._recorded(_DATING)

    @cached_property
    def resized(self) -> tuple[datetime, ...]:
        """
        The moments at which facts were recorded that say how many pupils a class or school has.
        """
        return self._recorded(_SIZING)

    @cached_property
    def restated_around(self) -> tuple[datetime, ...]:
        """
        The moments at which anything was recorded that an alert rule looks at beside absences and persons.
        """
        return self._recorded((*_DATING, *_SIZING))

    def _recorded(self, names: Iterable[str]) -> tuple[datetime, ...]:
        facts = (fact for name in names for fact in getattr(self.whole, name))
        return tuple(sorted({fact.recorded_at for fact in facts if fact.recorded_at is not None}))

    @cached_property
    def person_versions(self) -> Mapping[str, list[Person]]:
        """
        The versions of each person, in the order in which they became known; the first may be known all along.
        """
        index: dict[str, list[Person]] = defaultdict(list)
        for person in sorted(self.whole.people, key=lambda one: one.recorded_at or EVER):
            index[person.id].append(person)
        return dict(index)

    @cached_property
    def persons_recorded(self) -> bool:
        """
        Whether any person was recorded at a moment of its own, so that who belongs to a class depends on when is asked.
        """
        return any(person.recorded_at is not None for person in self.whole.people)

    def person_at(self, person: str, moment: datetime) -> Person | None:
        """
        Return a person as known at a moment; None if nobody was.
        """
        versions = self.person_versions.get(person, ())
        known = [one for one in versions if one.recorded_at is None or one.recorded_at <= moment]
        return known[-1] if known else None

    def as_of(self, at: datetime) -> Record:
        """
        Return the record as it was known at a moment: without what was recorded later.

        A fact without ``recorded_at`` is known since it happened (a filing since ``filed_at``) or, if it happened at no
        moment, always.
        """
        at = aware(at)
        if self._whole is not None:
            whole, limit = self._whole
            return self if at >= limit else whole.as_of(at)
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
        object.__setattr__(part, "_whole", (self, at))
        # What was found to fit as a whole fits in part.
        part.memo.update({key: value for key, value in self.memo.items() if key[0] == "fit"})
        return part

    @cached_property
    def first_day(self) -> date | None:
        """
        The first day that the record was kept, stated or taken from its earliest filing, event or absence.
        """
        if self.since is not None:
            return self.since
        days = [filing.filed_at.date() for filing in self.filings]
        days += [filing.first for filing in self.filings if filing.first is not None]
        days += [event.day for event in self.events]
        days += [absence.first for absence in self.absences]
        return min(days, default=None)


def _last_versions(facts: Iterable[Any], key: Callable[[Any], object]) -> list[Any]:
    newest: dict[object, Any] = {}
    for fact in facts:
        held = newest.setdefault(key(fact), fact)
        if held.recorded_at is None or (fact.recorded_at is not None and fact.recorded_at >= held.recorded_at):
            newest[key(fact)] = fact
    return list(newest.values())
