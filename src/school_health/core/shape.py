"""
Values of the wrong shape where a host makes facts itself: a text for a day, a text for a list of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from school_health.errors import FactError


__all__ = ["many_words", "only_days"]


def only_days(fact: Any, *names: str) -> None:
    """
    Refuse what is no day where a day belongs: a text, or a moment, which compares with no day.

    Raises:
        FactError: naming the fact's kind and field, and not the value.
    """
    for name in names:
        value = getattr(fact, name)
        if value is not None and type(value) is not date:
            message = f"{type(fact).__name__}.{name} must be a date, not {type(value).__name__}"
            raise FactError(message)


def many_words(value: Any) -> tuple[str, ...]:
    """
    Return words as a tuple; a text in place of a list would come apart into its letters.

    Raises:
        FactError: it is a text, or no list at all.
    """
    if type(value) is tuple:
        return value
    if isinstance(value, str) or not isinstance(value, Iterable):
        message = f"several words are a list of texts, not {type(value).__name__}"
        raise FactError(message)
    return tuple(value)
