"""
Vectors: facts, a moment, and what follows from them by one clause; read from ``*.vectors.toml``, strictly.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, get_args

from attrs import Factory, define, field, frozen

from school_health.conformance.kinds import KINDS
from school_health.conformance.scene import SceneError, begun, changed
from school_health.core.account import AccountKind
from school_health.core.completeness import LEVELS
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.words import alike, near
from school_health.errors import ConformanceError, SchoolHealthError
from school_health.wire.facts import Facts, facts_from, record_of
from school_health.wire.strict import UnfitError, structure


__all__ = ["Entry", "Vector", "read_vectors"]

# One part of an expected answer, by key.
Entry = Mapping[str, Any]

_Tables = dict[str, Any]


@frozen(kw_only=True)
class _Raw:
    id: str
    says: str
    clause: str
    at: datetime | None = None
    since: date | None = None
    scene: str = ""
    like: str = ""
    change: _Tables = Factory(dict)
    without: tuple[str, ...] = ()
    given: _Tables = Factory(dict)
    expect: dict[str, dict[str, Any]]
    overrides: str = ""
    readings: dict[str, str] = Factory(dict)
    settings: dict[str, int] = Factory(dict)


@frozen(kw_only=True)
class _File:
    scene: dict[str, _Tables] = Factory(dict)
    vector: tuple[_Raw, ...] = ()


@define(kw_only=True, frozen=True, slots=False, eq=False)
class Vector:
    """
    Facts, a moment, and what follows from them by one clause.

    Args:
        id: its own id, unique in a region.
        says: the sentence that it shows, in Chinese.
        clause: the clause that it is about.
        at: the moment at which is asked.
        since: the first day looked at, where that is not the engine's own choice.
        given: the facts as tables.
        expect: what is expected, by kind of part, rule and in order; of each part only the keys that are named.
        overrides: the id of a vector of an inherited region that does not hold here.
        readings, settings: choices and numbers under which it is asked, where these are not the shipped ones.
        file: where it stands.
    """

    id: str
    says: str
    clause: str
    at: datetime
    since: date | None = None
    given: Mapping[str, Any] = field(repr=False)
    expect: Mapping[str, Mapping[str, tuple[Entry, ...]]] = field(repr=False)
    overrides: str = ""
    readings: Mapping[str, str] = field(factory=dict, repr=False)
    settings: Mapping[str, int] = field(factory=dict, repr=False)
    file: str = ""

    @cached_property
    def facts(self) -> Facts:
        """
        The facts, made once.
        """
        return facts_from(self.given)

    @property
    def record(self) -> Record:
        """
        A record of the facts, made anew.
        """
        return record_of(self.facts)

    @property
    def rules(self) -> frozenset[str]:
        """
        The ids of the rules of which it expects something, or expects that there is nothing.
        """
        return frozenset(name for held in self.expect.values() for name in held)

    @property
    def shipped(self) -> bool:
        """
        Say whether it is asked under the choices that the region ships.
        """
        return not self.readings and not self.settings


def read_vectors(folder: Traversable) -> tuple[Vector, ...]:
    """
    Return the vectors of a folder, in order of the files' names and within each in order.

    Raises:
        ConformanceError: with a line for each mistake of all files.
    """
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".vectors.toml")), key=lambda one: one.name)
    told: list[str] = []
    found: dict[str, Vector] = {}
    for file in files:
        try:
            for vector in _of_file(file):
                if vector.id in found:
                    told.append(f"{file.name}: the vector {vector.id!r} stands in {found[vector.id].file} too: rename one")
                found.setdefault(vector.id, vector)
        except UnfitError as error:
            told += [f"{file.name}: {line}" for line in error.places]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            told.append(f"{file.name}: {error}")
    if told:
        raise ConformanceError("\n".join(told))
    return tuple(found.values())


def _of_file(file: Traversable) -> list[Vector]:
    raw = structure(tomllib.loads(file.read_bytes().decode("utf-8")), _File)
    by_id: dict[str, int] = {}
    told = [
        f"the vector {one.id!r} is there twice: rename one @ vector[{place}]"
        for place, one in enumerate(raw.vector)
        if by_id.setdefault(one.id, place) != place
    ]
    found = []
    for place, one in enumerate(raw.vector):
        try:
            found.append(_vector(raw, one, file.name))
        except UnfitError as error:
            told += [
                f"{line} of {one.id!r}" if " @ " in line else f"{line} @ vector[{place}] {one.id!r}" for line in error.places
            ]
    if told:
        raise UnfitError(told)
    return found


def _vector(file: _File, raw: _Raw, name: str) -> Vector:
    line = _line(file, raw)
    at = next((one.at for one in line if one.at is not None), None)
    told = [f"{key!r} is empty" for key in ("id", "says", "clause") if not getattr(raw, key).strip()]
    if at is None:
        told.append("no moment: give 'at', or be like a vector that has one")
    given: Mapping[str, Any] = {}
    try:
        given = _given(file, line)
    except SceneError as error:
        told.append(str(error))
    expect, wrong = _expected(raw.expect)
    if told or wrong or at is None:
        raise UnfitError([*told, *wrong])
    settings = {key: value for one in reversed(line) for key, value in one.settings.items()}
    readings = {key: value for one in reversed(line) for key, value in one.readings.items()}
    vector = Vector(
        id=raw.id,
        says=raw.says,
        clause=raw.clause,
        at=at.replace(tzinfo=SHANGHAI_TIME) if at.tzinfo is None else at.astimezone(SHANGHAI_TIME),
        since=next((one.since for one in line if one.since is not None), None),
        given=given,
        expect=expect,
        overrides=raw.overrides,
        readings=readings,
        settings=settings,
        file=name,
    )
    try:
        _ = vector.record
    except SchoolHealthError as error:
        raise UnfitError([f"{error} @ given"]) from error
    return vector


def _line(file: _File, raw: _Raw) -> Sequence[_Raw]:
    """
    Return a vector, the one that it is like, the one that that is like …
    """
    by_id = {one.id: one for one in file.vector}
    line = [raw]
    while line[-1].like:
        wanted = line[-1].like
        if wanted not in by_id:
            raise UnfitError([f"is like {wanted!r}, which this file does not have{near(wanted, list(by_id))}"])
        if any(one.id == wanted for one in line):
            raise UnfitError([f"is like itself: {' → '.join([*(one.id for one in line), wanted])}"])
        line.append(by_id[wanted])
    return line


def _given(file: _File, line: Sequence[_Raw]) -> Mapping[str, Any]:
    scene = next((one.scene for one in line if one.scene), "")
    if scene and scene not in file.scene:
        message = f"no scene {scene!r} in this file{near(scene, list(file.scene))}"
        raise SceneError(message)
    *more, first = line
    given = changed(begun(file.scene.get(scene or "default", {}), first.given), first.change, first.without, {})
    for one in reversed(more):
        given = changed(given, one.change, one.without, one.given)
    return given


def _expected(raw: Mapping[str, Mapping[str, Any]]) -> tuple[Mapping[str, Mapping[str, tuple[Entry, ...]]], list[str]]:
    """
    Return what is expected, and what is wrong with it.
    """
    told: list[str] = []
    found: dict[str, dict[str, tuple[Entry, ...]]] = {}
    for kind, by_rule in raw.items():
        if kind not in KINDS:
            told.append(f"unknown key {kind!r}{alike(kind, KINDS)}; an answer has {', '.join(KINDS)} @ expect")
            continue
        for rule, entries in by_rule.items():
            where = f"expect.{kind}.{rule}"
            if not isinstance(entries, list):
                told.append(f"expected a list, empty where there is nothing, not {entries!r} @ {where}")
                continue
            held = []
            for place, entry in enumerate(entries):
                plain = {KINDS[kind].short: entry} if isinstance(entry, str) else entry
                told += [f"{what} @ {where}[{place}]" for what in _wrong(kind, plain)]
                held.append(plain)
            found.setdefault(kind, {})[rule] = tuple(held)
    if not told and not any(found.values()):
        told.append("nothing is expected: say what follows, or that nothing does: [] @ expect")
    return found, told


# What is asked has to be of a kind.
_ASKED: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "text": (lambda value: isinstance(value, str), "a text"),
    "table": (lambda value: isinstance(value, Mapping), "a table"),
    "day": (lambda value: type(value) is date, "a day like 2023-03-23"),
    "level": (lambda value: value in LEVELS, f"one of {', '.join(LEVELS)}"),
    "account": (lambda value: value in get_args(AccountKind), f"one of {', '.join(get_args(AccountKind))}"),
}


def _wrong(kind: str, entry: Any) -> Iterator[str]:
    one = KINDS[kind]
    if not isinstance(entry, Mapping):
        yield f"expected a table or a text for {one.short!r}, not {entry!r}"
        return
    for key in entry:
        if key not in one.keys:
            yield f"unknown key {key!r}{alike(key, one.keys)}; of {kind} there are {', '.join(one.keys)}"
    for key, what in one.asks.items():
        if key not in entry and not what.endswith("?"):
            yield f"asks for nothing: give {key!r}, {_ASKED[what][1]}"
        elif key in entry and not _ASKED[what.rstrip("?")][0](entry[key]):
            yield f"{key!r} has to be {_ASKED[what.rstrip('?')][1]}, not {entry[key]!r}"
    answered = set(entry) - set(one.asks)
    if entry.keys() <= one.keys.keys() and answered <= one.repeats:
        more = ", ".join(key for key in one.keys if key not in one.repeats and key not in one.asks)
        yield f"repeats the rulebook and shows nothing: say what follows from the facts ({more})"
