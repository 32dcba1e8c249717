"""
What was received: filings, with their dated parts and hands, and the events that open duties.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from attrs import evolve, field, frozen

from school_health.core.moment import aware, maybe_aware
from school_health.errors import FactError


__all__ = ["Content", "Event", "Filing", "Hand"]

# A zero report says "nobody", a no-change report says "as yesterday"; both are filings. Silence is none.
Content = Literal["content", "zero", "no-change"]


def _aware_parts(parts: Mapping[str, datetime]) -> Mapping[str, datetime]:
    return {name: aware(at) for name, at in parts.items()} if parts else parts


@frozen(kw_only=True)
class Hand:
    """
    A person through whose hands a filing went (a reviewer, a signatory), and when.

    Args:
        person: who, by reference.
        at: when.
    """

    person: str
    at: datetime = field(converter=aware)


@frozen(kw_only=True)
class Filing:
    """
    One filing as it was received.

    Args:
        duty: id of the duty that it meets.
        filer: id of the school, class, person or area that filed.
        about: whom or what it concerns, where that is not the filer: a class, a school, an event's id.
        first, last: the days it covers; both absent means the period in which it was filed.
        filed_at: when it was received.
        recorded_at: when this record learnt of it; absent means at once.
        revision: 1 for the first, higher for later ones of the same matter.
        parts: what was attached and when (a voucher); a filing is complete when all that its duty needs is there.
        hands: who reviewed or signed it, by role.
        content: whether it says something, or that there is nobody (``zero``), or nothing new (``no-change``).
        filed_by: who filed, by reference.
    """

    duty: str
    filer: str
    filed_at: datetime = field(converter=aware)
    about: str | None = None
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)
    revision: int = 1
    content: Content = "content"
    filed_by: str | None = None
    parts: Mapping[str, datetime] = field(factory=dict, converter=_aware_parts)
    hands: Mapping[str, Hand] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.content not in ("content", "zero", "no-change"):
            message = f"a filing of {self.duty!r} has a content that is none: it must be content, zero or no-change"
            raise FactError(message)
        if self.last is not None and (self.first is None or self.last < self.first):
            message = f"a filing of {self.duty!r} covers {self.first or 'no day'} to {self.last}: it ends before it begins"
            raise FactError(message)
        if self.recorded_at is not None and self.recorded_at < self.filed_at:
            message = f"a filing of {self.duty!r} was recorded before it was filed: exchange or mend the two moments"
            raise FactError(message)

    @property
    def known_at(self) -> datetime:
        """
        The moment since which this record knows of the filing.
        """
        return self.recorded_at or self.filed_at

    @property
    def latest(self) -> datetime:
        """
        The moment since which all is known of it, its parts and hands included.
        """
        return max([self.known_at, *self.parts.values(), *(hand.at for hand in self.hands.values())])

    def as_of(self, at: datetime) -> Filing:
        """
        Return the filing without the parts and hands that were still to come at a moment.
        """
        if self.latest <= at:
            return self
        parts = {name: moment for name, moment in self.parts.items() if moment <= at}
        return evolve(self, parts=parts, hands={name: hand for name, hand in self.hands.items() if hand.at <= at})


@frozen(kw_only=True)
class Event:
    """
    A dated fact that opens duties: a phone report, an alert, an approved suspension, a diagnosed case.

    ``subject`` is the school, class, person or area it happened to; ``about`` what it answers: a move names its matter, a
    breach the duty that was missed. ``details`` holds what was written down of it, by the keys that its kind declares.

    Args:
        id: its own reference.
        kind: its kind, by its id in the rulebook.
        subject: the school, class, person or area that it happened to.
        at: when.
        about: what it answers, if anything.
        first, last: the days that it is about.
        details: what was written down of it.
        recorded_at: when the record learnt of it; absent means when it happened, or always.
    """

    id: str
    kind: str
    subject: str
    at: datetime = field(converter=aware)
    about: str | None = None
    first: date | None = None
    last: date | None = None
    details: Mapping[str, str] = field(factory=dict, repr=False)
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    @property
    def known_at(self) -> datetime:
        """
        The moment since which this record knows of the event.
        """
        return self.recorded_at or self.at

    @property
    def day(self) -> date:
        """
        The day from which its clocks run, where they run by days.
        """
        return self.first or self.at.date()
