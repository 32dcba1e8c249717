"""
Tests of facts: details left out, what must follow, what happens on the wrong day or in the wrong state, causes not traced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from school_health.core.absence import Absence, shown_since
from school_health.core.checking import Checked
from school_health.core.events import vain
from school_health.core.filing import Event
from school_health.core.finding import Check, Found
from school_health.core.moment import DAY, midnight
from school_health.core.workflow import Matter
from school_health.core.world import World


__all__ = [
    "details",
    "each_has",
    "followed",
    "in_state",
    "listed_breaches",
    "not_taken_back",
    "on_days",
    "refused_moves",
    "results",
    "stalled",
    "unnamed",
    "untraced",
]


def details(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A fact of a kind of ``of`` without a detail of ``needs``; where kinds of day are named, on such days only.
    """
    wanted = frozenset(check.on)
    for kind in check.of:
        for event in checked.world.record.events_by_kind.get(kind, ()):
            lacks = tuple(key for key in check.needs if not event.details.get(key, "").strip())
            if lacks and not (wanted and wanted.isdisjoint(_kinds(checked.world, event, event.day))):
                yield Found(event.subject, event.day, event.known_at, event.id, lacks)


def not_taken_back(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A fact of a kind of ``of`` that takes back no alert; ``lacks`` says why.
    """
    for kind in check.of:
        for event in checked.world.record.events_by_kind.get(kind, ()):
            why = vain(checked.world, event, checked.at)
            if why:
                yield Found(event.subject, event.day, event.known_at, event.id, (why,))


def followed(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A fact of a kind of ``of`` that no fact of ``needs`` about the same subject has followed within ``days``.

    One that began before and still lasts on that day will do.
    """
    kinds = checked.world.record.events_by_kind
    following: dict[str, list[Event]] = {}
    for kind in check.needs:
        for event in kinds.get(kind, ()):
            following.setdefault(event.subject, []).append(event)
    for kind in check.of:
        for event in kinds.get(kind, ()):
            last = event.day + check.days * DAY
            due = midnight(last + DAY)
            if due <= checked.at and not any(
                event.day <= one.day <= last or _lasts(one, event.day) for one in following.get(event.subject, ())
            ):
                yield Found(event.subject, event.day, due, event.id, check.needs)


def _lasts(event: Event, day: date) -> bool:
    """
    Say whether something that is said to last began by a day and has not ended before it.
    """
    return event.first is not None and event.first <= day and (event.last is None or day <= event.last)


def on_days(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A fact of a kind of ``of`` on a day of a kind of ``on`` where it happened; what lasts is told of its first such day.
    """
    world = checked.world
    wanted = frozenset(check.on)
    for kind in check.of:
        for event in world.record.events_by_kind.get(kind, ()):
            day, last = event.day, min(event.last or event.day, checked.at.date())
            while day <= last and wanted.isdisjoint(_kinds(world, event, day)):
                day += DAY
            if day <= last:
                yield Found(event.subject, day, max(event.known_at, midnight(day)), event.id)


def _kinds(world: World, event: Event, day: date) -> frozenset[str]:
    """
    Return the kinds that a day has where something happened.
    """
    filer = world.filer_for("class", event) or world.filer_for("school", event)
    area = filer.area if filer is not None else event.subject
    return world.calendar.kinds_for(area, day, *(filer.own if filer is not None else ()))


def in_state(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An event of ``of`` at a moment at which its matter is in none of the states of ``needs``, written ``workflow.state``.

    The matter is the one that the event opens or names, else the last one of the same subject that was open before; who has
    none is none of the test's business. A suspension is asked of when it begins.
    """
    wanted: dict[str, set[str]] = {}
    for name in check.needs:
        workflow, _, state = name.partition(".")
        wanted.setdefault(workflow, set()).add(state)
    for workflow, states in wanted.items():
        held = _Held(checked.matters.get(workflow, ()))
        for name in check.of:
            for event in checked.events(name):
                moment = max(event.at, midnight(event.first)) if event.first is not None else event.at
                matter = held.matter(event, moment)
                if moment <= checked.at and matter is not None and matter.state_at(moment) not in states:
                    yield Found(event.subject, event.day, moment, event.id, (matter.state_at(moment) or "not-reported",))


class _Held:
    """
    The matters of a workflow, by id and by subject.
    """

    def __init__(self, matters: Iterable[Matter]) -> None:
        self._by_id: dict[str | None, Matter] = {}
        self._by_subject: dict[str, list[Matter]] = {}
        for one in matters:
            self._by_id[one.id] = one
            self._by_subject.setdefault(one.subject, []).append(one)

    def matter(self, event: Event, moment: datetime) -> Matter | None:
        named = self._by_id.get(event.id) or self._by_id.get(event.about)
        if named is not None:
            return named
        own = [one for one in self._by_subject.get(event.subject, ()) if one.opened_at <= moment]
        return own[-1] if own else None


def each_has(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A school or area of ``level`` of which no fact of a kind of ``needs`` is known.
    """
    world = checked.world
    scope = world.rulebook.scopes[check.scope] if check.scope else None
    today = checked.at.date()
    has = {
        event.subject for kind in check.needs for event in world.record.events_by_kind.get(kind, ()) if event.day <= today
    }
    for filer in world.filers(check.level, scope):
        if filer.id not in has and not world.absent(filer, today):
            yield Found(filer.id, today, midnight(today), "", check.needs, standing=True)


def untraced(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An absence through illness whose cause is not traced when ``days`` have passed after the day on which it became known.
    """
    for one, known in _illness(checked, _absent):
        due = midnight(known.date() + (check.days + 1) * DAY)
        if one.tracing not in check.needs and due <= checked.at:
            yield Found(one.person, one.first, due, one.id, ("tracing",))


def unnamed(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An absence through illness of which neither a symptom nor a disease is known.
    """
    del check
    for one, known in _illness(checked, _nameless):
        yield Found(one.person, one.first, known, one.id, ("symptoms",))


def _absent(one: Absence) -> bool:
    return one.ill and one.source == "school" and not one.attending


def _nameless(one: Absence) -> bool:
    return one.ill and one.source == "school" and not one.symptoms and not one.disease


def _illness(checked: Checked, shows: Callable[[Absence], bool]) -> Iterator[tuple[Absence, datetime]]:
    """
    Yield the spells that show something and last into the days looked at, with the moment since which they show it.
    """
    for versions in checked.world.record.absence_versions.values():
        known = shown_since(versions, shows)
        if known is not None and (versions[-1].last or date.max) >= checked.since:
            yield versions[-1], known


def refused_moves(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A move of a workflow of ``of`` that was impossible, with the reason (``lacks``: the reason, then what was lacking).
    """
    for workflow in check.of:
        subjects = {matter.id: matter.subject for matter in checked.matters.get(workflow, ())}
        refused = [one for matter in checked.matters.get(workflow, ()) for one in matter.refused]
        for one in (*refused, *checked.strays.get(workflow, ())):
            move = one.move
            subject = subjects.get(move.matter, move.matter)
            yield Found(subject, move.at.date(), move.known_at, move.id, (one.reason, *one.lacks))


def stalled(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A matter that has been in a state of ``needs``, written ``workflow.state``, for more than ``days``.
    """
    for name in check.needs:
        workflow, _, state = name.partition(".")
        for matter in checked.matters.get(workflow, ()):
            due = matter.since + check.days * DAY
            if matter.state == state and due < checked.at:
                yield Found(matter.subject, matter.since.date(), due, matter.id, (state,))


def results(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A move of ``of``, written ``workflow.move``, whose detail says one of ``needs``, written ``detail=value``.
    """
    wanted = [name.partition("=") for name in check.needs]
    for name in check.of:
        workflow, _, move = name.partition(".")
        for matter in checked.matters.get(workflow, ()):
            for made in matter.made:
                said = tuple(value for key, _, value in wanted if made.move.details.get(key) == value)
                if made.rule.id == move and said:
                    yield Found(matter.subject, made.move.at.date(), made.move.known_at, matter.id, said)


def listed_breaches(checked: Checked, check: Check) -> Iterator[Found]:
    """
    Every breach of the rules of ``of``: late, never, contradicted and known elsewhere are told apart by a check for each.
    """
    for rule in check.of:
        for breach in checked.breaches.get(rule, ()):
            yield Found(breach.subject, breach.day, breach.at, breach.key, (breach.of,))
