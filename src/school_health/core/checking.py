"""
Checks: each named test asked of what was found, and its findings held against where and when the check binds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from attrs import field, frozen

from school_health.core.alert import Alert
from school_health.core.due import Due
from school_health.core.escalation import Breach
from school_health.core.filing import Event
from school_health.core.finding import Check, Finding, Found
from school_health.core.fit import areas_of
from school_health.core.workflow import Matter, Refused
from school_health.core.world import Filer, World


__all__ = ["Checked", "Test", "findings"]


@frozen
class Checked:
    """
    What a test may look at.

    Args:
        world: the record through the rulebook.
        at: the moment.
        since: the first day looked at.
        dues: the dues of each duty.
        breaches: the breaches of each rule.
        matters: the matters of each workflow.
        strays: the moves of each workflow that are about no matter.
        alerts: the alerts raised by then.
        events: returns the events of a name, such as ``fact:visit`` or ``breach:late``.
    """

    world: World
    at: datetime
    since: date
    dues: Mapping[str, Sequence[Due]] = field(repr=False)
    breaches: Mapping[str, Sequence[Breach]] = field(repr=False)
    matters: Mapping[str, Sequence[Matter]] = field(repr=False)
    strays: Mapping[str, Sequence[Refused]] = field(repr=False)
    alerts: Sequence[Alert] = field(repr=False)
    events: Callable[[str], Iterable[Event]] = field(repr=False)

    def of(self, check: Check) -> Iterator[Due]:
        """
        Yield the dues of the duties that a check looks at.
        """
        for duty in check.of:
            yield from self.dues.get(duty, ())

    def over(self, due: Due) -> bool:
        """
        Say whether the time for a due is over: its deadline, or its last day where it has none, has passed.
        """
        if due.deadline is not None:
            return due.deadline.passed(self.at)
        return due.last < self.at.date()


# A named test: given what was found and the check, it yields what is wrong.
Test = Callable[[Checked, Check], Iterable[Found]]


def findings(checked: Checked, tests: Mapping[str, Test]) -> Iterator[Finding]:
    """
    Yield what the checks in force find, once each, in the order of the rulebook.

    A check of a campaign's document speaks only of days of one; one of a document of a school only of those who follow it.
    """
    book = checked.world.rulebook
    for check in book.checks.values():
        seen: set[tuple[object, ...]] = set()
        for found in tests[check.test](checked, check):
            place = _place(checked.world, found.subject)
            finding = Finding(check, found.subject, place, found.day, found.at, found.about, found.lacks, found.standing)
            if finding.key in seen or found.at > checked.at or not book.in_force(check, found.day):
                continue
            if _binds(checked.world, check, finding):
                seen.add(finding.key)
                yield finding


def _place(world: World, subject: str) -> str:
    """
    Return the school of a class or person; a school or area is its own place.
    """
    record = world.record
    one = record.class_by_id.get(subject) or record.person_by_id.get(subject)
    if one is not None:
        return one.school
    if subject in record.school_by_id or subject in record.area_by_id:
        return subject
    spells = record.absences_by_person.get(subject)
    return spells[-1].school if spells else subject


def _binds(world: World, check: Check, finding: Finding) -> bool:
    scope = world.rulebook.scopes[check.scope] if check.scope else None
    school = world.record.school_by_id.get(finding.place)
    if school is None:
        if finding.place not in areas_of(world.record):  # a move about no matter, which is nowhere
            document = world.rulebook.documents[check.document]
            return not document.during or any(campaign.holds(finding.day) for campaign in world.record.campaigns)
        filer = Filer(finding.place, finding.place, finding.place)
    else:
        filer = world.filer_of(school, person=world.record.person_by_id.get(finding.subject))
    if not world.admits(scope, filer) or world.unconnected(filer, scope, finding.day):
        return False
    return world.binds(world.rulebook.documents[check.document], filer, finding.day)
