"""
What is said of alerts that somebody declared, and of those that may be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from school_health.cli.names import Names
from school_health.cli.words import moment_words
from school_health.core.alert import Alert
from school_health.core.filing import Event
from school_health.core.rulebook import Rulebook


__all__ = ["declared_rows", "withdrawing"]


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
