"""
Which persons count for an alert rule, where, on which days, and what they share.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import field, frozen

from school_health.core.absence import Absence
from school_health.core.alert import AlertRule, CaseDefinition, Measure, Place
from school_health.core.moment import DAY
from school_health.core.record import Record
from school_health.core.school import Person
from school_health.core.world import World


__all__ = ["Mark", "diseases_of", "marks", "places", "roll"]


# What happened to a person that a threshold counts by its own day.
_HAPPENED: Mapping[Measure, tuple[str, ...]] = {
    "hospitalised": ("hospitalised",),
    "deaths": ("deaths",),
    "severe": ("hospitalised", "deaths"),
}


@frozen
class Mark:
    """
    One person counted on one day, in a group of alike cases, towards one threshold.
    """

    group: str = field(repr=False)
    measure: Measure
    day: date
    person: str = field(repr=False)
    absence: str
    by: str


def diseases_of(world: World, absence: Absence) -> frozenset[str]:
    """
    Return the diseases that a spell counts as: the one named, and those whose case definition it meets.
    """
    found = {absence.disease} if absence.disease else set()
    for definition in world.rulebook.definitions.values():
        if absence.disease in definition.includes or _meets(absence, definition):
            found.add(definition.disease)
    return frozenset(found)


def _meets(absence: Absence, definition: CaseDefinition) -> bool:
    if definition.temperature is None and not definition.any_of and not definition.all_of:
        return False
    if definition.temperature is not None and (absence.temperature is None or absence.temperature < definition.temperature):
        return False
    if not set(definition.all_of).issubset(absence.symptoms):
        return False
    return not definition.any_of or not set(definition.any_of).isdisjoint(absence.symptoms)


def places(world: World, rule: AlertRule, absence: Absence, person: Person | None) -> Iterator[Place]:
    """
    Yield the units of a rule to which a spell belongs: as it says itself, else as its person does.
    """
    record = world.record
    school = record.school_by_id.get(absence.school)
    class_ = absence.class_ or (person.class_ if person is not None else None)
    dormitory = absence.dormitory or (person.dormitory if person is not None else None)
    for unit in rule.unit:
        if unit == "person":
            yield Place(unit, absence.person, absence.school, absence.school)
        elif unit == "class" and class_ is not None:
            yield Place(unit, class_, class_ if class_ in record.class_by_id else absence.school, absence.school)
        elif unit == "dormitory" and dormitory is not None:
            yield Place(unit, f"{absence.school}/{dormitory}", absence.school, absence.school)
        elif unit == "school":
            yield Place(unit, absence.school, absence.school, absence.school)
        elif unit == "county" and school is not None:
            county = world.area_at(school.area, "county")
            if county is not None:
                yield Place(unit, county, county, "")


def _admitted(world: World, rule: AlertRule, absence: Absence, person: Person | None, diseases: frozenset[str]) -> bool:
    if not absence.ill or (rule.diagnosis and absence.diagnosis not in rule.diagnosis):
        return False
    if rule.people and (person.role if person is not None else absence.role) not in rule.people:
        return False
    school = world.record.school_by_id.get(absence.school)
    if rule.stages and school is not None and school.stage and school.stage not in rule.stages:
        return False
    if not (rule.symptoms or rule.diseases):
        return True
    book = world.rulebook
    return not (
        book.expanded("symptom", rule.symptoms).isdisjoint(absence.symptoms)
        and book.expanded("disease", rule.diseases).isdisjoint(diseases)
    )


def _groups(world: World, rule: AlertRule, absence: Absence, diseases: frozenset[str]) -> list[str]:
    if not rule.alike:
        return [""]
    book = world.rulebook
    found: list[str] = []
    if "symptom" in rule.alike:
        wanted = book.expanded("symptom", rule.symptoms)
        found += [f"symptom:{one}" for one in absence.symptoms if not rule.symptoms or one in wanted]
    if "disease" in rule.alike:
        known = book.expanded("disease", rule.diseases)
        found += [f"disease:{one}" for one in sorted(diseases) if not rule.diseases or one in known]
    if "meal" in rule.alike and absence.meal is not None:
        found.append(f"meal:{absence.meal}")
    return found


def _days(rule: AlertRule, absence: Absence, until: date) -> Iterator[tuple[date, str]]:
    """
    Yield the days on which a case counts, and what each is.
    """
    if rule.counts == "present":
        day = absence.onset if absence.onset is not None and absence.onset < absence.first else absence.first
        last = until if absence.last is None else min(until, absence.last)
        while day <= last:
            yield day, "present"
            day += DAY
    elif rule.counts == "first-absence":
        if not absence.attending:
            yield absence.first, "first-absence"
    elif absence.onset is not None:
        yield absence.onset, "onset"
    elif rule.otherwise == "first-absence":
        yield absence.first, "first-absence"


def marks(
    world: World, rule: AlertRule, absence: Absence, person: Person | None, until: date, diseases: frozenset[str]
) -> Iterator[Mark]:
    """
    Yield what a version of a spell counts for, to a last day.

    Args:
        world: the record through the rulebook.
        rule: the rule.
        absence: the version.
        person: who it is, as far as the record knows.
        until: the last day.
        diseases: what `diseases_of` says of the version.
    """
    if not _admitted(world, rule, absence, person, diseases):
        return
    for group in _groups(world, rule, absence, diseases):
        for measure in rule.thresholds:
            if measure in _HAPPENED:
                for by in _HAPPENED[measure]:
                    happened = absence.hospitalised if by == "hospitalised" else absence.died
                    if happened is not None and happened <= until:
                        yield Mark(group, measure, happened, absence.person, absence.id, by)
            else:
                for day, by in _days(rule, absence, until):
                    if day <= until:
                        yield Mark(group, measure, day, absence.person, absence.id, by)


def roll(world: World, place: Place, day: date, known_at: datetime | None = None) -> int | None:
    """
    Return how many pupils a class, dormitory or school has on a day; None where nobody said.

    A number that was stated comes before one that is counted from the list of persons, by what was known of these at
    ``known_at``, or is known now.
    """
    record = world.record
    if place.unit == "class":
        class_ = record.class_by_id.get(place.id)
        if class_ is not None and class_.students is not None:
            return class_.students
        members = record.pupils_by_class.get(place.id, ())
    elif place.unit == "school":
        school = record.school_by_id.get(place.id)
        if school is not None and school.students is not None:
            return school.students
        members = record.pupils_by_school.get(place.id, ())
    else:
        members = record.pupils_by_dormitory.get(place.id, ())
    if known_at is not None and record.persons_recorded:
        members = [one for one in _members_at(record, known_at) if _belongs(one, place)]
    return sum(one.holds(day) for one in members) or None


def _members_at(record: Record, known_at: datetime) -> Iterator[Person]:
    for person in record.person_versions:
        found = record.person_at(person, known_at)
        if found is not None and found.role == "student":
            yield found


def _belongs(person: Person, place: Place) -> bool:
    if place.unit == "class":
        return person.class_ == place.id
    if place.unit == "school":
        return person.school == place.id
    return f"{person.school}/{person.dormitory}" == place.id
