"""
Closed lists of words, held at run time where types hold nothing; and what may have been meant by a word that is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from attrs import frozen

from school_health.errors import FactError


__all__ = ["OneOf", "alike", "near", "one_of"]

# Up to so many names are all told where none is like the one that is not there.
_FEW = 8


@frozen
class OneOf:
    """
    An attrs validator that takes only the words of a list; its error does not repeat what was given.
    """

    words: tuple[object, ...]

    def __call__(self, fact: Any, attribute: Any, value: Any) -> None:
        """
        Refuse a value that is none of the words.
        """
        if value not in self.words:
            told = ", ".join(sorted(str(word) for word in self.words if word != ""))
            message = f"{type(fact).__name__}.{attribute.name} must be one of {told}; what was given is none of them"
            raise FactError(message)


def one_of(words: Iterable[object]) -> OneOf:
    """
    Return the validator of a list of words.
    """
    return OneOf(tuple(words))


def alike(name: str, known: Iterable[str]) -> str:
    """
    Return the question whether the name most like it was meant, or "" where none is like it.
    """
    found = get_close_matches(name, list(known), n=1, cutoff=0.65)
    return f"; did you mean {found[0]!r}?" if found else ""


def near(name: str, known: Collection[str]) -> str:
    """
    Return the same question, or else which names there are, if they are few.
    """
    few = f"; there are {', '.join(known)}" if 0 < len(known) <= _FEW else ""
    return alike(name, known) or few
