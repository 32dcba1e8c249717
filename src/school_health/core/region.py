"""
A region that was opened: its rulebook, its calendar and the questions that a host asks of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from attrs import frozen

from school_health.core.assess import Assessment, assess
from school_health.core.calendar import NationalCalendar
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
