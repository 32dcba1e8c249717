"""
One rule in one unit: who counts, and on which days it fires, as more becomes known.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import cast

from attrs import frozen

from school_health.core.alert import AlertRule, Measure, Place
from school_health.core.cases import Mark, roll
from school_health.core.moment import midnight
from school_health.core.windows import Windows
from school_health.core.world import Filer, World


__all__ = ["Fired", "Firing"]


@frozen
class Fired:
    """
    A day on which a rule fires and did not before: in which group of alike cases, since which moment, by which threshold.
    """

    group: str
    day: date
    at: datetime
    reached: Measure


class Firing:
    """
    A rule in one unit, told what becomes known in the order in which it does.

    Args:
        rule: the rule.
        place: the unit.
        first, last: the days between which it is looked at.
        since: the first day on which the rule holds.
    """

    def __init__(self, rule: AlertRule, place: Place, first: date, last: date, since: date) -> None:
        self.rule = rule
        self.windows: Windows
        self.place, self._since = place, since
        self._first, self._last = first, last
        self._world: World | None = None
        self._marks: Counter[Mark] = Counter()
        self._by_day: dict[str, dict[date, set[Mark]]] = defaultdict(lambda: defaultdict(set))
        self._fires: dict[str, set[date]] = defaultdict(set)
        self._waiting: dict[date, set[str]] = defaultdict(set)

    # ------------------------------------------------------------------ what becomes known

    @property
    def waiting(self) -> Iterable[date]:
        """
        The days of which a window was touched before they came.
        """
        return self._waiting

    def come(self, day: date) -> Iterator[Fired]:
        """
        Judge a day that was waited for, and yield what fires on it.
        """
        for group in sorted(self._waiting.pop(day, ())):
            yield from self._judge(group, day, midnight(day))

    def know(self, world: World, changes: Iterable[tuple[Mark, int]]) -> dict[str, set[date]]:
        """
        Take in what begins (1) and ceases (-1) to count, and return by group the days whose windows that touches.

        Args:
            world: the world as known now.
            changes: what begins and what ceases.
        """
        before, windows = self._world, self._look(world)
        touched: dict[str, set[date]] = defaultdict(set)
        anew = before not in (None, world)
        for mark, change in _net(changes):
            counted = self._marks[mark] > 0
            self._marks[mark] += change
            held = self._by_day[mark.group][mark.day]
            if self._marks[mark] > 0:
                held.add(mark)
            else:
                held.discard(mark)
            if anew or counted is not (self._marks[mark] > 0):  # a version that counts as the one before it changes nothing
                touched[mark.group].add(mark.day)
        ends = {
            group: {end for one in windows for day in days for end in one.holding(day)} for group, days in touched.items()
        }
        if self.rule.percent is not None and anew:  # a roll may be another one from today on
            for group in self._by_day:
                ends.setdefault(group, set()).add(date.max)
        return ends

    def judge(self, ends: Mapping[str, Iterable[date]], moment: datetime) -> Iterator[Fired]:
        """
        Judge the days that were touched at a moment, and yield what fires since then; ``date.max`` stands for today.
        """
        today = moment.date()
        for group in sorted(ends):
            for day in sorted({today if one == date.max else one for one in ends[group]}):
                if day <= min(today, self._last):
                    yield from self._judge(group, day, moment)
                elif day <= self._last:
                    self._waiting[day].add(group)

    def _look(self, world: World) -> list[Windows]:
        """
        See the world as known now; return the windows, and before them those that were, where others took their place.
        """
        before = []
        if world is not self._world:
            before = [self.windows] if self._world is not None else []
            self._world = world
            self.windows = Windows(world, self.rule, self.place, self._first, self._last)
        return [*before, self.windows]

    def _judge(self, group: str, day: date, moment: datetime) -> Iterator[Fired]:
        reached = self._reached(group, day, moment) if self._holds(day) else None
        fires = self._fires[group]
        if reached is None:
            fires.discard(day)
        elif day not in fires:
            fires.add(day)
            yield Fired(group, day, moment, reached)

    def _holds(self, day: date) -> bool:
        """
        Say whether the rule holds on a day, and its document binds the unit.
        """
        world = cast("World", self._world)
        document = world.rulebook.documents[self.rule.document]
        if day < self._since or not (document.during or document.reach.level == "school"):
            return self._since <= day
        school = world.record.school_by_id.get(self.place.school)
        filer = world.filer_of(school) if school is not None else Filer(self.place.id, self.place.id, self.place.id)
        return world.binds(document, filer, day)

    # ------------------------------------------------------------------ counting

    def fires(self, group: str, day: date) -> bool:
        """
        Say whether it fires on a day, by what is known now.
        """
        return day in self._fires[group]

    def window(self, group: str, day: date) -> Iterator[Mark]:
        """
        Yield who counts in the window that ends with a day.
        """
        by_day = self._by_day[group]
        for one in self.windows.ending(day):
            yield from by_day.get(one, ())

    def between(self, group: str, first: date, last: date) -> Iterator[Mark]:
        """
        Yield who counts on the days from one to another.
        """
        for day, held in self._by_day[group].items():
            if first <= day <= last:
                yield from held

    def _reached(self, group: str, day: date, moment: datetime) -> Measure | None:
        """
        Return the threshold that the window of a day reaches, decided in whole numbers; None if none.
        """
        counted: dict[Measure, set[str]] = defaultdict(set)
        for mark in self.window(group, day):
            counted[mark.measure].add(mark.person)
        for measure, least in self.rule.thresholds.items():
            found = len(counted[measure])
            if measure == "percent":
                whole = roll(cast("World", self._world), self.place, day, moment)
                if whole and found and found * 100 >= least * whole:
                    return measure
            elif found >= least:
                return measure
        return None


def _net(changes: Iterable[tuple[Mark, int]]) -> Iterable[tuple[Mark, int]]:
    """
    Return what begins and ceases at one moment, each mark once: what does both counts on.
    """
    found: dict[Mark, int] = {}
    for mark, change in changes:
        found[mark] = found.get(mark, 0) + change
    return found.items()
