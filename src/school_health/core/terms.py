"""
School terms, the vacations after them, and the spans in which things are counted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from attrs import field, frozen

from school_health.core.moment import DAY, maybe_aware
from school_health.core.words import one_of
from school_health.errors import FactError, UnknownTerm


__all__ = ["Span", "Term", "TermBook", "TermDefaults", "YearlyTerm"]


@frozen
class Span:
    """
    Days from ``first`` to ``last``, both included.

    Args:
        first: the first day.
        last: the last day.
    """

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@frozen(kw_only=True)
class Term:
    """
    A school term of an area; ``number`` 1 opens the school year. An empty area means everywhere.

    Args:
        first: its first day.
        last: its last day.
        number: 1 opens the school year, 2 follows.
        area: the area of which it is the term; empty means everywhere.
        recorded_at: when the record learnt of it; absent means always.
    """

    first: date
    last: date
    number: Literal[1, 2] = field(validator=one_of((1, 2)))
    area: str = ""
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            message = f"a term from {self.first} to {self.last} ends before it begins"
            raise FactError(message)


@frozen(kw_only=True)
class YearlyTerm:
    """
    A term that comes back each year, by month and day ``(9, 1)``; it ends in the next year where it ends earlier.
    """

    number: Literal[1, 2]
    first: tuple[int, int]
    last: tuple[int, int]

    def of(self, year: int) -> Term:
        """
        Return the term that begins in a year.
        """
        ends = year + (self.last < self.first)
        return Term(first=date(year, *self.first), last=date(ends, *self.last), number=self.number)


@frozen(kw_only=True)
class TermDefaults:
    """
    What is assumed of terms where none is given, and how long a vacation may last before a term must be missing.
    """

    terms: tuple[YearlyTerm, ...]
    longest_vacation_days: int


class TermBook:
    """
    The terms of all areas: given ones where there are any, assumed ones elsewhere.

    Args:
        terms: the terms given; those of one area must not overlap.
        defaults: what is assumed of areas that have none, and how long a vacation may last.
        chain: returns an area and those above it, from the narrowest.
    """

    def __init__(self, terms: Iterable[Term], defaults: TermDefaults, chain: Callable[[str], tuple[str, ...]]) -> None:
        self._chain = chain
        self._school_years: dict[tuple[str, date], Span] = {}
        self._half_years: dict[tuple[str, date, bool], tuple[Term, Span]] = {}
        self._defaults = defaults
        self._terms: dict[str, list[Term]] = {}
        for term in sorted(terms, key=lambda term: term.first):
            self._terms.setdefault(term.area, []).append(term)
        for area, own in self._terms.items():
            for earlier, later in pairwise(own):
                if later.first <= earlier.last:
                    message = f"two terms of {area or 'everywhere'} overlap on {later.first}: mend one of them"
                    raise FactError(message)

    def terms(self, area: str, around: date) -> list[Term]:
        """
        Return the terms that count in an area, in order: the nearest given ones, or the assumed ones about a day.
        """
        for place in self._chain(area):
            if place in self._terms:
                return self._terms[place]
        return self._assumed(around)

    def _assumed(self, around: date) -> list[Term]:
        yearly = sorted(self._defaults.terms, key=lambda one: one.first)
        return [one.of(year) for year in range(around.year - 2, around.year + 3) for one in yearly]

    def half_year(self, area: str, day: date, *, assume: bool = False) -> tuple[Term, Span]:
        """
        Return the half-year that holds a day: a term with the vacation after it.

        Args:
            area: where.
            day: the day.
            assume: fall back on the assumed terms where the given ones do not reach.

        Raises:
            UnknownTerm: the day lies further from every known term than a vacation lasts.
        """
        key = (area, day, assume)
        found = self._half_years.get(key)
        if found is None:
            found = self._half_years[key] = self._half_year(area, day, assume=assume)
        return found

    def _half_year(self, area: str, day: date, *, assume: bool) -> tuple[Term, Span]:
        terms, longest = self.terms(area, day), self._defaults.longest_vacation_days
        position = bisect_right(terms, day, key=lambda term: term.first) - 1
        nearest = terms[position].last if position >= 0 else terms[0].first
        distance = (day - nearest).days if position >= 0 else (nearest - day).days
        if distance > longest:
            if assume:
                terms = self._assumed(day)
                position = bisect_right(terms, day, key=lambda term: term.first) - 1
            else:
                message = (
                    f"{day} lies {distance} days from the nearest term of {area or 'the record'} "
                    f"(which begins or ends on {nearest}): enter the term to which it belongs"
                )
                raise UnknownTerm(message)
        if position < 0:  # the vacation before the first known term
            head = terms[0]
            begins = head.first - longest * DAY
            before = Term(area=head.area, first=begins, last=begins, number=2 if head.number == 1 else 1)
            return before, Span(begins, head.first - DAY)
        term = terms[position]
        ends = terms[position + 1].first - DAY if position + 1 < len(terms) else term.last + longest * DAY
        return term, Span(term.first, ends)

    def school_year(self, area: str, day: date) -> Span:
        """
        Return the school year that holds a day: two half-years, the first of them with term number 1.
        """
        found = self._school_years.get((area, day))
        if found is None:
            found = self._school_years[area, day] = self._school_year(area, day)
        return found

    def _school_year(self, area: str, day: date) -> Span:
        term, span = self.half_year(area, day)
        try:
            if term.number == 1:
                return Span(span.first, self.half_year(area, span.last + DAY)[1].last)
            return Span(self.half_year(area, span.first - DAY)[1].first, span.last)
        except UnknownTerm:  # the other half is not in the record
            return span
