"""
Closed lists of words, held at run time where types hold nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from school_health.errors import FactError


__all__ = ["one_of"]


def one_of(words: Iterable[object]) -> Callable[[Any, Any, Any], None]:
    """
    Return an attrs validator that takes only the words of a list; its error does not repeat what was given.
    """
    known = frozenset(words)
    told = ", ".join(sorted(str(word) for word in known if word != ""))

    def check(fact: Any, attribute: Any, value: Any) -> None:
        if value not in known:
            message = f"{type(fact).__name__}.{attribute.name} must be one of {told}; what was given is none of them"
            raise FactError(message)

    return check
