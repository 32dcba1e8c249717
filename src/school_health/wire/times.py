"""
Days and moments as JSON has them: ``2020-10-12``, and ``2020-10-12T09:31:00+08:00``, always with a zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from school_health.core.moment import aware


__all__ = ["DAY_PATTERN", "MOMENT_PATTERN", "day_text", "moment_text", "read_day", "read_moment"]

_DAY = r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_ZONE = r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

# As JSON Schema has them too: ECMA 262 and Python read them alike.
DAY_PATTERN = f"^{_DAY}$"
MOMENT_PATTERN = f"^{_DAY}T{_CLOCK}{_ZONE}$"

_IS_DAY = re.compile(_DAY)
_IS_MOMENT = re.compile(f"{_DAY}T{_CLOCK}{_ZONE}")
_LACKS_ZONE = re.compile(f"{_DAY}T{_CLOCK}")


@lru_cache(maxsize=65_536)
def read_day(text: str) -> date:
    """
    Return the day that a text names.

    Raises:
        ValueError: it names none; the message does not repeat it.
    """
    if _IS_DAY.fullmatch(text) is None:
        message = "expected a day like 2020-10-12"
        raise ValueError(message)
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = "the calendar has no such day"
        raise ValueError(message) from None


@lru_cache(maxsize=65_536)
def read_moment(text: str) -> datetime:
    """
    Return the moment that a text names, in Shanghai time.

    Raises:
        ValueError: it names none, or has no zone; the message does not repeat it.
    """
    if _IS_MOMENT.fullmatch(text) is None:
        lacks = "the moment has no zone: write it" if _LACKS_ZONE.fullmatch(text) else "expected a moment with its zone,"
        message = f"{lacks} like 2020-10-12T09:31:00+08:00"
        raise ValueError(message)
    try:
        return aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        message = "the calendar has no such moment"
        raise ValueError(message) from None


day_text = date.isoformat


def moment_text(value: datetime) -> str:
    """
    Return a moment as text with its zone; in UTC where its own zone was not yet a matter of whole minutes.
    """
    text = value.isoformat()
    return text if text[-6] in "+-" else value.astimezone(UTC).isoformat()
