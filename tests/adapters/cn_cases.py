"""
Small words for cases, for the tests of the national norm.
"""

from __future__ import annotations

from datetime import date, timedelta

from school_health import Absence, SchoolClass, open_region
from tests.builders import at, day, record, school


__all__ = ["CLASSES", "SCHOOLS", "SINCE", "assessed", "found", "ill", "later", "many"]

SINCE = "2020-10-12"  # a Monday
SCHOOLS = (school("S1"), school("S2"), school("S3", area="B"))
CLASSES = tuple(SchoolClass(id=f"{one}-{number}", school=one, students=40) for one in ("S1", "S2") for number in (1, 2))


def later(days, since=SINCE):
    """Return the day so many days later."""
    return day(since) + timedelta(days=days)


def ill(number, on=SINCE, **more):
    """Return a spell of one day of the person of a number; the onset is its day unless something else is said."""
    first = on if isinstance(on, date) else day(on)
    if isinstance(more.get("recorded_at"), str):
        more["recorded_at"] = at(more["recorded_at"])
    known = {"id": f"A{number}", "person": f"P{number}", "school": "S1", "first": first, "last": first, "onset": first}
    return Absence(**{**known, **more})


def many(count, on=SINCE, start=1, **more):
    """Return spells of so many persons, numbered from ``start``."""
    return [ill(number, on, **more) for number in range(start, start + count)]


def assessed(absences, moment="2020-11-12 12:00", *, readings=None, settings=None, filings=(), since=SINCE, **more):
    """Return what the national norm says of some cases."""
    region = open_region("cn", readings=readings, settings=settings)
    facts = record(*filings, **{"schools": SCHOOLS, "classes": CLASSES, "absences": absences, "since": since, **more})
    return region.assess(facts, at(moment))


def found(answer, rule):
    """Return the alerts and criteria in which a rule was met."""
    return [one for one in (*answer.alerts, *answer.criteria) if rule in [met.id for met in one.rules]]
