"""
Moments: aware datetimes in the zone of the law.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from school_health.errors import NaiveMoment


__all__ = ["DAY", "EVER", "SHANGHAI_TIME", "aware", "maybe_aware", "midnight", "moment"]

# The one zone in which all documents of the country speak; without daylight saving since 1992.
SHANGHAI_TIME = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
# Before anything that a record holds.
EVER = datetime(1, 1, 2, tzinfo=SHANGHAI_TIME)


def aware(value: datetime) -> datetime:
    """
    Return the same instant in Shanghai time.

    Raises:
        NaiveMoment: the value has no time zone.
    """
    given: object = value
    if not isinstance(given, datetime):  # a host without types may hand in a day or a text
        message = f"a moment must be a datetime with a time zone, not {type(value).__name__}"
        raise NaiveMoment(message)
    zone = value.tzinfo
    if zone is SHANGHAI_TIME:
        return value
    if zone is None or value.utcoffset() is None:
        message = f"the moment {value.isoformat()} has no time zone; give it one, e.g. tzinfo=SHANGHAI_TIME"
        raise NaiveMoment(message)
    return value.astimezone(SHANGHAI_TIME)


def maybe_aware(value: datetime | None) -> datetime | None:
    """
    Do what `aware` does, and let an absent moment be absent.
    """
    return None if value is None else aware(value)


def moment(day: date, at: time) -> datetime:
    """
    Return the instant of a day at a time of the clock.
    """
    return datetime(day.year, day.month, day.day, at.hour, at.minute, at.second, at.microsecond, SHANGHAI_TIME)


def midnight(day: date) -> datetime:
    """
    Return the first instant of a day.
    """
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI_TIME)
