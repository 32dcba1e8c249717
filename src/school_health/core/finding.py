"""
Checks as declared and what they find: a contradiction or a breach, with its clause, whom it concerns and what to do.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.law import Rule


__all__ = ["Check", "Finding", "Found"]


@frozen(kw_only=True, eq=False)
class Check(Rule):
    """
    A check: a named test of the engine, or of the region, with what it is asked of.

    Args:
        test: the name of the test.
        says: what is wrong, in Chinese.
        do: what to do about it, in Chinese.
        of: what is looked at: duties, events, workflows, breaches or posts, as the test says.
        needs: what must be there: parts, details, states, kinds of event.
        on: kinds of day.
        level: whom it is asked of.
        scope: id of the scope of those concerned.
        count: how many make a finding.
        days: so many days later at the latest.
    """

    test: str
    says: str
    do: str
    of: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    level: Literal["", "school", "class", "person", "county", "city", "province"] = ""
    scope: str | None = None
    count: int = 1
    days: int = 0


@frozen
class Found:
    """
    What a test has found, before it is held against where and when the check binds.

    Args:
        subject: the school, class, person or area that it concerns.
        day: the day that it concerns.
        at: the moment since which the record shows it.
        about: the reference of what is contradicted: an absence, a filing's day, a matter.
        lacks: what is missing: keys of parts, hands or details, posts, references of persons.
        standing: how things stand today, so that it is the same finding tomorrow.
    """

    subject: str = field(repr=False)
    day: date
    at: datetime
    about: str = field(default="", repr=False)
    lacks: tuple[str, ...] = field(default=(), repr=False)
    standing: bool = False


@frozen
class Finding:
    """
    A contradiction or a breach, as records show it; intent is never judged.

    ``place`` is the school or area in which it counts; the rest as in `Found`.

    Args:
        check: the check as declared.
        subject: whom it concerns.
        place: the school or area in which it counts.
        day: the day that it concerns.
        at: the moment since which the record shows it.
        about: the reference of what is contradicted.
        lacks: what is missing.
        standing: how things stand today, so that it is the same finding tomorrow.
    """

    check: Check = field(repr=lambda check: check.id)
    subject: str = field(repr=False)
    place: str
    day: date
    at: datetime
    about: str = field(repr=False)
    lacks: tuple[str, ...] = field(repr=False)
    standing: bool = False

    @property
    def clause(self) -> str:
        """
        The clause that is not kept.
        """
        return self.check.clause

    @property
    def key(self) -> tuple[object, ...]:
        """
        What makes the finding one, on whatever day somebody asks.
        """
        return (self.check.id, self.subject, None if self.standing else self.day, self.about, self.lacks)
