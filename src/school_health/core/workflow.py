"""
Workflows as declared: states, the moves between them, who may make each and what it needs; and the moves that were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from school_health.core.law import Rule
from school_health.core.moment import aware, maybe_aware


__all__ = ["Made", "Matter", "Move", "MoveRule", "Need", "Refused", "Workflow"]


@frozen(kw_only=True)
class Need:
    """
    Something that a move must say or bring: ``key`` in the move's details, with its Chinese title.

    Where ``choices`` are given it is one of them; ``paper`` where it is a document and the detail its reference. Of needs
    with the same ``either`` one is enough.
    """

    key: str
    title: str
    choices: Mapping[str, str] = field(factory=dict)
    paper: bool = False
    either: str = ""


@frozen(kw_only=True)
class MoveRule:
    """
    A move that a workflow knows.

    Args:
        id: its id within the workflow.
        clause: the clause that it carries.
        title: its Chinese name.
        from_: the states in which it may be made.
        to: the state to which it leads; absent means that the state stays.
        by: the posts that may make it; none means anybody.
        all: the posts of which each must make it, before the state changes.
        others: moves whose makers must be others (a review by a second person).
        needs: what it must say or bring.
        may: what it may say or bring.
    """

    id: str
    clause: str
    title: str
    from_: tuple[str, ...]
    to: str = ""
    by: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    may: tuple[Need, ...] = ()


@frozen(kw_only=True, eq=False)
class Workflow(Rule):
    """
    A workflow: every event that opens it is a matter of its own, in the state that follows from the moves made.

    Args:
        opens: the events, as ``fact:…``, ``alert:…``, ``suspension:…``, ``breach:…``, ``consequence:…`` or ``filed:…``.
        scope: id of the scope of the schools whose matters it has; those of an area belong to every scope.
        states: its states, with their Chinese names; the first is the one in which a matter begins.
        ahead: whether moves made before the event count too: a suspension is reported before it begins.
        ends: states in which a matter is done.
        move: its moves.
    """

    opens: tuple[str, ...]
    scope: str | None = None
    ahead: bool = False
    states: Mapping[str, str]
    ends: tuple[str, ...]
    move: tuple[MoveRule, ...]

    @property
    def start(self) -> str:
        """
        The state in which a matter begins.
        """
        return next(iter(self.states))

    @property
    def clauses(self) -> tuple[str, ...]:
        """
        The clauses that it and its moves carry.
        """
        return tuple(dict.fromkeys([*super().clauses, *(move.clause for move in self.move)]))

    def rule_of(self, move: str) -> MoveRule | None:
        """
        Return the move of an id, or None.
        """
        return next((one for one in self.move if one.id == move), None)


@frozen(kw_only=True)
class Move:
    """
    A move that somebody made.

    Args:
        id: its own reference.
        workflow: the workflow's id.
        matter: what it is about: the id of the event, alert or suspension that opened the matter.
        move: which move.
        by: who made it, by reference; ``post`` is the post in which.
        details: what it says or brings; never shown in messages.
        at: when it was made.
        post: the post in which it was made, by its id in the rulebook.
        recorded_at: when the record learnt of it; absent means when it was made.
    """

    id: str
    workflow: str
    matter: str
    move: str
    at: datetime = field(converter=aware)
    by: str = field(default="", repr=False)
    post: str = ""
    details: Mapping[str, str] = field(factory=dict, repr=False)
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    @property
    def known_at(self) -> datetime:
        """
        The moment since which this record knows of it.
        """
        return self.recorded_at or self.at


@frozen
class Made:
    """
    A move that counted; ``state`` is the one after it.

    ``done`` says that nobody else has to make it: of a move that several make together only the last one's is.

    Args:
        rule: the move as declared.
        move: the move as made.
        state: the state after it.
        done: whether nobody else has to make it.
    """

    rule: MoveRule = field(repr=lambda rule: rule.id)
    move: Move
    state: str
    done: bool = True


@frozen
class Refused:
    """
    A move that did not count, and why.

    The reasons are ``no-matter``, ``no-move``, ``not-in-state``, ``not-their-post``, ``same-person``,
    ``before-it-opened`` and ``lacks``: then ``lacks`` names what it lacks, by key.

    Args:
        move: the move as made.
        reason: why it did not count.
        lacks: what it lacks, by key.
    """

    move: Move
    reason: str
    lacks: tuple[str, ...] = ()


@frozen
class Matter:
    """
    One matter of a workflow, as it stands.

    Args:
        workflow: the workflow.
        id: the reference of what opened it.
        subject: the school, class, person or area that it is of.
        opened_at: when it was opened.
        state: its state.
        since: when it came to it.
        made: the moves that counted, in order.
        refused: the moves that did not, each with its reason.
        waiting: the posts that have still to make a move that several make together.
        possible: the moves that may come next.
    """

    workflow: Workflow = field(repr=lambda workflow: workflow.id)
    id: str
    subject: str = field(repr=False)
    opened_at: datetime
    state: str
    since: datetime
    made: tuple[Made, ...] = field(repr=False)
    refused: tuple[Refused, ...] = field(repr=False)
    waiting: tuple[str, ...]
    possible: tuple[MoveRule, ...] = field(repr=lambda rules: repr(tuple(rule.id for rule in rules)))

    @property
    def open(self) -> bool:
        """
        Say whether it is not done yet.
        """
        return self.state not in self.workflow.ends

    @property
    def state_title(self) -> str:
        """
        The Chinese name of its state.
        """
        return self.workflow.states[self.state]

    def state_at(self, at: datetime) -> str:
        """
        Return the state in which it was at a moment; "" before it was opened, and before any move.
        """
        states = [one.state for one in self.made if one.move.at <= at]
        if states:
            return states[-1]
        return self.workflow.start if at >= self.opened_at else ""
