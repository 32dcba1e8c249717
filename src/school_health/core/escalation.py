"""
What follows when a due stays open: ladders and their steps, notices, breaches, consequences.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from attrs import field, frozen

from school_health.core.due import Due
from school_health.core.law import Rule
from school_health.core.moment import DAY, moment
from school_health.core.terms import Span


__all__ = ["Breach", "BreachRule", "Consequence", "ConsequenceRule", "Ladder", "Notice", "Recipient", "Step", "StepTime"]


@frozen(kw_only=True)
class StepTime:
    """
    A time of the clock so many days after the due's first day.
    """

    time: time
    days: int = 0

    def on(self, day: date) -> datetime:
        """
        Return the instant for a due whose first day is given.
        """
        return moment(day + self.days * DAY, self.time)


@frozen(kw_only=True)
class Step:
    """
    One step of a ladder. Without ``at`` it falls due with the deadline itself.

    Args:
        clause: the clause that it carries.
        level: its name, as the document gives it.
        to: the posts that are told; ``by`` the post that acts.
        enters: a list in which the matter is entered.
    """

    clause: str
    level: str
    to: tuple[str, ...]
    at: StepTime | None = None
    by: str = ""
    enters: str = ""


@frozen(kw_only=True, eq=False)
class Ladder(Rule):
    """
    The steps that a due climbs while it is not complete; order in the list decides among equals.
    """

    duty: tuple[str, ...]
    step: tuple[Step, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        """
        The clauses that it and its steps carry.
        """
        return tuple(dict.fromkeys([*super().clauses, *(step.clause for step in self.step)]))


@frozen
class Recipient:
    """
    A person told, with the posts for which; ``person`` is None where a post is vacant.

    Args:
        person: who, by reference; None where the post is vacant.
        posts: the posts for which.
        organisation: where these are held.
    """

    person: str | None
    posts: tuple[str, ...]
    organisation: str


@frozen
class Notice:
    """
    A step that fell due: at that moment the due was not complete, as far as was known.

    Args:
        at: when the step fell due.
        level: the name of the step.
        to: who is told.
        due: the due that was not complete.
        clause: the clause that the step carries.
        ladder: the ladder as declared.
        step: the step as declared.
    """

    at: datetime
    level: str
    to: tuple[Recipient, ...]
    due: Due = field(repr=False)
    clause: str
    ladder: Ladder = field(repr=False)
    step: Step = field(repr=False)

    @property
    def enters(self) -> str:
        """
        The list in which the matter is entered, or "".
        """
        return self.step.enters

    @property
    def key(self) -> tuple[object, ...]:
        """
        What makes the notice one: nobody is told of the same step of the same due twice.
        """
        return (*self.due.key, self.ladder.id, self.ladder.step.index(self.step))


@frozen(kw_only=True, eq=False)
class BreachRule(Rule):
    """
    What counts as a breach.

    Of the duties ``of``, those seen ``late``, ``never`` or ``overdue`` (late or never), or ``contradicted``: filed empty on
    a day on which the record holds an absence through illness. Or every ``fact`` of the kinds ``of``. Or, with
    ``known-elsewhere``, absences that the record has from others than the school, and not from the school; then ``of`` is
    empty, and ``on`` may name the kinds of day on which a school has to know: the spell counts from the first such day.
    ``scope`` narrows it to some schools.
    """

    seen: Literal["late", "never", "overdue", "fact", "contradicted", "known-elsewhere"]
    of: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    scope: str | None = None


@frozen
class Breach:
    """
    A breach as records show it; intent is never judged.

    Args:
        rule: the rule that makes it one.
        subject: whose it is.
        day: the day that counts.
        at: since when the record shows it.
        of: the duty or the kind of event that it is one of.
        key: what makes it one among others.
    """

    rule: BreachRule = field(repr=False)
    subject: str
    day: date
    at: datetime
    of: str
    key: str

    @property
    def clause(self) -> str:
        """
        The clause that makes it one.
        """
        return self.rule.clause


@frozen(kw_only=True, eq=False)
class ConsequenceRule(Rule):
    """
    What repetition brings.

    Args:
        of: breaches that count.
        count: how many bring it.
        within: the span in which they are counted.
        distinct: whether dues are counted, or days.
        impact: a fact that must be there beside the breach (a situation that grew worse).
        by, on: who acts, and on whom.
        lists: lists in which the subject is entered.
    """

    of: tuple[str, ...]
    count: int
    within: Literal["half-year", "school-year", "once"]
    distinct: Literal["due", "day"] = "due"
    impact: str = ""
    by: str = ""
    on: str = ""
    lists: tuple[str, ...] = ()


@frozen
class Consequence:
    """
    A consequence that is reached: when, for whom, in which span, by which breaches so far.

    Args:
        rule: the rule that brings it.
        subject: for whom.
        span: in which days the breaches are counted.
        at: when it was reached.
        breaches: the breaches so far.
    """

    rule: ConsequenceRule = field(repr=False)
    subject: str
    span: Span
    at: datetime
    breaches: tuple[Breach, ...] = field(repr=False)

    @property
    def clause(self) -> str:
        """
        The clause that brings it.
        """
        return self.rule.clause

    @property
    def title(self) -> str:
        """
        Its Chinese name.
        """
        return self.rule.title
