"""
Looking facts up: each index of a record made once, when it is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TypeVar

from school_health.core.absence import Absence
from school_health.core.filing import Event, Filing
from school_health.core.school import Area, Person, Post, School, SchoolClass, Spell
from school_health.core.suspension import Suspension
from school_health.core.workflow import Move


__all__ = ["Indexes"]

T = TypeVar("T")


class Indexes:
    """
    The indexes of a record, whose facts the subclass holds.
    """

    schools: Sequence[School]
    filings: Sequence[Filing]
    events: Sequence[Event]
    areas: Sequence[Area]
    spells: Sequence[Spell]
    classes: Sequence[SchoolClass]
    people: Sequence[Person]
    posts: Sequence[Post]
    absences: Sequence[Absence]
    suspensions: Sequence[Suspension]
    moves: Sequence[Move]

    @cached_property
    def area_by_id(self) -> Mapping[str, Area]:
        """
        Areas by id.
        """
        return {area.id: area for area in self.areas}

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """
        For each area the one above it.
        """
        return {area.id: area.parent for area in self.areas}

    @cached_property
    def school_by_id(self) -> Mapping[str, School]:
        """
        Schools by id.
        """
        return {school.id: school for school in self.schools}

    @cached_property
    def class_by_id(self) -> Mapping[str, SchoolClass]:
        """
        Classes by id.
        """
        return {one.id: one for one in self.classes}

    @cached_property
    def classes_by_grade(self) -> Mapping[tuple[str, str], list[SchoolClass]]:
        """
        Classes by school and grade.
        """
        index: dict[tuple[str, str], list[SchoolClass]] = defaultdict(list)
        for one in self.class_by_id.values():
            index[one.school, one.grade].append(one)
        return dict(index)

    @cached_property
    def person_by_id(self) -> Mapping[str, Person]:
        """
        Persons by reference.
        """
        return {person.id: person for person in self.people}

    @cached_property
    def spells_by_school(self) -> Mapping[str, list[Spell]]:
        """
        Spells of each school that has any.
        """
        return _grouped(self.spells, "school")

    @cached_property
    def filings_by_pair(self) -> Mapping[tuple[str, str], list[Filing]]:
        """
        Filings by duty and filer, in the order in which they were received.
        """
        index: dict[tuple[str, str], list[Filing]] = defaultdict(list)
        for filing in sorted(self.filings, key=lambda filing: (filing.filed_at, filing.revision)):
            index[filing.duty, filing.filer].append(filing)
        return dict(index)

    @cached_property
    def duties_filed(self) -> frozenset[str]:
        """
        Ids of the duties of which anything was filed.
        """
        return frozenset(filing.duty for filing in self.filings)

    @cached_property
    def filings_by_day(self) -> Mapping[tuple[str, str, date], list[Filing]]:
        """
        Filings of one day by duty, filer and day; those that cover a span are in `filings_of_spans`.
        """
        index: dict[tuple[str, str, date], list[Filing]] = defaultdict(list)
        for (duty, filer), filings in self.filings_by_pair.items():
            for filing in filings:
                first = filing.first
                if first is None:
                    index[duty, filer, filing.filed_at.date()].append(filing)
                elif filing.last is None or filing.last == first:
                    index[duty, filer, first].append(filing)
        return dict(index)

    @cached_property
    def filings_of_spans(self) -> Mapping[tuple[str, str], list[Filing]]:
        """
        Filings that cover more than one day, by duty and filer.
        """
        index: dict[tuple[str, str], list[Filing]] = {}
        for pair, filings in self.filings_by_pair.items():
            long = [one for one in filings if one.first is not None and one.last is not None and one.last != one.first]
            if long:
                index[pair] = long
        return index

    @cached_property
    def events_by_kind(self) -> Mapping[str, list[Event]]:
        """
        Events by kind, in order of time; suspensions are ``suspension:class``, ``suspension:grade``, ``suspension:school``.
        """
        return _grouped(sorted(self._events, key=lambda event: event.at), "kind")

    @cached_property
    def event_by_id(self) -> Mapping[str, Event]:
        """
        Events by id, suspensions included.
        """
        return {event.id: event for event in self._events}

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        return (*self.events, *(one.as_event() for one in self.suspensions if not one.void))

    @cached_property
    def absence_versions(self) -> Mapping[str, list[Absence]]:
        """
        The versions of each spell, in the order in which they became known.
        """
        return _grouped(sorted(self.absences, key=lambda absence: absence.known_at), "id")

    @cached_property
    def absences_by_school(self) -> Mapping[str, list[Absence]]:
        """
        Spells as they are known now, by school.
        """
        return _grouped((versions[-1] for versions in self.absence_versions.values()), "school")

    @cached_property
    def absences_by_person(self) -> Mapping[str, list[Absence]]:
        """
        Spells as they are known now, by person.
        """
        return _grouped((versions[-1] for versions in self.absence_versions.values()), "person")

    def class_of(self, absence: Absence) -> str | None:
        """
        Return the class to which a spell belongs: as it says itself, else as its person does.
        """
        person = self.person_by_id.get(absence.person)
        return absence.class_ or (person.class_ if person is not None else None)

    def role_of(self, absence: Absence) -> str:
        """
        Return what the person of a spell is: as the list of persons says, else as the spell does.
        """
        person = self.person_by_id.get(absence.person)
        return person.role if person is not None else absence.role

    @cached_property
    def suspensions_by_school(self) -> Mapping[str, list[Suspension]]:
        """
        Suspensions by school.
        """
        return _grouped(self.suspensions, "school")

    @cached_property
    def moves_by_matter(self) -> Mapping[tuple[str, str], list[Move]]:
        """
        Moves by workflow and matter, in order of time.
        """
        index: dict[tuple[str, str], list[Move]] = defaultdict(list)
        for move in sorted(self.moves, key=lambda move: move.at):
            index[move.workflow, move.matter].append(move)
        return dict(index)

    @cached_property
    def _pupils(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.role == "student")

    @cached_property
    def pupils_by_class(self) -> Mapping[str, list[Person]]:
        """
        Pupils by class.
        """
        return _grouped((one for one in self._pupils if one.class_ is not None), "class_")

    @cached_property
    def pupils_by_school(self) -> Mapping[str, list[Person]]:
        """
        Pupils by school.
        """
        return _grouped(self._pupils, "school")

    @cached_property
    def pupils_by_dormitory(self) -> Mapping[str, list[Person]]:
        """
        Pupils by school and dormitory, as ``school/dormitory``.
        """
        index: dict[str, list[Person]] = defaultdict(list)
        for one in self._pupils:
            if one.dormitory is not None:
                index[f"{one.school}/{one.dormitory}"].append(one)
        return dict(index)

    @cached_property
    def posts_known_always(self) -> bool:
        """
        Whether no post was recorded at a moment of its own, so that who holds it depends on the day alone.
        """
        return all(post.recorded_at is None for post in self.posts)

    @cached_property
    def posts_by_role(self) -> Mapping[tuple[str, str], list[Post]]:
        """
        Posts by role and organisation.
        """
        index: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in self.posts:
            index[post.role, post.organisation].append(post)
        return dict(index)


def _grouped(facts: Iterable[T], by: str) -> dict[str, list[T]]:
    index: dict[str, list[T]] = defaultdict(list)
    for fact in facts:
        index[getattr(fact, by)].append(fact)
    return dict(index)
