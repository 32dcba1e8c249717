"""
Suspensions: a class, a grade or a school whose lessons are suspended.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.filing import Event
from school_health.core.law import holds
from school_health.core.moment import maybe_aware, midnight
from school_health.core.shape import many_words, only_days
from school_health.core.words import one_of
from school_health.errors import FactError


__all__ = ["LEVELS", "Suspension"]

LEVELS = ("class", "grade", "school")


@frozen(kw_only=True)
class Suspension:
    """
    A class, a grade or a school whose lessons are suspended from one day to another, both included.

    Args:
        id: its own reference; a correction, or its end, has the same. Moves of a workflow and filings name it.
        level: what is suspended.
        of: the class's id, the grade's name, or absent.
        reason: a disease of the region's vocabularies, or other words.
        sick: the sick of whom those who approved it knew, by reference.
        decided_at: when it was decided; absent means when it begins.
        void: entered in error.
        school: the school.
        first, last: the days, both included; without a last day it goes on.
        recorded_at: when the record learnt of this version; absent means when it was decided.
    """

    id: str
    school: str
    level: Literal["class", "grade", "school"] = field(validator=one_of(LEVELS))
    first: date
    last: date | None = None
    of: str = ""
    reason: str = ""
    sick: tuple[str, ...] = field(default=(), converter=many_words, repr=False)
    decided_at: datetime | None = field(default=None, converter=maybe_aware)
    void: bool = False
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def __attrs_post_init__(self) -> None:
        only_days(self, "first", "last")
        if self.last is not None and self.last < self.first:
            message = f"the suspension {self.id!r} ends before it begins: mend one of the two days"
            raise FactError(message)
        if (self.level == "school") is bool(self.of):
            message = f"the suspension {self.id!r} of a {self.level} names {'a part' if self.of else 'no ' + self.level}"
            raise FactError(message)

    def holds(self, day: date) -> bool:
        """
        Say whether lessons are suspended on the day.
        """
        return not self.void and holds(self.first, self.last, day)

    @property
    def at(self) -> datetime:
        """
        When it was decided, or the beginning of its first day.
        """
        return self.decided_at or midnight(self.first)

    @property
    def known_at(self) -> datetime:
        """
        The moment since which this record knows of it.
        """
        return self.recorded_at or self.at

    def as_event(self) -> Event:
        """
        Return it as the event that opens duties: ``suspension:class``, ``suspension:grade`` or ``suspension:school``.
        """
        return Event(
            id=self.id,
            kind=f"suspension:{self.level}",
            subject=self.of if self.level == "class" else self.school,
            at=self.at,
            about=self.of if self.level == "grade" else None,
            first=self.first,
            last=self.last,
            recorded_at=self.recorded_at,
        )
