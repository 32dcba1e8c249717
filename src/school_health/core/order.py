"""
What opens what: the order in which one thing feeds the next, and what a duty rests on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from school_health.core.duty import Duty
from school_health.core.escalation import BreachRule, ConsequenceRule
from school_health.core.workflow import Workflow
from school_health.errors import RulebookError, UnknownSubject


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook, Step

__all__ = ["narrowed", "needed", "ordered"]


# How a thing is called that an event of a kind comes from; facts, suspensions and alerts come from the record alone.
_FROM = {"filed": "duty", "breach": "breach", "consequence": "consequence", "move": "workflow"}

_Node = Duty | BreachRule | ConsequenceRule | Workflow


def _source(event: str) -> str | None:
    """
    Return the node that an event comes from, or None where it comes from the record.
    """
    kind, _, name = event.partition(":")
    return f"{_FROM[kind]}:{name.partition('.')[0]}" if kind in _FROM else None


def _sources(events: Iterable[str]) -> set[str]:
    return {source for event in events if (source := _source(event)) is not None}


def _rests_on(rule: _Node) -> tuple[str, set[str]]:
    """
    Return the name of a node, and those of what feeds it.
    """
    if isinstance(rule, Workflow):
        return f"workflow:{rule.id}", _sources(rule.opens)
    if isinstance(rule, Duty):
        return f"duty:{rule.id}", _sources(rule.events)
    if isinstance(rule, BreachRule):
        return f"breach:{rule.id}", set() if rule.seen == "fact" else {f"duty:{one}" for one in rule.of}
    return f"consequence:{rule.id}", {f"breach:{one}" for one in rule.of}


def ordered(book: Rulebook) -> tuple[_Node, ...]:
    """
    Return duties, breaches, consequences and workflows, each after what opens it.

    Raises:
        RulebookError: they open each other in a circle.
    """
    nodes: dict[str, _Node] = {}
    graph: dict[str, set[str]] = {}
    for table in (book.duties, book.breaches, book.consequences, book.workflows):
        for rule in table.values():
            name, feeds = _rests_on(rule)
            nodes[name], graph[name] = rule, feeds
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
            for event in book.duties[duty_id].events:
                waiting += _looked_at(book, event)
    return frozenset(found)


def narrowed(book: Rulebook, steps: Iterable[Step], duties: Collection[str]) -> tuple[Step, ...]:
    """
    Return of the steps of a rulebook those of some duties: what they rest on, and what they bring.

    Raises:
        UnknownSubject: there is no such duty.
    """
    wanted = needed(book, duties)
    kept = {f"duty:{duty}" for duty in wanted}
    kept |= _workflows(book, [one for duty in wanted for one in _rests_on(book.duties[duty])[1]])
    found = []
    for step in steps:
        rule = step if isinstance(step, BreachRule | ConsequenceRule | Workflow) else step.duty
        name, feeds = _rests_on(rule)
        from_facts = isinstance(rule, BreachRule) and not feeds
        if name in kept or from_facts or (not isinstance(rule, Duty) and not kept.isdisjoint(feeds)):
            kept.add(name)
            found.append(step)
    return tuple(found)


def _workflows(book: Rulebook, names: Iterable[str]) -> set[str]:
    """
    Return the workflows among the names of nodes, with those whose moves open them.
    """
    found: set[str] = set()
    for name in names:
        if name.startswith("workflow:"):
            found |= {name, *_workflows(book, _sources(book.workflows[name.removeprefix("workflow:")].opens))}
    return found


def _looked_at(book: Rulebook, event: str) -> list[str]:
    """
    Return the duties that an event rests on.
    """
    source = _source(event)
    if source is None:
        return []
    kind, _, name = source.partition(":")
    if kind == "duty":
        return [name]
    if kind == "consequence":
        return [duty for breach in book.consequences[name].of for duty in _looked_at(book, f"breach:{breach}")]
    if kind == "workflow":
        return [duty for opens in book.workflows[name].opens for duty in _looked_at(book, opens)]
    return [] if book.breaches[name].seen == "fact" else list(book.breaches[name].of)
