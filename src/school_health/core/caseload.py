"""
How many are ill by day and by symptom, over all schools of a record: persons are counted, and nobody is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from attrs import field, frozen

from school_health.core.absence import Absence
from school_health.core.alert import Place
from school_health.core.attendance import teaches
from school_health.core.cases import roll
from school_health.core.moment import DAY
from school_health.core.world import World
from school_health.errors import FactError


__all__ = ["Caseload", "DayCount", "caseload"]


@frozen
class DayCount:
    """
    The ill of a day.

    Args:
        day: the day.
        ill: distinct persons whose illness holds the day, absent or attending, whether or not there is school.
        begun: distinct persons who fell ill on the day: by onset, or where it is unknown by the first day of the spell.
        symptoms: of the ill, how many have each symptom; who has two counts under each.
        unnamed: the ill of whom no symptom is known.
        teaching: schools that teach on the day.
        absent: distinct pupils of these who are absent through illness.
        roll: pupils of those of these schools whose roll is known; ``absent_of_roll`` are their absent.
    """

    day: date
    ill: int
    begun: int
    symptoms: Mapping[str, int] = field(repr=False)
    unnamed: int
    teaching: int
    absent: int
    roll: int
    absent_of_roll: int

    @property
    def rate(self) -> Fraction | None:
        """
        The share of the known rolls that is absent through illness; None where none is known, or nobody teaches.
        """
        return Fraction(self.absent_of_roll, self.roll) if self.roll else None


@frozen
class Caseload:
    """
    The ill of some days.

    Args:
        days: each day, with its counts.
        persons: distinct persons who were ill on any of them.
        spells: how many spells of illness these are.
        symptoms: of these persons, how many had each symptom; ``unnamed`` those of whom none is known.
    """

    days: tuple[DayCount, ...]
    persons: int
    spells: int
    symptoms: Mapping[str, int] = field(repr=False)
    unnamed: int


def caseload(world: World, first: date, last: date) -> Caseload:
    """
    Count the ill of some days.

    Absent through illness are pupils of schools that teach on the day, as `school_health.core.attendance` counts them; in a
    holiday nobody is absent, and the ill are still ill. A spell that was entered in error counts nowhere.

    Args:
        world: the record, as known at a moment, through a rulebook.
        first: the first day.
        last: the last day, included.

    Raises:
        FactError: the last day lies before the first.
        CalendarError: a day lies past the holidays or terms that are known.
    """
    if last < first:
        message = f"the ill from {first} to {last}: the last day lies before the first; exchange them"
        raise FactError(message)
    tallies = {first + number * DAY: _Day() for number in range((last - first).days + 1)}
    whole = _Ill()
    spells = 0
    for school, known in world.record.absences_by_school.items():
        for one in known:
            began = tallies.get(one.onset or one.first)
            if one.ill and began is not None:
                began.begun.add(one.person)
            if one.ill and one.first <= last and (one.last is None or one.last >= first):
                spells += 1
                whole.add(one)
                _spread(world, school, one, tallies, first, last)
    return Caseload(
        tuple(_counted(world, day, tally) for day, tally in tallies.items()),
        len(whole.persons),
        spells,
        whole.by_symptom(),
        whole.without(),
    )


class _Ill:
    """
    Persons, and what symptoms each has.
    """

    def __init__(self) -> None:
        self.persons: dict[str, set[str]] = {}

    def add(self, spell: Absence) -> None:
        self.persons.setdefault(spell.person, set()).update(spell.symptoms)

    def by_symptom(self) -> dict[str, int]:
        """
        Return how many have each symptom; the frequent first, then in order of their words.
        """
        found: dict[str, int] = {}
        for own in self.persons.values():
            for symptom in own:
                found[symptom] = found.get(symptom, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def without(self) -> int:
        return sum(not own for own in self.persons.values())


class _Day:
    """
    What is counted of one day.
    """

    def __init__(self) -> None:
        self.ill = _Ill()
        self.begun: set[str] = set()
        self.absent: dict[str, set[str]] = {}  # by school


def _spread(world: World, school: str, spell: Absence, tallies: Mapping[date, _Day], first: date, last: date) -> None:
    """
    Enter a spell on each of its days.
    """
    pupil = not spell.attending and world.record.role_of(spell) == "student"
    day, end = max(first, spell.first), min(last, spell.last or last)
    while day <= end:
        tally = tallies[day]
        tally.ill.add(spell)
        if pupil:
            tally.absent.setdefault(school, set()).add(spell.person)
        day += DAY


def _counted(world: World, day: date, tally: _Day) -> DayCount:
    teaching = absent = known = absent_of_roll = 0
    for school in world.record.school_by_id:
        if not teaches(world, school, day):
            continue
        teaching += 1
        away = len(tally.absent.get(school, ()))
        absent += away
        pupils = roll(world, Place("school", school, school, school), day)
        if pupils is not None:
            known += pupils
            absent_of_roll += away
    return DayCount(
        day=day,
        ill=len(tally.ill.persons),
        begun=len(tally.begun),
        symptoms=tally.ill.by_symptom(),
        unnamed=tally.ill.without(),
        teaching=teaching,
        absent=absent,
        roll=known,
        absent_of_roll=absent_of_roll,
    )
