"""
A region on the bench: its own documents, its vectors and those it inherits, and the region under any choice or shift.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import define, evolve, field

from school_health.conformance import EDITION, OLDEST_EDITION
from school_health.conformance.declared import Declarations, read_declarations
from school_health.conformance.judging import Verdict, judge
from school_health.conformance.shifts import Shift
from school_health.conformance.vectors import Vector, read_vectors
from school_health.core.chapter import Chapter
from school_health.core.law import Clause
from school_health.core.region import Region
from school_health.core.words import near
from school_health.errors import ConformanceError, SchoolHealthError
from school_health.registry import Declared, Draft, draft
from school_health.wire.rulebook import read_chapters


__all__ = ["Kit"]

_Choices = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]


@define(slots=False, eq=False)
class Kit:
    """
    A region on the bench.

    Raises:
        UnknownRegion, RegionConflict, RegionBroken, RegionError, RulebookError: it cannot be opened.
        ConformanceError: its vectors or declarations are malformed, name what is not there, or are of another edition.
    """

    code: str
    _drafts: dict[tuple[tuple[str, str], ...], Draft] = field(factory=dict, init=False, repr=False)
    _regions: dict[_Choices, Region] = field(factory=dict, init=False, repr=False)
    _verdicts: dict[str, Verdict] = field(factory=dict, init=False, repr=False)

    @property
    def line(self) -> tuple[Declared, ...]:
        """
        The region and those it inherits from, the region itself first.
        """
        return self.draft({}).line

    def draft(self, readings: Mapping[str, str]) -> Draft:
        """
        Return the region as read under some readings.
        """
        key = tuple(sorted(readings.items()))
        if key not in self._drafts:
            self._drafts[key] = draft(self.code, readings)
        return self._drafts[key]

    @cached_property
    def region(self) -> Region:
        """
        The region as it ships.
        """
        return self.draft({}).region()

    @cached_property
    def own(self) -> tuple[Chapter, ...]:
        """
        The documents that the region itself declares.
        """
        return tuple(read_chapters(self.line[0].rulebook))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """
        The clauses of its own documents.
        """
        return tuple(clause for chapter in self.own for clause in chapter.clause)

    @cached_property
    def vectors(self) -> tuple[Vector, ...]:
        """
        The vectors that hold of the region: its own, and of those it inherits from all that none of its own overrides.
        """
        found: dict[str, Vector] = {}
        for declared in reversed(self.line):
            told: list[str] = []
            for vector in _vectors_of(declared):
                if vector.overrides and vector.overrides not in found:
                    told.append(
                        f"overrides {vector.overrides!r}, which it does not inherit{near(vector.overrides, list(found))}"
                    )
                elif vector.id in found:
                    told.append(f"{vector.id!r} has the name of one that it inherits: rename it, or override that one")
                else:
                    continue
                told[-1] = f"{declared.code}/{vector.file}: {vector.id!r} {told[-1]}"
            if told:
                raise ConformanceError("\n".join(told))
            own = {vector.id: vector for vector in _vectors_of(declared)}
            for vector in own.values():
                found.pop(vector.overrides, None)
            found.update(own)
        return tuple(found.values())

    @cached_property
    def own_vectors(self) -> tuple[Vector, ...]:
        """
        The vectors that the region itself brings.
        """
        return _vectors_of(self.line[0])

    @cached_property
    def declarations(self) -> Declarations:
        """
        What the region declares of clauses that it does not show, and of shifts that nobody can.
        """
        folder = self.line[0].vectors
        return read_declarations(folder) if folder is not None else Declarations()

    @cached_property
    def by_id(self) -> Mapping[str, Vector]:
        """
        The vectors that hold of the region, by id.
        """
        return {vector.id: vector for vector in self.vectors}

    def verdict(self, name: str) -> Verdict:
        """
        Return what comes of a vector; it is asked once.
        """
        if name not in self._verdicts:
            self._verdicts[name] = self.judge(self.by_id[name])
        return self._verdicts[name]

    def judge(self, vector: Vector) -> Verdict:
        """
        Hold a vector against the region, under the choices that it names.
        """
        if vector.clause not in self.region.rulebook.clauses:
            known = list(self.region.rulebook.clauses)
            return Verdict(vector, error=f"the clause {vector.clause!r} is declared by nobody{near(vector.clause, known)}")
        try:
            return judge(self.under(vector), vector)
        except SchoolHealthError as error:
            return Verdict(vector, error=str(error))

    def under(self, vector: Vector) -> Region:
        """
        Return the region under the choices of a vector.
        """
        key = tuple(sorted(vector.readings.items())), tuple(sorted(vector.settings.items()))
        if key not in self._regions:
            self._regions[key] = self.draft(vector.readings).region(vector.settings)
        return self._regions[key]

    def shifted(self, readings: Mapping[str, str], settings: Mapping[str, int], shift: Shift, value: Any) -> Region:
        """
        Return the region under some choices, with one thing shifted.

        Raises:
            RulebookError: the shifted rulebook contradicts itself.
        """
        own = self.draft(readings)
        return evolve(own, chapters=shift.applied(own.chapters, value)).region(settings)

    @cached_property
    def overridden(self) -> Mapping[str, Vector]:
        """
        The inherited vectors that its own override.
        """
        inherited = {vector.id: vector for declared in self.line[1:] for vector in _vectors_of(declared)}
        return {one.overrides: inherited[one.overrides] for one in self.own_vectors if one.overrides}


def _vectors_of(declared: Declared) -> tuple[Vector, ...]:
    """
    Return the vectors that a region brings, by the kit's edition.
    """
    if declared.vectors is None:
        return ()
    if declared.edition is None:
        message = f"the region {declared.code!r} brings vectors and no edition: register it with edition={EDITION}"
        raise ConformanceError(message)
    if type(declared.edition) is not int or declared.edition not in range(OLDEST_EDITION, EDITION + 1):
        what = "a newer school-health" if str(declared.edition) > str(EDITION) else "its vectors in the words of this one"
        message = (
            f"the vectors of {declared.code!r} are written for edition {declared.edition} of the kit, and this is edition "
            f"{EDITION}, which reads {OLDEST_EDITION} to {EDITION}: it needs {what}"
        )
        raise ConformanceError(message)
    return read_vectors(declared.vectors)
