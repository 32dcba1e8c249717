"""
The shift check: everything of a region's own documents is moved, one thing at a time, and some vector must notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import define, field, frozen

from school_health.conformance.judging import holds
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

    Its own vectors are asked: what it declares itself, it shows itself. Of these only the ones that pass: one that fails
    notices everything.
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
    def _shipped_first(self) -> tuple[Vector, ...]:
        return tuple(sorted(self.kit.own_vectors, key=lambda vector: not vector.shipped))

    @cached_property
    def _by_rule(self) -> Mapping[str, list[Vector]]:
        return _indexed((name, vector) for vector in self._shipped_first for name in vector.rules)

    @cached_property
    def _by_clause(self) -> Mapping[str, list[Vector]]:
        return _indexed((vector.clause, vector) for vector in self._shipped_first)

    @cached_property
    def _clauses(self) -> Mapping[str, tuple[str, ...]]:
        return {rule.id: rule.clauses for chapter in self.kit.own for rule in chapter.rules}

    def of(self, shift: Shift) -> Shifted:
        """
        Say what comes of a shift. Of several values that will do, it survives if none of those that could be is noticed.
        """
        regions = [_Regions(self.kit, shift, value) for value in shift.becomes]
        near = self._near(shift)
        seen = {vector.id for vector in near}
        for vectors in (near, [vector for vector in self._shipped_first if vector.id not in seen]):
            for under in regions:
                by = next((one for one in vectors if self.kit.verdict(one.id).passed and under.notices(one)), None)
                if by is not None:
                    held = self._noticed.setdefault((shift.kind, shift.item), [])
                    held[:] = [by, *(one for one in held if one is not by)]
                    return Shifted(shift, "noticed", by.id)
        return Shifted(shift, "refused" if all(under.refused for under in regions) else "survives")

    def _near(self, shift: Shift) -> list[Vector]:
        """
        Return the vectors that are likely to notice: those that noticed much of the same item, then those about it.
        """
        clauses = self._clauses.get(shift.item, ())
        found = [*self._noticed.get((shift.kind, shift.item), ()), *self._by_rule.get(shift.item, ())]
        found += [vector for clause in clauses for vector in self._by_clause.get(clause, ())]
        return list({vector.id: vector for vector in found}.values())


class _Regions:
    """
    The region with one thing shifted, under the choices of each vector that is asked, opened when first needed.
    """

    def __init__(self, kit: Kit, shift: Shift, value: Any) -> None:
        self._kit, self._shift, self._value = kit, shift, value
        self._opened: dict[Any, Region | None] = {}
        self._plain = self._open({}, {})

    @property
    def refused(self) -> bool:
        """
        Whether the shifted rulebook contradicts itself.
        """
        return self._plain is None

    def notices(self, vector: Vector) -> bool:
        """
        Say whether a vector no longer holds. Of a rulebook that is refused none does.
        """
        if self._plain is None:
            return False
        region = self._plain if vector.shipped else self._open(vector.readings, vector.settings)
        return region is not None and not holds(region, vector)

    def _open(self, readings: Mapping[str, str], settings: Mapping[str, int]) -> Region | None:
        key = tuple(sorted(readings.items())), tuple(sorted(settings.items()))
        if key not in self._opened:
            try:
                self._opened[key] = self._kit.shifted(readings, settings, self._shift, self._value)
            except SchoolHealthError:
                self._opened[key] = None
        return self._opened[key]


def _indexed(pairs: Iterable[tuple[str, Vector]]) -> Mapping[str, list[Vector]]:
    found: dict[str, list[Vector]] = {}
    for name, vector in pairs:
        found.setdefault(name, []).append(vector)
    return found


# Which facts show the value at a path, by the last name of the path.
_SHOWN_BY: Mapping[str, str] = {
    "cases": "exactly so many cases, and one fewer",
    "percent": "exactly so large a share, and one case fewer",
    "days": "what lies exactly so many days apart, and what lies a day further",
    "quiet": "the same again on the last quiet day, and again a day after the quiet days",
    "hours": "what comes in the last instant of these hours, and what comes a second later",
    "time": "what comes a second before the time, and what comes on it",
    "edge": "what comes on the very instant",
    "date": "what comes at the end of the day before, of the day itself and of the next day",
    "since": "the day before, and the day itself",
    "until": "the last day, and the day after",
    "counts": "cases whose onset lies before their first day of absence",
    "otherwise": "a case whose onset nobody knows",
    "calendar": "cases with a weekend between them",
    "unit": "the same cases in one class, and spread over two",
    "alike": "cases that share nothing",
    "people": "a case of a member of staff, and one of a pupil",
    "stages": "a school of another kind",
    "scope": "a school outside the scope",
    "connected": "a school that is not yet on the system",
    "needs": "what has all that is needed, and what lacks each",
    "hands": "what went through these hands, and what did not",
    "zero": "an empty filing",
    "covers": "a filing made before its day, or before the event that it names",
    "distinct": "two misses of one day",
    "met": "what stands in for it, and what does not",
    "by": "what each of these posts does, and what another does",
    "all": "what each of these posts does, and what another does",
    "from": "the move made in each of these states, and in another",
    "count": "exactly so many, and one fewer",
    "within": "what lies in one span, and what lies in two",
    "least": "exactly so many, and one fewer",
    "most": "exactly so many, and one more",
    "target": "a share just at the target, and one just below it",
    "names": "each organisation with the name as printed, and with another",
    "keeper": "an account with its keeper",
    "level": "'level' of a notice, or of a party where its post is held (posts)",
}
_NAMED = {"to", "copy", "channel", "module", "form", "lists", "enters", "on", "period"}


def wanted(shift: Shift) -> str:
    """
    Say which vector would notice a shift that none does.
    """
    names = [str(step).rstrip("_") for step in shift.path if isinstance(step, str)]
    name = next((one for one in reversed(names) if one in _SHOWN_BY or one in _NAMED), "")
    if name in _NAMED and name not in _SHOWN_BY:
        shown = f"a part of an answer that says {name!r} ({name} = [] where there is none), beside what follows from facts"
    elif shift.what.endswith("dropped"):
        shown = f"facts that need {shift.what.removesuffix(' dropped')}"
    elif shift.what == "one more":
        added = next(iter(set(shift.becomes[0]).difference(shift.was)), "")
        shown = f"facts with another {shift.place!r}, such as {added!r}, and that nothing follows from them"
    elif name:
        shown = _SHOWN_BY[name]
    else:
        shown = f"an answer that changes with {shift.place!r}"
    return f"a vector that shows {shown}"
