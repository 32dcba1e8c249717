"""
What a source of rows is: which things it yields, and what may be asked of each by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import frozen

from school_health.core.form import FormTable
from school_health.core.scene import Scene
from school_health.core.titles import STAGES


__all__ = ["NUMBERED", "Family", "Source", "placed"]

# What a row may be asked for whatever it is a row of: its number, and its rank by what the rows stand in order of.
NUMBERED = ("number", "rank")


@frozen
class Family:
    """
    Values named after something of the rulebook: ``says`` what they are, what they are named ``after``, and their getter.
    """

    says: str
    after: str
    get: Callable[[Scene, Any, str], Any]


@frozen
class Source:
    """
    A source of rows.

    Args:
        says: what it yields.
        rule: the kind of rule whose ids a table names for it; empty where it takes none.
        items: yields the things.
        values: what may be asked of each thing, by name.
        families: the same for names like ``state:quarantine.home``, by what stands before the colon.
        ref: the reference by which one thing is asked for.
        total: returns what stands for all things together; None where nothing can.
    """

    says: str
    rule: str
    items: Callable[[Scene, FormTable], Iterable[Any]]
    values: Mapping[str, Callable[[Scene, Any], Any]]
    ref: Callable[[Scene, Any], str]
    families: Mapping[str, Family] = {}
    total: Callable[[Scene, FormTable], Any] | None = None

    def value(self, scene: Scene, item: Any, name: str) -> Any:
        """
        Return a value of a thing by its name.
        """
        family, colon, rest = name.partition(":")
        return self.families[family].get(scene, item, rest) if colon else self.values[name](scene, item)


def _stage(scene: Scene, subject: str) -> str:
    school = scene.world.record.school_by_id.get(scene.school_of(subject))
    return "" if school is None else STAGES[school.stage]


_PLACED: Mapping[str, Callable[[Scene, str], Any]] = {
    "place": lambda scene, of: scene.called(of),
    "place-id": lambda _scene, of: of,
    "school": lambda scene, of: scene.called(scene.school_of(of)),
    "school-id": lambda scene, of: scene.school_of(of),
    "stage": _stage,
    "county": lambda scene, of: scene.area_of(of, "county"),
    "county-id": lambda scene, of: scene.area_id_of(of, "county"),
    "city": lambda scene, of: scene.area_of(of, "city"),
    "city-id": lambda scene, of: scene.area_id_of(of, "city"),
    "province": lambda scene, of: scene.area_of(of, "province"),
}


def placed(subject: Callable[[Any], str]) -> Mapping[str, Callable[[Scene, Any], Any]]:
    """
    Return what may be asked of whatever belongs to a school or an area, given the function that says to which.
    """

    def asked(ask: Callable[[Scene, str], Any]) -> Callable[[Scene, Any], Any]:
        return lambda scene, one: ask(scene, subject(one))

    return {name: asked(ask) for name, ask in _PLACED.items()}
