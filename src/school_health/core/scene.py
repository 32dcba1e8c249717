"""
What a form is filled in from: a record as known at a moment, some days, and what the law says of them, each looked up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from school_health.core.alert import Alert, Place
from school_health.core.due import Due
from school_health.core.escalation import Notice
from school_health.core.moment import DAY, aware
from school_health.core.record import Record
from school_health.core.workflow import Matter


if TYPE_CHECKING:
    from school_health.core.assess import Assessment
    from school_health.core.completeness import Completeness
    from school_health.core.region import Region
    from school_health.core.rulebook import Rulebook
    from school_health.core.world import World

__all__ = ["Scene"]

# Events that nobody records: they follow from what was due.
_FOUND = ("breach:", "consequence:", "filed:")


@define(eq=False, slots=False)
class Scene:
    """
    A region asked about some days of a record, as known at a moment.

    Args:
        region: the region.
        record: the facts.
        at: the moment.
        first, last: the days, both included.
        about: the reference of the one thing that a form is of.
        seed: the seed of a sample.
        address: the address that a QR code leads to.
    """

    region: Region
    record: Record
    at: datetime = field(converter=aware)
    first: date
    last: date
    about: str = ""
    seed: str = ""
    address: str = ""

    @property
    def rulebook(self) -> Rulebook:
        """
        The region's law.
        """
        return self.region.rulebook

    @cached_property
    def world(self) -> World:
        """
        The record as known at the moment.
        """
        return self.region.world(self.record, self.at)

    @cached_property
    def assessment(self) -> Assessment:
        """
        What the law says at the moment: from the half-year of the first day on, as far as the record was kept.
        """
        begins, today = self._half_year, self.at.date()
        since = max(begins, self.world.record.first_day or begins)
        return self.region.assess(self.record, self.at, since=min(since, today))

    @cached_property
    def _half_year(self) -> date:
        areas = dict.fromkeys(school.area for school in self.record.schools)
        half_year = self.world.calendar.half_year
        return min((half_year(area, self.first, assume=True)[1].first for area in areas), default=self.first)

    @cached_property
    def _whole(self) -> Assessment:
        first, today = self.world.record.first_day, self.at.date()
        return self.region.assess(self.record, self.at, since=min(first or today, today))

    def standing(self, workflows: Iterable[str]) -> tuple[Matter, ...]:
        """
        Return the matters of workflows that are open or were made an end of since, whenever they were opened.

        Facts open theirs whatever the days looked at. What breaches and consequences open is found by looking at all days.
        """
        wanted = [self.rulebook.workflows[name] for name in workflows]
        found = any(name.startswith(_FOUND) for one in wanted for name in one.opens)
        names = {one.id for one in wanted}
        matters = (self._whole if found else self.assessment).matters
        return tuple(one for one in matters if one.workflow.id in names)

    def counted(self, duties: tuple[str, ...], *, before: bool = False) -> Completeness:
        """
        Return the completeness of duties on the days, or on as many days just before them.

        Days after the moment are left out: nobody knows of them.
        """
        key = (duties, before)
        found = self._counted.get(key)
        if found is None:
            first, last = self.days_before if before else (self.first, self.last)
            last = max(first, min(last, self.at.date()))
            found = self.region.completeness(self.record, first, last, self.at, duties=duties or None)
            self._counted[key] = found
        return found

    @cached_property
    def _counted(self) -> dict[tuple[tuple[str, ...], bool], Completeness]:
        return {}

    @property
    def days_before(self) -> tuple[date, date]:
        """
        As many days as those of the form, just before them.
        """
        return self.first - (self.last - self.first + DAY), self.first - DAY

    def holds(self, moment: datetime) -> bool:
        """
        Say whether a moment lies in the days.
        """
        return self.first <= moment.date() <= self.last

    # ------------------------------------------------------------------ what is looked up by reference

    @cached_property
    def alerts(self) -> Mapping[str, Alert]:
        """
        Alerts by id.
        """
        return {alert.id: alert for alert in self.assessment.alerts}

    @cached_property
    def matters(self) -> Mapping[tuple[str, str], Matter]:
        """
        Matters by workflow and id.
        """
        return {(matter.workflow.id, matter.id): matter for matter in self.assessment.matters}

    @cached_property
    def notices(self) -> Mapping[tuple[object, ...], list[Notice]]:
        """
        Notices by the due that they are of, in order of time.
        """
        found: dict[tuple[object, ...], list[Notice]] = {}
        for notice in self.assessment.notices:
            found.setdefault(notice.due.key, []).append(notice)
        return found

    @cached_property
    def dues(self) -> Mapping[tuple[str, str], list[Due]]:
        """
        Dues by duty and filer.
        """
        found: dict[tuple[str, str], list[Due]] = {}
        for due in self.assessment.dues:
            found.setdefault((due.duty.id, due.filer), []).append(due)
        return found

    # ------------------------------------------------------------------ what ids are called

    def school_of(self, subject: str) -> str:
        """
        Return the school of a school, class or person; "" where there is none.
        """
        record = self.world.record
        if subject in record.school_by_id:
            return subject
        inside = record.class_by_id.get(subject) or record.person_by_id.get(subject)
        return "" if inside is None else inside.school

    def area_id_of(self, subject: str, level: str) -> str:
        """
        Return the id of the area of a level in which a school, class, person or area lies; "" where there is none.
        """
        school = self.school_of(subject)
        area = self.world.record.school_by_id[school].area if school else subject
        return self.world.area_at(area, level) or ""

    def area_of(self, subject: str, level: str) -> str:
        """
        Return the name of the area of a level in which a school, class, person or area lies; "" where there is none.

        An area that the record does not declare is a county of that name.
        """
        record, school = self.world.record, self.school_of(subject)
        if school and level == "county" and record.school_by_id[school].area not in record.area_by_id:
            return record.school_by_id[school].area
        found = self.area_id_of(subject, level)
        return record.area_by_id[found].name if found else ""

    def called(self, subject: str) -> str:
        """
        Return what a school or an area is called; a class, person or anything else by its own reference.
        """
        record = self.world.record
        school, area = record.school_by_id.get(subject), record.area_by_id.get(subject)
        if school is not None:
            return school.name or school.id
        return area.name if area is not None else subject

    def unit(self, place: Place) -> str:
        """
        Return which part of a school an alert is of: the class or dormitory; "" for a whole school, person or county.
        """
        return place.id.removeprefix(f"{place.school}/") if place.unit in ("class", "dormitory") else ""

    def words(self, names: Iterable[str]) -> str:
        """
        Return symptoms and diseases by their Chinese names, as one text.
        """
        symptoms, diseases = self.rulebook.words("symptom"), self.rulebook.words("disease")
        return "、".join(symptoms.get(name) or diseases.get(name, name) for name in sorted(names))
