"""
What opens what: the order in which one thing feeds the next, and what a duty rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule
from school_health.errors import RulebookError, UnknownSubject


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook, Step

__all__ = ["narrowed", "needed", "ordered"]


def ordered(book: Rulebook) -> tuple[Duty | BreachRule | ConsequenceRule, ...]:
    """
    Return duties, breaches and consequences, each after what opens it.

    Raises:
        RulebookError: they open each other in a circle.
    """
    nodes: dict[str, Duty | BreachRule | ConsequenceRule] = {}
    graph: dict[str, set[str]] = {}
    for duty in book.duties.values():
        nodes[f"duty:{duty.id}"] = duty
        opened_by = {after.replace("filed:", "duty:") for after in duty.after if not after.startswith("fact:")}
        graph[f"duty:{duty.id}"] = opened_by
    for breach in book.breaches.values():
        nodes[f"breach:{breach.id}"] = breach
        graph[f"breach:{breach.id}"] = set() if breach.seen == "fact" else {f"duty:{one}" for one in breach.of}
    for consequence in book.consequences.values():
        nodes[f"consequence:{consequence.id}"] = consequence
        graph[f"consequence:{consequence.id}"] = {f"breach:{one}" for one in consequence.of}
    try:
        return tuple(nodes[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        message = f"{book.region}: these open each other in a circle: {circle}; take one of the events away"
        raise RulebookError(message) from error


def needed(book: Rulebook, duties: Collection[str]) -> frozenset[str]:
    """
    Return duties with all those that what opens them looks at.

    Raises:
        UnknownSubject: there is no such duty.
    """
    found: set[str] = set()
    waiting = list(duties)
    while waiting:
        duty_id = waiting.pop()
        if duty_id not in book.duties:
            message = f"{book.region} has no duty {duty_id!r}; it has {', '.join(book.duties)}"
            raise UnknownSubject(message)
        if duty_id not in found:
            found.add(duty_id)
            for after in book.duties[duty_id].after:
                waiting += _looked_at(book, after)
    return frozenset(found)


def narrowed(book: Rulebook, steps: Iterable[Step], duties: Collection[str]) -> tuple[Step, ...]:
    """
    Return of the steps of a rulebook those of some duties: what they rest on, and the breaches and consequences of these.

    Raises:
        UnknownSubject: there is no such duty.
    """
    kept = {f"duty:{duty}" for duty in needed(book, duties)}
    found = []
    for step in steps:
        if isinstance(step, BreachRule):
            name, rests_on = f"breach:{step.id}", [f"duty:{one}" for one in step.of]
            keep = step.seen == "fact" or not kept.isdisjoint(rests_on)
        elif isinstance(step, ConsequenceRule):
            name, keep = f"consequence:{step.id}", not kept.isdisjoint(f"breach:{one}" for one in step.of)
        else:
            name = f"duty:{step.duty.id}"
            keep = name in kept
        if keep:
            kept.add(name)
            found.append(step)
    return tuple(found)


def _looked_at(book: Rulebook, after: str) -> list[str]:
    kind, _, name = after.partition(":")
    if kind == "filed":
        return [name]
    if kind == "consequence":
        return [duty for breach in book.consequences[name].of for duty in _looked_at(book, f"breach:{breach}")]
    if kind == "fact" or book.breaches[name].seen == "fact":
        return []
    return list(book.breaches[name].of)
