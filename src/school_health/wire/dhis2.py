"""
Daily counts and completeness as DHIS2 imports them: ``dataValueSets`` and ``completeDataSetRegistrations``.

The shapes are those that the documentation of the Web API describes; they were not tried against a live instance. Nothing
is sent. What things are called in an instance, `school_health.wire.dhis2_codes.Codes` say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from attrs import asdict, frozen

from school_health.core.due import Due
from school_health.core.moment import DAY, aware
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.world import World
from school_health.errors import FactError
from school_health.wire.dhis2_codes import Codes
from school_health.wire.times import day_text


__all__ = ["Export", "dhis2_export"]


@frozen
class Export:
    """
    What was made.

    Args:
        data_values: the content of ``POST /api/dataValueSets``.
        registrations: the content of ``POST /api/completeDataSetRegistrations``.
        query: the parameters of the second, which knows no schemes in its content.
        withheld: how many numbers were withheld as too small.
    """

    data_values: Mapping[str, Any]
    registrations: Mapping[str, Any]
    query: str
    withheld: int


def dhis2_export(region: Region, record: Record, first: date, last: date, at: datetime, codes: Codes) -> Export:
    """
    Return the counts of each school and day, and a registration for each whose reports are all complete.

    Persons are counted on teaching days on which the school is open, reports on the days on which they are due; days
    after the moment are left out. A zero is written, so that a correction reaches what was imported before.

    Args:
        region: the region.
        record: the facts.
        first: the first day.
        last: the last day, included.
        at: the moment at which is asked: what was recorded later is not known.
        codes: what things are called.

    Raises:
        FactError: the last day lies before the first.
        UnknownSubject: the record names what is not there.
        CalendarError: a day lies past the holidays or terms that are known.
    """
    at = aware(at)
    if last < first:
        message = f"an export from {first} to {last}: the last day lies before the first; exchange them"
        raise FactError(message)
    last = min(last, at.date())
    values = _Values(codes)
    for school, day, counts in _counts(region, record, first, last, at):
        values.add(school, day, counts, small=True)
    reports = _reports(region, record, first, last, at, codes)
    registrations = []
    for (school, day), dues in sorted(reports.items()):
        states = Counter(due.state for due in dues)
        received = states["on_time"] + states["late"]
        expected = {
            "reports_expected": received + states["missing"],
            "reports_received": received,
            "reports_on_time": states["on_time"],
        }
        values.add(school, day, expected, small=False)
        done = [due.outcome.complete_at for due in dues]
        if received and all(done):
            registrations.append(_registration(codes, school, day, max(one for one in done if one is not None)))
    scheme = codes.scheme.upper()
    schemes = {f"{one}IdScheme": scheme for one in ("dataElement", "orgUnit", "categoryOptionCombo")}
    return Export(
        {**schemes, "dataValues": values.made},
        {"completeDataSetRegistrations": registrations},
        "&".join(f"{one}IdScheme={scheme}" for one in ("dataSet", "orgUnit", "attributeOptionCombo")),
        values.withheld,
    )


class _Values:
    """
    Data values as they are made.
    """

    def __init__(self, codes: Codes) -> None:
        self._codes = codes
        self._elements: Mapping[str, str] = asdict(codes.elements)
        self.made: list[dict[str, str]] = []
        self.withheld = 0

    def add(self, school: str, day: date, counts: Mapping[str, Any], *, small: bool) -> None:
        """
        Add the counts of a school and day, by element; of `absent_by_symptom` by symptom.
        """
        for name, count in counts.items():
            if name == "absent_by_symptom":
                for symptom, combo in self._codes.symptoms.items():
                    self._add(name, school, day, count.get(symptom, 0), combo, small=small)
            elif count is not None:
                self._add(name, school, day, count, "", small=small and name != "enrolled")

    def _add(self, name: str, school: str, day: date, count: int, combo: str, *, small: bool) -> None:
        codes = self._codes
        if not self._elements[name]:
            return
        if small and 0 < count < codes.least:
            self.withheld += 1
            return
        value = {"dataElement": self._elements[name], "period": _period(day), "orgUnit": _unit(codes, school)}
        if combo:
            value["categoryOptionCombo"] = combo
        if codes.attribute_option_combo:
            value["attributeOptionCombo"] = codes.attribute_option_combo
        self.made.append({**value, "value": str(count)})


def _period(day: date) -> str:
    return day_text(day).replace("-", "")


def _unit(codes: Codes, school: str) -> str:
    return codes.org_units.get(school, school)


def _registration(codes: Codes, school: str, day: date, at: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {
        "dataSet": codes.data_set,
        "period": _period(day),
        "organisationUnit": _unit(codes, school),
    }
    if codes.attribute_option_combo:
        found["attributeOptionCombo"] = codes.attribute_option_combo
    return {**found, "date": day_text(at.date()), "completed": True}


def _counts(
    region: Region, record: Record, first: date, last: date, at: datetime
) -> Iterator[tuple[str, date, Mapping[str, Any]]]:
    world = region.world(record, at)
    for school in sorted(world.record.school_by_id):
        day = first
        while day <= last:
            if _taught(world, school, day):
                there = region.attendance(record, day, school, at=at)
                yield (
                    school,
                    day,
                    {
                        "enrolled": there.roll,
                        **{
                            f"absent_{cause if cause != 'illness' else 'ill'}": count
                            for cause, count in there.absent.items()
                        },
                        "attending_ill": there.attending,
                        "suspended": there.suspended,
                        "staff_ill": there.staff,
                        "absent_by_symptom": _by_symptom(world, school, day),
                    },
                )
            day += DAY


def _taught(world: World, school: str, day: date) -> bool:
    one = world.record.school_by_id[school]
    filer = world.filer_of(one)
    return "teaching-day" in world.calendar.kinds_for(one.area, day, *filer.own) and not world.absent(filer, day)


def _by_symptom(world: World, school: str, day: date) -> Mapping[str, int]:
    persons: dict[str, set[str]] = {}
    for one in world.record.absences_by_school.get(school, ()):
        absent = one.ill and not one.attending and one.holds(day) and world.record.role_of(one) == "student"
        for symptom in one.symptoms if absent else ():
            persons.setdefault(symptom, set()).add(one.person)
    return {symptom: len(own) for symptom, own in persons.items()}


def _reports(
    region: Region, record: Record, first: date, last: date, at: datetime, codes: Codes
) -> Mapping[tuple[str, date], list[Due]]:
    """
    Return the dues of schools, and of classes and persons in them, that are expected: by school and day.
    """
    found: dict[tuple[str, date], list[Due]] = {}
    if not codes.duties or last < first:
        return found
    schools = record.school_by_id
    for due in region.assess(record, at, since=first, duties=codes.duties).dues:
        if due.place in schools and due.first <= last and due.state != "exempt":
            found.setdefault((due.place, due.first), []).append(due)
    return found
