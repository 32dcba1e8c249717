"""
What ids are called: schools and areas by name, classes with their school, posts by title, persons by reference.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from school_health.cli.words import PARTS, STATES, deadline_words, moment_words
from school_health.core.alert import Place
from school_health.core.due import Due
from school_health.core.escalation import Consequence, Notice
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.workflow import Move


__all__ = ["Names"]


class Names:
    """
    Turns ids into what people call them: schools and areas by name, posts by title, persons by reference.
    """

    def __init__(self, region: Region, record: Record) -> None:
        self._rulebook = region.rulebook
        self._names = {area.id: area.name for area in record.areas}
        self._names |= {school.id: school.name or school.id for school in record.schools}
        self._record = record

    def name(self, of: str) -> str:
        """
        Return what a school, an area or a class is called; any other id as it is.
        """
        class_ = self._record.class_by_id.get(of)
        return self._names.get(of) or (f"{self.name(class_.school)} {of}" if class_ is not None else of)

    def filer(self, of: str) -> str:
        """
        Return what somebody who files is called: of a person the school and the reference.
        """
        person = self._record.person_by_id.get(of)
        return f"{self.name(person.school)} {of}" if person is not None else self.name(of)

    def place(self, subject: str) -> str:
        """
        Return the school, area or class of a subject, of a person only the school, and "" where it is unknown.
        """
        person = self._record.person_by_id.get(subject)
        if person is not None:
            return self.name(person.school)
        if subject in self._names or subject in self._record.class_by_id:
            return self.name(subject)
        spells = self._record.absences_by_person.get(subject)
        return self.name(spells[-1].school) if spells else ""

    def unit(self, place: Place) -> str:
        """
        Return what the unit of an alert is called; of a person only the school.
        """
        if place.unit == "person":
            return f"{self.name(place.school)}（个人）"
        if place.unit == "dormitory":
            return f"{self.name(place.school)} 宿舍 {place.id.removeprefix(f'{place.school}/')}"
        if place.unit == "class" and place.id not in self._record.class_by_id:
            return f"{self.name(place.school)} {place.id}"
        return self.name(place.id)

    def post(self, role: str) -> str:
        """
        Return the title of a post.
        """
        party = self._rulebook.parties.get(role)
        return party.title if party is not None else role

    def receivers(self, due: Due) -> list[str]:
        """
        Return to whom a due goes, copies included.
        """
        return [*(self.post(one) for one in due.duty.to), *(f"抄送{self.post(one)}" for one in due.duty.copy)]

    def due(self, due: Due) -> dict[str, Any]:
        """
        Return the row of a due.
        """
        period = due.first.isoformat() if due.first == due.last else f"{due.first.isoformat()} 起"
        return {
            "duty": due.duty.id,
            "title": due.duty.title,
            "filer_id": due.filer,
            "filer": self.filer(due.filer),
            "about": due.about,
            "matter": self._matter(due),
            "first": due.first.isoformat(),
            "last": due.last.isoformat() if due.last < date.max else None,
            "period": period,
            "deadline": deadline_words(due.deadline) if not (due.duty.by and due.duty.by.at_once) else "第一时间",
            "state": due.state,
            "state_words": STATES[due.state],
            "filed": moment_words(due.outcome.complete_at) if due.outcome.complete_at is not None else "",
            "filed_at": due.outcome.complete_at.isoformat() if due.outcome.complete_at is not None else None,
            "lacks": [self.part(one) for one in due.outcome.lacks],
            "basis": due.basis,
            "readings": list(due.readings),
            "clause": due.clause,
        }

    def _matter(self, due: Due) -> str:
        """
        Return what a due concerns beside its filer: the school that missed something, and what.
        """
        if due.event is None:
            return self.name(due.about) if due.about is not None else ""
        words = [self.name(due.event.subject)] if due.event.subject != due.filer else []
        missed = self._rulebook.duties.get(due.event.about or "")
        if missed is not None:
            words.append(missed.title)
        return " ".join(words)

    def part(self, name: str) -> str:
        """
        Return what a part of a filing, or a hand through which it goes, is called.
        """
        party = self._rulebook.parties.get(name)
        return party.title if party is not None else PARTS.get(name, name)

    def move(self, name: str) -> Move | None:
        """
        Return the move of a reference, or None.
        """
        return next((one for one in self._record.moves if one.id == name), None)

    def notice(self, notice: Notice) -> dict[str, Any]:
        """
        Return the row of a notice.
        """
        return {
            "at": moment_words(notice.at),
            "level": notice.level,
            "to": [self._recipient(one.person, one.posts, one.organisation) for one in notice.to],
            "filer_id": notice.due.filer,
            "filer": self.filer(notice.due.filer),
            "title": notice.due.duty.title,
            "duty": notice.due.duty.id,
            "first": notice.due.first.isoformat(),
            "enters": notice.enters,
            "clause": notice.clause,
        }

    def _recipient(self, person: str | None, posts: Iterable[str], organisation: str) -> str:
        titles = "、".join(self._rulebook.parties[post].title for post in posts)
        return f"{titles} {person if person is not None else f'（{self.name(organisation)}未填任职人）'}"

    def consequence(self, one: Consequence) -> dict[str, Any]:
        """
        Return the row of a consequence.
        """
        return {
            "at": moment_words(one.at),
            "subject_id": one.subject,
            "subject": self.name(one.subject),
            "consequence": one.rule.id,
            "title": one.title,
            "count": len(one.breaches),
            "lists": list(one.rule.lists),
            "clause": one.clause,
        }
