"""
Who there is: areas, schools, classes, persons, posts — and what is true of them on which day.

People are references that the host chooses; no name and no identity number belongs here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import field, frozen

from school_health.core.law import holds
from school_health.core.moment import maybe_aware
from school_health.core.words import one_of


__all__ = ["ALWAYS", "STAGES", "Adoption", "Area", "Campaign", "Person", "Post", "School", "SchoolClass", "Spell"]

# A school of which nobody said since when it is connected counts as connected all along.
ALWAYS = date.min

# Kinds of school; one of which nobody said its kind belongs to every scope.
STAGES = ("kindergarten", "primary", "junior", "senior", "combined", "vocational", "special", "university")


@frozen(kw_only=True)
class Area:
    """
    A province, city or county (in some cities: a district); ``parent`` is the area above it.

    Args:
        id: its id, such as its division code.
        name: its name.
        level: what it is; a district of a city is a ``county``.
        parent: the area above it.
    """

    id: str
    name: str
    level: Literal["province", "city", "county"] = field(validator=one_of(("province", "city", "county")))
    parent: str | None = None


@frozen(kw_only=True)
class School:
    """
    A school of one of `STAGES`. ``area`` is where it lies, ``authority`` the area whose education authority it answers to.

    Authority is not area: a city-run school lies in a county and files with the city. ``connected`` is the day since
    which it is on the region's system; None means that it is not.

    Args:
        id: its id.
        area: the area in which it lies.
        name: its name.
        stage: its kind; empty where nobody said.
        authority: the area whose education authority it answers to.
        connected: the day since which it is on the region's system.
        students: how many pupils it has, where that is known.
        meals: whether it serves meals.
        recorded_at: when the record learnt of it; absent means always.
    """

    id: str
    area: str
    name: str = ""
    stage: str = field(default="", validator=one_of(("", *STAGES)))
    authority: str | None = None
    connected: date | None = ALWAYS
    students: int | None = None
    meals: bool = True
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)


@frozen(kw_only=True)
class Spell:
    """
    A span of a school's life. A school without spells is open; one with spells is open only in its ``open`` ones.

    Args:
        school: the school.
        status: what it was on these days.
        first, last: the days, both included; absent is open.
        into: of a merged school, the one that took it over.
        recorded_at: when the record learnt of it; absent means always.
    """

    school: str
    status: Literal["open", "closed", "merged"] = field(validator=one_of(("open", "closed", "merged")))
    first: date | None = None
    last: date | None = None
    into: str | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the day lies in the span; both ends belong to it.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class SchoolClass:
    """
    A class of a school, in a grade.

    Args:
        id: its id, unique among all schools.
        school: its school.
        grade: its grade, by name.
        students: how many pupils it has, where that is known.
        first, last: the days on which it exists, both included; absent is open.
        recorded_at: when the record learnt of it; absent means always.
    """

    id: str
    school: str
    grade: str = ""
    students: int | None = None
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the class exists on the day.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class Person:
    """
    A pupil or a member of staff, by reference; ``temporary`` staff are people too.

    ``needs_proxy`` says that neither the person nor a guardian can fill in a card, ``proxy`` who was named to do it.

    Args:
        id: the reference that the host has chosen.
        school: the school.
        role: what the person is there.
        class_: the class of a pupil.
        dormitory: the dormitory, unique in the school.
        needs_proxy: whether somebody else has to fill in cards.
        proxy: who that is, by reference.
        first, last: the days on which the person belongs to the school, both included; absent is open.
        recorded_at: when the record learnt of it; absent means always.
    """

    id: str
    school: str
    role: Literal["student", "staff", "temporary"] = field(
        default="student", validator=one_of(("student", "staff", "temporary"))
    )
    class_: str | None = None
    dormitory: str | None = None
    needs_proxy: bool = False
    proxy: str | None = field(default=None, repr=False)
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the person belongs to the school on the day.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class Post:
    """
    A person's post in a school, class or area over a span of days; ``grade`` narrows a post of a school to a grade.

    Args:
        role: the post, by its id in the rulebook.
        organisation: the school, class or area in which it is held.
        person: who holds it, by reference.
        grade: the grade of which it is the post, in a school.
        first, last: the days on which it is held, both included; absent is open.
        recorded_at: when the record learnt of it; absent means always.
    """

    role: str
    organisation: str
    person: str
    grade: str = ""
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the person holds the post on the day.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class Campaign:
    """
    An epidemic response in an area from one day to another; without one, documents of a campaign bind nobody.

    Args:
        area: where.
        first, last: the days, both included; without a last day it goes on.
        name: what it is called.
        recorded_at: when the record learnt of it; absent means always.
    """

    area: str
    first: date
    last: date | None = None
    name: str = ""
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the response is in force on the day.
        """
        return holds(self.first, self.last, day)


@frozen(kw_only=True)
class Adoption:
    """
    A school (or all schools of an area) follows a document that addresses another school.

    Args:
        document: the document's id.
        by: the school, or the area of the schools, that follows it.
        first, last: the days, both included; absent is open.
        recorded_at: when the record learnt of it; absent means always.
    """

    document: str
    by: str
    first: date | None = None
    last: date | None = None
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def holds(self, day: date) -> bool:
        """
        Say whether the document is followed on the day.
        """
        return holds(self.first, self.last, day)
