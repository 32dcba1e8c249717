"""
Rows for what had to be filed, and for the notices that fell due while it was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

from school_health.core.due import Due
from school_health.core.escalation import Notice
from school_health.core.form import FormTable
from school_health.core.moment import DAY
from school_health.core.scene import Scene
from school_health.core.source import Family, Source, placed
from school_health.core.titles import STATES


__all__ = ["DUES", "NOTICES"]


def _dues(scene: Scene, table: FormTable) -> Iterable[Due]:
    return (
        due
        for due in scene.assessment.dues
        if due.duty.id in table.rule and due.first <= scene.last and due.last >= scene.first
    )


def _reference(_scene: Scene, due: Due) -> str:
    parts = [due.duty.id, due.filer, due.first.isoformat()]
    return "/".join(parts if due.about is None else [*parts, due.about])


def _deadline(_scene: Scene, due: Due) -> date | None:
    """
    Return the moment of a deadline; one at midnight is the whole day before it.
    """
    if due.deadline is None:
        return None
    at = due.deadline.at
    whole_day = due.deadline.edge == "out" and at.time() == time.min
    return at.date() - DAY if whole_day else at


def _level(scene: Scene, due: Due) -> str:
    notices = scene.notices.get(due.key)
    return notices[-1].level if notices else ""


def _told_at(scene: Scene, due: Due, level: str) -> datetime | None:
    return next((one.at for one in scene.notices.get(due.key, ()) if one.level == level), None)


def _lacks(scene: Scene, due: Due) -> str:
    parties = scene.rulebook.parties
    return "、".join(parties[one].title if one in parties else one for one in due.outcome.lacks)


def _missed(scene: Scene, due: Due) -> Due | None:
    """
    Return the due that was missed and so opened another one.
    """
    event = due.event
    if event is None:
        return None
    found = (
        one
        for one in scene.dues.get((event.about or "", event.subject), ())
        if one.deadline is not None
        if one.deadline.at <= event.at and one.state in ("late", "missing")
    )
    return max(found, key=lambda one: (one.first, one.filer), default=None)


def _of_missed(scene: Scene, due: Due, name: str) -> Any:
    missed = _missed(scene, due)
    return "" if missed is None else DUES.values[name](scene, missed)


_OF_DUE = {
    "filer": lambda scene, due: scene.called(due.filer),
    "duty": lambda _scene, due: due.duty.title,
    "first": lambda _scene, due: due.first,
    "deadline": _deadline,
    "last": lambda _scene, due: due.last if due.last != date.max else None,
    "state": lambda _scene, due: STATES[due.state],
    "filed-at": lambda _scene, due: due.outcome.complete_at,
    "lacks": _lacks,
    "level": _level,
    "subject": lambda scene, due: scene.called(due.about or (due.event.subject if due.event is not None else due.filer)),
    "opened-at": lambda _scene, due: due.event.at if due.event is not None else due.opens,
}

DUES = Source(
    "what had to be filed under some duties on the days, with its state",
    "duty",
    _dues,
    {**placed(lambda due: due.place), **_OF_DUE},
    _reference,
    {
        "told": Family("when a step of a ladder fell due for it", "level", _told_at),
        "missed": Family("a value of what was missed, where a missed duty has opened this one", "due", _of_missed),
    },
)


def _notices(scene: Scene, table: FormTable) -> Iterable[Notice]:
    return (one for one in scene.assessment.notices if one.due.duty.id in table.rule and scene.holds(one.at))


def _of_due(ask: Callable[[Scene, Any], Any]) -> Callable[[Scene, Notice], Any]:
    return lambda scene, one: ask(scene, one.due)


NOTICES = Source(
    "notices that fell due on the days, while something under some duties was not filed",
    "duty",
    _notices,
    {
        **{name: _of_due(ask) for name, ask in DUES.values.items()},
        "level": lambda _scene, one: one.level,
        "at": lambda _scene, one: one.at,
        "step": lambda _scene, one: one.ladder.step.index(one.step) + 1,
        "enters": lambda _scene, one: one.enters,
    },
    lambda scene, one: f"{_reference(scene, one.due)}/{one.level}",
)
