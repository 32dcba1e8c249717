"""
What happened, by the name that a rulebook gives it: facts, suspensions, alerts, and moves of workflows that these open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from school_health.core.alerting import alerts_of
from school_health.core.duty import While
from school_health.core.filing import Event
from school_health.core.law import Rule
from school_health.core.progress import accepted, matters
from school_health.core.workflow import Matter, Workflow
from school_health.core.world import Filer, World


__all__ = ["FROM_RECORD", "answering", "bound", "happened", "matters_from_record", "open_on"]

# Kinds of event that come from the record alone, without any due.
FROM_RECORD = ("fact", "suspension", "alert")


def happened(world: World, name: str, at: datetime) -> Sequence[Event]:
    """
    Return the events of a name, known and raised by a moment, in order of time.

    Of moves only those of workflows that the record alone opens.
    """
    kind, _, of = name.partition(":")
    if kind == "fact":
        return world.record.events_by_kind.get(of, ())
    if kind == "suspension":
        return world.record.events_by_kind.get(name, ())
    if kind == "alert":
        return [alert.as_event() for alert in alerts_of(world, at.date()) if alert.rule.id == of and alert.raised_at <= at]
    workflow, _, move = of.partition(".")
    return accepted(matters_from_record(world, world.rulebook.workflows[workflow], at), move)


def matters_from_record(world: World, workflow: Workflow, at: datetime) -> tuple[Matter, ...]:
    """
    Return the matters of a workflow that the record alone opens; those of the moment asked last are kept.
    """
    key = ("matters", workflow.id)
    asked: tuple[datetime, tuple[Matter, ...]] | None = world.memo.get(key)
    if asked is None or asked[0] != at:
        opening = [event for name in workflow.opens for event in happened(world, name, at)]
        asked = world.memo[key] = at, matters(world, workflow, [one for one in opening if bound(world, workflow, one)])
    return asked[1]


def open_on(world: World, spell: While, filer: Filer, day: date, at: datetime) -> bool:
    """
    Say whether an event of a filer, or of its school, is open on a day: begun, and closed by none of the others.
    """
    closing = [event for until in spell.until for event in happened(world, until, at)]
    opening = [event for after in spell.after for event in happened(world, after, at)]
    for event in opening:
        if event.day <= day and _concerns(world, event, filer):
            ends = [one.at.date() for one in answering(event, closing)]
            if not ends or day <= min(ends):
                return True
    return False


def _concerns(world: World, event: Event, filer: Filer) -> bool:
    """
    Say whether an event happened to a filer or its school; to a school also whether it happened to a class or person of it.
    """
    if event.subject in (filer.id, filer.place):
        return True
    where = world.filer_for("school", event) if filer.id == filer.place else None
    return where is not None and where.id == filer.id


def answering(event: Event, others: Iterable[Event]) -> list[Event]:
    """
    Return the events that answer another one: they name it, or name nothing and have its subject, not before it.
    """
    return [
        one
        for one in others
        if one.about == event.id or (one.about is None and one.subject == event.subject and one.at >= event.at)
    ]


def bound(world: World, rule: Rule, event: Event) -> bool:
    """
    Say whether the document of a rule binds where and when something happened.
    """
    filer = world.filer_for("school", event) or Filer(event.subject, event.subject, event.subject)
    return world.binds(world.rulebook.documents[rule.document], filer, event.day)
