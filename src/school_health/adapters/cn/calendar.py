"""
National holidays and make-up workdays, from the package chinesecalendar. The only module that imports it.
"""

from __future__ import annotations

from datetime import date

import chinese_calendar

from school_health.core.calendar import NationalDay
from school_health.errors import UnknownYear


__all__ = ["StateCouncilCalendar"]


class StateCouncilCalendar:
    """
    The days off and make-up workdays that the State Council published, for the years that chinesecalendar holds.
    """

    def kind(self, day: date) -> NationalDay:
        """
        Return the national kind of a day.

        Raises:
            UnknownYear: the year's holidays are not in the data.
        """
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError as error:
            message = (
                f"the holidays of {day.year} are not in the data of chinesecalendar: update that package, or give the "
                f"year's days off and make-up workdays as the facts 'holidays' (docs/files.md)"
            )
            raise UnknownYear(message) from error
        if name is not None:
            return "public-holiday" if off else "make-up-day"
        return "weekend" if off else "workday"
