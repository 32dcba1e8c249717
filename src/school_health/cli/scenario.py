"""
The scenario of a region's example county: when, where, and what happens there.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import Literal

from attrs import frozen

from school_health.errors import RulebookError
from school_health.wire.strict import UnfitError, structure


__all__ = ["Happening", "Outbreak", "Scenario", "ScenarioSpan", "ScenarioTerm", "Suspended", "read_scenario"]


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
    An event at one of the example's schools.
    """

    kind: str
    at: datetime


@frozen(kw_only=True)
class Outbreak:
    """
    Alike cases in the first class of a school.

    Args:
        day: a teaching day, on which the first ``cases`` fall ill and stay away.
        symptoms: ids of symptoms, which all have.
        cases: how many fall ill that day.
        later: how many fall ill on the next teaching day.
        corrected: how many cases of that day turn out to be entered in error on the next teaching day.
    """

    day: date
    symptoms: tuple[str, ...]
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
        RulebookError: it is no TOML, or does not fit.
    """
    try:
        return structure(tomllib.loads(source.read_text("utf-8")), Scenario)
    except UnfitError as error:
        message = "\n".join(f"{source.name}: {place}" for place in error.places)
        raise RulebookError(message) from error
    except ValueError as error:
        message = f"{source.name}: {error}"
        raise RulebookError(message) from error
