"""
Statistical signals as declared, and what a detector says of a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen

from school_health.core.alert import Place
from school_health.core.law import Rule
from school_health.core.signal import Verdict


__all__ = ["Signal", "SignalRule"]


@frozen(kw_only=True, eq=False)
class SignalRule(Rule):
    """
    A statistical signal.

    Args:
        detector: the name of a detector: of the engine, or one that the region brings.
        unit: whose counts: each ``class``'s, ``school``'s or ``county``'s.
        counts, otherwise, symptoms, diseases, people: as of an alert rule; ``present`` counts everybody who is ill that day.
        calendar: whether the series has calendar days or teaching days.
        settings: what the detector is told, as text: ``{ alpha = "0.001" }``.
        active: whether it is evaluated.
        trust: how far the method may be trusted.
    """

    detector: str
    unit: Literal["class", "school", "county"]
    counts: Literal["onset", "first-absence", "present"] = "first-absence"
    otherwise: Literal["first-absence", "left-out"] = "first-absence"
    symptoms: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    people: tuple[Literal["student", "staff", "temporary"], ...] = ()
    calendar: Literal["calendar", "teaching"] = "teaching"
    settings: Mapping[str, str] = field(factory=dict)
    active: bool = True
    trust: str = ""


@frozen
class Signal:
    """
    What a detector says of a unit on a day: ``alarm``, ``quiet`` or ``no-baseline``.

    Args:
        rule: the signal as declared.
        place: the unit.
        day: the day.
        observed: the count of that day.
        verdict: what the detector says.
        upper: what the count would have to pass; None where there is no baseline.
    """

    rule: SignalRule = field(repr=lambda rule: rule.id)
    place: Place
    day: date
    observed: int
    verdict: Verdict
    upper: float | None

    @property
    def clause(self) -> str:
        """
        The clause under which it is computed.
        """
        return self.rule.clause
