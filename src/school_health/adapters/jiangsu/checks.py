"""
The test that only this region has: the sick of a suspension, filed by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from attrs import frozen

from school_health.core.absence import Absence
from school_health.core.checking import Checked, Test
from school_health.core.filing import Filing
from school_health.core.finding import Check, Found
from school_health.core.moment import DAY, midnight
from school_health.core.suspension import Suspension
from school_health.core.world import World


__all__ = ["TESTS", "suspension_by_name"]


@frozen
class _Suspended:
    """
    What is suspended from a day on, with the sick of whom those who approved it knew.
    """

    id: str
    subject: str
    school: str
    first: date
    known_at: datetime
    classes: tuple[str, ...] | None
    sick: tuple[str, ...]

    def holds(self, world: World, absence: Absence) -> bool:
        """
        Say whether somebody absent belongs to what is suspended.
        """
        return self.classes is None or world.record.class_of(absence) in self.classes


def suspension_by_name(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A suspension whose sick the school has not filed by name when its first day is over.

    ``lacks`` gives the references of the sick whom the approval named, and of whom no absence through illness covers the
    first day; where nobody was named and there is no such absence at all, ``absences``.

    The suspension itself is enough: a school that did not file it either has two things to make up for. What was filed under
    one of the duties ``of``, and is no suspension of the record, counts as one.
    """
    for one in (*_stated(checked.world), *_filed(checked.world, check)):
        absences = tuple(_reported(checked.world, one))
        persons = {absence.person for absence in absences}
        lacks = tuple(person for person in dict.fromkeys(one.sick) if person not in persons)
        if not one.sick and not any(one.holds(checked.world, absence) for absence in absences):
            lacks = ("absences",)
        if lacks:
            yield Found(one.subject, one.first, max(midnight(one.first + DAY), one.known_at), one.id, lacks)


def _stated(world: World) -> Iterator[_Suspended]:
    for one in world.record.suspensions:
        if not one.void:
            subject = one.of if one.level == "class" else one.school
            yield _Suspended(one.id, subject, one.school, one.first, one.known_at, _classes(world, one), one.sick)


def _classes(world: World, suspension: Suspension) -> tuple[str, ...] | None:
    """
    Return the classes of a suspension; None where it is the whole school's.
    """
    if suspension.level == "school":
        return None
    if suspension.level == "class":
        return (suspension.of,)
    return tuple(one.id for one in world.record.classes_by_grade.get((suspension.school, suspension.of), ()))


def _filed(world: World, check: Check) -> Iterator[_Suspended]:
    """
    Yield what was filed as suspended where the record holds no suspension that it could mean.
    """
    for (duty, school), filings in world.record.filings_by_pair.items():
        known = [one for one in world.record.suspensions_by_school.get(school, ()) if not one.void]
        for filing in filings if duty in check.of else ():
            first = filing.first or filing.filed_at.date()
            class_ = world.record.class_by_id.get(filing.about or "")
            if not any(_means(filing, first, one) for one in known):
                subject, classes = (class_.id, (class_.id,)) if class_ is not None else (school, None)
                yield _Suspended(f"{duty}:{first.isoformat()}", subject, school, first, filing.known_at, classes, ())


def _means(filing: Filing, day: date, suspension: Suspension) -> bool:
    if filing.about == suspension.id:
        return True
    return filing.about in (None, suspension.of, suspension.school) and suspension.holds(day)


def _reported(world: World, one: _Suspended) -> Iterator[Absence]:
    """
    Yield what the school has filed of illness that keeps somebody away on the first day.
    """
    for absence in world.record.absences_by_school.get(one.school, ()):
        if absence.ill and absence.source == "school" and not absence.attending and absence.holds(one.first):
            yield absence


TESTS: Mapping[str, Test] = {"suspension-by-name": suspension_by_name}
