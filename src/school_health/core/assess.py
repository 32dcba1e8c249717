"""
From facts and a moment to an assessment: the order of the steps, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from attrs import field, frozen

from school_health.core.breach import as_event, breaches, consequence_event, consequences
from school_health.core.calendar import NationalCalendar
from school_health.core.due import Due, Dues
from school_health.core.escalation import Breach, BreachRule, Consequence, Notice
from school_health.core.expect import daily_dues
from school_health.core.filing import Event
from school_health.core.fit import fit
from school_health.core.ladder import notices
from school_health.core.law import Document
from school_health.core.moment import aware
from school_health.core.opened import opened_dues
from school_health.core.periods import period_dues
from school_health.core.record import Record
from school_health.core.replay import replayed
from school_health.core.rulebook import Plan, Rulebook
from school_health.core.world import World


__all__ = ["Assessment", "Unbound", "assess"]


@frozen
class Unbound:
    """
    A document that binds nobody here, and why: ``no-campaign`` or ``not-adopted``.
    """

    document: str
    area: str
    reason: str


@frozen
class Assessment:
    """
    What the facts known at a moment amount to under the law in force.

    Args:
        at: the moment.
        since: the first day looked at.
        dues: every due of those days, with its state.
        notices: every step that fell due, in order of time.
        breaches: what counts as a breach.
        consequences: what repetition brought.
        unbound: documents that bind nobody, so that nothing of them was expected.
        assumptions: what was taken for granted, in Chinese.
    """

    at: datetime
    since: date
    dues: Dues
    notices: tuple[Notice, ...] = field(repr=False)
    breaches: tuple[Breach, ...] = field(repr=False)
    consequences: tuple[Consequence, ...]
    unbound: tuple[Unbound, ...]
    assumptions: tuple[str, ...]


def assess(
    rulebook: Rulebook,
    national: NationalCalendar,
    record: Record,
    at: datetime,
    *,
    since: date | None = None,
    duties: Collection[str] | None = None,
) -> Assessment:
    """
    Say what is due, filed, late or missing at a moment, and who must be told.

    The same facts and the same moment give the same answer, whenever it is asked: ``at`` decides which law holds and
    which facts were known.

    Args:
        rulebook: the region's law.
        national: provider of national holidays.
        record: the facts.
        at: the moment, with a time zone.
        since: the first day looked at; by default the first day of the record within the half-year of the moment. Days
            before the one since which the record is stated to be kept are never looked at.
        duties: ids of the only duties looked at; by default all. What opens them is looked at too, and left out of the
            answer's dues.

    Raises:
        UnknownSubject: there is no such duty, or the record names what is not there.
        NaiveMoment: the moment has no time zone.
        CalendarError: a day lies past the holidays or terms that are known.
    """
    at = aware(at)
    fit(rulebook, record)
    world = World.of(rulebook, national, record.as_of(at))
    today = at.date()
    since = _first_day(world, today) if since is None else max(since, record.since or since)
    walked = _walk(world, since, at, duties)

    def tell(first: date, moment: datetime, laddered: Collection[str]) -> Iterable[Notice]:
        return _walk(World.of(rulebook, national, record.as_of(moment)), first, moment, laddered).told

    told = replayed(world, record, since, at, walked.told, duties, tell)
    told.sort(key=lambda notice: notice.at)
    return Assessment(
        at,
        since,
        Dues(due for duty, dues in walked.dues.items() if duties is None or duty in duties for due in dues),
        tuple(told),
        tuple(breach for own in walked.breaches.values() for breach in own),
        tuple(one for brought in walked.consequences.values() for one in brought),
        _unbound(world, today),
        tuple(record.assumptions),
    )


@frozen
class _Walk:
    """
    What the steps have found so far, from which events are made where a duty asks for them.
    """

    dues: dict[str, list[Due]] = field(factory=dict)
    breaches: dict[str, list[Breach]] = field(factory=dict)
    consequences: dict[str, list[Consequence]] = field(factory=dict)
    told: list[Notice] = field(factory=list)

    def events(self, world: World, after: str) -> Iterable[Event]:
        """
        Return the events of a kind, such as ``fact:alert`` or ``breach:missed-report``.
        """
        kind, _, name = after.partition(":")
        if kind == "fact":
            return world.record.events_by_kind.get(name, ())
        if kind == "breach":
            return [as_event(breach) for breach in self.breaches.get(name, ())]
        if kind == "consequence":
            return [consequence_event(one) for one in self.consequences.get(name, ())]
        return _filed(self.dues.get(name, ()), after)


def _walk(world: World, since: date, at: datetime, duties: Collection[str] | None) -> _Walk:
    """
    Go through what holds in the order in which one thing feeds the next.
    """
    walk = _Walk()
    for step in world.rulebook.between(since, at.date(), duties).steps:
        if isinstance(step, Plan):
            dues = walk.dues[step.duty.id] = list(_dues(world, step, since, at, walk))
            if step.ladders and (duties is None or step.duty.id in duties):
                walk.told.extend(notices(world, step, dues, at))
        elif isinstance(step, BreachRule):
            walk.breaches[step.id] = list(breaches(world, step, walk.dues))
        else:
            walk.consequences[step.id] = list(consequences(world, step, walk.breaches))
    return walk


def _dues(world: World, plan: Plan, since: date, at: datetime, walk: _Walk) -> Iterable[Due]:
    duty = plan.duty
    if plan.daily:
        return daily_dues(world, plan, since, at.date(), at)
    if duty.every:
        return period_dues(world, plan, since, at.date(), at)
    opening = [event for after in duty.after for event in walk.events(world, after)]
    if not opening:
        return ()
    opening.sort(key=lambda event: event.at)
    return [due for due in opened_dues(world, plan, opening, at) if due.first >= since or due.open]


def _filed(dues: Iterable[Due], kind: str) -> Iterable[Event]:
    for due in dues:
        if due.outcome.complete_at is not None:
            key = ":".join(str(part) for part in due.key)
            yield Event(id=f"{kind}:{key}", kind=kind, subject=due.filer, at=due.outcome.complete_at)


def _first_day(world: World, today: date) -> date:
    first = world.record.first_day
    if first is None or first >= today:
        return world.record.since or today
    areas = dict.fromkeys(school.area for school in world.record.schools) or {"": None}
    return max(first, min(world.calendar.half_year(area, today)[1].first for area in areas))


def _unbound(world: World, today: date) -> tuple[Unbound, ...]:
    key = ("unbound", today)
    found: tuple[Unbound, ...] | None = world.memo.get(key)
    if found is None:
        found = world.memo[key] = tuple(_find_unbound(world, today))
    return found


def _find_unbound(world: World, today: date) -> Iterator[Unbound]:
    for document in world.rulebook.documents.values():
        if not (document.during or document.reach.level == "school"):
            continue
        if document.since > today or (document.until is not None and document.until < today):
            continue
        for area in dict.fromkeys(school.area for school in world.record.schools):
            if document.during and not world.in_campaign(area, today):
                yield Unbound(document.id, area, "no-campaign")
            elif document.reach.level == "school" and not _adopted(world, document, area, today):
                yield Unbound(document.id, area, "not-adopted")


def _adopted(world: World, document: Document, area: str, today: date) -> bool:
    schools = [world.filer_of(school) for school in world.record.schools if school.area == area]
    return any(world.follows(document, filer, today) is not None for filer in schools)
