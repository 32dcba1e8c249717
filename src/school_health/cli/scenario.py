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


__all__ = ["Happening", "Scenario", "ScenarioSpan", "ScenarioTerm", "read_scenario"]


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
