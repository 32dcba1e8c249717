"""
The suites of the kit: what each of them asks, item by item. A later part of the library adds its own to `SUITES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from typing import Any

from attrs import define, field, frozen

from school_health.conformance import accounts, asked_again, privacy, soundness
from school_health.conformance.coverage import Covered, coverage, covered, share
from school_health.conformance.coverage import wanted as wanted_clauses
from school_health.conformance.kit import Kit
from school_health.conformance.shifting import Shifting, wanted
from school_health.conformance.telling import failure
from school_health.core.words import alike
from school_health.errors import SchoolHealthError


__all__ = ["SUITES", "Bench", "Item", "items"]


@frozen
class Item:
    """
    One thing that is asked of a region: ``ask`` returns what is wrong, or "".
    """

    suite: str
    name: str
    ask: Callable[[], str] = field(repr=False)


@define(slots=False, eq=False)
class Bench:
    """
    A region on the bench, and how it is to be asked.

    Args:
        code: the region's code.
        shift: whether everything is moved by one unit.
        listed: ids of clauses that it has to show or declare, from a list of the documents' clauses.
        under: so many percent of the clauses have to be covered or declared; None is all of them, each by itself.
    """

    code: str
    shift: bool = False
    listed: tuple[str, ...] = ()
    under: int | None = None

    @cached_property
    def kit(self) -> Kit:
        """
        The region.
        """
        return Kit(self.code)

    @cached_property
    def clauses(self) -> tuple[Covered, ...]:
        """
        How far each clause is shown.
        """
        return coverage(self.kit, self.listed)

    @cached_property
    def whole(self) -> Mapping[str, Any]:
        """
        The whole answer to each of its own vectors.
        """
        return asked_again.whole(self.kit)

    @cached_property
    def shifting(self) -> Shifting:
        """
        The shift check.
        """
        return Shifting(self.kit)


Suite = Callable[[Bench], Iterator[Item]]


def _region(bench: Bench) -> Iterator[Item]:
    """
    The region opens, and its vectors are of an edition that this kit reads; each file is well formed, each name declared.
    """

    def ask() -> str:
        clauses = {clause.id for clause in bench.kit.clauses}
        if not clauses:
            return f"{bench.code} declares no clause of its own: there is nothing to hold it to"
        if not bench.kit.own_vectors:
            return f"{bench.code} brings no vector: nothing shows that it is right"
        shown = any(vector.clause in clauses for vector in bench.kit.own_vectors)
        return "" if shown else f"none of the vectors of {bench.code} is about a clause of its own"

    yield Item("region", "opens", ask)


def _vectors(bench: Bench) -> Iterator[Item]:
    """
    Each vector holds: the answer to its facts at its moment has what it expects. Those that are inherited hold too.
    """
    kit = bench.kit
    for vector in kit.vectors:
        yield Item("vectors", vector.id, partial(_of_vector, kit, vector.id))


def _of_vector(kit: Kit, name: str) -> str:
    verdict = kit.verdict(name)
    return "" if verdict.passed else failure(kit, verdict)


def _overrides(bench: Bench) -> Iterator[Item]:
    """
    A vector that overrides an inherited one cites a clause of its own region, and the one that it overrides no longer holds.
    """
    kit = bench.kit
    for vector in kit.own_vectors:
        if vector.overrides:
            yield Item("overrides", vector.id, partial(_of_override, kit, vector.id))


def _of_override(kit: Kit, name: str) -> str:
    vector = next(one for one in kit.own_vectors if one.id == name)
    if vector.clause not in {clause.id for clause in kit.clauses}:
        what = f"cites {vector.clause!r}, no clause of its own region: cite what differs"
        return f"{name!r} overrides {vector.overrides!r} and {what}"
    if kit.judge(kit.overridden[vector.overrides]).passed:
        return f"{name!r} overrides {vector.overrides!r}, which holds here all the same: take 'overrides' away"
    return ""


def _clauses(bench: Bench) -> Iterator[Item]:
    """
    Each clause is covered on both sides, or declared with a reason that is still true; nothing undeclared passes.
    """
    if bench.under is not None:
        yield Item("clauses", f"at-least-{bench.under}-percent", partial(_of_share, bench, bench.under))
        return
    for name in wanted_clauses(bench.kit, bench.listed):
        yield Item("clauses", name, partial(_of_clause, bench.kit, name, bench.listed))


def _of_clause(kit: Kit, name: str, listed: tuple[str, ...]) -> str:
    return _told(covered(kit, name, listed))


def _told(one: Covered) -> str:
    return "" if one.good else f"{one.clause}: {one.status}: {one.why}"


def _of_share(bench: Bench, least: int) -> str:
    """
    Return what lacks where fewer clauses than asked for are shown; a clause whose vectors fail is never let pass.
    """
    reached, failing = share(bench.clauses), [one for one in bench.clauses if one.status == "FAILING"]
    if reached < least:
        lacking = "\n".join(f"  {_told(one)}" for one in bench.clauses if not one.good)
        return f"{reached} percent of the clauses are covered or declared, and {least} are asked for:\n{lacking}"
    return "\n".join(_told(one) for one in failing)


def _changes(bench: Bench) -> Iterator[Item]:
    """
    The day before and the day of each change of law are shown: moved by one day, it is noticed.
    """
    moved = [one for one in bench.shifting.shifts if isinstance(one.was, date)]
    for day in sorted({one.was for one in moved}):
        names = [str(one) for one in moved if one.was == day]
        yield Item("changes", day.isoformat(), partial(_survivors, bench, frozenset(names)))


def _shift(bench: Bench) -> Iterator[Item]:
    """
    Everything of the region's own documents is moved by one unit, and some vector notices. Asked for with ``--sh-shift``.
    """
    if bench.shift:
        groups: dict[tuple[str, str], list[str]] = {}
        for one in bench.shifting.shifts:
            groups.setdefault((one.kind, one.item), []).append(str(one))
        for (kind, item), names in groups.items():
            yield Item("shift", f"{kind}:{item}", partial(_survivors, bench, frozenset(names)))
        yield Item("shift", "declared", partial(_of_equivalents, bench))


def _survivors(bench: Bench, names: frozenset[str]) -> str:
    declared = {one.shift for one in bench.kit.declarations.equivalent}
    told = []
    for one in bench.shifting.shifts:
        if str(one) in names:
            found = bench.shifting.of(one)
            if found.fate == "survives" and str(one) not in declared:
                told.append(f"nobody notices {one}\n  needed: {wanted(one)}; if no facts can show it, declare it equivalent")
            elif found.fate != "survives" and str(one) in declared:
                what = f"{found.by!r} notices it" if found.by else "the rulebook refuses it"
                told.append(f"{one}\n  is declared equivalent, and {what}: take the declaration away")
    return "\n".join(told)


def _of_equivalents(bench: Bench) -> str:
    known = [str(one) for one in bench.shifting.shifts]
    lone = [one.shift for one in bench.kit.declarations.equivalent if one.shift not in known]
    return "\n".join(f"{one!r} is declared equivalent, and there is no such shift{alike(one, known)}" for one in lone)


def _rulebook(bench: Bench) -> Iterator[Item]:
    """
    Each document is sound in itself.

    Dates are in order, somebody has looked at it, every clause is carried or declared, readings are used, ladders rise,
    addressees are there, and there is no gap between a rule and its successor.
    """
    for chapter in bench.kit.own:
        for name, ask in soundness.CHECKS.items():
            yield Item("rulebook", f"{chapter.document.id}:{name}", partial(ask, bench.kit, chapter))


def _accounts(bench: Bench) -> Iterator[Item]:
    """
    Who keeps an account sits no lower than its holder; no user name is printed twice; a password can satisfy its rule.
    """
    for name, ask in accounts.CHECKS.items():
        yield Item("accounts", name, partial(ask, bench.kit))


def _privacy(bench: Bench) -> Iterator[Item]:
    """
    No data file of the region holds a valid identity number or a phone number.
    """
    for name, file in privacy.files_of(bench.kit.line[0]):
        yield Item("privacy", name, partial(privacy.wrong, name, file))


def _answers(bench: Bench) -> Iterator[Item]:
    """
    The whole answer to each vector is the same in another process with another hash seed, and comes back from JSON.
    """
    yield Item("answers", "again", lambda: asked_again.wrong(bench.code, bench.whole))
    yield Item("answers", "json", lambda: asked_again.wrong_json(bench.whole))


SUITES: Mapping[str, Suite] = {
    "region": _region,
    "vectors": _vectors,
    "overrides": _overrides,
    "clauses": _clauses,
    "changes": _changes,
    "rulebook": _rulebook,
    "accounts": _accounts,
    "privacy": _privacy,
    "answers": _answers,
    "shift": _shift,
}


def items(bench: Bench) -> tuple[Item, ...]:
    """
    Return all that is asked of a region; of one that cannot be opened, only that it opens.
    """
    try:
        _ = bench.kit.region, bench.kit.vectors, bench.kit.declarations
        return tuple(item for suite in SUITES.values() for item in suite(bench))
    except SchoolHealthError as error:
        told = str(error)
    except Exception as error:  # noqa: BLE001 - a stranger's files and code may fail in any way, and must stop nobody else
        told = f"{bench.code} cannot be asked: {type(error).__name__}: {error}"
    return (Item("region", "opens", lambda: told),)
