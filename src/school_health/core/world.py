"""
A record seen through a rulebook: who files, on what kind of day, bound by which document.

What is derived from both is kept with the record, so that a second question costs little. A world knows no moment; the
record it sees is already the one that was known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

from attrs import frozen

from school_health.core.calendar import DayException, NationalCalendar, SchoolCalendar
from school_health.core.due import Due
from school_health.core.duty import Deadline, Instant
from school_health.core.filing import Event
from school_health.core.law import Basis, Document, Scope
from school_health.core.moment import midnight
from school_health.core.record import Record
from school_health.core.rulebook import Plan, Rulebook
from school_health.core.school import Area, Person, School, SchoolClass


__all__ = ["Filer", "World"]

_AREAS = ("county", "city", "province")


@frozen(eq=False)
class Filer:
    """
    Somebody who files, with where that is.

    ``place`` is the school or area in which it counts; ``special`` says that it differs on some day from the others of its
    area: because it has days of its own, or dates.
    """

    id: str
    area: str
    place: str
    school: School | None = None
    class_: SchoolClass | None = None
    person: Person | None = None
    dated: bool = False
    own: tuple[str, ...] = ()
    special: bool = False


class World:
    """
    A record seen through a rulebook.
    """

    def __init__(self, rulebook: Rulebook, national: NationalCalendar, record: Record) -> None:
        self.rulebook = rulebook
        self.record = record
        self.calendar = SchoolCalendar(
            national,
            parents=record.parents,
            terms=record.terms,
            exceptions=(*record.exceptions, *_suspended(record)),
            holidays=record.holidays,
            defaults=rulebook.terms,
        )
        self._filers: dict[tuple[str, str | None], tuple[Filer, ...]] = {}
        self._moments: dict[tuple[str, date], tuple[datetime, Instant | None]] = {}
        self._bound: dict[tuple[str, str, date], Basis | None] = {}
        self._found: dict[tuple[str, str], Filer | None] = {}
        self.memo: dict[Any, Any] = {}

    @classmethod
    def of(cls, rulebook: Rulebook, national: NationalCalendar, record: Record) -> World:
        """
        Return the world of a record, made once for each rulebook.
        """
        key = (rulebook, national)
        world = record.memo.get(key)
        if world is None:
            world = record.memo[key] = cls(rulebook, national, record)
        return cast("World", world)

    def seen_at(self, moment: datetime) -> World:
        """
        Return the world as known at an earlier moment, as far as schools, classes and the calendar were restated since.
        """
        restated = self.record.restated_around
        place = bisect_right(restated, moment)
        if place == len(restated):
            return self
        key = ("seen", restated[place])
        found: World | None = self.memo.get(key)
        if found is None:
            before = self.record.as_of(restated[place] - timedelta(microseconds=1))
            found = self.memo[key] = World.of(self.rulebook, self.calendar.provider, before)
        return found

    # ------------------------------------------------------------------ who files

    def authority(self, school: School, level: str) -> str | None:
        """
        Return the area of a level to whose authority a school answers.

        A city-run school has none in the county: asked for one, the nearest above is given.
        """
        areas = self.record.area_by_id
        start = school.authority or school.area
        wanted = _AREAS.index(level)
        for area_id in self.calendar.chain(start):
            area = areas.get(area_id)
            if area is not None and _AREAS.index(area.level) >= wanted:
                return area.id
        return None

    def _in_scope(self, school: School, scope: Scope | None) -> bool:
        if scope is None:
            return True
        if scope.stages and school.stage and school.stage not in scope.stages:
            return False
        if scope.meals is not None and school.meals is not scope.meals:
            return False
        if scope.authority is not None:
            area = self.record.area_by_id.get(school.authority or school.area)
            return area is not None and area.level == scope.authority
        return True

    def admits(self, scope: Scope | None, filer: Filer) -> bool:
        """
        Say whether a scope takes a filer in; an area belongs to every scope.
        """
        if scope is None or filer.school is None:
            return True
        if filer.person is not None and scope.people and filer.person.role not in scope.people:
            return False
        return self._in_scope(filer.school, scope)

    def schools(self, scope: Scope | None) -> list[School]:
        """
        Return the schools of a scope, whatever the day. A school of unknown kind belongs to every scope.
        """
        return [school for school in self.record.school_by_id.values() if self._in_scope(school, scope)]

    def filers(self, level: str, scope: Scope | None) -> tuple[Filer, ...]:
        """
        Return all who may file at a level within a scope, whatever the day.
        """
        key = (level, scope.id if scope is not None else None)
        found = self._filers.get(key)
        if found is None:
            found = self._filers[key] = tuple(self._find(level, scope))
        return found

    def _find(self, level: str, scope: Scope | None) -> list[Filer]:
        schools = self.schools(scope)
        if level == "school":
            return [self.filer_of(school) for school in schools]
        if level in _AREAS:
            areas = dict.fromkeys(area for school in schools if (area := self.authority(school, level)) is not None)
            known = self.record.area_by_id
            return [Filer(area, area, area) for area in areas if known[area].level == level]
        wanted = {school.id: school for school in schools}
        if level == "class":
            return [self.filer_of(wanted[one.school], class_=one) for one in self.record.classes if one.school in wanted]
        roles = scope.people if scope is not None else ()
        return [
            self.filer_of(wanted[person.school], person=person)
            for person in self.record.people
            if person.school in wanted and (not roles or person.role in roles)
        ]

    def filer_of(self, school: School, class_: SchoolClass | None = None, person: Person | None = None) -> Filer:
        """
        Return a school, or a class or person of it, as a filer.
        """
        if person is not None and person.class_ is not None:
            class_ = self.record.class_by_id.get(person.class_)
        own = [one for one in (school.id, class_.id if class_ else "") if one and self.calendar.excepted(one)]
        dated = school.id in self.record.spells_by_school or any(
            one is not None and (one.first or one.last) for one in (class_, person)
        )
        one = person or class_ or school
        return Filer(one.id, school.area, school.id, school, class_, person, dated, tuple(own), dated or bool(own))

    def seat(self, role: str, due: Due) -> tuple[str, str]:
        """
        Return the organisation (and grade) in which the post is held that answers for a due; "" where there is none.
        """
        return self.seat_for(role, due.place, due.filer)

    def seat_for(self, role: str, place: str, filer_id: str) -> tuple[str, str]:
        """
        Return the same for a school or area, and the class or person in it.
        """
        level = self.rulebook.parties[role].level
        school = self.record.school_by_id.get(place)
        if level in _AREAS:
            if school is not None:
                return self.authority(school, level) or "", ""
            filer = self._area_filer(place, level)
            return (filer.id if filer is not None else ""), ""
        if school is None:
            return "", ""
        if level == "school":
            return school.id, ""
        person = self.record.person_by_id.get(filer_id)
        class_id = (person.class_ if person is not None else filer_id) or ""
        class_ = self.record.class_by_id.get(class_id)
        if level == "class":
            return (class_.id if class_ is not None else ""), ""
        return (school.id, class_.grade) if class_ is not None else ("", "")

    # ------------------------------------------------------------------ whether anything is expected

    def absent(self, filer: Filer, day: date) -> str:
        """
        Return why a filer is not there on a day: ``closed``, ``merged``, ``not-open``, ``left``; "" if it is there.
        """
        school = filer.school
        if school is None or not filer.dated:
            return ""
        spells = self.record.spells_by_school.get(school.id, ())
        held = [spell for spell in spells if spell.holds(day)]
        if held:
            status = max(held, key=lambda spell: spell.first or date.min).status
            if status != "open":
                return status
        elif any(spell.status == "open" for spell in spells):
            began = any(spell.status == "open" and (spell.first or date.min) <= day for spell in spells)
            return "closed" if began else "not-open"
        if (filer.class_ and not filer.class_.holds(day)) or (filer.person and not filer.person.holds(day)):
            return "left"
        return ""

    def unconnected(self, filer: Filer, scope: Scope | None, day: date) -> bool:
        """
        Say whether a scope asks for schools on the system (or not on it), and the filer's is the other kind.
        """
        if scope is None or scope.connected is None or filer.school is None:
            return False
        since = filer.school.connected
        return (since is not None and since <= day) is not scope.connected

    def basis(self, plan: Plan, filer: Filer, day: date) -> Basis | None:
        """
        Return on what basis a duty binds a filer on a day; None where it does not.

        A document of a campaign binds within one, a document that addresses one school binds that school, and others
        that adopted it (which is their choice: ``ours``).
        """
        if not plan.conditional:
            return plan.basis
        key = (plan.duty.id, filer.place, day)
        if key not in self._bound:
            self._bound[key] = self._binding(plan, filer, day)
        return self._bound[key]

    def in_campaign(self, area: str, day: date) -> bool:
        """
        Say whether an epidemic response is in force in an area on a day.
        """
        chain = self.calendar.chain(area)
        return any(campaign.area in chain and campaign.holds(day) for campaign in self.record.campaigns)

    def binds(self, document: Document, filer: Filer, day: date) -> bool:
        """
        Say whether a document binds a filer on a day: in a campaign where it asks for one, and as one who follows it.
        """
        if document.during and not self.in_campaign(filer.area, day):
            return False
        return self.follows(document, filer, day) is not None

    def _binding(self, plan: Plan, filer: Filer, day: date) -> Basis | None:
        if not self.binds(plan.document, filer, day):
            return None
        return plan.basis if self.follows(plan.document, filer, day) == "text" else "ours"

    def follows(self, document: Document, filer: Filer, day: date) -> Basis | None:
        """
        Return ``text`` where a document addresses the filer, ``ours`` where it was adopted, None where neither.
        """
        if document.reach.level != "school":
            return "text"
        if filer.school is not None and filer.school.name == document.reach.of:
            return "text"
        places = (filer.place, *self.calendar.chain(filer.area))
        for adoption in self.record.adoptions:
            if adoption.document == document.id and adoption.by in places and adoption.holds(day):
                return "ours"
        return None

    # ------------------------------------------------------------------ when

    def moments(self, plan: Plan, day: date) -> tuple[datetime, Instant | None]:
        """
        Return from when a filing for a day's due counts, and its deadline.
        """
        key = (plan.duty.id, day)
        found = self._moments.get(key)
        if found is None:
            duty = plan.duty
            opens = midnight(day) if duty.opens is None else duty.opens.begin(day, self.calendar)
            found = self._moments[key] = (opens, self.deadline(duty.by, day))
        return found

    def deadline(self, by: Deadline | None, start: date | datetime) -> Instant | None:
        """
        Return a deadline counted from a day or moment; None where the law names none, or only "at once".
        """
        return None if by is None or by.at_once else by.resolve(start, self.calendar)

    # ------------------------------------------------------------------ events

    def subject(self, event: Event) -> School | SchoolClass | Person | Area | None:
        """
        Return what an event happened to.
        """
        record = self.record
        for table in (record.school_by_id, record.class_by_id, record.person_by_id, record.area_by_id):
            found = table.get(event.subject)
            if found is not None:
                return found
        return None

    def filer_for(self, level: str, event: Event) -> Filer | None:
        """
        Return who files at a level for what an event happened to; None where there is no such one.
        """
        key = (level, event.subject)
        if key not in self._found:
            self._found[key] = self._find_for(level, event)
        return self._found[key]

    def _find_for(self, level: str, event: Event) -> Filer | None:
        subject = self.subject(event)
        record = self.record
        if isinstance(subject, Area):
            return self._area_filer(subject.id, level)
        if isinstance(subject, School):
            school, class_, person = subject, None, None
        elif subject is not None and subject.school in record.school_by_id:
            school = record.school_by_id[subject.school]
            class_ = subject if isinstance(subject, SchoolClass) else None
            person = subject if isinstance(subject, Person) else None
        else:
            return None
        if level in _AREAS:
            area = self.authority(school, level)
            return Filer(area, area, area) if area is not None else None
        if level == "school":
            return self.filer_of(school)
        if level == "class":
            class_id = person.class_ if person is not None else None
            class_ = record.class_by_id.get(class_id) if class_id else class_
            return self.filer_of(school, class_=class_) if class_ is not None else None
        return self.filer_of(school, person=person) if person is not None else None

    def area_at(self, area_id: str, level: str) -> str | None:
        """
        Return the area of a level in which an area lies, or the area itself.
        """
        for one in self.calendar.chain(area_id):
            area = self.record.area_by_id.get(one)
            if area is not None and area.level == level:
                return one
        return None

    def _area_filer(self, area_id: str, level: str) -> Filer | None:
        area = self.area_at(area_id, level)
        return Filer(area, area, area) if area is not None else None


def _suspended(record: Record) -> Iterator[DayException]:
    """
    Yield the days of suspensions as days of the classes and schools that are suspended.
    """
    for one in record.suspensions:
        if one.void:
            continue
        if one.level == "grade":
            of = [class_.id for class_ in record.classes_by_grade.get((one.school, one.of), ())]
        else:
            of = [one.of or one.school]
        for name in of:
            yield DayException(
                kind="suspension", first=one.first, last=one.last or date.max, of=name, recorded_at=one.known_at
            )
