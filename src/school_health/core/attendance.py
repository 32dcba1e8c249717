"""
Who is absent, who is suspended, who is there: nobody counted twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from fractions import Fraction

from attrs import frozen

from school_health.core.absence import CAUSES, Absence, missed
from school_health.core.alert import Place
from school_health.core.cases import roll
from school_health.core.moment import DAY
from school_health.core.rate import Rates
from school_health.core.suspension import Suspension
from school_health.core.world import World
from school_health.errors import FactError, UnknownSubject


__all__ = ["Attendance", "attendance", "rates", "teaches"]


@frozen
class Attendance:
    """
    A class or school on a day.

    Args:
        place: its id.
        day: the day.
        roll: how many pupils it has; None where nobody said.
        absent: distinct pupils absent, by cause; a sick pupil of a suspended class is absent.
        attending: distinct pupils sick and in class.
        suspended: pupils of what is suspended who count as none of these; None where the roll is not known and something is.
        staff: distinct members of staff absent through illness.
    """

    place: str
    day: date
    roll: int | None
    absent: dict[str, int]
    attending: int
    suspended: int | None
    staff: int

    @property
    def ill(self) -> int:
        """
        Distinct pupils absent through illness.
        """
        return self.absent["illness"]

    @property
    def rate(self) -> Fraction | None:
        """
        The share of the roll that is absent through illness; None where the roll is not known.
        """
        return Fraction(self.ill, self.roll) if self.roll else None

    @property
    def present(self) -> int | None:
        """
        Pupils who are there; None where it cannot be told.
        """
        if self.roll is None or self.suspended is None:
            return None
        return self.roll - sum(self.absent.values()) - self.suspended


@frozen
class _Within:
    """
    A class, or a whole school, with what is known of its persons.
    """

    world: World
    school: str
    class_: str | None

    def holds(self, absence: Absence) -> bool:
        if absence.void or absence.school != self.school:
            return False
        return self.class_ is None or self.world.record.class_of(absence) == self.class_

    def pupil(self, absence: Absence) -> bool:
        return self.world.record.role_of(absence) == "student"


def attendance(world: World, day: date, school: str, class_: str | None = None) -> Attendance:
    """
    Count a class, or a whole school where no class is named, on a day.

    Of one person the first that applies counts: absent through illness, through injury, for another reason; attending though
    sick; suspended.

    Raises:
        UnknownSubject: the record holds no such class of the school.
    """
    known = world.record.class_by_id.get(class_) if class_ is not None else None
    if class_ is not None and (known is None or known.school != school):
        message = f"the record holds no class {class_!r} of the school {school!r}: add it, or mend the question"
        raise UnknownSubject(message)
    within = _Within(world, school, class_)
    here = [one for one in world.record.absences_by_school.get(school, ()) if within.holds(one) and one.holds(day)]
    absent: dict[str, set[str]] = {cause: set() for cause in CAUSES}
    counted: set[str] = set()
    for cause in CAUSES:
        for one in here:
            if one.cause == cause and not one.attending and within.pupil(one) and one.person not in counted:
                absent[cause].add(one.person)
        counted |= absent[cause]
    attending = {one.person for one in here if one.attending and one.ill and within.pupil(one)} - counted
    staff = {one.person for one in here if one.ill and not one.attending and not within.pupil(one)}
    place = Place("class", class_, class_, school) if class_ is not None else Place("school", school, school, school)
    return Attendance(
        place=place.id,
        day=day,
        roll=roll(world, place, day),
        absent={cause: len(persons) for cause, persons in absent.items()},
        attending=len(attending),
        suspended=_suspended(within, day, place, [one for one in here if one.person in counted | attending]),
        staff=len(staff),
    )


def _suspended(within: _Within, day: date, place: Place, away: Collection[Absence]) -> int | None:
    """
    Return how many pupils are suspended of those who count as nothing else; a class suspended with its grade counts once.
    """
    world, record = within.world, within.world.record
    held = [one for one in record.suspensions_by_school.get(within.school, ()) if one.holds(day)]
    if not held:
        return 0
    if any(one.level == "school" or within.class_ in _classes(world, one) for one in held):
        total = roll(world, place, day)
        return None if total is None else max(0, total - len({one.person for one in away}))
    if within.class_ is not None:
        return 0
    suspended = 0
    for class_ in sorted({name for one in held for name in _classes(world, one)}):
        total = roll(world, Place("class", class_, class_, within.school), day)
        if total is None:
            return None
        suspended += max(0, total - len({one.person for one in away if record.class_of(one) == class_}))
    return suspended


def _classes(world: World, suspension: Suspension) -> tuple[str, ...]:
    """
    Return the classes of a suspension of a class or grade.
    """
    if suspension.level == "class":
        return (suspension.of,)
    return tuple(one.id for one in world.record.classes_by_grade.get((suspension.school, suspension.of), ()))


def rates(world: World, school: str, first: date, last: date, symptoms: Iterable[str] = ()) -> Rates | None:
    """
    Return the figures of a school from which the published rates follow; None where its roll is not known.

    Teaching person-days are the pupils times the school's teaching days: a suspension takes none of them away, and its sick
    count as absent. Only absence through illness counts, on teaching days, half days as halves.

    Args:
        world: the record through a rulebook.
        school: its id.
        first: the first day.
        last: the last day, included.
        symptoms: only absences with one of these.

    Raises:
        FactError: the last day lies before the first.
    """
    if last < first:
        message = f"rates from {first} to {last}: the last day lies before the first; exchange them"
        raise FactError(message)
    days = list(_teaching_days(world, school, first, last))
    pupils = roll(world, Place("school", school, school, school), last)
    if pupils is None:
        return None
    wanted = frozenset(symptoms)
    within = _Within(world, school, None)
    held = [
        one
        for one in world.record.absences_by_school.get(school, ())
        if within.holds(one) and one.ill and within.pupil(one) and (not wanted or not wanted.isdisjoint(one.symptoms))
    ]
    by_person: dict[str, dict[date, Fraction]] = {}
    times = 0
    for one in held:
        own = {day: share for day in days if (share := missed(one, (day,)))}
        times += bool(own)
        day_of = by_person.setdefault(one.person, {})
        for day, share in own.items():
            day_of[day] = max(share, day_of.get(day, Fraction(0)))
    ill_days = sum((share for own in by_person.values() for share in own.values()), Fraction(0))
    return Rates(pupils=pupils, teaching_days=Fraction(pupils * len(days)), ill_days=ill_days, ill_times=times)


def teaches(world: World, school: str, day: date) -> bool:
    """
    Say whether a school is open and teaches on a day.
    """
    one = world.record.school_by_id[school]
    filer = world.filer_of(one)
    return "teaching-day" in world.calendar.kinds_for(one.area, day, *filer.own) and not world.absent(filer, day)


def _teaching_days(world: World, school: str, first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if teaches(world, school, day):
            yield day
        day += DAY
