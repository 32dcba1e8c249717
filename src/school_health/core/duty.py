"""
Duties as declared: who must file what, on which days or after which event, and by when.
"""

from __future__ import annotations

import datetime as dt
from datetime import date, datetime, timedelta
from typing import Literal

from attrs import frozen

from school_health.core.calendar import WEEKDAYS, SchoolCalendar
from school_health.core.law import Rule
from school_health.core.moment import DAY, midnight, moment


__all__ = ["PERIODS", "Again", "Deadline", "Duty", "Edge", "Filer", "Instant", "Reckoning", "Through", "While", "Zero"]

Filer = Literal["school", "class", "person", "county", "city", "province"]
Edge = Literal["in", "out"]

# Periods that a duty may come back with, beside the kinds of day.
PERIODS = frozenset({"week", "term", "half-year", "school-year", "once"})


@frozen(kw_only=True)
class Instant:
    """
    A resolved deadline: filed at ``at`` is in time where the edge is ``in``, late where it is ``out``.

    Args:
        at: the instant.
        edge: whether that instant itself is in time.
    """

    at: datetime
    edge: Edge

    def passed(self, by: datetime) -> bool:
        """
        Say whether something that happens at a moment comes too late.
        """
        return by > self.at or (by == self.at and self.edge == "out")

    @property
    def day(self) -> date:
        """
        The last day on which any instant is in time: a deadline at 24:00 belongs to the day that it ends.
        """
        return (self.at if self.edge == "in" else self.at - timedelta(microseconds=1)).date()


@frozen(kw_only=True)
class Reckoning:
    """
    How a day or instant is counted from another.

    Args:
        from_: what it counts from: ``opening`` (the period's first day, or the event), ``filed:<duty>`` (the first
            filing of that duty on the same matter: none yet, no deadline yet) or ``vacation`` (of a deadline: the first
            day of the vacation after the period's term; of an opening: of the one before it).
        date: a fixed day.
        days, weeks: so many days or weeks later; negative is earlier.
        weekday: that day of the week reached (weeks begin on Monday).
        working_days: so many working days later; the day itself is not counted.
        hours: so many hours after the event itself.
        time: the time of the clock on the day reached; absent means the whole day.
    """

    from_: str = "opening"
    date: dt.date | None = None
    days: int = 0
    weeks: int = 0
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    working_days: int = 0
    hours: int = 0
    time: dt.time | None = None

    def day(self, start: dt.date, calendar: SchoolCalendar) -> dt.date:
        """
        Return the day reached.

        Raises:
            UnknownYear: working days run into a year without published holidays.
        """
        day = (self.date or start) + (self.days + 7 * self.weeks) * DAY
        if self.weekday is not None:
            day += (WEEKDAYS.index(self.weekday) - day.weekday()) * DAY
        return calendar.add_working_days(day, self.working_days) if self.working_days else day

    def begin(self, start: dt.date, calendar: SchoolCalendar) -> datetime:
        """
        Return the instant reached, or the first one of the day where no time is named.
        """
        day = self.day(start, calendar)
        return midnight(day) if self.time is None else moment(day, self.time)

    @property
    def counts_days(self) -> bool:
        """
        Say whether it may lie on another day than the one from which it counts.
        """
        return bool(self.date or self.days or self.weeks or self.weekday or self.working_days)

    @property
    def moves(self) -> bool:
        """
        Say whether it leaves the moment or day from which it counts, hours aside.
        """
        return self.counts_days or self.time is not None


