"""
The shift check: everything of a region's own documents is moved, one thing at a time, and some vector must notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import define, field, frozen

from school_health.conformance.judging import holds
from school_health.conformance.kinds import KINDS
from school_health.conformance.kit import Kit
from school_health.conformance.shifts import Shift, shifts
from school_health.conformance.vectors import Vector
from school_health.core.region import Region
from school_health.errors import SchoolHealthError


__all__ = ["Shifted", "Shifting", "wanted"]

Fate = Literal["noticed", "refused", "survives"]


@frozen
class Shifted:
    """
    What came of a shift: a vector noticed it, or the rulebook refused it, or it survives.
    """

    shift: Shift
    fate: Fate
    by: str = ""


@define(slots=False, eq=False)
class Shifting:
    """
    The shift check of a region.

    Only vectors that pass are asked: one that fails notices everything.
    """

    kit: Kit
    _noticed: dict[tuple[str, str], list[Vector]] = field(factory=dict, init=False, repr=False)

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """
        Every shift of the region's own documents.
        """
        return tuple(shifts(self.kit.draft({}).chapters, [chapter.document.id for chapter in self.kit.own]))

    @cached_property
    def passing(self) -> tuple[Vector, ...]:
        """
        The vectors that pass.
        """
        return tuple(vector for vector in self.kit.vectors if self.kit.verdicts[vector.id].passed)

    @cached_property
    def _by_rule(self) -> Mapping[str, list[Vector]]:
        return _indexed((name, vector) for vector in self.passing for name in vector.rules)

    @cached_property
    def _by_clause(self) -> Mapping[str, list[Vector]]:
        return _indexed((vector.clause, vector) for vector in self.passing)

    @cached_property
    def _clauses(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return {
            (kind, rule.id): rule.clauses
            for chapter in self.kit.own
            for kind in (*{one.table for one in KINDS.values()}, "rule")
            for rule in chapter.rules
        }

    def of(self, shift: Shift) -> Shifted:
        """
        Say what comes of a shift. Of several values that will do, it survives if none of those that could be is noticed.
        """
        fate: Fate = "refused"
        for value in shift.becomes:
            vector = self._who(shift, value)
            if vector is None:
                fate = "survives"
            elif vector:
                self._noticed.setdefault((shift.kind, shift.item), []).insert(0, vector)
                return Shifted(shift, "noticed", vector.id)
        return Shifted(shift, fate)

    def _who(self, shift: Shift, value: Any) -> Vector | Literal[False] | None:
        """
        Return the vector that notices a shift, None if none does, False if the rulebook refuses it.
        """
        regions: dict[Any, Any] = {}
        for vector in self._asked(shift):
            key = tuple(sorted(vector.readings.items())), tuple(sorted(vector.settings.items()))
            try:
                if key not in regions:
                    regions[key] = self.kit.under(vector, shift, value)
            except SchoolHealthError:
                if vector.shipped:
                    return False
                regions[key] = None
            if regions[key] is not None and not _holds(regions[key], vector):
                return vector
        return None

    def _asked(self, shift: Shift) -> Iterator[Vector]:
        """
        Yield the vectors in the order in which they are likely to notice: those that noticed much of the same item first.
        """
        seen: set[str] = set()
        noticed = self._noticed.get((shift.kind, shift.item), ())
        clauses = self._clauses.get(("rule", shift.item), ())
        near = [
            *noticed,
            *self._by_rule.get(shift.item, ()),
            *(one for clause in clauses for one in self._by_clause.get(clause, ())),
        ]
        shipped = sorted(self.passing, key=lambda vector: not vector.shipped)
        for vector in (*near, *shipped):
            if vector.id not in seen:
                seen.add(vector.id)
                yield vector


def _holds(region: Region, vector: Vector) -> bool:
    """
    Say whether a vector holds; a shifted rulebook may ask the engine what nobody can answer, in whatever way it fails.
    """
    try:
        return holds(region, vector)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False


def _indexed(pairs: Iterable[tuple[str, Vector]]) -> Mapping[str, list[Vector]]:
    found: dict[str, list[Vector]] = {}
    for name, vector in pairs:
        found.setdefault(name, []).append(vector)
    return found


def wanted(shift: Shift) -> str:
    """
    Say which vector would notice a shift that none does.
    """
    return f"a vector whose answer changes when {shift.kind} {shift.item!r}, {shift.place}, is moved: {shift.what}"
