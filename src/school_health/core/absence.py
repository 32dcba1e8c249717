"""
Absences: one spell of one person, with its cause, symptoms, disease and onset.

A spell is stated again, with the same id, whenever more is known of it; of what was entered in error `Absence.void` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from school_health.core.law import holds
from school_health.core.moment import maybe_aware, midnight
from school_health.core.shape import many_words, only_days
from school_health.core.words import one_of
from school_health.errors import FactError


__all__ = ["CAUSES", "DIAGNOSES", "SOURCES", "TRACINGS", "Absence", "missed", "shown_since"]

CAUSES = ("illness", "injury", "other")
# What was done about the cause: nothing that the record knows of, written down, followed to its end.
TRACINGS = ("", "registered", "traced")
DIAGNOSES = ("", "suspected", "confirmed")
# Whole tenths of a degree Celsius that somebody alive may have.
_TEMPERATURES = range(300, 451)
# From whom the record has it; what only others know, the school has not reported.
SOURCES = ("school", "hospital", "cdc", "parent", "other")


@frozen(kw_only=True)
class Absence:
    """
    One spell of one person: from the first day to the last, both included; without a last day it goes on.

    Args:
        id: the spell's own reference; a correction has the same.
        person: who, by reference.
        school: the school.
        first, last: the days, both included.
        role, class_, dormitory: what that person was at the time, where the record holds no list of persons.
        cause: illness, injury or other.
        tracing: whether the cause was ``registered`` or ``traced``.
        symptoms, disease: words of the region's vocabularies; several symptoms at once.
        diagnosis: whether the disease is suspected or confirmed.
        diagnosed_by: who found so.
        onset: the day on which the illness began, where it is known; it may lie before the first day of absence.
        attending: sick but in class: a case, and no absence.
        halves: days of the spell of which only half was missed.
        temperature: in tenths of a degree Celsius: 385 is 38.5 ℃.
        meal: reference of a meal or water source that several shared.
        hospitalised, died: the day, where it happened.
        recovered_at: since when there are no symptoms any more.
        papers: what was shown on return, such as 复课证明.
        source: from whom the record has it.
        void: entered in error.
        void_reason: why it was.
        seen_by_doctor: whether a doctor has seen the person; absent where nobody said.
        recorded_at: when the record learnt of this version; absent means on its first day.
    """

    id: str
    person: str = field(repr=False)
    school: str
    first: date
    last: date | None = None
    class_: str | None = None
    dormitory: str | None = None
    role: Literal["student", "staff", "temporary"] = field(
        default="student", validator=one_of(("student", "staff", "temporary"))
    )
    cause: Literal["illness", "injury", "other"] = field(default="illness", validator=one_of(CAUSES), repr=False)
    tracing: Literal["", "registered", "traced"] = field(default="", validator=one_of(TRACINGS), repr=False)
    symptoms: tuple[str, ...] = field(default=(), converter=many_words, repr=False)
    disease: str = field(default="", repr=False)
    diagnosis: Literal["", "suspected", "confirmed"] = field(default="", validator=one_of(DIAGNOSES), repr=False)
    diagnosed_by: str = field(default="", repr=False)
    onset: date | None = field(default=None, repr=False)
    seen_by_doctor: bool | None = field(default=None, repr=False)
    attending: bool = False
    halves: tuple[date, ...] = field(default=(), converter=tuple)
    temperature: int | None = field(default=None, repr=False, metadata={"range": _TEMPERATURES})
    meal: str | None = field(default=None, repr=False)
    hospitalised: date | None = field(default=None, repr=False)
    died: date | None = field(default=None, repr=False)
    recovered_at: datetime | None = field(default=None, converter=maybe_aware, repr=False)
    papers: tuple[str, ...] = field(default=(), converter=many_words, repr=False)
    source: Literal["school", "hospital", "cdc", "parent", "other"] = field(default="school", validator=one_of(SOURCES))
    void: bool = False
    void_reason: str = ""
    recorded_at: datetime | None = field(default=None, converter=maybe_aware)

    def __attrs_post_init__(self) -> None:
        only_days(self, "first", "last", "onset", "hospitalised", "died")
        if self.temperature is not None and self.temperature not in _TEMPERATURES:
            message = f"the absence {self.id!r} has a temperature that is none in tenths of a degree: 38.5 ℃ is 385"
            raise FactError(message)
        if self.onset is not None and self.onset > self.first:
            message = f"the absence {self.id!r} begins before its onset: another illness is an absence of its own"
            raise FactError(message)
        if self.last is not None and self.last < self.first:
            message = f"the absence {self.id!r} ends before it begins: mend one of the two days"
            raise FactError(message)
        if self.halves and any(not self.holds(half) for half in self.halves):
            message = f"the absence {self.id!r} has a half day outside its days: mend one of them"
            raise FactError(message)
        if self.diagnosis and not self.disease:
            message = f"the absence {self.id!r} has a diagnosis and no disease: name it"
            raise FactError(message)

    def holds(self, day: date) -> bool:
        """
        Say whether the day lies in the spell; both ends belong to it.
        """
        return holds(self.first, self.last, day)

    @property
    def ill(self) -> bool:
        """
        Say whether it counts as a case of illness: not void, and through illness.
        """
        return not self.void and self.cause == "illness"

    @property
    def known_at(self) -> datetime:
        """
        The moment since which this record knows of it; without ``recorded_at`` the beginning of its first day.
        """
        return self.recorded_at or midnight(self.first)


def missed(absence: Absence, days: Iterable[date]) -> Fraction:
    """
    Return how many of some school days a spell has missed, half days as halves; who attends misses none.
    """
    if absence.attending or absence.void:
        return Fraction(0)
    found = [day for day in days if absence.holds(day)]
    return Fraction(2 * len(found) - len(set(absence.halves).intersection(found)), 2)


def shown_since(versions: Sequence[Absence], shows: Callable[[Absence], bool]) -> datetime | None:
    """
    Return since when what was known of a spell has shown something without a break; None where it does not show it now.

    Args:
        versions: the versions of the spell, in the order in which they became known.
        shows: says whether a version shows it.
    """
    since = None
    for version in reversed(versions):
        if not shows(version):
            break
        since = version.known_at
    return since