@frozen(kw_only=True)
class Deadline(Reckoning):
    """
    A deadline as the law words it.

    ``edge`` says whether the named instant (or day) itself is in time, ``at_once`` that no number is named.
    """

    edge: Edge
    at_once: bool = False

    def resolve(self, start: dt.date | datetime, calendar: SchoolCalendar) -> Instant:
        """
        Return the instant, counted from a day or a moment. From a moment without any step it is that moment itself.

        Raises:
            UnknownYear: working days run into a year without published holidays.
        """
        if isinstance(start, datetime):
            if self.hours or not self.moves:
                return Instant(at=start + timedelta(hours=self.hours), edge=self.edge)
            start = start.date()
        day = self.day(start, calendar)
        if self.time is not None:
            return Instant(at=moment(day, self.time), edge=self.edge)
        # A day that is in time is so to its last instant, and the next day's first one is late.
        return Instant(at=midnight(day + DAY if self.edge == "in" else day), edge="out")


@frozen(kw_only=True)
class While:
    """
    Days beside the kinds of day: all on which one of some events is open that none of the others has closed.
    """

    after: tuple[str, ...]
    until: tuple[str, ...]


@frozen(kw_only=True)
class Through:
    """
    Hands a filing must go through; ``holds`` says whether a missing hand keeps it from being complete.
    """

    hands: tuple[str, ...]
    others: bool = False
    holds: bool


@frozen(kw_only=True)
class Zero:
    """
    What an empty filing means (``nobody``, ``no-change`` …), and the clause that admits it.
    """

    means: str
    clause: str


@frozen(kw_only=True)
class Again:
    """
    Which of several filings stands, and the clause that says so.
    """

    takes: Literal["first", "last"]
    clause: str


@frozen(kw_only=True, eq=False)
class Duty(Rule):
    """
    Something that somebody must file, say or do by some time.

    Args:
        filer: who files.
        about: what each filing concerns where it is not the filer (a county about each of its ``school``).
        scope: id of the `school_health.core.law.Scope` of those concerned.
        every: kinds of day, or one period, with which it comes back.
        except_: kinds of day on which it is not expected all the same, such as ``suspension``.
        while_: further days, while an event is open.
        after: events that open it, as ``fact:<kind>``, ``suspension:<level>``, ``alert:<rule>``, ``move:<workflow>.<move>``,
            ``breach:<id>``, ``consequence:<id>`` or ``filed:<duty>``.
        unless: events that release from it.
        opens: from when a filing counts; absent means the period's first day, or the event.
        by: the deadline; absent means that the law names none.
        to, copy: who receives it.
        needs: parts without which a filing is not complete.
        through: hands it must go through.
        zero: what an empty filing means; absent means that an empty one does not meet the duty.
        again: which of several filings stands; absent means the last, where nothing says otherwise.
        met: duties (or ``fact:connected``) that stand in for it; of what an event opens, moves on the same matter; of a day,
            moves made on it.
        covers: whether one filing may cover several days.
    """

    filer: Filer
    about: Literal["school"] | None = None
    scope: str | None = None
    every: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    while_: While | None = None
    opens: Reckoning | None = None
    by: Deadline | None = None
    to: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    channel: str = ""
    module: str = ""
    form: str = ""
    needs: tuple[str, ...] = ()
    through: Through | None = None
    zero: Zero | None = None
    again: Again | None = None
    met: tuple[str, ...] = ()
    covers: Literal["one", "span"] = "one"

    @property
    def daily(self) -> bool:
        """
        Say whether it comes back with days (and not with weeks, terms or years, nor with events).
        """
        return bool(self.every) and not PERIODS.intersection(self.every)

    @property
    def events(self) -> tuple[str, ...]:
        """
        The events of which it speaks: that open it, release from it or meet it, or begin and end further days.
        """
        held = () if self.while_ is None else (*self.while_.after, *self.while_.until)
        return (*self.after, *self.unless, *self.moves_that_meet, *held)

    @property
    def moves_that_meet(self) -> tuple[str, ...]:
        """
        The moves that meet it.
        """
        return tuple(one for one in self.met if one.startswith("move:"))

    @property
    def clauses(self) -> tuple[str, ...]:
        """
        The clauses that it carries: its own, and those of what it says of empty and of repeated filings.
        """
        parts = [part.clause for part in (self.zero, self.again) if part is not None]
        return tuple(dict.fromkeys([*super().clauses, *parts]))
