"""
One rule in one unit: on which days it fires, what it raises, and what joins what was raised.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import cast

from attrs import define

from school_health.core.alert import Alert, AlertRule, Case, Measure, Place
from school_health.core.cases import Mark, roll
from school_health.core.moment import DAY, midnight
from school_health.core.windows import Windows
from school_health.core.world import Filer, World


__all__ = ["Unit"]

# Said where what is recorded now would not raise what was raised.
_UNDONE = "更正后不再达到标准"


@define
class _Raised:
    """
    An alert while more becomes known.
    """

    first: date
    at: datetime
    reached: Measure
    groups: list[str]
    days: set[date]
    on: tuple[Case, ...]


class Unit:
    """
    A rule in one unit, told what becomes known in the order in which it does.

    Args:
        rule: the rule.
        place: the unit.
        first, last: the days between which it is looked at.
        since: the first day on which the rule holds.
        seen: returns the world as known at a moment.
    """

    def __init__(
        self, rule: AlertRule, place: Place, first: date, last: date, since: date, seen: Callable[[datetime], World]
    ) -> None:
        self._rule, self._place, self._since = rule, place, since
        self._first, self._last = first, last
        self._seen = seen
        self._world: World | None = None
        self._windows: Windows
        self._marks: Counter[Mark] = Counter()
        self._by_day: dict[str, dict[date, set[Mark]]] = defaultdict(lambda: defaultdict(set))
        self._fires: dict[str, set[date]] = defaultdict(set)
        self._waiting: dict[date, set[str]] = defaultdict(set)
        self._raised: list[_Raised] = []

    # ------------------------------------------------------------------ what becomes known

    def know(self, moment: datetime, changes: Iterable[tuple[Mark, int]]) -> None:
        """
        Take in what begins (1) and ceases (-1) to count at a moment; moments come in order.
        """
        self._pass(moment.date())
        before_it = self._look(moment)
        touched: dict[str, set[date]] = defaultdict(set)
        for mark, change in changes:
            before = self._marks[mark] > 0
            self._marks[mark] += change
            after = self._marks[mark] > 0
            days = self._by_day[mark.group][mark.day]
            if after:
                days.add(mark)
            elif before:
                days.discard(mark)
            touched[mark.group].add(mark.day)
        ends = {
            group: {end for windows in (*before_it, self._windows) for day in days for end in windows.holding(day)}
            for group, days in touched.items()
        }
        self._judge(ends, moment)

    def _look(self, moment: datetime) -> list[Windows]:
        """
        See the world as known at a moment; return the windows that were, where others have taken their place.
        """
        world = self._seen(moment)
        if world is self._world:
            return []
        before = [self._windows] if self._world is not None else []
        self._world = world
        self._windows = Windows(world, self._rule, self._place, self._first, self._last)
        return before

    def _pass(self, today: date) -> None:
        """
        Judge the days that have come since something was known last.
        """
        for day in sorted(day for day in self._waiting if day <= today):
            for group in sorted(self._waiting.pop(day)):
                self._judge_day(group, day, midnight(day))

    def _judge(self, ends: Mapping[str, Collection[date]], moment: datetime) -> None:
        today = min(moment.date(), self._last)
        for group in sorted(ends):
            for day in sorted(ends[group]):
                if day <= today:
                    self._judge_day(group, day, moment)
                elif day <= self._last:
                    self._waiting[day].add(group)

    def _judge_day(self, group: str, day: date, moment: datetime) -> None:
        reached = self._reached(group, day) if self._holds(day) else None
        fires = self._fires[group]
        if reached is None:
            fires.discard(day)
        elif day not in fires:
            fires.add(day)
            self._raise(group, day, moment, reached)

    def _holds(self, day: date) -> bool:
        """
        Say whether the rule holds on a day, and its document binds the unit.
        """
        world = cast("World", self._world)
        document = world.rulebook.documents[self._rule.document]
        if day < self._since or not (document.during or document.reach.level == "school"):
            return self._since <= day
        school = world.record.school_by_id.get(self._place.school)
        filer = world.filer_of(school) if school is not None else Filer(self._place.id, self._place.id, self._place.id)
        return world.binds(document, filer, day)

    # ------------------------------------------------------------------ counting

    def _window(self, group: str, day: date) -> Iterator[Mark]:
        by_day = self._by_day[group]
        for one in self._windows.ending(day):
            yield from by_day.get(one, ())

    def _reached(self, group: str, day: date) -> Measure | None:
        """
        Return the threshold that the window of a day reaches, decided in whole numbers; None if none.
        """
        counted: dict[Measure, set[str]] = defaultdict(set)
        for mark in self._window(group, day):
            counted[mark.measure].add(mark.person)
        for measure, least in self._rule.thresholds.items():
            found = len(counted[measure])
            if measure == "percent":
                whole = roll(cast("World", self._world), self._place, day)
                if whole and found and found * 100 >= least * whole:
                    return measure
            elif found >= least:
                return measure
        return None

    # ------------------------------------------------------------------ raising

    def _raise(self, group: str, day: date, moment: datetime, reached: Measure) -> None:
        """
        Raise an alert for a day that fires, or let it join one that lasts: of its own group, or with a person of its own.
        """
        near = [one for one in self._raised if self._lasts(one, day)]
        own = next((one for one in near if group in one.groups), None)
        if own is None:
            persons = {mark.person for mark in self._window(group, day)}
            own = next((one for one in near if not persons.isdisjoint(self._persons(one))), None)
        if own is not None:
            own.days.add(day)
            if group not in own.groups:
                own.groups.append(group)
            return
        on = tuple(sorted({_case(mark) for mark in self._window(group, day)}))
        self._raised.append(_Raised(day, moment, reached, [group], {day}, on))

    def _lasts(self, raised: _Raised, day: date) -> bool:
        """
        Say whether a day lies in the quiet days of one on which an alert fired, or next to it in the rule's calendar.
        """
        quiet = max(self._rule.quiet, 1) * DAY
        next_to = {*self._windows.ending(day)[1:2], *self._windows.holding(day)[1:2]}
        return any(day - quiet <= one <= day + quiet or one in next_to for one in raised.days)

    def _persons(self, raised: _Raised) -> set[str]:
        now = {mark.person for group in raised.groups for one in raised.days for mark in self._window(group, one)}
        return now | {case.person for case in raised.on}

    # ------------------------------------------------------------------ the answer

    def alerts(self) -> Iterator[Alert]:
        """
        Yield what was raised to the last day, as it stands now.
        """
        self._pass(self._last)
        for raised in self._raised:
            days = tuple(sorted(day for day in raised.days if any(day in self._fires[group] for group in raised.groups)))
            cases = self._cases(raised, days) if days else raised.on
            shared = tuple(group.partition(":")[2] for group in raised.groups if group)
            named = raised.on[0].absence if self._place.unit == "person" else self._place.id
            yield Alert(
                f"{self._rule.id}:{named}:{raised.first.isoformat()}",
                self._rule,
                self._place,
                shared,
                raised.reached,
                raised.first,
                raised.at,
                days,
                cases,
                raised.on,
                "" if days else _UNDONE,
            )

    def _cases(self, raised: _Raised, days: tuple[date, ...]) -> tuple[Case, ...]:
        """
        Return who counts towards the days on which it fires, and who joined within its quiet days.
        """
        begins = min(min(self._windows.ending(day), default=day) for day in days)
        ends = days[-1] + self._rule.quiet * DAY
        found: set[Case] = set()
        for group in raised.groups:
            for day, held in self._by_day[group].items():
                if begins <= day <= ends:
                    found.update(_case(mark) for mark in held)
        return tuple(sorted(_first_of_each(found)))


def _case(mark: Mark) -> Case:
    return Case(mark.day, mark.person, mark.absence, mark.by)


def _first_of_each(cases: Iterable[Case]) -> Iterator[Case]:
    """
    Yield of each person's spell its first day only.
    """
    found: dict[tuple[str, str, str], Case] = {}
    for case in sorted(cases):
        found.setdefault((case.person, case.absence, case.by), case)
    yield from found.values()
