"""
Regions by entry point: found all at once, loaded one by one when asked for. The only module that talks to pluggy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from typing import TypeVar

import pluggy
from attrs import frozen

from school_health import hookspecs
from school_health.core.calendar import NationalCalendar
from school_health.core.chapter import Chapter, configured
from school_health.core.checking import Test
from school_health.core.checks import TESTS
from school_health.core.region import Region
from school_health.core.rulebook import Rulebook
from school_health.core.signal import DETECTORS, Detector
from school_health.core.words import alike, near
from school_health.errors import RegionBroken, RegionConflict, RegionError, RulebookError, SchoolHealthError, UnknownRegion
from school_health.wire.rulebook import read_chapters


__all__ = ["GROUP", "Declared", "Draft", "Installed", "draft", "example_of", "open_region", "regions"]

GROUP = "school_health.regions"

T = TypeVar("T")


@frozen
class Declared:
    """
    What a plugin declared of a region.
    """

    code: str
    name: str
    rulebook: Traversable
    inherits: str | None
    calendar: Callable[[], NationalCalendar] | None
    example: Traversable | None
    tests: Mapping[str, Test]
    detectors: Mapping[str, Detector]
    readings: Mapping[str, str]
    vectors: Traversable | None = None
    edition: int | None = None


@frozen
class Installed:
    """
    A region that an installed distribution offers; ``error`` says why it cannot be opened, or is None.
    """

    code: str
    distribution: str
    name: str
    error: SchoolHealthError | None


class _Register:
    def __init__(self) -> None:
        self.declared: list[Declared] = []

    def region(
        self,
        code: str,
        *,
        name: str,
        rulebook: Traversable,
        inherits: str | None = None,
        calendar: Callable[[], NationalCalendar] | None = None,
        example: Traversable | None = None,
        tests: Mapping[str, Test] | None = None,
        detectors: Mapping[str, Detector] | None = None,
        readings: Mapping[str, str] | None = None,
        vectors: Traversable | None = None,
        edition: int | None = None,
    ) -> None:
        given = tests or {}, detectors or {}, readings or {}
        self.declared.append(Declared(code, name, rulebook, inherits, calendar, example, *given, vectors, edition))


def open_region(
    code: str, *, readings: Mapping[str, str] | None = None, settings: Mapping[str, int] | None = None
) -> Region:
    """
    Load one region, with those it inherits from, and nothing else.

    Args:
        code: the region's code, such as ``shanghai``.
        readings: choices to be taken instead of the shipped ones where the law is silent, by the reading's id.
        settings: numbers that nobody could read in a document, as ``rule.key``: those that the rule calls ``configurable``.
            A rule of which a number is set is evaluated, with the basis ``ours``.

    Raises:
        UnknownRegion: no installed plugin declares the code.
        RegionConflict: two distributions declare it.
        RegionBroken: its plugin cannot be loaded.
        RulebookError: its rulebook is malformed, or it has no such reading, choice or setting.
    """
    return _open(code, tuple(sorted((readings or {}).items())), tuple(sorted((settings or {}).items())))


@lru_cache(maxsize=64)
def _open(code: str, chosen: tuple[tuple[str, str], ...], set_: tuple[tuple[str, int], ...]) -> Region:
    line = _line(code)
    try:
        return Draft(tuple(line), tuple(_chapters(code, line, dict(chosen)))).region(dict(set_))
    except SchoolHealthError:
        raise
    except Exception as error:  # a stranger's files and calendar may fail in any way, and must stop nobody else
        message = f"the region {code!r} cannot be opened: {type(error).__name__}: {error}"
        raise RegionBroken(message) from error


@frozen(eq=False)
class Draft:
    """
    A region before it is opened: those it inherits from, and their chapters as read, to be changed and opened.

    ``line`` is the region itself first; ``chapters`` are in order, what is inherited first.
    """

    line: tuple[Declared, ...]
    chapters: tuple[Chapter, ...]

    def region(self, settings: Mapping[str, int] | None = None) -> Region:
        """
        Open it, with numbers that a host has set.

        Raises:
            RulebookError, RegionError: as `open_region`.
        """
        code = self.line[0].code
        rulebook = Rulebook(code, configured(code, self.chapters, settings or {}))
        calendar = next((one.calendar for one in self.line if one.calendar is not None), None)
        if calendar is None:
            message = f"the region {code!r} has no national calendar: declare one, or inherit from 'cn'"
            raise RegionError(message)
        tests: dict[str, Test] = _brought("test", TESTS, [(one.code, one.tests) for one in self.line])
        detectors: dict[str, Detector] = _brought("detector", DETECTORS, [(one.code, one.detectors) for one in self.line])
        return Region(code, self.line[0].name, rulebook, calendar(), tests, detectors)


def draft(code: str, readings: Mapping[str, str] | None = None) -> Draft:
    """
    Read a region without opening it, for those who want to open it with a change.

    Raises:
        UnknownRegion, RegionConflict, RegionBroken, RulebookError, RegionError: as `open_region`.
    """
    line = _line(code)
    return Draft(tuple(line), tuple(_chapters(code, line, readings or {})))


def _chapters(code: str, line: list[Declared], readings: Mapping[str, str]) -> list[Chapter]:
    chosen: dict[str, str] = {}
    for declared in reversed(line):
        chosen.update(declared.readings)
    chapters: list[Chapter] = []
    known: set[str] = set()
    for declared in reversed(line):
        chapters += read_chapters(declared.rulebook, {**chosen, **readings})
        known.update(reading.id for chapter in chapters for reading in chapter.reading)
        for name in declared.readings:
            if name not in known:
                told = near(name, sorted(known))
                message = f"the region {declared.code!r} chooses the reading {name!r}, which nobody declares{told}"
                raise RegionError(message)
    unknown = sorted(set(readings) - known)
    if unknown:
        there = f"; there are {', '.join(sorted(known))}"
        message = "\n".join(f"{code}: no reading {name!r}{alike(name, sorted(known)) or there}" for name in unknown)
        raise RulebookError(message)
    return chapters


def _brought(what: str, engine: Mapping[str, T], line: list[tuple[str, Mapping[str, T]]]) -> dict[str, T]:
    """
    Return tests or detectors of the engine with those that a region and those it inherits from bring.

    Raises:
        RegionError: two of them have one name, or one cannot be called.
    """
    found = dict(engine)
    owners = dict.fromkeys(engine, "the engine")
    for code, own in reversed(line):
        for name, one in own.items():
            if name in owners:
                message = f"the region {code!r} brings a {what} {name!r}, and {owners[name]} has one of that name: rename it"
                raise RegionError(message)
            if not callable(one):
                message = f"the region {code!r} brings a {what} {name!r} that is no function but {type(one).__name__}"
                raise RegionError(message)
            found[name], owners[name] = one, f"the region {code!r}"
    return found


def _line(code: str) -> list[Declared]:
    """
    Return a region and those it inherits from, the region itself first.
    """
    line: list[Declared] = []
    wanted: str | None = code
    while wanted is not None:
        if any(one.code == wanted for one in line):
            message = f"the region {code!r} inherits from itself: {' → '.join([one.code for one in line] + [wanted])}"
            raise RegionError(message)
        if line and wanted not in _found():
            what = f"the region {line[-1].code!r} inherits from {wanted!r}, which no installed plugin declares"
            message = f"{what}{near(wanted, sorted(_found()))}"
            raise UnknownRegion(message)
        line.append(_declared(wanted))
        wanted = line[-1].inherits
    return line


def _found() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        same = found.setdefault(point.name, [])
        if all((one.value, _distribution(one)) != (point.value, _distribution(point)) for one in same):
            same.append(point)
    return found


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "?"


@lru_cache(maxsize=64)
def _declared(code: str) -> Declared:
    found = _found()
    points = found.get(code, [])
    if not points:
        message = f"no installed plugin declares the region {code!r}; installed are {', '.join(sorted(found)) or 'none'}"
        raise UnknownRegion(message)
    if len(points) > 1:
        names = " and ".join(sorted(_distribution(point) for point in points))
        message = f"the region {code!r} is declared by {names}: uninstall one of them"
        raise RegionConflict(message)
    point = points[0]
    try:
        return _ask(point)
    except Exception as error:  # a stranger's plugin may fail in any way, and must stop nobody else
        message = f"the region {code!r} of {_distribution(point)} cannot be loaded: {type(error).__name__}: {error}"
        raise RegionBroken(message) from error


def _ask(point: EntryPoint) -> Declared:
    manager = pluggy.PluginManager(hookspecs.NAMESPACE)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    register = _Register()
    manager.hook.school_health_region(register=register)
    matching = [one for one in register.declared if one.code == point.name]
    if len(matching) != 1:
        codes = [one.code for one in register.declared]
        message = f"its hook must declare the region {point.name!r} once, and declares {codes}"
        raise RegionError(message)
    return matching[0]


def example_of(code: str) -> Traversable | None:
    """
    Return the scenario of a region's example county, or None where it has none.

    Raises:
        UnknownRegion, RegionConflict, RegionBroken: as `open_region`.
    """
    return _declared(code).example


def regions() -> tuple[Installed, ...]:
    """
    Return every region that is installed, in order of code, with the error of each that cannot be opened.
    """
    found = []
    for code, points in sorted(_found().items()):
        names = ", ".join(sorted(_distribution(point) for point in points))
        try:
            region = open_region(code)
        except SchoolHealthError as error:
            found.append(Installed(code, names, "", error))
        else:
            found.append(Installed(code, names, region.name, None))
    return tuple(found)
