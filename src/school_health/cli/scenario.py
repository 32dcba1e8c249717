"""
The scenario of a region's example county: when, where, and what happens there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import Any, Literal

from attrs import frozen

from school_health.core.region import Region
from school_health.errors import RulebookError
from school_health.files.kinds import kinds
from school_health.files.text import Bad
from school_health.files.vocabulary import Vocabulary
from school_health.wire.strict import UnfitError, structure


__all__ = [
    "ROLL",
    "Happening",
    "Outbreak",
    "Scenario",
    "ScenarioSpan",
    "ScenarioTerm",
    "Suspended",
    "hold_scenario",
    "read_scenario",
]

# The smallest class of an example has so many pupils: no more can fall ill in one.
ROLL = 36

_TEMPERATURES = range(350, 431)


@frozen(kw_only=True)
class ScenarioTerm:
    """
    A term of the example's calendar.
    """

    number: Literal[1, 2]
    first: date
    last: date


@frozen(kw_only=True)
class ScenarioSpan:
    """
    An epidemic response of the example.
    """

    first: date
    last: date | None = None
    name: str = ""


@frozen(kw_only=True)
class Happening:
    """
    An event at the first of the example's schools, or of a pupil of it: each time another one.
    """

    kind: str
    at: datetime


@frozen(kw_only=True)
class Outbreak:
    """
    Alike cases in the first class of a school.

    Args:
        day: a workday, on which the first ``cases`` fall ill and stay away.
        symptoms: ids of symptoms, which all have.
        disease: id of a disease, which all have; "" where none was found.
        temperature: what all have, in tenths of a degree Celsius.
        cases: how many fall ill that day.
        later: how many fall ill on the next teaching day.
        corrected: how many cases of that day turn out to be entered in error on the next teaching day.
    """

    day: date
    symptoms: tuple[str, ...] = ()
    disease: str = ""
    temperature: int | None = None
    cases: int = 3
    later: int = 0
    corrected: int = 0


@frozen(kw_only=True)
class Suspended:
    """
    The suspension of the second class of the first school.

    Args:
        first, last: its days.
        decided_at: when it was decided.
        reason: id of a disease, or other words.
        symptoms: ids of symptoms of its sick.
        sick: how many were known to be ill when it was decided.
        named: how many of these are in the list of absences too.
    """

    first: date
    last: date
    decided_at: datetime
    reason: str
    symptoms: tuple[str, ...] = ()
    sick: int = 6
    named: int = 4


@frozen(kw_only=True)
class Scenario:
    """
    What the example county is made from.

    Args:
        at: the moment that the example is written for.
        first: the first day of its filings.
        city, province, counties: where it lies; the names are invented or of the city that the document addresses.
        stages: kinds of school, in Chinese, dealt out in turn.
        terms: the school calendar.
        closed: the day on which one school has closed.
        changed: the day on which one school gets another deputy head.
        connected: the day on which one school is connected to the system; another one is not connected at all.
        city_run: whether the last school answers to the city.
        campaigns: epidemic responses.
        adopts: documents of one school that the others follow.
        events: what happens at the first school.
        outbreaks: alike cases, each at a school of its own: the first, the fourth, and on by three.
        scattered: ids of symptoms of single absences, one or two in each school; none means none.
        suspension: the suspension of a class.
        accounts: what the system is called on which the schools have accounts; "" means that there are none.
    """

    at: datetime
    first: date
    city: str
    counties: tuple[str, ...]
    stages: tuple[str, ...]
    terms: tuple[ScenarioTerm, ...]
    closed: date
    changed: date
    province: str = ""
    connected: date | None = None
    city_run: bool = False
    campaigns: tuple[ScenarioSpan, ...] = ()
    adopts: tuple[str, ...] = ()
    events: tuple[Happening, ...] = ()
    outbreaks: tuple[Outbreak, ...] = ()
    scattered: tuple[str, ...] = ()
    suspension: Suspended | None = None
    accounts: str = ""


def read_scenario(source: Traversable) -> Scenario:
    """
    Return a scenario read from TOML.

    Raises:
        RulebookError: it is not there, is no TOML, or does not fit.
    """
    try:
        return structure(tomllib.loads(source.read_text("utf-8")), Scenario)
    except OSError as error:
        message = f"{source}: {error.strerror or error}; is the scenario part of the distribution?"
        raise RulebookError(message) from error
    except UnfitError as error:
        raise _refused(source, error.places) from error
    except ValueError as error:
        message = f"{source.name}: {error}"
        raise RulebookError(message) from error


def hold_scenario(region: Region, source: Traversable, scenario: Scenario) -> None:
    """
    Hold a scenario against the region whose example it makes.

    Raises:
        RulebookError: it names what the region does not declare, a day that is none, or more pupils than a class has; with
            file and path.
    """
    wrong = [
        *_unknown_stages(region, scenario.stages),
        *_unknown_words(region, scenario),
        *_wrong_events(region, scenario.events),
        *_wrong_outbreaks(region, scenario.outbreaks),
        *(_wrong_suspension(scenario.suspension) if scenario.suspension is not None else ()),
    ]
    if wrong:
        raise _refused(source, wrong)


def _refused(source: Traversable, places: Iterable[str]) -> RulebookError:
    return RulebookError("\n".join(f"{source.name}: {place}" for place in places))


def _unknown_stages(region: Region, stages: Iterable[str]) -> Iterator[str]:
    columns = kinds(Vocabulary(region.rulebook))["schools"].columns
    parse = next(one.parse for one in columns if one.field == "stage")
    for place, word in enumerate(stages):
        try:
            parse(word)
        except Bad as bad:
            yield f"{word!r} is no kind of school: {bad.what}；{bad.fix} @ stages[{place}]"


def _unknown_words(region: Region, scenario: Scenario) -> Iterator[str]:
    """
    Yield every word of the scenario that the region does not declare, with its path.
    """
    book, held = region.rulebook, scenario.suspension
    named: list[tuple[str, str, Iterable[str], Mapping[str, Any]]] = [
        ("symptom", "scattered", scenario.scattered, book.words("symptom")),
        ("symptom", "suspension.symptoms", held.symptoms if held is not None else (), book.words("symptom")),
        ("document", "adopts", scenario.adopts, book.documents),
    ]
    for number, one in enumerate(scenario.outbreaks):
        named.append(("symptom", f"outbreaks[{number}].symptoms", one.symptoms, book.words("symptom")))
        if one.disease and one.disease not in book.words("disease"):
            yield _unknown("disease", one.disease, book.words("disease"), f"outbreaks[{number}].disease")
    for what, path, names, known in named:
        for place, name in enumerate(names):
            if name not in known:
                yield _unknown(what, name, known, f"{path}[{place}]")


def _unknown(what: str, name: str, known: Iterable[str], path: str) -> str:
    return f"the region has no {what} {name!r}; it has {', '.join(known) or 'none'} @ {path}"


def _wrong_events(region: Region, events: Iterable[Happening]) -> Iterator[str]:
    kinds = region.rulebook.event_kinds
    # Only where persons file something are there people in the example.
    people = any(duty.filer == "person" for duty in region.rulebook.duties.values())
    held = {"school", "any", *(("person",) if people else ())}
    for place, one in enumerate(events):
        path = f"events[{place}].kind"
        if one.kind not in kinds:
            yield _unknown("kind of event", one.kind, kinds, path)
        elif kinds[one.kind].subject not in held:
            who = " or a person" if people else ""
            yield f"{one.kind!r} happens to a {kinds[one.kind].subject}, and the example's events to a school{who} @ {path}"


def _wrong_outbreaks(region: Region, outbreaks: Iterable[Outbreak]) -> Iterator[str]:
    for place, one in enumerate(outbreaks):
        path = f"outbreaks[{place}]"
        kind = region.national.kind(one.day)
        if kind not in ("workday", "make-up-day"):
            yield f"{one.day} is a {kind}: an outbreak begins on a workday @ {path}.day"
        if not (one.symptoms or one.disease):
            yield f"names neither symptoms nor a disease @ {path}"
        if one.temperature is not None and one.temperature not in _TEMPERATURES:
            yield f"{one.temperature} is no temperature in tenths of a degree Celsius, such as 385 @ {path}.temperature"
        yield from _few(f"{path}.cases", one.cases, 1, ROLL)
        yield from _few(f"{path}.later", one.later, 0, max(0, ROLL - one.cases))
        yield from _few(f"{path}.corrected", one.corrected, 0, max(0, one.cases))


def _wrong_suspension(held: Suspended) -> Iterator[str]:
    yield from _few("suspension.sick", held.sick, 0, ROLL)
    yield from _few("suspension.named", held.named, 0, max(0, held.sick))
    if held.last < held.first:
        yield "ends before it begins @ suspension.last"


def _few(path: str, number: int, least: int, most: int) -> Iterator[str]:
    """
    Yield what is wrong with a number of pupils of one class.
    """
    if not least <= number <= most:
        yield f"expected from {least} to {most}, as a class of the example has {ROLL} pupils, not {number} @ {path}"
