"""
What kind of day a day is, for an area, a school or a class.

National holidays and make-up days come from a provider (`NationalCalendar`), terms and exceptions from the record. A day
has several kinds at once: Saturday 2020-10-10 is ``make-up-day``, ``teaching-day`` and ``meal-day``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Literal, Protocol

from attrs import field, frozen

from school_health.core.law import holds
from school_health.core.moment import DAY, maybe_aware
from school_health.core.terms import Term, TermBook, TermDefaults
from school_health.core.words import one_of


__all__ = [
    "KINDS",
    "WEEKDAYS",
    "DayException",
    "Holiday",
    "NationalCalendar",
    "NationalDay",
    "SchoolCalendar",
]

# As `date.weekday` counts them.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NationalDay = Literal["workday", "make-up-day", "weekend", "public-holiday"]

KINDS = frozenset(
    {
        "day",
        "teaching-day",
        "meal-day",
        "workday",
        "make-up-day",
        "weekend",
        "public-holiday",
        "vacation",
        "closure",
        "suspension",
    }
)

_NATIONAL: Mapping[NationalDay, frozenset[str]] = {
    "workday": frozenset({"day", "workday"}),
    "make-up-day": frozenset({"day", "workday", "make-up-day"}),
    "weekend": frozenset({"day", "weekend"}),
    "public-holiday": frozenset({"day", "public-holiday"}),
}
_TEACHING = frozenset({"teaching-day", "meal-day"})
_EXCEPTIONS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {  # what goes, what comes
    "closure": (_TEACHING, frozenset({"closure"})),
    "teaching": (frozenset({"weekend", "public-holiday", "vacation"}), _TEACHING),
    "no-meals": (frozenset({"meal-day"}), frozenset()),
    "meals": (frozenset(), frozenset({"meal-day"})),
    "suspension": (frozenset(), frozenset({"suspension"})),  # lessons are suspended on what stays a teaching day
}


class NationalCalendar(Protocol):
    """
    Says which national kind a day has. Raises `school_health.errors.UnknownYear` past its data, and never guesses.
    """

    def kind(self, day: date, /) -> NationalDay:
        """
        Return the national kind of a day.
        """
        ...


@frozen(kw_only=True)
class DayException:
    """
    Days on which an area, a school or a class differs from the calendar; ``of`` is its id, empty for everywhere.

    Args:
        kind: what is different.
        first, last: the days, both included.
        of: the area, school or class; empty means everywhere.
        reason: why, in words.
        recorded_at: when the record learnt of it; absent means always.
    """

    kind: Literal["closure", "teaching", "no-meals", "meals", "suspension"] = field(validator=one_of(_EXCEPTIONS))
    first: date
    last: date
    of: str = ""
    reason: str = ""
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the day is one of them.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class Holiday:
    """
    A published day off (``off``) or make-up workday. A year of which any day is given counts as given in full.

    Args:
        day: the day.
        off: whether it is a day off; else it is a workday that makes up for one.
        recorded_at: when the record learnt of it; absent means always.
    """

    day: date
    off: bool
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)


def _published(day: date, *, off: bool | None) -> NationalDay:
    """
    Return the kind of a day in a year whose days off and make-up workdays the record gives.
    """
    if off is None:
        return "weekend" if WEEKDAYS[day.weekday()] in ("saturday", "sunday") else "workday"
    return "public-holiday" if off else "make-up-day"


class SchoolCalendar:
    """
    The calendar of one record: national days, terms by area, exceptions by area, school and class.

    Args:
        national: provider of national days.
        parents: for each area the area above it.
        terms: the terms given; where an area and those above it have none, ``defaults`` are used.
    """

    def __init__(
        self,
        national: NationalCalendar,
        *,
        parents: Mapping[str, str | None],
        terms: Iterable[Term] = (),
        exceptions: Iterable[DayException] = (),
        holidays: Iterable[Holiday] = (),
        defaults: TermDefaults,
    ) -> None:
        self.provider = national
        self._parents = parents
        self._exceptions: dict[str, list[DayException]] = {}
        for exception in exceptions:
            self._exceptions.setdefault(exception.of, []).append(exception)
        self._holidays = {holiday.day: holiday.off for holiday in holidays}
        self._own_years = {day.year for day in self._holidays}
        self._days: dict[tuple[str, date], frozenset[str]] = {}
        self._national_days: dict[date, NationalDay] = {}
        self._chains: dict[str, tuple[str, ...]] = {}
        self._book = TermBook(terms, defaults, self.chain)
        # Terms are asked of the calendar, which knows how areas lie in each other.
        self.terms, self.half_year, self.school_year = self._book.terms, self._book.half_year, self._book.school_year

    # ------------------------------------------------------------------ areas

    def chain(self, area: str) -> tuple[str, ...]:
        """
        Return the area, those above it and "" (everywhere), from the narrowest.
        """
        chain = self._chains.get(area)
        if chain is None:
            found = [area] if area else []
            while (above := self._parents.get(found[-1]) if found else None) and above not in found:
                found.append(above)
            chain = self._chains[area] = (*found, "")
        return chain

    # ------------------------------------------------------------------ national days

    def national(self, day: date) -> NationalDay:
        """
        Return the national kind of a day; the record's own holidays come before the provider's.
        """
        kind = self._national_days.get(day)
        if kind is None:
            own = day.year in self._own_years
            kind = _published(day, off=self._holidays.get(day)) if own else self.provider.kind(day)
            self._national_days[day] = kind
        return kind

    def is_workday(self, day: date) -> bool:
        """
        Say whether the country works on the day.
        """
        return self.national(day) in ("workday", "make-up-day")

    def add_working_days(self, day: date, count: int) -> date:
        """
        Return the ``count``-th working day after a day, which is not counted itself.

        Raises:
            UnknownYear: the count runs into a year without published holidays.
        """
        while count > 0:
            day += DAY
            count -= self.is_workday(day)
        return day

    # ------------------------------------------------------------------ kinds of day

    def kinds(self, area: str, day: date) -> frozenset[str]:
        """
        Return the kinds that a day has in an area, exceptions of the area and those above it included.
        """
        found = self._days.get((area, day))
        if found is None:
            term, _ = self.half_year(area, day)
            found = _NATIONAL[self.national(day)]
            if term.first <= day <= term.last:
                if "workday" in found:
                    found |= _TEACHING
            else:
                found |= {"vacation"}
            for place in reversed(self.chain(area)):
                found = self._excepted(place, day, found)
            self._days[area, day] = found
        return found

    def _excepted(self, of: str, day: date, kinds: frozenset[str]) -> frozenset[str]:
        for exception in self._exceptions.get(of, ()):
            if exception.holds(day):
                goes, comes = _EXCEPTIONS[exception.kind]
                kinds = (kinds - goes) | comes
        return kinds

    def excepted(self, of: str) -> bool:
        """
        Say whether a school or class has days of its own.
        """
        return of in self._exceptions

    def kinds_for(self, area: str, day: date, *narrower: str) -> frozenset[str]:
        """
        Return the kinds of a day for a school (and a class of it), whose exceptions come after the area's.
        """
        found = self.kinds(area, day)
        for of in narrower:
            found = self._excepted(of, day, found)
        return found

    def exception(self, day: date, every: Collection[str], except_: Collection[str], *of: str) -> DayException | None:
        """
        Return the exception of a school or class that takes a day from the kinds ``every`` or makes it one of ``except_``.

        Of several it is the narrowest and last given.
        """
        for place in reversed(of):
            for one in reversed(self._exceptions.get(place, ())):
                goes, comes = _EXCEPTIONS[one.kind]
                if one.holds(day) and not (goes.isdisjoint(every) and comes.isdisjoint(except_)):
                    return one
        return None
