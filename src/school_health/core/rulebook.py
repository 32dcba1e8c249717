"""
All that a region declares, in force by date, with what it inherits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from attrs import define, frozen

from school_health.core.chapter import RULES, Chapter
from school_health.core.coherence import check
from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.law import Basis, Document, Rule, Scope
from school_health.core.lookups import Lookups
from school_health.core.moment import DAY
from school_health.core.order import narrowed, needed, ordered
from school_health.core.terms import TermDefaults
from school_health.core.workflow import Workflow
from school_health.errors import RulebookError


__all__ = ["Plan", "Rulebook", "Rules", "Step"]


@frozen(eq=False)
class Plan:
    """
    A duty with all that the rulebook says of it, looked up once.

    ``basis`` is ``ours`` where a reading gave one of its values; a reading of a detail (``by.edge``) is listed in the
    due's ``readings`` and leaves the basis as it is. ``conditional`` says that the document binds only within a campaign, or
    only those who adopted it.
    """

    duty: Duty
    document: Document
    scope: Scope | None
    every: frozenset[str]
    except_: frozenset[str]
    since: date
    until: date
    ladders: tuple[Ladder, ...]
    basis: Basis
    daily: bool
    conditional: bool

    def asks(self, kinds: frozenset[str]) -> bool:
        """
        Say whether the duty comes back with a day of these kinds.
        """
        return not self.every.isdisjoint(kinds) and self.except_.isdisjoint(kinds)


Step = Plan | BreachRule | ConsequenceRule | Workflow


@frozen(eq=False)
class Rules:
    """
    What holds between two changes of law, in the order in which one thing feeds the next.
    """

    steps: tuple[Step, ...]

    @property
    def duties(self) -> tuple[Duty, ...]:
        """
        The duties in force.
        """
        return tuple(step.duty for step in self.steps if isinstance(step, Plan))


@define(frozen=True, eq=False, slots=False)
class Rulebook(Lookups):
    """
    The chapters of a region and of those it inherits from, checked as a whole.

    Raises:
        RulebookError: ids that clash, references to nothing, circles, or no assumption about terms.
    """

    region: str
    chapters: tuple[Chapter, ...]

    def __attrs_post_init__(self) -> None:
        ends: dict[tuple[str, str], date] = {}
        for chapter in self.chapters:
            for kind in RULES:
                for rule in getattr(chapter, kind):
                    last = (rule.since or chapter.document.since) - DAY
                    for name in rule.replaces:
                        ends[kind, name] = min(last, ends.get((kind, name), last))
        if ends:
            object.__setattr__(self, "chapters", tuple(chapter.ended(ends) for chapter in self.chapters))
        check(self)

    @cached_property
    def terms(self) -> TermDefaults:
        """
        What is assumed of terms where none is given.
        """
        for chapter in reversed(self.chapters):
            if chapter.terms is not None:
                return chapter.terms
        message = (
            f"{self.region}: nothing says what is assumed of terms: add a [terms] table or inherit from one that has it"
        )
        raise RulebookError(message)

    # ------------------------------------------------------------------ law by date

    def span(self, rule: Rule) -> tuple[date, date | None]:
        """
        Return the first and last day of a rule: its own, else its document's; it never outlives its document.
        """
        found = self._spans.get(rule)
        if found is None:
            document = self.documents[rule.document]
            ends = [end for end in (rule.until, document.until) if end is not None]
            found = self._spans[rule] = rule.since or document.since, min(ends, default=None)
        return found

    @cached_property
    def changes(self) -> tuple[date, ...]:
        """
        Every day on which anything begins to hold or has just ceased to.
        """
        days: set[date] = set()
        for rule in (rule for chapter in self.chapters for rule in chapter.rules):
            since, until = self.span(rule)
            days.add(since)
            if until is not None:
                days.add(until + DAY)
        return tuple(sorted(days))

    @cached_property
    def _spans(self) -> dict[Rule, tuple[date, date | None]]:
        return {}

    @cached_property
    def _narrowed(self) -> dict[tuple[int, int, frozenset[str]], Rules]:
        return {}

    @cached_property
    def _epochs(self) -> dict[tuple[int, int], Rules]:
        return {}

    def on(self, day: date) -> Rules:
        """
        Return what holds on a day.
        """
        return self._between(self._epoch(day), self._epoch(day))

    def between(self, first: date, last: date, duties: Collection[str] | None = None) -> Rules:
        """
        Return what holds on any day of a span; of some duties, only those, what they rest on and what they bring.

        Raises:
            UnknownSubject: there is no such duty.
        """
        epochs = self._epoch(first), self._epoch(last)
        if duties is None:
            return self._between(*epochs)
        key = (*epochs, frozenset(duties))
        rules = self._narrowed.get(key)
        if rules is None:
            steps = self._between(*epochs).steps
            rules = self._narrowed[key] = Rules(narrowed(self, steps, duties))
        return rules

    def _epoch(self, day: date) -> int:
        return bisect_right(self.changes, day)

    def _between(self, first: int, last: int) -> Rules:
        rules = self._epochs.get((first, last))
        if rules is None:
            begins = self.changes[first - 1] if first else date.min
            ends = self.changes[last] - DAY if last < len(self.changes) else date.max
            steps = (
                self.plans[one.id] if isinstance(one, Duty) else one
                for one in self.order
                if self._touches(one, begins, ends)
            )
            rules = self._epochs[first, last] = Rules(tuple(steps))
        return rules

    def _touches(self, rule: Rule, first: date, last: date) -> bool:
        since, until = self.span(rule)
        return since <= last and (until is None or first <= until)

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        """
        For each duty all that is said of it.
        """
        ladders: dict[str, list[Ladder]] = {}
        for ladder in self.ladders.values():
            for duty_id in ladder.duty:
                ladders.setdefault(duty_id, []).append(ladder)
        plans = {}
        for duty in self.duties.values():
            document = self.documents[duty.document]
            since, until = self.span(duty)
            scope = self.scopes[duty.scope] if duty.scope else None
            conditional = bool(document.during) or document.reach.level == "school"
            plans[duty.id] = Plan(
                duty,
                document,
                scope,
                frozenset(duty.every),
                frozenset(duty.except_),
                since,
                until or date.max,
                tuple(ladders.get(duty.id, ())),
                "ours" if duty.rests_on_us else document.basis,
                duty.daily,
                conditional,
            )
        return plans

    def in_force(self, rule: Rule, day: date) -> bool:
        """
        Say whether a rule holds on a day.
        """
        since, until = self.span(rule)
        return since <= day and (until is None or day <= until)

    @cached_property
    def longest_ladder_days(self) -> int:
        """
        How many days after a due's first one its last step falls.
        """
        steps = (step.at.days for ladder in self.ladders.values() for step in ladder.step if step.at is not None)
        return max(steps, default=0)

    @cached_property
    def order(self) -> tuple[Duty | BreachRule | ConsequenceRule | Workflow, ...]:
        """
        Duties, breaches, consequences and workflows, each after what opens it.
        """
        return ordered(self)

    def needed(self, duties: Collection[str]) -> frozenset[str]:
        """
        Return duties with all those that what opens them looks at.

        Raises:
            UnknownSubject: there is no such duty.
        """
        return needed(self, duties)
