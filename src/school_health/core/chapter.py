"""
One document with all that it declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.law import Clause, Document, EventKind, Party, Reading, Rule, Scope
from school_health.core.measure import MeasureRule
from school_health.core.terms import TermDefaults


__all__ = ["RULES", "Chapter"]

# The kinds of rule of a chapter, in the order in which they are shown.
RULES = ("party", "event", "scope", "duty", "ladder", "breach", "consequence", "measure")


@frozen(kw_only=True, eq=False)
class Chapter:
    """
    One document with all that it declares: the content of one rulebook file.
    """

    document: Document
    clause: tuple[Clause, ...] = ()
    reading: tuple[Reading, ...] = ()
    party: tuple[Party, ...] = ()
    event: tuple[EventKind, ...] = ()
    scope: tuple[Scope, ...] = ()
    duty: tuple[Duty, ...] = ()
    ladder: tuple[Ladder, ...] = ()
    breach: tuple[BreachRule, ...] = ()
    consequence: tuple[ConsequenceRule, ...] = ()
    measure: tuple[MeasureRule, ...] = ()
    terms: TermDefaults | None = None

    @property
    def rules(self) -> Iterator[Rule]:
        """
        Every rule of the chapter.
        """
        for kind in RULES:
            yield from getattr(self, kind)

    def ended(self, ends: Mapping[str, date]) -> Chapter:
        """
        Return the chapter with the rules that others replace ended on the days given, by id.
        """
        changes: dict[str, Any] = {}
        for kind in RULES:
            rules = getattr(self, kind)
            if any(rule.id in ends for rule in rules):
                changes[kind] = tuple(attrs.evolve(rule, until=ends[rule.id]) if rule.id in ends else rule for rule in rules)
        return attrs.evolve(self, **changes) if changes else self
