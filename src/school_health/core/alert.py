"""
Alerts as declared and as raised: how many alike cases, in which unit, within which days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from school_health.core.filing import Event
from school_health.core.law import Rule


__all__ = ["UNITS", "Alert", "AlertRule", "Case", "CaseDefinition", "Measure", "Place", "Vocabulary"]

UNITS = ("person", "dormitory", "class", "school", "county")

Measure = Literal["cases", "percent", "hospitalised", "deaths", "severe"]


@frozen(kw_only=True, eq=False)
class Vocabulary(Rule):
    """
    Words for symptoms or diseases, each with its Chinese name; ``open`` where the document's list ends with 等.
    """

    of: Literal["symptom", "disease"]
    words: Mapping[str, str]
    open: bool = False


@frozen(kw_only=True, eq=False)
class CaseDefinition(Rule):
    """
    What else counts as a disease: other diseases, or symptoms together.

    Args:
        disease: the disease.
        includes: diseases that are cases of it.
        temperature: a fever of at least so many tenths of a degree Celsius.
        any_of: symptoms of which one must be there.
        all_of: symptoms of which each must be there.

    By its symptoms a case is one where all that is named (temperature, ``any_of``, ``all_of``) is met. A symptom that is
    called fever is no temperature, and the other way round.
    """

    disease: str
    includes: tuple[str, ...] = ()
    temperature: int | None = None
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()


@frozen(kw_only=True, eq=False)
class AlertRule(Rule):
    """
    What raises an alert, or meets a criterion. Deadlines and addressees belong to the duties that the alert opens.

    Args:
        unit: within what cases are counted, each unit by itself.
        gives: ``alert``, or ``criterion`` where a document says what to consider and nothing has to be reported.
        days: within so many days, the last one included.
        calendar: whether these are calendar days or teaching days; one day is any day.
        counts: by which day a case counts: its ``onset``, the ``first-absence``, or each day of illness (``present``).
        otherwise: the day of a case whose onset is unknown: the ``first-absence``, or none (``left-out``).
        alike: what cases must share: any same ``symptom``, the ``disease``, a ``meal``; none means that all are alike.
        symptoms, diseases: words, or ids of vocabularies, of which a case has one (of either); none means any illness.
        diagnosis: only cases with one of these diagnoses.
        people: only persons of these kinds.
        stages: only in schools of these kinds.
        cases: so many distinct persons.
        percent: so many percent of the unit's roll, or more.
        hospitalised, deaths: so many distinct persons, by the day on which it happened.
        severe: so many distinct persons taken to hospital or dead.
        family: rules of one family raise one alert in a unit, or where they share a person: what another of them finds while
            it lasts joins it. A rule without one is a family of its own.
        quiet: for so many days after it last fired nothing is raised again, and what comes joins it.
        active: whether it is evaluated; off where numbers are unverified or a set is optional.
        configurable: keys that a host may set, because nobody could read them.
        configured: those that a host has set; no file sets them.
        trust: how far the numbers may be trusted, where less than their document.

    Of ``cases``, ``percent``, ``hospitalised``, ``deaths`` and ``severe`` any one raises it.
    """

    unit: tuple[Literal["person", "dormitory", "class", "school", "county"], ...]
    gives: Literal["alert", "criterion"] = "alert"
    days: int = 1
    calendar: Literal["calendar", "teaching"] = "calendar"
    counts: Literal["onset", "first-absence", "present"] = "onset"
    otherwise: Literal["first-absence", "left-out"] = "first-absence"
    alike: tuple[Literal["symptom", "disease", "meal"], ...] = ()
    symptoms: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    diagnosis: tuple[Literal["suspected", "confirmed"], ...] = ()
    people: tuple[Literal["student", "staff", "temporary"], ...] = ()
    stages: tuple[str, ...] = ()
    cases: int | None = None
    percent: int | None = None
    hospitalised: int | None = None
    deaths: int | None = None
    severe: int | None = None
    family: str = ""
    quiet: int
    active: bool = True
    configurable: tuple[str, ...] = ()
    configured: tuple[str, ...] = ()
    trust: str = ""

    @property
    def rests_on_us(self) -> bool:
        """
        Say whether a reading gave a whole value, or a host a number.
        """
        return bool(self.configured) or super().rests_on_us

    @cached_property
    def thresholds(self) -> Mapping[Measure, int]:
        """
        The thresholds that it names.
        """
        named: dict[Measure, int | None] = {
            "cases": self.cases,
            "percent": self.percent,
            "hospitalised": self.hospitalised,
            "deaths": self.deaths,
            "severe": self.severe,
        }
        return {measure: least for measure, least in named.items() if least is not None}


@frozen
class Place:
    """
    A unit in which cases are counted: a person, dormitory, class, school or county; ``subject`` is what the record holds.

    Args:
        unit: what it is.
        id: its id.
        subject: what the record holds of it.
        school: the school, or empty.
    """

    unit: str
    id: str = field(repr=False)
    subject: str = field(repr=False, eq=False)
    school: str


@frozen(order=True)
class Case:
    """
    A person who counts, with the day and what that day is: ``onset``, ``first-absence``, ``present``, ``hospitalised`` …

    Args:
        day: the day that counts.
        person: who, by reference.
        absence: the absence that makes the person a case.
        by: what the day is.
    """

    day: date
    person: str = field(repr=False)
    absence: str
    by: str


@frozen
class Alert:
    """
    A rule that was met, in one unit.

    Args:
        id: its own reference, the same whenever it is asked for.
        rule: what was met.
        place: where.
        shared: what the cases have in common: symptoms, a disease, a meal.
        reached: which threshold was met first.
        first: the day on which it first fired.
        raised_at: the first moment at which the facts then recorded would have raised it.
        days: the days on which it fires, by what is known now.
        cases: those that belong to it now, those that joined it later included.
        raised_on: the cases that raised it.
        joined: further rules of the family that were met while it lasted.
        places: the units in which it fired, ``place`` first: a class, and the dormitory of the same pupils.
        excludable: why it may be excluded: what is recorded now would not raise it.
    """

    id: str
    rule: AlertRule = field(repr=lambda rule: rule.id)
    place: Place
    shared: tuple[str, ...] = field(repr=False)
    reached: Measure
    first: date
    raised_at: datetime
    days: tuple[date, ...]
    cases: tuple[Case, ...] = field(repr=False)
    raised_on: tuple[Case, ...] = field(repr=False)
    joined: tuple[AlertRule, ...] = field(default=(), repr=False)
    places: tuple[Place, ...] = field(default=(), repr=False)
    excludable: str = ""

    @property
    def clause(self) -> str:
        """
        The clause that makes it one.
        """
        return self.rule.clause

    @property
    def rules(self) -> tuple[AlertRule, ...]:
        """
        All rules that were met: the one that raised it first.
        """
        return (self.rule, *self.joined)

    @property
    def persons(self) -> int:
        """
        How many distinct persons belong to it.
        """
        return len({case.person for case in self.cases})

    @property
    def bases(self) -> tuple[str, ...]:
        """
        By which days its cases count; more than one where the onset of some is unknown.
        """
        return tuple(sorted({case.by for case in self.cases}))

    def lasts(self, day: date) -> bool:
        """
        Say whether it still lasts on a day: it fires, or its quiet days are not over.
        """
        quiet = max(rule.quiet for rule in self.rules)
        return bool(self.days) and day <= self.days[-1] + timedelta(days=quiet)

    def as_event(self) -> Event:
        """
        Return it as the event that opens duties, at the moment at which it was raised.
        """
        return Event(
            id=self.id,
            kind=f"alert:{self.rule.id}",
            subject=self.place.subject,
            at=self.raised_at,
            about=self.place.id if self.place.id != self.place.subject else None,  # a person, a dormitory
        )
