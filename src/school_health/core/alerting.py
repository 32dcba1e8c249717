"""
Alerts from absences: raised once, at the first moment at which what was then recorded would have raised them.

Everything goes by the moments at which facts became known, so that a run each day and one run over all days raise the same.
What was raised stays; a correction that undoes it makes it excludable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import attrs

from school_health.core.absence import Absence
from school_health.core.alert import Alert, AlertRule, Place
from school_health.core.cases import Mark, diseases_of, marks, places
from school_health.core.firing import Firing
from school_health.core.moment import midnight
from school_health.core.raising import Unit
from school_health.core.world import World


__all__ = ["alerts_of"]

# By moment, and by the place of a rule in its family: what begins to count (1), and what ceases (-1).
_Changes = dict[datetime, dict[int, list[tuple[Mark, int]]]]


def alerts_of(world: World, until: date) -> tuple[Alert, ...]:
    """
    Return every alert that the facts of a record raise, to a last day, in the order in which they were raised.

    Asked once for each record, rulebook and day; what is off is not evaluated.
    """
    if not world.record.absences:
        return ()
    key = ("alerts", until)
    found: tuple[Alert, ...] | None = world.memo.get(key)
    if found is None:
        raised = [alert for unit in _units(world, until) for alert in _raised(world, *unit, until)]
        raised.sort(key=lambda alert: (alert.raised_at, alert.id))
        found = world.memo[key] = tuple(_numbered(raised))
    return found


def _numbered(raised: Iterable[Alert]) -> Iterator[Alert]:
    """
    Yield alerts, the second and later ones of one id with a number behind it: a spell may be corrected to another person.
    """
    times: Counter[str] = Counter()
    for alert in raised:
        times[alert.id] += 1
        yield alert if times[alert.id] == 1 else attrs.evolve(alert, id=f"{alert.id}:{times[alert.id]}")


def _raised(world: World, family: str, place: Place, changes: _Changes, until: date) -> Iterator[Alert]:
    """
    Play what became known in a unit through the rules of a family, moment by moment.
    """
    book = world.rulebook
    first = min(mark.day for told in changes.values() for own in told.values() for mark, _ in own)
    firings = []
    for rule in book.families[family]:
        since, end = book.span(rule)
        firings.append(Firing(rule, place, first, until if end is None else min(until, end), since))
    unit = Unit(firings, place, world.seen_at)
    for moment in sorted(changes):
        unit.know(moment, changes[moment])
    return unit.alerts(until)


def _units(world: World, until: date) -> Iterator[tuple[str, Place, _Changes]]:
    """
    Yield each family of rules and unit with what begins and ceases to count in it, by the moment; spells are read once.

    A version of a spell counts from when it is known, and not before the day for which it counts, until the next version is
    known. Where persons, classes or the calendar were restated, it counts from then on as it would count now.
    """
    found: dict[tuple[str, Place], _Changes] = {}
    rules = _Rules(world)
    for versions in world.record.absence_versions.values():
        for version, known, ends in _known(world, versions):
            seen = world.seen_at(known)
            diseases = diseases_of(seen, version)
            for family, number, rule in rules.concerned(version, diseases):
                counted = tuple(marks(seen, rule, version, until, diseases))
                for place in places(seen, rule, version) if counted else ():
                    changes = found.setdefault((family, place), {})
                    for mark in counted:
                        _add(changes, number, mark, known, ends)
    for (family, place), changes in found.items():
        if changes:
            yield family, place, changes


def _add(changes: _Changes, number: int, mark: Mark, known: datetime, ends: datetime | None) -> None:
    begins = max(known, midnight(mark.day))
    if ends is None or begins < ends:
        changes.setdefault(begins, {}).setdefault(number, []).append((mark, 1))
        if ends is not None:
            changes.setdefault(ends, {}).setdefault(number, []).append((mark, -1))


# A rule with its family, and its place in it.
_Member = tuple[str, int, AlertRule]


class _Rules:
    """
    The rules that are evaluated, by the words that they ask for.
    """

    def __init__(self, world: World) -> None:
        book = world.rulebook
        self._any: list[_Member] = []
        self._by_word: dict[str, list[_Member]] = {}
        for family, rules in book.families.items():
            for number, rule in enumerate(rules):
                words = {f"symptom:{one}" for one in book.expanded("symptom", rule.symptoms)}
                words |= {f"disease:{one}" for one in book.expanded("disease", rule.diseases)}
                for word in words:
                    self._by_word.setdefault(word, []).append((family, number, rule))
                if not words:
                    self._any.append((family, number, rule))

    def concerned(self, absence: Absence, diseases: Iterable[str]) -> Iterable[_Member]:
        """
        Return the rules for which a spell may count, each once.
        """
        found = {member[2].id: member for member in self._any}
        for word in (*(f"symptom:{one}" for one in absence.symptoms), *(f"disease:{one}" for one in diseases)):
            for member in self._by_word.get(word, ()):
                found[member[2].id] = member
        return found.values()


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
