"""
Breaches as records show them, and what repetition brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from school_health.core.absence import Absence, shown_since
from school_health.core.due import Due
from school_health.core.escalation import Breach, BreachRule, Consequence, ConsequenceRule
from school_health.core.events import bound
from school_health.core.filing import Event
from school_health.core.law import holds
from school_health.core.moment import DAY, midnight
from school_health.core.terms import Span
from school_health.core.world import World


__all__ = ["as_event", "breaches", "consequence_event", "consequences"]


def breaches(world: World, rule: BreachRule, dues: Mapping[str, Sequence[Due]], at: datetime) -> Iterator[Breach]:
    """
    Yield what counts as a breach at a moment.

    "Overdue" comes from the deadline and not from the state: what was filed late was missed too. Under a document of a
    campaign, or of one school, there is none where it does not bind, nor outside the rule's scope.
    """
    own = (due for duty in rule.of for due in dues.get(duty, ()))
    if rule.seen == "fact":
        yield from _facts(world, rule)
    elif rule.seen == "known-elsewhere":
        yield from _known_elsewhere(world, rule, at.date())
    elif rule.seen == "contradicted":
        yield from _contradicted(world, rule, own)
    else:
        wanted = {"late": ("late",), "never": ("missing",), "overdue": ("late", "missing")}[rule.seen]
        for due in own:
            if due.state in wanted and due.deadline is not None and _holds(world, rule, due):
                yield Breach(rule, due.filer, due.deadline.day, due.deadline.at, due.duty.id, _key(due))


def _key(due: Due) -> str:
    return ":".join(str(part) for part in due.key)


def _holds(world: World, rule: BreachRule, due: Due) -> bool:
    missed = Event(id=_key(due), kind="due", subject=due.filer, at=due.opens, first=due.first)
    return _within(world, rule, missed)


def _within(world: World, rule: BreachRule, event: Event) -> bool:
    """
    Say whether a rule is in force on the day of something, binds where it happened, and has that in its scope.
    """
    if not world.rulebook.in_force(rule, event.day) or not bound(world, rule, event):
        return False
    scope = world.rulebook.scopes[rule.scope] if rule.scope else None
    filer = world.filer_for("school", event) if scope is not None else None
    return filer is None or (world.admits(scope, filer) and not world.unconnected(filer, scope, event.day))


def _facts(world: World, rule: BreachRule) -> Iterator[Breach]:
    for kind in rule.of:
        for event in world.record.events_by_kind.get(kind, ()):
            if _within(world, rule, event):
                yield Breach(rule, event.subject, event.day, event.at, kind, event.id)


def _known_elsewhere(world: World, rule: BreachRule, today: date) -> Iterator[Breach]:
    """
    Yield illness that the record has from others than the school, where the school has reported nothing that overlaps.

    Where the rule names kinds of day, it counts from the first such day: of a weekend, perhaps, there is nothing to report.
    """
    record = world.record
    for spells in record.absences_by_person.values():
        own = [one for one in spells if one.source == "school" and not one.void]
        for one in spells:
            known = shown_since(record.absence_versions[one.id], _told_by_others)
            day = _first_day(world, rule, one, today) if known is not None else None
            if known is None or day is None or any(_overlap(one, other) for other in own):
                continue
            at = max(known, midnight(day))
            if _within(world, rule, Event(id=one.id, kind="absence", subject=one.school, at=at, first=day)):
                yield Breach(rule, one.school, day, at, "absence", one.id)


def _first_day(world: World, rule: BreachRule, absence: Absence, today: date) -> date | None:
    """
    Return the first day of a spell that has come and has a kind that the rule names.
    """
    wanted = frozenset(rule.on or ("day",))
    school = world.record.school_by_id[absence.school]
    own = world.filer_of(school).own
    day, last = absence.first, today if absence.last is None else min(absence.last, today)
    while day <= last:
        if not wanted.isdisjoint(world.calendar.kinds_for(school.area, day, *own)):
            return day
        day += DAY
    return None


def _told_by_others(one: Absence) -> bool:
    return one.ill and one.source != "school"


def _overlap(one: Absence, other: Absence) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


def _contradicted(world: World, rule: BreachRule, dues: Iterable[Due]) -> Iterator[Breach]:
    """
    Yield empty filings of days on which the record holds a whole day's absence through illness of who filed.

    That is the person, or somebody of the class or school. A half day may have begun after the filing: it says nothing.
    """
    record = world.record
    for due in dues:
        filing = due.outcome.stands
        if filing is None or filing.content != "zero" or not _holds(world, rule, due):
            continue
        shown = [
            max(at, filing.known_at)
            for one in record.absences_by_school.get(due.place, ())
            if due.filer in (one.school, record.class_of(one), one.person)
            and (at := shown_since(record.absence_versions[one.id], partial(_away, day=due.first)))
        ]
        if shown:
            yield Breach(rule, due.filer, due.first, min(shown), due.duty.id, _key(due))


def _away(one: Absence, day: date) -> bool:
    return one.ill and not one.attending and one.holds(day) and day not in one.halves


def as_event(breach: Breach) -> Event:
    """
    Return a breach as the event that opens duties: it happened when the deadline passed, and is about what was missed.
    """
    return Event(
        id=f"breach:{breach.rule.id}:{breach.key}",
        kind=f"breach:{breach.rule.id}",
        subject=breach.subject,
        at=breach.at,
        about=breach.of,
        first=breach.day,
    )


def consequences(world: World, rule: ConsequenceRule, found: Mapping[str, Sequence[Breach]]) -> Iterator[Consequence]:
    """
    Yield what repetition has brought: one for each subject and span, from the breach that filled the count.
    """
    candidates = [breach for name in rule.of for breach in found.get(name, ())]
    if len(candidates) < rule.count:
        return
    since, until = world.rulebook.span(rule)
    by_span: dict[tuple[str, date], tuple[Span, list[Breach]]] = {}
    for breach in candidates:
        if holds(since, until, breach.day):
            span = _span(world, rule, breach)
            by_span.setdefault((breach.subject, span.first), (span, []))[1].append(breach)
    for (subject, _), (span, counted) in by_span.items():
        if len(counted) < rule.count:
            continue
        counted.sort(key=_order)
        reached = _reached(rule, counted)
        if reached is None:
            continue
        moment = reached.at
        if rule.impact:
            weights = [
                event.at
                for event in world.record.events_by_kind.get(rule.impact, ())
                if event.subject == subject and event.day in span
            ]
            if not weights:
                continue
            moment = max(moment, min(weights))
        yield Consequence(rule, subject, span, moment, tuple(counted))


def consequence_event(consequence: Consequence) -> Event:
    """
    Return a consequence as the event that opens duties.
    """
    return Event(
        id=f"consequence:{consequence.rule.id}:{consequence.subject}:{consequence.span.first}",
        kind=f"consequence:{consequence.rule.id}",
        subject=consequence.subject,
        at=consequence.at,
    )


def _order(breach: Breach) -> tuple[datetime, str]:
    return breach.at, breach.key


def _reached(rule: ConsequenceRule, counted: Iterable[Breach]) -> Breach | None:
    seen: set[object] = set()
    for breach in counted:
        seen.add(breach.day if rule.distinct == "day" else breach.key)
        if len(seen) >= rule.count:
            return breach
    return None


def _span(world: World, rule: ConsequenceRule, breach: Breach) -> Span:
    if rule.within == "once":
        return Span(date.min, date.max)
    record = world.record
    part = record.class_by_id.get(breach.subject) or record.person_by_id.get(breach.subject)
    school = record.school_by_id.get(part.school if part is not None else breach.subject)
    area = school.area if school is not None else breach.subject
    calendar = world.calendar
    if rule.within == "school-year":
        return calendar.school_year(area, breach.day)
    # The deadline of a week may lie just before the first vacation that is known.
    return calendar.half_year(area, breach.day, assume=True)[1]
