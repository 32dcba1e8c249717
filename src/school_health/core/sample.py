"""
Random samples that anybody can draw again: the same on every machine, from a seed that was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Literal

from attrs import frozen

from school_health.core.law import Rule
from school_health.errors import FactError


__all__ = ["SampleRule", "draw", "share"]


@frozen(kw_only=True, eq=False)
class SampleRule(Rule):
    """
    A random sample that a document asks for.

    Args:
        of: what is drawn: schools, or single filings of ``duty``.
        percent: so many percent of them, rounded up; ``least`` is the smallest number, as far as there are so many.
    """

    of: Literal["school", "filing"]
    duty: tuple[str, ...] = ()
    percent: int
    least: int = 1


def draw(items: Iterable[str], count: int, seed: str) -> tuple[str, ...]:
    r"""
    Return a random sample without replacement, in the order drawn; a larger one begins with the smaller one.

    Each item gets a number: the SHA-256 of the seed, one line feed and the item, all in UTF-8 as written, without
    trimming. The items with the smallest numbers are drawn, so that one item more or less changes at most one place.
    With any tool: ``printf '%s\n%s' "$seed" "$item" | sha256sum`` for each item, then sort.

    Whoever may choose the seed after the list chooses the sample: fix the seed first, or take one that nobody chooses.

    Args:
        items: what to draw from; a repeated one counts once.
        count: how many; all of them where there are no more.
        seed: any text but a blank one, such as the day and the name of the check.

    Raises:
        FactError: the count is negative, or the seed blank.
    """
    if count < 0:
        message = f"a sample cannot have {count} items: give 0 or more"
        raise FactError(message)
    if not seed.strip():
        message = "a sample needs a seed: give a text that can be told to those who check it"
        raise FactError(message)
    return tuple(sorted(set(items), key=lambda item: sha256(f"{seed}\n{item}".encode()).digest())[:count])


def share(population: int, percent: int, least: int) -> int:
    """
    Return the size of a sample: a share rounded up, at least so many, and never more than there are.

    Raises:
        FactError: a number is negative, or the share is more than 100 percent.
    """
    if population < 0 or least < 0 or percent not in range(101):
        message = f"no share: {percent} percent of {population}, at least {least}; give 0 or more, and at most 100 percent"
        raise FactError(message)
    return min(population, max(-(-population * percent // 100), least))
