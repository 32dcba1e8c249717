"""
How complete reporting was: every definition from one set of states, with what was counted and what was left out.

No school expected means *undefined*: not 0 % and not 100 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from attrs import field, frozen

from school_health.core.calendar import NationalCalendar
from school_health.core.due import Due, State
from school_health.core.expect import daily_dues, differs
from school_health.core.fit import fit
from school_health.core.law import Scope
from school_health.core.measure import MeasureRule
from school_health.core.moment import DAY, aware
from school_health.core.periods import period_dues
from school_health.core.record import Record
from school_health.core.rulebook import Plan, Rulebook
from school_health.core.tally import Exclusion, Measured, Tally
from school_health.core.world import Filer, World
from school_health.errors import UnknownSubject


__all__ = ["LEVELS", "Completeness", "completeness"]

LEVELS = ("school", "county", "city", "province")


@frozen(eq=False)
class Completeness:
    """
    The states of all dues of some days, to be counted by place and definition.

    Args:
        first: the first day counted.
        last: the last day counted.
        at: the moment at which is asked.
        duties: the duties counted.
        exclusions: days that were not counted, and why.
    """

    first: date
    last: date
    at: datetime
    duties: tuple[str, ...]
    exclusions: tuple[Exclusion, ...] = field(repr=False)
    _counts: Mapping[tuple[str, str], Counter[State]] = field(repr=False)
    _places: Mapping[str, str] = field(repr=False)
    _world: World = field(repr=False)

    def rows(self, by: str, duties: Collection[str] | None = None, scope: Scope | None = None) -> tuple[Tally, ...]:
        """
        Return a tally for each place of a level (``school``, ``county``, ``city``, ``province``), in order of id.

        A school without an authority at that level (a city-run one, by county) counts at the nearest one above.
        """
        groups: dict[str, list[str]] = {}
        for filer, place in self._within(scope).items():
            groups.setdefault(self.above(place, by), []).append(filer)
        schools: dict[str, list[str]] = {}
        for school in self._world.schools(scope):
            schools.setdefault(self.above(school.id, by), []).append(school.id)
        return tuple(
            self._tally(place, groups.get(place, ()), schools.get(place, ()), duties)
            for place in sorted({*groups, *schools})
        )

    def total(self, duties: Collection[str] | None = None, scope: Scope | None = None) -> Tally:
        """
        Return the tally of all places together.
        """
        return self._tally("", self._within(scope), [school.id for school in self._world.schools(scope)], duties)

    def measures(self, by: str | None = None) -> tuple[Measured, ...]:
        """
        Return the rates that the documents in force name, for all places together or for each of a level.
        """
        rulebook = self._world.rulebook
        found = []
        for rule in rulebook.measures.values():
            counted = {*self.duties, *_not_in_force(rule, rulebook, self.first)}
            if not (rulebook.in_force(rule, self.last) and counted.issuperset(rule.of)):
                continue
            scope = rulebook.scopes[rule.scope] if rule.scope else None
            tallies = [self.total(rule.of, scope)] if by is None else self.rows(by, rule.of, scope)
            found += [
                Measured(rule, tally.place, tally.share(rule.counts), bool(rule.of) and tally.pending > 0)
                for tally in tallies
            ]
        return tuple(found)

    def _within(self, scope: Scope | None) -> Mapping[str, str]:
        """
        Return the filers that a scope takes in, each with its place; an area belongs to every scope.
        """
        if scope is None:
            return self._places
        world, record = self._world, self._world.record
        found = {}
        for filer, place in self._places.items():
            school = record.school_by_id.get(place)
            person = record.person_by_id.get(filer)
            if school is None or world.admits(scope, world.filer_of(school, person=person)):
                found[filer] = place
        return found

    def above(self, place: str, by: str) -> str:
        """
        Return the place of a level at which a school or area counts.
        """
        if by == "school":
            return place
        school = self._world.record.school_by_id.get(place)
        if school is not None:
            return self._world.authority(school, by) or ""
        return self._world.area_at(place, by) or place

    def _tally(self, place: str, filers: Iterable[str], schools: Iterable[str], duties: Collection[str] | None) -> Tally:
        states: Counter[State] = Counter()
        expected, complete, heard = [], [], []
        wanted = self.duties if duties is None else duties
        for filer in sorted(filers):
            own: Counter[State] = Counter()
            for duty in wanted:
                own.update(self._counts.get((duty, filer), {}))
            states.update(own)
            received = own["on_time"] + own["late"]
            if received + own["missing"]:
                expected.append(filer)
                if received:
                    heard.append(filer)
                if not own["missing"]:
                    complete.append(filer)
        there, connected, students, covered = [], [], 0, 0
        for school_id in sorted(schools):
            school = self._world.record.school_by_id[school_id]
            if self._world.absent(self._world.filer_of(school), self.last):
                continue
            there.append(school_id)
            students += school.students or 0
            if school.connected is not None and school.connected <= self.last:
                connected.append(school_id)
                covered += school.students or 0
        return Tally(
            place,
            dict(states),
            tuple(expected),
            tuple(complete),
            tuple(heard),
            tuple(there),
            tuple(connected),
            students,
            covered,
        )


def completeness(
    rulebook: Rulebook,
    national: NationalCalendar,
    record: Record,
    first: date,
    last: date,
    at: datetime,
    *,
    duties: Collection[str] | None = None,
) -> Completeness:
    """
    Count the dues of some days, as they stood at a moment.

    Args:
        rulebook: the region's law.
        national: provider of national holidays.
        record: the facts.
        first: the first day; days before the one since which the record is stated to be kept do not count.
        last: the last day, included.
        at: the moment at which is asked; a due whose deadline lies after it and that is not filed does not count.
        duties: ids of the duties; by default those that the region's measures name.

    Raises:
        NaiveMoment: the moment has no time zone.
        UnknownSubject: there is no such duty, or it is opened by events and so expected of nobody beforehand.
        CalendarError: a day lies past the holidays or terms that are known.
    """
    at = aware(at)
    fit(rulebook, record)
    for duty_id in rulebook.needed(duties or ()):
        if duties is not None and duty_id in duties and not rulebook.duties[duty_id].every:
            message = f"{duty_id!r} is opened by events: nothing can be said of how completely it is reported; leave it out"
            raise UnknownSubject(message)
    world = World.of(rulebook, national, record.as_of(at))
    first = max(first, record.since or first)
    named = {duty for rule in rulebook.measures.values() for duty in rule.of} if duties is None else set(duties)
    plans = [one for one in rulebook.between(first, last).steps if isinstance(one, Plan) and one.duty.id in named]
    counts: dict[tuple[str, str], Counter[State]] = {}
    places: dict[str, str] = {}
    left_out: Counter[tuple[str, str, str]] = Counter()
    for plan in plans:
        for due in _dues(world, plan, first, last, at):
            counts.setdefault((plan.duty.id, due.filer), Counter())[due.state] += 1
            places[due.filer] = due.place
            if due.state == "exempt":
                left_out[plan.duty.id, due.filer, due.reason] += 1
        for filer, reason in _left_out(world, plan, first, last):
            left_out[plan.duty.id, filer, reason] += 1
    return Completeness(
        first,
        last,
        at,
        tuple(plan.duty.id for plan in plans),
        tuple(Exclusion(*key, days) for key, days in sorted(left_out.items())),
        counts,
        places,
        world,
    )


def _dues(world: World, plan: Plan, first: date, last: date, at: datetime) -> Iterator[Due]:
    if plan.duty.daily:
        yield from daily_dues(world, plan, first, last, at)
    else:
        yield from (due for due in period_dues(world, plan, first, last, at) if first <= due.first <= last)


def _left_out(world: World, plan: Plan, first: date, last: date) -> Iterator[tuple[str, str]]:
    """
    Yield who was not counted on a reporting day, and why; only those can be, of whom anything dated is known.
    """
    if not plan.duty.daily:
        return
    calendar, scope = world.calendar, plan.scope
    admitted = {filer.id: filer for filer in world.filers(plan.duty.filer, scope)}
    outside = [filer for filer in world.filers(plan.duty.filer, None) if filer.id not in admitted]
    watched = [filer for filer in admitted.values() if differs(plan, filer, first)]
    day = max(first, plan.since)
    while day <= min(last, plan.until):
        for filer in watched:
            reason = _why_not(world, plan, filer, day)
            if reason and plan.asks(calendar.kinds(filer.area, day)):
                yield filer.id, reason
        for filer in outside:
            if plan.asks(calendar.kinds(filer.area, day)):
                yield filer.id, "out-of-scope"
        day += DAY


def _why_not(world: World, plan: Plan, filer: Filer, day: date) -> str:
    absent = world.absent(filer, day)
    if absent:
        return absent
    if world.unconnected(filer, plan.scope, day):
        return "not-connected"
    if world.basis(plan, filer, day) is None:
        return "no-campaign" if plan.document.during and not world.in_campaign(filer.area, day) else "not-adopted"
    return ""


def _not_in_force(rule: MeasureRule, rulebook: Rulebook, first: date) -> set[str]:
    """
    Return the duties of a measure that another one has replaced before the first day, or does only after the last.
    """
    in_force = {duty.id for duty in rulebook.on(first).duties}
    return {duty for duty in rule.of if duty not in in_force}
