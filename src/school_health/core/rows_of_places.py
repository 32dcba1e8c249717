"""
Rows for places: schools, counties, cities or provinces, with what was expected of each and what came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from school_health.core.form import FormTable
from school_health.core.law import Scope
from school_health.core.scene import Scene
from school_health.core.source import Family, Source, placed
from school_health.core.titles import yes


if TYPE_CHECKING:
    from school_health.core.completeness import Completeness
    from school_health.core.tally import Tally

__all__ = ["COUNTS", "PLACES"]


@frozen(eq=False)
class _Place:
    """
    A place of a level with its tally; ``id`` is "" for all of them together.
    """

    id: str
    by: str
    scope: Scope | None
    tally: Tally
    counted: Completeness
    duties: tuple[str, ...]


def _places(scene: Scene, table: FormTable) -> Iterable[_Place]:
    """
    Yield the places that have an open school, or of which something was expected.

    Where duties are named, and nothing was expected of anybody and nobody was told of what is missing, there are none.
    """
    whole = _all(scene, table)
    idle = table.rule and not whole.tally.due + whole.tally.pending
    if idle and not any(_notices(scene, table.rule)):
        return
    for tally in whole.counted.rows(table.by, scope=whole.scope):
        if tally.schools or tally.due + tally.pending:
            yield evolve(whole, id=tally.place, tally=tally)


def _all(scene: Scene, table: FormTable) -> _Place:
    counted = scene.counted(table.rule)
    scope = scene.rulebook.scopes[table.scope] if table.scope else None
    return _Place("", table.by, scope, counted.total(scope=scope), counted, table.rule)


def _sent(_scene: Scene, one: _Place) -> str:
    """
    Say whether a place sent all that was expected (全部), some of it (部分) or nothing (未报); "" where nothing was.
    """
    tally = one.tally
    if not tally.due:
        return ""
    if not tally.received:
        return "未报"
    return "部分" if tally.states.get("missing") else "全部"


def _tallied(ask: Callable[[Tally], Any]) -> Callable[[Scene, _Place], Any]:
    return lambda _scene, one: ask(one.tally)


def _share(name: Any) -> Callable[[Scene, _Place], Fraction | None]:
    return lambda _scene, one: one.tally.share(name).value


_COUNTS: Mapping[str, Callable[[Scene, _Place], int]] = {
    "due": _tallied(lambda tally: tally.due),
    "expected": _tallied(lambda tally: tally.due + tally.pending),
    "received": _tallied(lambda tally: tally.received),
    "outstanding": _tallied(lambda tally: tally.states.get("missing", 0) + tally.pending),
    "on-time": _tallied(lambda tally: tally.states.get("on_time", 0)),
    "late": _tallied(lambda tally: tally.states.get("late", 0)),
    "missing": _tallied(lambda tally: tally.states.get("missing", 0)),
    "pending": _tallied(lambda tally: tally.pending),
    "exempt": _tallied(lambda tally: tally.states.get("exempt", 0)),
    "filers": _tallied(lambda tally: len(tally.expected)),
    "complete-filers": _tallied(lambda tally: len(tally.complete)),
    "silent-filers": _tallied(lambda tally: len(tally.silent)),
    "schools": _tallied(lambda tally: len(tally.schools)),
    "connected": _tallied(lambda tally: len(tally.connected)),
    "unconnected": _tallied(lambda tally: len(tally.schools) - len(tally.connected)),
    "students": _tallied(lambda tally: tally.students),
    "covered-students": _tallied(lambda tally: tally.covered),
    "uncovered-students": _tallied(lambda tally: tally.students - tally.covered),
}
# What can be compared with the days before.
COUNTS = tuple(_COUNTS)

_SHARES = {
    "reports-rate": "reports",
    "on-time-rate": "on-time",
    "complete-rate": "complete-filers",
    "any-rate": "any-report",
    "coverage": "coverage",
    "student-coverage": "covered-students",
}


def _at(scene: Scene, one: _Place, what: str, name: str = "") -> int:
    """
    Return how many alerts, notices, events, matters or consequences belong to a place; by name, or of any.
    """
    counts = _counted_by_place(scene, one, what).get(one.id)
    if counts is None:
        return 0
    return counts[name] if name else counts.total()


def _counted_by_place(scene: Scene, one: _Place, what: str) -> Mapping[str, Counter[str]]:
    """
    Return for each place, and for "" as all of them, how many there are of each name.
    """
    key = (what, one.by, one.duties if what == "notices" else ())
    memo: dict[Any, dict[str, Counter[str]]] = scene.world.memo.setdefault(("rows-of-places", scene.first, scene.last), {})
    if key not in memo:
        found: dict[str, Counter[str]] = {}
        for subject, name in _BELONGS[what](scene, one.duties):
            for place in (one.counted.above(scene.school_of(subject) or subject, one.by), ""):
                found.setdefault(place, Counter())[name] += 1
        memo[key] = found
    return memo[key]


_Named = Iterable[tuple[str, str]]


def _alerts(scene: Scene, _duties: tuple[str, ...]) -> _Named:
    return ((one.place.school or one.place.id, one.rule.id) for one in scene.alerts.values() if scene.holds(one.raised_at))


def _notices(scene: Scene, duties: tuple[str, ...]) -> _Named:
    told = scene.assessment.notices
    return ((one.due.place, one.level) for one in told if scene.holds(one.at) and (one.due.duty.id in duties or not duties))


def _events(scene: Scene, _duties: tuple[str, ...]) -> _Named:
    return ((one.subject, one.kind) for one in scene.world.record.events if scene.holds(one.at))


def _states(scene: Scene, _duties: tuple[str, ...]) -> _Named:
    return ((one.subject, f"{one.workflow.id}.{one.state}") for one in scene.assessment.matters)


def _consequences(scene: Scene, _duties: tuple[str, ...]) -> _Named:
    return ((one.subject, one.rule.id) for one in scene.assessment.consequences if scene.holds(one.at))


_BELONGS: Mapping[str, Callable[[Scene, tuple[str, ...]], _Named]] = {
    "alerts": _alerts,
    "notices": _notices,
    "events": _events,
    "state": _states,
    "consequences": _consequences,
}


def _measured(scene: Scene, one: _Place, name: str) -> Any:
    by = None if not one.id else one.by
    memo = scene.world.memo.setdefault(("measured", scene.first, scene.last), {})
    if by not in memo:
        memo[by] = {(each.rule.id, each.place): each for each in scene.counted(()).measures(by)}
    return memo[by].get((name, one.id))


def _rate(scene: Scene, one: _Place, name: str) -> Fraction | None:
    found = _measured(scene, one, name)
    return None if found is None else found.share.value


def _reached(scene: Scene, one: _Place, name: str) -> str:
    found = _measured(scene, one, name)
    return "" if found is None or found.reached is None else yes(found.reached)


def _change(scene: Scene, one: _Place, name: str) -> int | None:
    """
    Return by how much a count differs from that of as many days just before; None where not all of these are recorded.
    """
    begins = scene.world.record.first_day
    if begins is None or scene.days_before[0] < begins:
        return None
    earlier = _before(scene, one).get(one.id)
    return None if earlier is None else _COUNTS[name](scene, one) - _COUNTS[name](scene, earlier)


def _before(scene: Scene, one: _Place) -> Mapping[str, _Place]:
    """
    Return every place, and for "" all of them, as they were on as many days just before.
    """
    key = ("places-before", scene.first, scene.last, one.by, one.scope, one.duties)
    found: dict[str, _Place] | None = scene.world.memo.get(key)
    if found is None:
        counted = scene.counted(one.duties, before=True)
        tallies = (counted.total(scope=one.scope), *counted.rows(one.by, scope=one.scope))
        found = {tally.place: evolve(one, id=tally.place, tally=tally, counted=counted) for tally in tallies}
        scene.world.memo[key] = found
    return found


def _belonging(what: str, says: str, after: str) -> Family:
    return Family(says, after, lambda scene, one, name: _at(scene, one, what, name))


PLACES = Source(
    "places of a level, with what was expected of each on the days of some duties, and what came",
    "duty",
    _places,
    {
        **placed(lambda one: one.id),
        **_COUNTS,
        **{name: _share(counts) for name, counts in _SHARES.items()},
        "alerts": lambda scene, one: _at(scene, one, "alerts"),
        "notices": lambda scene, one: _at(scene, one, "notices"),
        "sent": _sent,
        "told": lambda scene, one: yes(_at(scene, one, "notices")),
    },
    lambda _scene, one: one.id,
    {
        "measure": Family("the rate that a document names", "measure", _rate),
        "reached": Family("whether its target is reached", "measure", _reached),
        "change": Family("by how much a count differs from the days before", "count", _change),
        "level": _belonging("notices", "how many notices of a step of a ladder fell due on the days", "level"),
        "alerts": _belonging("alerts", "how many alerts of a rule were raised on the days", "alert"),
        "events": _belonging("events", "how many facts of a kind happened on the days", "event"),
        "state": _belonging("state", "how many matters are in a state of a workflow", "state"),
        "consequences": _belonging("consequences", "how often a consequence was reached on the days", "consequence"),
    },
    _all,
)
