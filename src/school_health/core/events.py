"""
What happened, by the name that a rulebook gives it: facts, suspensions, alerts, and moves of workflows that these open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from school_health.core.alerting import alerts_of
from school_health.core.duty import While
from school_health.core.filing import Event
from school_health.core.law import Rule
from school_health.core.progress import accepted, matters
from school_health.core.record import Record
from school_health.core.rulebook import Rulebook
from school_health.core.workflow import Matter, Workflow
from school_health.core.world import Filer, World


__all__ = [
    "answering",
    "bound",
    "concerns",
    "declared_alerts",
    "happened",
    "matters_from_record",
    "open_on",
    "opens",
    "vain",
    "withdrawn",
]


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
        asked = world.memo[key] = at, matters(world, workflow, [one for one in opening if opens(world, workflow, one)])
    return asked[1]


def open_on(world: World, spell: While, filer: Filer, day: date, at: datetime) -> bool:
    """
    Say whether an event of a filer, or of its school, is open on a day: begun, and closed by none of the others.
    """
    for after in spell.after:
        for event in _told(world, after, at).of(filer):
            if event.day <= day:
                ends = [one.at.date() for one in answering(world, event, spell.until, at)]
                if not ends or day <= min(ends):
                    return True
    return False


def answering(world: World, event: Event, names: Iterable[str], at: datetime) -> list[Event]:
    """
    Return the events of some names that answer another one.

    They name it, or name nothing and have its subject, not before it. What takes back an alert answers none that it cannot.
    """
    kinds = world.rulebook.event_kinds
    return [
        one
        for name in names
        for one in _told(world, name, at).answers(event)
        if one.kind not in kinds or not kinds[one.kind].takes_back or not vain(world, one, at)
    ]


def vain(world: World, event: Event, at: datetime) -> str:
    """
    Return why an event takes back no alert: ``no-alert``, ``before-alert``, ``other-place``, ``still-met``; "" if it does.
    """
    alert = next((one for one in alerts_of(world, at.date()) if one.id == event.about and one.raised_at <= at), None)
    if alert is None:
        return "no-alert"
    if event.at < alert.raised_at:
        return "before-alert"
    if event.subject not in (alert.place.subject, alert.place.id, alert.place.school):
        return "other-place"
    return "" if alert.excludable else "still-met"


def withdrawn(world: World, at: datetime) -> set[str]:
    """
    Return the ids of the alerts that were taken back by a moment.
    """
    kinds = [kind.id for kind in world.rulebook.event_kinds.values() if kind.takes_back]
    events = (event for kind in kinds for event in world.record.events_by_kind.get(kind, ()))
    return {event.about for event in events if event.about is not None and not vain(world, event, at)}


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


class _Told:
    """
    The events of a name, known by a moment: by what they are about, and by whom they happened to.
    """

    def __init__(self, world: World, events: Iterable[Event]) -> None:
        self._by_about: dict[tuple[str | None, str], list[Event]] = {}
        self._by_subject: dict[str, list[Event]] = {}
        self._by_school: dict[str, list[Event]] = {}
        for event in sorted(events, key=lambda event: event.at):
            answers = (None, event.subject) if event.about is None else (event.about, "")
            self._by_about.setdefault(answers, []).append(event)
            self._by_subject.setdefault(event.subject, []).append(event)
            where = world.filer_for("school", event)
            if where is not None:
                self._by_school.setdefault(where.id, []).append(event)

    def answers(self, event: Event) -> Iterator[Event]:
        yield from self._by_about.get((event.id, ""), ())
        yield from (one for one in self._by_about.get((None, event.subject), ()) if one.at >= event.at)

    def of(self, filer: Filer) -> Iterator[Event]:
        """
        Yield what happened to a filer or its school; to a school also what happened to a class or person of it.
        """
        if filer.school is not None and filer.id == filer.place:
            yield from self._by_school.get(filer.id, ())
            return
        for subject in dict.fromkeys((filer.id, filer.place)):
            yield from self._by_subject.get(subject, ())


def _told(world: World, name: str, at: datetime) -> _Told:
    """
    Return the events of a name, looked up; those of the moment asked last are kept.
    """
    key = ("told", name)
    asked: tuple[datetime, _Told] | None = world.memo.get(key)
    if asked is None or asked[0] != at:
        asked = world.memo[key] = at, _Told(world, happened(world, name, at))
    return asked[1]


def opens(world: World, workflow: Workflow, event: Event) -> bool:
    """
    Say whether an event opens a matter: the document of the workflow binds there, and its scope takes the school in.
    """
    return bound(world, workflow, event) and concerns(world, workflow.scope, world.filer_for("school", event), event.day)


def concerns(world: World, scope_id: str | None, filer: Filer | None, day: date) -> bool:
    """
    Say whether a scope takes in a filer of a school on a day; what is of no school belongs to every scope.
    """
    if filer is None or filer.school is None or scope_id is None:
        return True
    scope = world.rulebook.scopes[scope_id]
    return world.admits(scope, filer) and not world.unconnected(filer, scope, day)


def bound(world: World, rule: Rule, event: Event) -> bool:
    """
    Say whether the document of a rule binds where and when something happened.
    """
    filer = world.filer_for("school", event) or Filer(event.subject, event.subject, event.subject)
    return world.binds(world.rulebook.documents[rule.document], filer, event.day)
