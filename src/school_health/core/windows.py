"""
The days of a window: so many calendar days, or teaching days, that end with a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from school_health.core.alert import AlertRule, Place
from school_health.core.moment import DAY
from school_health.core.world import World


__all__ = ["Windows"]


class Windows:
    """
    The windows of a rule in one unit, between the first and the last day that matter: no calendar is asked of other days.

    A window of teaching days ends on a teaching day; one day is any day, so that a cluster on a weekend is seen.
    """

    def __init__(self, world: World, rule: AlertRule, place: Place, first: date, last: date) -> None:
        self._days, self._first, self._last = rule.days, first, last
        self._teaching = rule.calendar == "teaching" and rule.days > 1
        school = world.record.school_by_id.get(place.school)
        self._area = school.area if school is not None else place.id
        own = (place.school, place.id if place.unit == "class" else "")
        self._own = tuple(one for one in own if one and world.calendar.excepted(one))
        self._world = world
        self._ending: dict[date, Sequence[date]] = {}

    def ending(self, day: date) -> Sequence[date]:
        """
        Return the days of the window that ends with a day; none where no window ends with it.
        """
        found = self._ending.get(day)
        if found is None:
            found = self._ending[day] = self._walk(day, -1)
        return found

    def holding(self, day: date) -> Sequence[date]:
        """
        Return the days with which a window ends that holds a day.
        """
        return self._walk(day, 1)

    def next_to(self, one: date, other: date) -> bool:
        """
        Say whether no teaching day lies between two days, where teaching days are counted.

        Both have fired, so that nothing is asked of days that nobody looks at; no case of earlier days changes the answer.
        """
        first, last = sorted((one, other))
        between = (first + number * DAY for number in range(1, (last - first).days))
        return self._teaching and not any(self.teaches(day) for day in between)

    def _walk(self, day: date, step: int) -> Sequence[date]:
        if not self._teaching:
            return [day + step * offset * DAY for offset in range(self._days)]
        found: list[date] = []
        if not self.teaches(day):
            return found
        while self._first <= day <= self._last and len(found) < self._days:
            if self.teaches(day):
                found.append(day)
            day += step * DAY
        return found

    def teaches(self, day: date) -> bool:
        """
        Say whether a day is a teaching day of the unit.
        """
        return "teaching-day" in self._world.calendar.kinds_for(self._area, day, *self._own)
