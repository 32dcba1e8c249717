"""
Alerts from absences: raised once, at the first moment at which what was then recorded would have raised them.

Everything goes by the moments at which facts became known, so that a run each day and one run over all days raise the same.
What was raised stays; a correction that undoes it makes it excludable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from school_health.core.absence import Absence
from school_health.core.alert import Alert, AlertRule, Place
from school_health.core.cases import Mark, marks, places
from school_health.core.firing import Unit
from school_health.core.moment import midnight
from school_health.core.world import World


__all__ = ["alerts_of"]

_Changes = dict[datetime, list[tuple[Mark, int]]]


def alerts_of(world: World, until: date) -> tuple[Alert, ...]:
    """
    Return every alert that the facts of a record raise, to a last day, in the order in which they were raised.

    Asked once for each record, rulebook and day; what is off is not evaluated.
    """
    key = ("alerts", until)
    found: tuple[Alert, ...] | None = world.memo.get(key)
    if found is None:
        rules = [rule for rule in world.rulebook.alerts.values() if rule.active] if world.record.absences else []
        raised = [alert for rule in rules for alert in _raised(world, rule, until)]
        raised.sort(key=lambda alert: (alert.raised_at, alert.id))
        found = world.memo[key] = tuple(raised)
    return found


def _raised(world: World, rule: AlertRule, until: date) -> Iterator[Alert]:
    since, end = world.rulebook.span(rule)
    last = until if end is None else min(until, end)
    for place, changes in _by_place(world, rule, last).items():
        first = min(mark.day for told in changes.values() for mark, _ in told)
        unit = Unit(rule, place, first, last, since, world.seen_at)
        for moment in sorted(changes):
            if moment.date() <= last:
                unit.know(moment, changes[moment])
        yield from unit.alerts()


def _by_place(world: World, rule: AlertRule, last: date) -> Mapping[Place, _Changes]:
    """
    Return for each unit what begins and ceases to count, by the moment at which it does.

    A version of a spell counts from when it is known, and not before the day for which it counts, until the next version is
    known. Where persons, classes or the calendar were restated, it counts from then on as it would count now.
    """
    found: dict[Place, _Changes] = defaultdict(lambda: defaultdict(list))
    for versions in world.record.absence_versions.values():
        for version, known, ends in _known(world, versions):
            seen = world.seen_at(known)
            counted = tuple(marks(seen, rule, version, last))
            for place in places(seen, rule, version) if counted else ():
                changes = found[place]
                for mark in counted:
                    begins = max(known, midnight(mark.day))
                    if mark.day <= last and (ends is None or begins < ends):
                        changes[begins].append((mark, 1))
                        if ends is not None:
                            changes[ends].append((mark, -1))
    return {place: changes for place, changes in found.items() if changes}


def _known(world: World, versions: Sequence[Absence]) -> Iterator[tuple[Absence, datetime, datetime | None]]:
    """
    Yield each version with the moments between which it is what is known, cut where what decides of its unit was restated.
    """
    record = world.record
    for number, version in enumerate(versions):
        ends = versions[number + 1].known_at if number + 1 < len(versions) else None
        begins = version.known_at
        restated = (*record.regrouped, *record.person_restated.get(version.person, ()))
        cuts = sorted({at for at in restated if begins < at and (ends is None or at < ends)})
        for start, stop in zip([begins, *cuts], [*cuts, ends], strict=True):
            yield version, start, stop
