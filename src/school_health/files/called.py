"""
What ids are called: schools and areas by name, classes with their school, posts by title; persons never.
"""

from __future__ import annotations

from school_health.core.alert import Place
from school_health.core.due import Due
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.files.wording import PARTS


__all__ = ["Called"]


class Called:
    """
    Turns ids into what people call them, without a person's reference.
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
        Return what somebody who files, or whom something concerns, is called; of a person the school, "" of whom is unknown.
        """
        return self.place(of)

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

    def matter(self, due: Due) -> str:
        """
        Return what a due concerns beside its filer: the school that missed something, and what.
        """
        if due.event is None:
            return self.filer(due.about) if due.about is not None else ""
        words = [self.filer(due.event.subject)] if due.event.subject != due.filer else []
        missed = self._rulebook.duties.get(due.event.about or "")
        if missed is not None:
            words.append(missed.title)
        return " ".join(word for word in words if word)

    def part(self, name: str) -> str:
        """
        Return what a part of a filing, or a hand through which it goes, is called.
        """
        party = self._rulebook.parties.get(name)
        return party.title if party is not None else PARTS.get(name, name)
