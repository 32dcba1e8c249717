"""
Rows for alerts, for the matters of workflows, and for what repetition has brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from school_health.core.alert import Alert
from school_health.core.breach import consequence_event
from school_health.core.escalation import Consequence
from school_health.core.form import FormTable
from school_health.core.scene import Scene
from school_health.core.source import Family, Source, placed
from school_health.core.titles import yes
from school_health.core.workflow import Made, Matter


__all__ = ["ALERTS", "CONSEQUENCES", "MATTERS"]


def _matter_of(name: Callable[[Any], str]) -> Family:
    """
    Return the family of values that say how the matter of a thing stands, given what names the matter.
    """

    def state(scene: Scene, one: Any, workflow: str) -> str:
        found = scene.matters.get((workflow, name(one)))
        return "" if found is None else found.state_title

    return Family("the state of its matter in a workflow", "workflow", state)


# ------------------------------------------------------------------ alerts


def _alerts(scene: Scene, table: FormTable) -> Iterable[Alert]:
    return (
        one
        for one in scene.alerts.values()
        if (not table.rule or one.rule.id in table.rule)
        and one.raised_at.date() <= scene.last
        and (one.raised_at.date() >= scene.first or one.lasts(scene.first))
    )


def _place_of(alert: Alert) -> str:
    return alert.place.school or alert.place.id


ALERTS = Source(
    "alerts that were raised on the days, or lasted on the first of them",
    "alert",
    _alerts,
    {
        **placed(_place_of),
        "alert": lambda _scene, one: one.rule.title,
        "unit": lambda scene, one: scene.unit(one.place),
        "raised-at": lambda _scene, one: one.raised_at,
        "first": lambda _scene, one: one.first,
        "persons": lambda _scene, one: one.persons,
        "shared": lambda scene, one: scene.words(one.shared),
        "reason": lambda _scene, one: one.excludable,
        "excludable": lambda _scene, one: yes(one.excludable),
        "lasting": lambda scene, one: yes(one.lasts(scene.at.date())),
    },
    lambda _scene, one: one.id,
    {"matter": _matter_of(lambda one: one.id)},
)


# ------------------------------------------------------------------ matters


def _matters(scene: Scene, table: FormTable) -> Iterable[Matter]:
    return (
        one
        for one in scene.standing(table.rule)
        if one.opened_at.date() <= scene.last and (one.open or one.since.date() >= scene.first)
    )


def _made(matter: Matter, move: str) -> Made | None:
    return next((one for one in reversed(matter.made) if one.rule.id == move), None)


def _moved_at(_scene: Scene, matter: Matter, move: str) -> datetime | None:
    made = _made(matter, move)
    return None if made is None else made.move.at


def _told(_scene: Scene, matter: Matter, name: str) -> str:
    """
    Return what a move says under a key, a choice by its Chinese name.
    """
    move, _, key = name.partition(".")
    made = _made(matter, move)
    if made is None:
        return ""
    said = made.move.details.get(key, "")
    need = next(one for one in (*made.rule.needs, *made.rule.may) if one.key == key)
    return need.choices.get(said, said)


def _was_made(_scene: Scene, matter: Matter, move: str) -> str:
    return yes(_made(matter, move) is not None)


def _of_alert(scene: Scene, matter: Matter, name: str) -> Any:
    alert = scene.alerts.get(matter.id)
    return "" if alert is None else ALERTS.values[name](scene, alert)


def _of_event(scene: Scene, matter: Matter, key: str) -> str:
    event = scene.world.record.event_by_id.get(matter.id)
    return "" if event is None else event.details.get(key, "")


def _class_of(scene: Scene, matter: Matter) -> str:
    record = scene.world.record
    person = record.person_by_id.get(matter.subject)
    if person is not None:
        return person.class_ or ""
    return matter.subject if matter.subject in record.class_by_id else ""


def _person_of(scene: Scene, matter: Matter) -> str:
    return matter.subject if matter.subject in scene.world.record.person_by_id else ""


MATTERS = Source(
    "matters of some workflows that were open on the days, or came to an end on them",
    "workflow",
    _matters,
    {
        **placed(lambda one: one.subject),
        "matter": lambda _scene, one: one.id,
        "class": _class_of,
        "person": _person_of,
        "state": lambda _scene, one: one.state_title,
        "open": lambda _scene, one: yes(one.open),
        "opened-at": lambda _scene, one: one.opened_at,
        "since": lambda _scene, one: one.since,
        "next": lambda _scene, one: "、".join(move.title for move in one.possible),
    },
    lambda _scene, one: one.id,
    {
        "move": Family("when a move was made last", "move", _moved_at),
        "made": Family("whether a move was made", "move", _was_made),
        "detail": Family("what a move says", "detail", _told),
        "alert": Family("a value of the alert that opened it", "alert-value", _of_alert),
        "event": Family("what the fact that opened it says", "event-detail", _of_event),
    },
)


# ------------------------------------------------------------------ consequences


def _consequences(scene: Scene, table: FormTable) -> Iterable[Consequence]:
    return (one for one in scene.assessment.consequences if one.rule.id in table.rule and scene.holds(one.at))


def _breaches(scene: Scene, one: Consequence) -> str:
    """
    Return what has brought it, as one text: each breach by its day and what it is one of, alike ones once with their number.
    """
    duties, kinds = scene.rulebook.duties, scene.rulebook.event_kinds
    named = [(each, duties.get(each.of) or kinds.get(each.of)) for each in one.breaches]
    said = [f"{each.day.isoformat()} {each.rule.title}" + (f"（{of.title}）" if of else "") for each, of in named]
    return "；".join(one if times == 1 else f"{one} {times} 次" for one, times in Counter(said).items())


CONSEQUENCES = Source(
    "consequences that were reached on the days",
    "consequence",
    _consequences,
    {
        **placed(lambda one: one.subject),
        "consequence": lambda _scene, one: one.title,
        "at": lambda _scene, one: one.at,
        "count": lambda _scene, one: len(one.breaches),
        "breaches": _breaches,
        "lists": lambda _scene, one: "、".join(one.rule.lists),
        "since": lambda _scene, one: one.span.first,
        "until": lambda _scene, one: one.span.last,
    },
    lambda _scene, one: consequence_event(one).id,
    {"matter": _matter_of(lambda one: consequence_event(one).id)},
)
