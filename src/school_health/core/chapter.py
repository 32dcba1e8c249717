"""
One document with all that it declares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from school_health.core.account import Custody, PasswordRule
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.finding import Check
from school_health.core.form import Form
from school_health.core.law import Clause, Document, EventKind, Party, Reading, Rule, Scope
from school_health.core.measure import MeasureRule
from school_health.core.recovery import Recovery
from school_health.core.sample import SampleRule
from school_health.core.signalrule import SignalRule
from school_health.core.terms import TermDefaults
from school_health.core.words import alike, near
from school_health.core.workflow import Workflow
from school_health.errors import RulebookError


__all__ = ["RULES", "Chapter", "configured"]

# The kinds of rule of a chapter, in the order in which they are shown.
RULES = (
    "party",
    "event",
    "scope",
    "vocabulary",
    "definition",
    "alert",
    "signal",
    "workflow",
    "duty",
    "ladder",
    "breach",
    "consequence",
    "check",
    "recovery",
    "sample",
    "account",
    "password",
    "form",
    "measure",
)


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
    vocabulary: tuple[Vocabulary, ...] = ()
    definition: tuple[CaseDefinition, ...] = ()
    alert: tuple[AlertRule, ...] = ()
    signal: tuple[SignalRule, ...] = ()
    workflow: tuple[Workflow, ...] = ()
    duty: tuple[Duty, ...] = ()
    ladder: tuple[Ladder, ...] = ()
    breach: tuple[BreachRule, ...] = ()
    consequence: tuple[ConsequenceRule, ...] = ()
    check: tuple[Check, ...] = ()
    recovery: tuple[Recovery, ...] = ()
    sample: tuple[SampleRule, ...] = ()
    account: tuple[Custody, ...] = ()
    password: tuple[PasswordRule, ...] = ()
    form: tuple[Form, ...] = ()
    measure: tuple[MeasureRule, ...] = ()
    terms: TermDefaults | None = None

    @property
    def rules(self) -> Iterator[Rule]:
        """
        Every rule of the chapter.
        """
        for kind in RULES:
            yield from getattr(self, kind)

    def ended(self, ends: Mapping[tuple[str, str], date]) -> Chapter:
        """
        Return the chapter with the rules that others replace ended on the days given, by kind and id.

        A rule that ended earlier stays as it was.
        """
        changes: dict[str, Any] = {}
        for kind in RULES:
            rules = getattr(self, kind)
            if any((kind, rule.id) in ends for rule in rules):
                changes[kind] = tuple(_ended(rule, ends.get((kind, rule.id))) for rule in rules)
        return attrs.evolve(self, **changes) if changes else self


def _ended(rule: Rule, last: date | None) -> Rule:
    if last is None or (rule.until is not None and rule.until <= last):
        return rule
    return attrs.evolve(rule, until=last)


def configured(region: str, chapters: Sequence[Chapter], settings: Mapping[str, int]) -> tuple[Chapter, ...]:
    """
    Return the chapters with the numbers that a host has set in rules that call them ``configurable``.

    Such a rule is evaluated from then on, and says which of its numbers are the host's.

    Args:
        region: the region's code, for messages.
        chapters: its chapters.
        settings: numbers as ``rule.key``.

    Raises:
        RulebookError: there is no such rule, or none that lets the key be set, or the number is none above zero.
    """
    by_rule: dict[str, dict[str, int]] = {}
    for name, number in settings.items():
        rule, _, key = name.partition(".")
        by_rule.setdefault(rule, {})[key] = number
        if type(number) is not int or number < 1:
            message = f"{region}: {name!r} is set to {number!r}; it must be a whole number from 1"
            raise RulebookError(message)
    found = []
    known = [rule.id for chapter in chapters for rule in chapter.alert if rule.configurable]
    for chapter in chapters:
        rules = [_set(region, rule, by_rule.pop(rule.id, {})) for rule in chapter.alert]
        found.append(attrs.evolve(chapter, alert=tuple(rules)))
    if by_rule:
        rule = min(by_rule)
        message = f"{region}: there is no alert rule {rule!r} of which a number could be set{near(rule, known)}"
        raise RulebookError(message)
    return tuple(found)


def _set(region: str, rule: AlertRule, numbers: Mapping[str, int]) -> AlertRule:
    if not numbers:
        return rule
    for key in numbers:
        if key not in rule.configurable:
            open_ = ", ".join(rule.configurable) or "none"
            meant = alike(key, rule.configurable)
            message = f"{region}: {rule.id!r} does not let {key!r} be set; what may be set of it: {open_}{meant}"
            raise RulebookError(message)
    changes: dict[str, Any] = dict(numbers)
    return attrs.evolve(rule, active=True, configured=tuple(numbers), **changes)
