"""
Checks: each named test asked of what was found, and its findings held against where and when the check binds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from school_health.core.alert import Alert
from school_health.core.due import Due
from school_health.core.escalation import Breach
from school_health.core.filing import Event
from school_health.core.finding import Check, Finding, Found
from school_health.core.fit import areas_of
from school_health.core.workflow import Matter, Refused
from school_health.core.world import Filer, World
from school_health.errors import CalendarError, PluginFailed


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

    Raises:
        PluginFailed: a test fails, or yields what is no finding.
    """
    book = checked.world.rulebook
    for check in book.checks.values():
        seen: set[tuple[object, ...]] = set()
        for found in _asked(checked, check, tests[check.test]):
            place = _place(checked.world, found.subject)
            finding = Finding(check, found.subject, place, found.day, found.at, found.about, found.lacks, found.standing)
            if finding.key in seen or found.at > checked.at or not book.in_force(check, found.day):
                continue
            if _binds(checked.world, check, finding):
                seen.add(finding.key)
                yield finding


def _asked(checked: Checked, check: Check, test: Callable[[Checked, Check], Any]) -> Iterator[Found]:
    """
    Yield what a test finds.

    Raises:
        PluginFailed: the test fails in whatever way, or yields what is no finding.
        CalendarError: a day that it asks for lies past the holidays or terms that are known.
    """
    try:
        found = test(checked, check)
        wrong = "" if isinstance(found, Iterable) else f"gives {type(found).__name__}, and no findings to go through"
        for one in () if wrong else found:
            wrong = _wrong(one)
            if wrong:
                break
            yield one
    except CalendarError:
        raise
    except Exception as error:  # a region's own test may fail in any way, and its message may quote anything
        raise _failed(checked, check, f"fails with {type(error).__name__}") from error
    if wrong:
        raise _failed(checked, check, wrong)


def _wrong(one: object) -> str:
    """
    Return what is wrong with what a test has yielded, or "".
    """
    if not isinstance(one, Found):
        return f"yields {type(one).__name__} and not Found"
    found: Any = one  # its types hold nothing at run time
    if not isinstance(found.at, datetime) or found.at.utcoffset() is None:
        return "yields a Found whose 'at' is no moment with a time zone"
    if isinstance(found.day, datetime) or not isinstance(found.day, date):
        return "yields a Found whose 'day' is no day"
    if not isinstance(found.lacks, tuple) or not all(
        isinstance(text, str) for text in (found.subject, found.about, *found.lacks)
    ):
        return "yields a Found whose 'subject' or 'about' is no text, or whose 'lacks' is no tuple of texts"
    return ""


def _failed(checked: Checked, check: Check, what: str) -> PluginFailed:
    place = f"{checked.world.rulebook.region}/{check.document}"
    return PluginFailed(f"{place}: the test {check.test!r} of the check {check.id!r} {what}")


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
