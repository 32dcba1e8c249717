"""
Alerts that somebody declared, as the region's rules treat them like computed ones; and what takes an alert back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from school_health.cli.names import Names
from school_health.cli.words import moment_words
from school_health.core.alert import Alert
from school_health.core.events import vain
from school_health.core.filing import Event
from school_health.core.record import Record
from school_health.core.rulebook import Rulebook
from school_health.core.world import World


__all__ = ["declared_alerts", "declared_rows", "withdrawing", "withdrawn"]


def declared_alerts(book: Rulebook, record: Record, first: date, last: date) -> list[Event]:
    """
    Return the facts from one day to another that open what computed alerts open as well.

    Args:
        book: its duties and workflows say which facts these are: those named beside an alert in ``after`` or ``opens``.
        record: what is known at the moment asked about.
        first: the first day.
        last: the last day.
    """
    opening = (*(duty.after for duty in book.duties.values()), *(card.opens for card in book.workflows.values()))
    kinds = dict.fromkeys(
        name.removeprefix("fact:")
        for names in opening
        if any(name.startswith("alert:") for name in names)
        for name in names
        if name.startswith("fact:")
    )
    found = [event for kind in kinds for event in record.events_by_kind.get(kind, ()) if first <= event.day <= last]
    return sorted(found, key=lambda event: (event.at, event.id))


def declared_rows(book: Rulebook, names: Names, events: Iterable[Event]) -> Iterator[dict[str, Any]]:
    """
    Yield the row of each declared alert.
    """
    for event in events:
        kind = book.event_kinds[event.kind]
        yield {
            "event": event.id,
            "kind": kind.id,
            "title": kind.title,
            "place_id": event.subject,
            "place": names.place(event.subject),
            "at": event.at.isoformat(),
            "declared": moment_words(event.at),
            "clause": kind.clause,
        }


def withdrawn(world: World, at: datetime) -> set[str]:
    """
    Return the ids of the alerts that were taken back by a moment.
    """
    kinds = [kind.id for kind in world.rulebook.event_kinds.values() if kind.takes_back]
    events = (event for kind in kinds for event in world.record.events_by_kind.get(kind, ()))
    return {event.about for event in events if event.about is not None and not vain(world, event, at)}


def withdrawing(book: Rulebook, alerts: Collection[Alert]) -> list[str]:
    """
    Return the note on how an alert that may be excluded is taken back, where a fact releases what it opened.
    """
    opened = {f"alert:{one.rule.id}" for one in alerts if one.excludable}
    facts = dict.fromkeys(
        name.removeprefix("fact:")
        for duty in book.duties.values()
        if not opened.isdisjoint(duty.after)
        for name in duty.unless
        if name.startswith("fact:")
    )
    titles = "”或“".join(book.event_kinds[kind].title for kind in facts)
    how = f"核实后在“事件”表登记“{titles}”并写明预警编号（加 --cases --format csv 列出）和理由"
    note = f"“可排除”的预警仍要报送；{how}，任务即免报。"
    return [note] if facts else []
