"""
What the rules of one family raise in one unit: once, and what fires while it lasts joins it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import define

from school_health.core.alert import Alert, Case, Place
from school_health.core.cases import Mark
from school_health.core.firing import Fired, Firing
from school_health.core.moment import DAY
from school_health.core.world import World


__all__ = ["Unit"]

# Said where what is recorded now would not raise what was raised.
_UNDONE = "更正后不再达到标准"


@define
class _Raised:
    """
    An alert while more becomes known; ``days`` holds for each rule, by its place in the family, the days on which it fired.
    """

    by: int
    fired: Fired
    groups: list[str]
    days: dict[int, set[date]]
    on: tuple[Case, ...]


class Unit:
    """
    The rules of a family in one unit, told what becomes known in the order in which it does.

    Args:
        firings: the rules, each with what counts for it, in the order of the rulebook.
        place: the unit.
        seen: returns the world as known at a moment.
    """

    def __init__(self, firings: Sequence[Firing], place: Place, seen: Callable[[datetime], World]) -> None:
        self._firings, self._place, self._seen = firings, place, seen
        self._raised: list[_Raised] = []

    def know(self, moment: datetime, changes: Mapping[int, Iterable[tuple[Mark, int]]]) -> None:
        """
        Take in what begins (1) and ceases (-1) to count at a moment, by a rule's place in the family; moments come in order.
        """
        self._pass(moment.date())
        for number, told in sorted(changes.items()):
            for fired in self._firings[number].know(self._seen(moment), moment, told):
                self._raise(number, fired)

    def _pass(self, today: date) -> None:
        """
        Judge the days that have come since something was known last.
        """
        for day in sorted({day for firing in self._firings for day in firing.waiting(today)}):
            for number, firing in enumerate(self._firings):
                for fired in firing.come(day):
                    self._raise(number, fired)

    def _raise(self, number: int, fired: Fired) -> None:
        """
        Raise an alert for a day that fires, or let it join one that lasts: of its own group, or with a person of its own.
        """
        firing, group, day = self._firings[number], fired.group, fired.day
        near = [one for one in self._raised if self._lasts(one, firing, day)]
        own = next((one for one in near if group in one.groups), None)
        if own is None:
            persons = {mark.person for mark in firing.window(group, day)}
            own = next((one for one in near if not persons.isdisjoint(self._persons(one))), None)
        if own is None:
            on = tuple(sorted({_case(mark) for mark in firing.window(group, day)}))
            self._raised.append(_Raised(number, fired, [group], {number: {day}}, on))
            return
        own.days.setdefault(number, set()).add(day)
        if group not in own.groups:
            own.groups.append(group)

    def _lasts(self, raised: _Raised, firing: Firing, day: date) -> bool:
        """
        Say whether a day lies in the quiet days of one on which an alert fired, or next to it in the rule's calendar.
        """
        quiet = max(1, firing.rule.quiet, *(self._firings[number].rule.quiet for number in raised.days)) * DAY
        next_to = {*firing.windows.ending(day)[1:2], *firing.windows.holding(day)[1:2]}
        return any(day - quiet <= one <= day + quiet or one in next_to for days in raised.days.values() for one in days)

    def _persons(self, raised: _Raised) -> set[str]:
        now = {
            mark.person
            for number, days in raised.days.items()
            for group in raised.groups
            for day in days
            for mark in self._firings[number].window(group, day)
        }
        return now | {case.person for case in raised.on}

    # ------------------------------------------------------------------ the answer

    def alerts(self, last: date) -> Iterator[Alert]:
        """
        Yield what was raised to the last day, as it stands now.
        """
        self._pass(last)
        for raised in self._raised:
            now = {number: self._now(number, raised) for number in sorted(raised.days)}
            days = tuple(sorted({day for own in now.values() for day in own}))
            rule = self._firings[raised.by].rule
            named = raised.on[0].absence if self._place.unit == "person" else self._place.id
            yield Alert(
                id=f"{rule.id}:{named}:{raised.fired.day.isoformat()}",
                rule=rule,
                place=self._place,
                shared=tuple(group.partition(":")[2] for group in raised.groups if group),
                reached=raised.fired.reached,
                first=raised.fired.day,
                raised_at=raised.fired.at,
                days=days,
                cases=tuple(sorted(self._cases(raised.groups, now))) if days else raised.on,
                raised_on=raised.on,
                joined=tuple(self._firings[number].rule for number in now if number != raised.by),
                excludable="" if days else _UNDONE,
            )

    def _now(self, number: int, raised: _Raised) -> list[date]:
        """
        Return on which of the days on which a rule fired it fires by what is known now.
        """
        fires = self._firings[number].fires
        return sorted(day for day in raised.days[number] if any(fires(group, day) for group in raised.groups))

    def _cases(self, groups: Iterable[str], now: Mapping[int, Sequence[date]]) -> Iterator[Case]:
        """
        Yield who counts towards the days on which it fires, and who joined within its quiet days: of a spell its first day.
        """
        found: set[Case] = set()
        for number, days in now.items():
            firing = self._firings[number]
            if days:
                begins = min(min(firing.windows.ending(day), default=day) for day in days)
                ends = days[-1] + firing.rule.quiet * DAY
                found.update(_case(mark) for group in groups for mark in firing.between(group, begins, ends))
        earliest: dict[tuple[str, str, str], Case] = {}
        for case in sorted(found):
            earliest.setdefault((case.person, case.absence, case.by), case)
        yield from earliest.values()


def _case(mark: Mark) -> Case:
    return Case(mark.day, mark.person, mark.absence, mark.by)
