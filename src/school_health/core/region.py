"""
A region that was opened: its rulebook, its calendar and the questions that a host asks of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from school_health.core.absence import Absence
from school_health.core.assess import Assessment, assess
from school_health.core.attendance import Attendance, attendance, rates
from school_health.core.calendar import NationalCalendar
from school_health.core.caseload import Caseload, caseload
from school_health.core.checking import Test
from school_health.core.checks import TESTS, hold
from school_health.core.completeness import Completeness, completeness
from school_health.core.escalation import Notice
from school_health.core.filled import Filled, days_of, fill
from school_health.core.fit import fit
from school_health.core.moment import DAY, aware, midnight
from school_health.core.rate import Rates
from school_health.core.record import Record
from school_health.core.recovery import Criterion
from school_health.core.returning import contact_criteria, return_criteria, suspension_criteria
from school_health.core.rulebook import Rulebook
from school_health.core.sample import draw, share
from school_health.core.scene import Scene
from school_health.core.signal import DETECTORS, Detector
from school_health.core.sources import hold_forms
from school_health.core.world import World
from school_health.errors import FormError, UnknownSubject


__all__ = ["Region"]


@frozen(eq=False)
class Region:
    """
    A region's law with its calendar, ready to be asked; ``tests`` and ``detectors`` are the engine's and its own.

    Raises:
        RulebookError: a check names a test that is not there, or something that nobody declares; a form asks for a value
            that there is not.
    """

    code: str
    name: str
    rulebook: Rulebook
    national: NationalCalendar
    tests: Mapping[str, Test] = field(default=TESTS, repr=False)
    detectors: Mapping[str, Detector] = field(default=DETECTORS, repr=False)

    def __attrs_post_init__(self) -> None:
        hold(self.rulebook, self.tests, self.detectors)
        hold_forms(self.rulebook)

    def assess(
        self, record: Record, at: datetime, *, since: date | None = None, duties: Collection[str] | None = None
    ) -> Assessment:
        """
        Do what `school_health.core.assess.assess` does, under this region's law.
        """
        return assess(
            self.rulebook,
            self.national,
            record,
            at,
            since=since,
            duties=duties,
            tests=self.tests,
            detectors=self.detectors,
        )

    def world(self, record: Record, at: datetime) -> World:
        """
        Return the record as known at a moment, seen through this region's law.

        Raises:
            UnknownSubject: the record names what is not there.
        """
        fit(self.rulebook, record)
        return World.of(self.rulebook, self.national, record.as_of(aware(at)))

    def attendance(self, record: Record, day: date, school: str, class_: str | None = None, *, at: datetime) -> Attendance:
        """
        Do what `school_health.core.attendance.attendance` does, by what was known at a moment.

        Raises:
            UnknownSubject: the record does not hold the school.
        """
        world = self.world(record, at)
        if school not in world.record.school_by_id:
            message = f"the record holds no school {school!r}"
            raise UnknownSubject(message)
        return attendance(world, day, school, class_)

    def rates(
        self, record: Record, first: date, last: date, *, at: datetime, symptoms: Iterable[str] = ()
    ) -> Mapping[str, Rates | None]:
        """
        Return for each school what `school_health.core.attendance.rates` does; `Rates.total` adds them up.
        """
        world = self.world(record, at)
        return {school: rates(world, school, first, last, symptoms) for school in world.record.school_by_id}

    def caseload(self, record: Record, first: date, last: date, *, at: datetime) -> Caseload:
        """
        Do what `school_health.core.caseload.caseload` does, by what was known at a moment.
        """
        return caseload(self.world(record, at), first, last)

    def draw(self, record: Record, sample: str, seed: str, at: datetime) -> tuple[str, ...]:
        """
        Draw a random sample that a document asks for; anybody who is told the seed draws the same.

        Returns:
            Ids of schools that are open on the day, or of filings known by then as ``duty/filer/day``.

        Raises:
            UnknownSubject: the region has no such sample.
            FactError: the seed is empty.
        """
        rule = self.rulebook.samples.get(sample)
        if rule is None:
            message = f"{self.code} has no sample {sample!r}; it has {', '.join(self.rulebook.samples) or 'none'}"
            raise UnknownSubject(message)
        world, today = self.world(record, at), aware(at).date()
        if rule.of == "school":
            items = [one.id for one in world.schools(None) if not world.absent(world.filer_of(one), today)]
        else:
            items = sorted(
                {
                    f"{duty}/{filer}/{(filing.first or filing.filed_at.date()).isoformat()}"
                    for (duty, filer), filings in world.record.filings_by_pair.items()
                    if duty in rule.duty
                    for filing in filings
                }
            )
        return draw(items, share(len(items), rule.percent, rule.least), seed)

    def criteria(self, record: Record, at: datetime) -> tuple[Criterion, ...]:
        """
        Return what the published profiles say of everybody who is ill, and of every suspension that holds, at a moment.

        Also for how long the contacts of a case are watched, as long as they are, also when the case is back. A criterion is
        met or not, and its source is named; nobody is told to come back or to stay.
        """
        world, today = self.world(record, at), aware(at).date()
        spells: Iterable[Absence] = (versions[-1] for versions in world.record.absence_versions.values())
        known = tuple(spells)
        found = [one for spell in known if spell.holds(today) for one in return_criteria(world, spell, aware(at))]
        contacts = (one for spell in known if spell.first <= today for one in contact_criteria(world, spell, aware(at)))
        found += [one for one in contacts if one.met is False]
        found += [
            one
            for suspension in world.record.suspensions
            if suspension.holds(today)
            for one in suspension_criteria(world, suspension, aware(at))
        ]
        return tuple(found)

    def completeness(
        self, record: Record, first: date, last: date, at: datetime, *, duties: Collection[str] | None = None
    ) -> Completeness:
        """
        Do what `school_health.core.completeness.completeness` does, under this region's law.
        """
        return completeness(self.rulebook, self.national, record, first, last, at, duties=duties)

    def timeline(
        self, record: Record, on: date, *, known_at: datetime | None = None, duties: Collection[str] | None = None
    ) -> tuple[Notice, ...]:
        """
        Play a day's escalation through: every notice of the day, and every later one of the day's own dues.

        What was not known at ``known_at`` (by default: nothing is left out) is taken as never coming, so that what lies
        after it is what the day will bring if nobody files.

        Raises:
            UnknownSubject: the record names what is not there.
            CalendarError: a day lies past the holidays or terms that are known.
        """
        fit(self.rulebook, record)
        longest = DAY * self.rulebook.longest_ladder_days
        known = record if known_at is None else record.as_of(known_at)
        since = on - longest if known.first_day is None else max(on - longest, min(on, known.first_day))
        told = self.assess(known, midnight(on + longest + DAY), since=since, duties=duties).notices
        return tuple(notice for notice in told if notice.at.date() == on or notice.due.first == on)

    def fill(
        self,
        record: Record,
        form: str,
        at: datetime,
        *,
        first: date | None = None,
        last: date | None = None,
        span: str = "",
        about: str = "",
        seed: str = "",
        address: str = "",
        given: Mapping[str, Any] | None = None,
    ) -> Filled:
        """
        Fill in a form from a record, as known at a moment.

        Args:
            record: the facts.
            form: the form's id.
            at: the moment.
            first: the first day that it is drawn up for; without the last one, the span of the form that holds it.
            last: the last day, in the same way; without either, the span that holds the moment.
            span: which of the form's spans; absent: the usual one.
            about: the reference of the one thing that it is of, where it is of one.
            seed: the seed of a sample that it lists.
            address: the address to which its QR code leads.
            given: what people fill in, by key; rows as lists of such tables.

        Raises:
            UnknownSubject: there is no such form, or nothing of that reference.
            FormError: the form needs to be told something, is told what it takes from the facts, or does not hold at the
                moment.
        """
        rule = self.rulebook.forms.get(form)
        if rule is None:
            message = f"{self.code} has no form {form!r}; it has {', '.join(self.rulebook.forms) or 'none'}"
            raise UnknownSubject(message)
        if not self.rulebook.in_force(rule, aware(at).date()):
            since, until = self.rulebook.span(rule)
            message = f"the form {form!r} holds from {since}{f' to {until}' if until else ''}, and not on {aware(at).date()}"
            raise FormError(message)
        begins, ends = days_of(self.world(record, at).calendar, record, rule, aware(at).date(), first, last, span)
        return fill(Scene(self, record, at, begins, ends, about, seed, address), rule, given or {})
