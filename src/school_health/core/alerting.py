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
from attrs import frozen

from school_health.core.absence import Absence
from school_health.core.alert import Alert, AlertRule, Place
from school_health.core.cases import Mark, diseases_of, marks, places
from school_health.core.firing import Firing
from school_health.core.moment import midnight
from school_health.core.raising import Raising
from school_health.core.world import World


__all__ = ["alerts_of"]

# A rule's place in its family, in one unit of it.
_Key = tuple[int, Place]
# By moment: what begins to count (1), and what ceases (-1).
_Changes = dict[datetime, dict[_Key, list[tuple[Mark, int]]]]
# By family and school, or county.
_Found = dict[tuple[str, str], _Changes]


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


def _raised(world: World, family: str, changes: _Changes, until: date) -> Iterator[Alert]:
    """
    Play what became known in a school through the rules of a family, moment by moment.
    """
    book = world.rulebook
    days: dict[_Key, date] = {}
    for told in changes.values():
        for key, own in told.items():
            days[key] = min((*(mark.day for mark, _ in own), days.get(key, date.max)))
    rules = book.families[family]
    keys = sorted(days, key=lambda key: (key[0], rules[key[0]].unit.index(key[1].unit), key[1].id))
    firings = []
    for number, place in keys:
        rule = rules[number]
        since, end = book.span(rule)
        firings.append(Firing(rule, place, days[number, place], until if end is None else min(until, end), since))
    raising, numbers = Raising(firings, world.seen_at), {key: number for number, key in enumerate(keys)}
    for moment in sorted(changes):
        raising.know(moment, {numbers[key]: told for key, told in changes[moment].items()})
    return raising.alerts(until)


def _units(world: World, until: date) -> Iterator[tuple[str, _Changes]]:
    """
    Yield for each family of rules and school what begins and ceases to count, by the moment; spells are read once.

    A version of a spell counts from when it is known, and not before the day for which it counts, until the next version is
    known. It counts in the class in which its person was when the spell became known: pupils who come into another class
    take no case of last year with them. Where the calendar was restated, it counts from then on as it would count now.
    """
    found: _Found = {}
    rules = _Rules(world)
    for versions in world.record.absence_versions.values():
        for version, begins, ends in _spans(versions):
            anchor = _anchor(world, versions[0].known_at, version.person)
            diseases = diseases_of(world, version)
            for member in rules.concerned(version, diseases):
                for start, stop in _cut(world, member[2], anchor, begins, ends):
                    _count(world, found, member, _Part(version, diseases, start, stop, min(start, anchor)), until)
    for (family, _), changes in found.items():
        if changes:
            _resize(world, family, changes)
            yield family, changes


def _count(world: World, found: _Found, member: _Member, part: _Part, until: date) -> None:
    """
    Add what a part of a version's span counts for under a rule, in each unit of it.
    """
    family, number, rule = member
    seen = world.seen_at(part.who_at)
    person = world.record.person_at(part.version.person, part.who_at)
    counted = tuple(marks(seen, rule, part.version, person, until, part.diseases))
    for place in places(seen, rule, part.version, person) if counted else ():
        changes = found.setdefault((family, place.school or place.id), {})
        for mark in counted:
            _add(changes, (number, place), mark, part.begins, part.ends)


def _resize(world: World, family: str, changes: _Changes) -> None:
    """
    Add the moments at which rolls were stated anew, where a rule asks for a share: a roll counts from that day on.
    """
    shares = [number for number, rule in enumerate(world.rulebook.families[family]) if rule.percent is not None]
    if shares:
        keys = {key for told in changes.values() for key in told if key[0] in shares}
        for moment in world.record.resized:
            for key in keys:
                changes.setdefault(moment, {}).setdefault(key, [])


def _add(changes: _Changes, key: _Key, mark: Mark, known: datetime, ends: datetime | None) -> None:
    begins = max(known, midnight(mark.day))
    if ends is None or begins < ends:
        changes.setdefault(begins, {}).setdefault(key, []).append((mark, 1))
        if ends is not None:
            changes.setdefault(ends, {}).setdefault(key, []).append((mark, -1))


# A rule with its family, and its place in it.
_Member = tuple[str, int, AlertRule]


@frozen
class _Part:
    """
    A version of a spell while nothing changes of it, and the moment by which it is decided who its person is.
    """

    version: Absence
    diseases: frozenset[str]
    begins: datetime
    ends: datetime | None
    who_at: datetime


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


def _anchor(world: World, known_at: datetime, person: str) -> datetime:
    """
    Return the moment by which it is decided who somebody is: when the spell became known, or the person, where later.
    """
    versions = world.record.person_versions.get(person)
    listed = versions[0].recorded_at if versions else None
    return known_at if listed is None else max(known_at, listed)


def _spans(versions: Sequence[Absence]) -> Iterator[tuple[Absence, datetime, datetime | None]]:
    """
    Yield each version with the moments between which it is what is known.
    """
    for number, version in enumerate(versions):
        yield version, version.known_at, versions[number + 1].known_at if number + 1 < len(versions) else None


def _cut(
    world: World, rule: AlertRule, anchor: datetime, begins: datetime, ends: datetime | None
) -> Iterator[tuple[datetime, datetime | None]]:
    """
    Yield the parts of a span in which nothing changes of who somebody is and, where the rule asks for it, of the calendar.
    """
    document = world.rulebook.documents[rule.document]
    dated = (rule.calendar == "teaching" and rule.days > 1) or document.during or document.reach.level == "school"
    moments = (anchor, *world.record.redated) if dated else (anchor,)
    cuts = [at for at in moments if begins < at and (ends is None or at < ends)]
    cuts.sort()
    yield from zip([begins, *cuts], [*cuts, ends], strict=True)
