"""
A region that was opened: its rulebook, its calendar and the questions that a host asks of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from attrs import frozen

from school_health.core.assess import Assessment, assess
from school_health.core.calendar import NationalCalendar
from school_health.core.completeness import Completeness, completeness
from school_health.core.escalation import Notice
from school_health.core.fit import fit
from school_health.core.moment import DAY, midnight
from school_health.core.record import Record
from school_health.core.rulebook import Rulebook


__all__ = ["Region"]


@frozen(eq=False)
class Region:
    """
    A region's law with its calendar, ready to be asked.
    """

    code: str
    name: str
    rulebook: Rulebook
    national: NationalCalendar

    def assess(
        self, record: Record, at: datetime, *, since: date | None = None, duties: Collection[str] | None = None
    ) -> Assessment:
        """
        Do what `school_health.core.assess.assess` does, under this region's law.
        """
        return assess(self.rulebook, self.national, record, at, since=since, duties=duties)

    def completeness(
        self, record: Record, first: date, last: date, at: datetime, *, duties: Collection[str] | None = None
    ) -> Completeness:
        """
        Do what `school_health.core.completeness.completeness` does, under this region's law.
        """
        return completeness(self.rulebook, self.national, record, first, last, at, duties=duties)

    def timeline(
        self, record: Record, on: date, *, known_at: datetime | None = None, duties: Collection[str] | None = None
    ) -> tuple[Notice, ...]:
        """
        Play a day's escalation through: every notice of the day, and every later one of the day's own dues.

        What was not known at ``known_at`` (by default: nothing is left out) is taken as never coming, so that what lies
        after it is what the day will bring if nobody files.

        Raises:
            UnknownSubject: the record names what is not there.
            CalendarError: a day lies past the holidays or terms that are known.
        """
        fit(self.rulebook, record)
        longest = DAY * self.rulebook.longest_ladder_days
        known = record if known_at is None else record.as_of(known_at)
        since = on - longest if known.first_day is None else max(on - longest, min(on, known.first_day))
        told = self.assess(known, midnight(on + longest + DAY), since=since, duties=duties).notices
        return tuple(notice for notice in told if notice.at.date() == on or notice.due.first == on)
