"""
What was counted of a place: shares, exclusions, tallies, and rates that a document names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from school_health.core.due import State
from school_health.core.measure import Definition, MeasureRule


__all__ = ["Exclusion", "Measured", "Share", "Tally"]


@frozen
class Share:
    """
    A part of a whole, as counted; ``value`` is exact.

    Args:
        numerator: what was counted.
        denominator: out of what; 0 where nothing was expected.
    """

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """
        The share between 0 and 1, or None where nothing was expected.
        """
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@frozen
class Exclusion:
    """
    Reporting days of a filer that were not counted, and why.

    Reasons are ``not-open``, ``closed``, ``merged``, ``left``, ``not-connected``, ``out-of-scope``, ``no-campaign``,
    ``not-adopted``, or the kind of exception (``closure``) or event that released it.

    Args:
        duty: the duty.
        filer: who was not counted.
        reason: why.
        days: on how many days.
    """

    duty: str
    filer: str
    reason: str
    days: int


@frozen
class Tally:
    """
    What was expected of a place, and what came.

    Args:
        place: the school or area; "" for all.
        states: number of dues in each state.
        expected, complete, heard: filers of whom anything was expected; that filed every due; that filed any.
        schools, connected: open schools in scope on the last day; those on the system.
        students, covered: their students, where the numbers are known.
    """

    place: str
    states: Mapping[State, int]
    expected: tuple[str, ...] = field(repr=False)
    complete: tuple[str, ...] = field(repr=False)
    heard: tuple[str, ...] = field(repr=False)
    schools: tuple[str, ...] = field(repr=False)
    connected: tuple[str, ...] = field(repr=False)
    students: int
    covered: int

    @property
    def received(self) -> int:
        """
        Dues that were filed, in time or late.
        """
        return self.states.get("on_time", 0) + self.states.get("late", 0)

    @property
    def due(self) -> int:
        """
        Dues that count: filed or missing. What is exempt or not yet due is neither.
        """
        return self.received + self.states.get("missing", 0)

    @property
    def pending(self) -> int:
        """
        Dues that are not filed and whose deadline is still to come.
        """
        return self.states.get("not_yet_due", 0)

    @property
    def silent(self) -> tuple[str, ...]:
        """
        Filers of whom something was expected and nothing came.
        """
        heard = set(self.heard)
        return tuple(one for one in self.expected if one not in heard)

    def share(self, counts: Definition) -> Share:
        """
        Return the share by one of `school_health.core.measure.DEFINITIONS`.
        """
        return {
            "reports": Share(self.received, self.due),
            "on-time": Share(self.states.get("on_time", 0), self.due),
            "complete-filers": Share(len(self.complete), len(self.expected)),
            "any-report": Share(len(self.heard), len(self.expected)),
            "coverage": Share(len(self.connected), len(self.schools)),
            "covered-students": Share(self.covered, self.students),
        }[counts]


@frozen
class Measured:
    """
    A rate that a document names, as it came out; ``pending`` while dues that it counts may still come.

    Args:
        rule: the rate as declared.
        place: the school or area; "" for all.
        share: the share as counted.
        pending: whether dues that it counts may still come.
    """

    rule: MeasureRule = field(repr=lambda rule: rule.id)
    place: str
    share: Share
    pending: bool = False

    @property
    def reached(self) -> bool | None:
        """
        Say whether the target is reached, decided in whole numbers; None without a target or a denominator, or too early.
        """
        if self.rule.target is None or not self.share.denominator or self.pending:
            return None
        return self.share.numerator * 100 >= self.rule.target * self.share.denominator
