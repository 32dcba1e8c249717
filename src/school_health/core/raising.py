"""
What the rules of one family raise in one school: once, and what fires while it lasts joins it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import define

from school_health.core.alert import Alert, Case, Place
from school_health.core.cases import Mark
from school_health.core.firing import Fired, Firing
from school_health.core.moment import DAY
from school_health.core.world import World


__all__ = ["Raising"]

# Said where what is recorded now would not raise what was raised.
_UNDONE = "更正后不再达到标准"

# A group of alike cases in a unit.
_Group = tuple[Place, str]


@define
class _Raised:
    """
    An alert while more becomes known; ``days`` holds for each rule and unit, by its number, the days on which it fired.
    """

    by: int
    fired: Fired
    groups: list[_Group]
    days: dict[int, set[date]]
    on: tuple[Case, ...]


class Raising:
    """
    The rules of a family in the units of one school, or in one county, told what becomes known in the order of time.

    Args:
        firings: each rule in each unit, in the order of the rulebook and of the units' ids.
        seen: returns the world as known at a moment.
    """

    def __init__(self, firings: Sequence[Firing], seen: Callable[[datetime], World]) -> None:
        self._firings, self._seen = firings, seen
        self._raised: list[_Raised] = []
        self._waiting: dict[date, set[int]] = {}

    def know(self, moment: datetime, changes: Mapping[int, Iterable[tuple[Mark, int]]]) -> None:
        """
        Take in what begins (1) and ceases (-1) to count at a moment, by the number of the firing; moments come in order.
        """
        self._pass(moment.date())
        world, order = self._seen(moment), sorted(changes)
        touched = {number: self._firings[number].know(world, changes[number]) for number in order}
        for number in order:
            for fired in self._firings[number].judge(touched[number], moment):
                self._raise(number, fired)
            for day in self._firings[number].waiting:
                self._waiting.setdefault(day, set()).add(number)

    def _pass(self, today: date) -> None:
        """
        Judge the days that have come since something was known last.
        """
        for day in sorted(day for day in self._waiting if day <= today):
            for number in sorted(self._waiting.pop(day)):
                for fired in self._firings[number].come(day):
                    self._raise(number, fired)

    def _raise(self, number: int, fired: Fired) -> None:
        """
        Raise an alert for a day that fires, or let it join one that lasts: of its own group, or with a person of its own.
        """
        firing, day = self._firings[number], fired.day
        group = (firing.place, fired.group)
        near = [one for one in self._raised if self._lasts(one, firing, day)]
        own = next((one for one in near if group in one.groups), None)
        if own is None and near:
            persons = {mark.person for mark in firing.window(fired.group, day)}
            own = next((one for one in near if not persons.isdisjoint(self._persons(one, firing.place))), None)
        if own is None:
            on = tuple(sorted({_case(mark) for mark in firing.window(fired.group, day)}))
            self._raised.append(_Raised(number, fired, [group], {number: {day}}, on))
            return
        own.days.setdefault(number, set()).add(day)
        if group not in own.groups:
            own.groups.append(group)

    def _lasts(self, raised: _Raised, firing: Firing, day: date) -> bool:
        """
        Say whether a day lies in the quiet days of one on which an alert fired, or next to it in a rule's calendar.

        The quiet days are those of any rule that was met: whatever keeps the alert quiet keeps it so for the family.
        """
        quiet = max(1, firing.rule.quiet, *(self._firings[number].rule.quiet for number in raised.days)) * DAY
        next_to = firing.windows.next_to
        return any(
            one == day or ((day - quiet <= one <= day + quiet or next_to(one, day)) and self._fires(number, raised, one))
            for number, days in raised.days.items()
            for one in days
        )

    def _fires(self, number: int, raised: _Raised, day: date) -> bool:
        """
        Say whether a rule still fires on a day on which it did: what a correction undid keeps nothing quiet.
        """
        return any(self._firings[number].fires(group, day) for group in self._groups(raised, number))

    def _groups(self, raised: _Raised, number: int) -> list[str]:
        """
        Return the groups of an alert that are those of a rule's unit.
        """
        place = self._firings[number].place
        return [group for where, group in raised.groups if where == place]

    def _persons(self, raised: _Raised, place: Place) -> set[str]:
        """
        Return who belongs to an alert now; asked for a unit in which it was raised, also who raised it.
        """
        now = {case.person for case in self._cases(raised)}
        return now | {case.person for case in raised.on} if place == self._firings[raised.by].place else now

    # ------------------------------------------------------------------ the answer

    def alerts(self, last: date) -> Iterator[Alert]:
        """
        Yield what was raised to the last day, as it stands now.
        """
        self._pass(last)
        for raised in self._raised:
            now = self._now(raised)
            days = tuple(sorted({day for own in now.values() for day in own}))
            rule, place = self._firings[raised.by].rule, self._firings[raised.by].place
            named = raised.on[0].absence if place.unit == "person" else place.id
            met = dict.fromkeys(self._firings[number].rule for number in now)
            yield Alert(
                id=f"{rule.id}:{named}:{raised.fired.day.isoformat()}",
                rule=rule,
                place=place,
                shared=tuple(dict.fromkeys(group.partition(":")[2] for _, group in raised.groups if group)),
                reached=raised.fired.reached,
                first=raised.fired.day,
                raised_at=raised.fired.at,
                days=days,
                cases=tuple(sorted(self._cases(raised))),
                raised_on=raised.on,
                joined=tuple(one for one in met if one is not rule),
                places=tuple(dict.fromkeys(self._firings[number].place for number in (raised.by, *now))),
                excludable="" if days else _UNDONE,
            )

    def _now(self, raised: _Raised) -> dict[int, list[date]]:
        """
        Return for each rule on which of the days on which it fired it fires by what is known now.
        """
        return {
            number: sorted(day for day in raised.days[number] if self._fires(number, raised, day))
            for number in sorted(raised.days)
        }

    def _cases(self, raised: _Raised) -> Iterator[Case]:
        """
        Yield who counts towards the days on which it fires, and who joined within its quiet days: of a spell its first day.

        Where it fires no more, towards the days on which it fired; then nothing is quiet, and nobody joins.
        """
        now: Mapping[int, Collection[date]] = self._now(raised)
        fires = any(now.values())
        found: set[Case] = set()
        for number, days in (now if fires else raised.days).items():
            firing = self._firings[number]
            if days:
                begins = min(min(firing.windows.ending(day), default=day) for day in days)
                ends = max(days) + (firing.rule.quiet if fires else 0) * DAY
                for group in self._groups(raised, number):
                    found.update(_case(mark) for mark in firing.between(group, begins, ends))
        earliest: dict[tuple[str, str, str], Case] = {}
        for case in sorted(found):
            earliest.setdefault((case.person, case.absence, case.by), case)
        yield from earliest.values()


def _case(mark: Mark) -> Case:
    return Case(mark.day, mark.person, mark.absence, mark.by)
