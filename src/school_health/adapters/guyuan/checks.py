"""
Tests of Guyuan's checks: a day reported as unchanged on which something had changed, and who is back before a release.

Its zero report says that nothing changed, and not that nobody is ill, so that who has been ill for days contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial

from school_health.core.absence import Absence, shown_since
from school_health.core.checking import Checked, Test
from school_health.core.checks_facts import in_state
from school_health.core.due import Due
from school_health.core.filing import Event, Filing
from school_health.core.finding import Check, Found


__all__ = ["TESTS", "changes_by_then", "in_state_in_term"]


def changes_by_then(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An empty filing of a duty of ``of`` on a day on which a change was recorded in a school of the filer.

    A change is a fact of a kind of ``needs`` that had happened by the time of the filing, or a whole day's absence through
    illness that began that day. ``about`` names the change that was known first.
    """
    for due in checked.of(check):
        filing = due.outcome.stands
        if filing is None or filing.content == "content":
            continue
        found = [*_facts(checked, check, due, filing), *_illness(checked, due, filing)]
        if found:
            at, change, kind = min(found)
            yield Found(due.filer, due.first, at, change, (kind,))


def _facts(checked: Checked, check: Check, due: Due, filing: Filing) -> Iterator[tuple[datetime, str, str]]:
    world = checked.world
    for kind in check.needs:
        for event in world.record.events_by_kind.get(kind, ()):
            if event.at <= filing.filed_at and event.day == due.first:
                filer = world.filer_for(due.duty.filer, event)
                if filer is not None and filer.id == due.filer:
                    yield max(event.known_at, filing.known_at), event.id, kind


def _illness(checked: Checked, due: Due, filing: Filing) -> Iterator[tuple[datetime, str, str]]:
    world = checked.world
    record = world.record
    for school in record.school_by_id.values():
        if due.filer not in (school.id, world.authority(school, "county")):
            continue
        for one in record.absences_by_school.get(school.id, ()):
            known = shown_since(record.absence_versions[one.id], partial(_began, day=due.first))
            if known is not None:
                yield max(known, filing.known_at), one.id, "absence"


def _began(one: Absence, day: date) -> bool:
    return one.ill and one.first == day and day not in one.halves


def in_state_in_term(checked: Checked, check: Check) -> Iterator[Found]:
    """
    What the engine's test of the same name finds, save on days of vacation: before term opens nobody is asked.
    """
    world = checked.world
    for found in in_state(checked, check):
        filer = world.filer_for("school", Event(id="", kind="", subject=found.subject, at=found.at))
        if filer is None or "vacation" not in world.calendar.kinds_for(filer.area, found.day, *filer.own):
            yield found


TESTS: Mapping[str, Test] = {"changes-by-then": changes_by_then, "in-state-in-term": in_state_in_term}
