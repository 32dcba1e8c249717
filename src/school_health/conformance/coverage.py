"""
Which clauses of a region its vectors show, on both sides; and what is declared of the others.

A clause is covered by a vector in which it speaks and one in which it is silent, where the facts (or the moment) of the two
differ in one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from attrs import frozen

from school_health.conformance.declared import Declaration
from school_health.conformance.judging import Verdict
from school_health.conformance.kinds import KINDS
from school_health.conformance.kit import Kit
from school_health.conformance.scene import differences
from school_health.conformance.vectors import Vector
from school_health.core.words import near


__all__ = ["Covered", "Status", "apart", "coverage", "covered", "share", "wanted"]

Status = Literal["covered", "one-sided", "FAILING", "UNCOVERED", "declared"]


@frozen
class Covered:
    """
    How far a clause is shown.

    Args:
        clause: its id.
        status: ``covered``, ``one-sided``, ``FAILING``, ``UNCOVERED`` or ``declared``.
        speaks: the vectors in which it speaks.
        silent: the vectors in which it is silent, those that differ from a speaking one in one value.
        why: what is wrong, what lacks, or what is declared.
    """

    clause: str
    status: Status
    speaks: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    why: str = ""

    @property
    def good(self) -> bool:
        """
        Say whether it is covered or declared.
        """
        return self.status in ("covered", "declared")


def wanted(kit: Kit, listed: Iterable[str] = ()) -> tuple[str, ...]:
    """
    Return the ids of the clauses that a region has to show or declare.

    They are those of its own documents, those listed elsewhere, and those that it declares.
    """
    own = [clause.id for clause in kit.clauses]
    return tuple(dict.fromkeys((*own, *listed, *(one.clause for one in kit.declarations.declaration))))


def covered(kit: Kit, clause: str, listed: Iterable[str] = ()) -> Covered:
    """
    Return how far a clause is shown. Only the vectors that cite it are asked.
    """
    verdicts = [kit.verdict(vector.id) for vector in kit.vectors if vector.clause == clause]
    return _covered(kit, clause, verdicts, _declared(kit, clause), listed=clause in set(listed))


def coverage(kit: Kit, listed: Iterable[str] = ()) -> tuple[Covered, ...]:
    """
    Return how far each clause of a region's own documents is shown, and each of those listed elsewhere.
    """
    given = tuple(listed)
    return tuple(covered(kit, clause, given) for clause in wanted(kit, given))


def _declared(kit: Kit, clause: str) -> Declaration | None:
    for one in kit.declarations.declaration:
        if one.clause == clause:
            return one
    waiting = {one.id: one.not_yet for one in kit.clauses if one.not_yet}
    return Declaration(clause=clause, says="not-yet", reason=waiting[clause]) if clause in waiting else None


def _covered(kit: Kit, clause: str, verdicts: Sequence[Verdict], declared: Declaration | None, *, listed: bool) -> Covered:
    spoken = {one.vector: _rules(one.speaks, clause) for one in verdicts if one.passed}
    quiet = {one.vector: _rules(one.silent, clause) for one in verdicts if one.passed}
    speaks = [vector for vector, rules in spoken.items() if rules]
    silent = [vector for vector, rules in quiet.items() if rules - spoken[vector]]
    # Each pair is about one rule: it speaks in the one and is silent in the other.
    sides = [one for one in silent if any(quiet[one] & spoken[other] and apart(one, other) == 1 for other in speaks)]
    shown = tuple(one.id for one in speaks), tuple(one.id for one in sides)
    status: Status = "covered" if speaks and sides else "one-sided" if speaks or silent else "UNCOVERED"
    failing = [one.vector.id for one in verdicts if not one.passed]
    strays = [one.vector.id for one in verdicts if one.passed and clause not in one.names]
    if failing:
        return Covered(clause, "FAILING", *shown, f"fails: {', '.join(failing)}")
    if strays:
        what = "cites it, and asks of no rule that carries it"
        return Covered(clause, "FAILING", *shown, f"{what}: {', '.join(strays)}")
    if declared is not None:
        known = clause in kit.region.rulebook.clauses
        if status == "covered":
            return Covered(clause, "FAILING", *shown, f"is declared {declared.says}, and covered: take that away")
        if not known and not listed:
            where = "neither the region nor a list of clauses has it"
            return Covered(clause, "FAILING", *shown, f"is declared, and {where}{_alike(kit, clause)}")
        carriers = [rule.id for chapter in kit.own for rule in chapter.rules if clause in rule.clauses]
        if declared.says == "not-yet" and carriers:
            what = f"is declared not-yet, and carried by {', '.join(carriers)}: take that away"
            return Covered(clause, "FAILING", *shown, what)
        return Covered(clause, "declared", *shown, f"{declared.says}: {declared.why}")
    if status == "covered":
        return Covered(clause, status, *shown)
    return Covered(clause, status, *shown, _lacking(kit, clause, speaks, silent))


def _rules(shown: Iterable[tuple[str, str, str]], clause: str) -> set[tuple[str, str]]:
    return {(kind, rule) for one, kind, rule in shown if one == clause}


def _alike(kit: Kit, clause: str) -> str:
    told = near(clause, list(kit.region.rulebook.clauses))
    return told if "did you mean" in told else ""


def _lacking(kit: Kit, clause: str, speaks: Sequence[Vector], silent: Sequence[Vector]) -> str:
    if clause not in kit.region.rulebook.clauses:
        return f"the region has no such clause, and declares nothing of it{_alike(kit, clause)}"
    if speaks and silent:
        nearest = min((apart(one, other), one.id, other.id) for one in silent for other in speaks)
        what = f"{nearest[1]!r} is nearest, and differs from {nearest[2]!r} in {nearest[0]} values"
        return f"no vector in which it is silent differs from one in which it speaks in one value alone: {what}"
    return "no vector in which it speaks" if silent else "no vector in which it is silent" if speaks else "no vector"


def apart(one: Vector, other: Vector) -> int:
    """
    Return in how many values two vectors differ: their facts, their moments, the choices under which they are asked.

    Of vectors that differ in none of these, in how many values that are asked (a password, a form as filled in).
    """
    asked = [(vector.at, vector.since, dict(vector.readings), dict(vector.settings)) for vector in (one, other)]
    found = differences(one.given, other.given) + sum(mine != its for mine, its in zip(*asked, strict=True))
    return found or differences(_questions(one), _questions(other))


def _questions(vector: Vector) -> Mapping[str, Any]:
    return {
        kind: {name: [{key: entry[key] for key in KINDS[kind].asks if key in entry} for entry in entries]}
        for kind, by_rule in vector.expect.items()
        for name, entries in by_rule.items()
        if KINDS[kind].asks
    }


def share(found: Sequence[Covered]) -> int:
    """
    Return how many percent of the clauses are covered or declared, rounded down; 0 where there is none.
    """
    return 100 * sum(one.good for one in found) // len(found) if found else 0
