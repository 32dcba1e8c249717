"""
What the profiles of return and of suspension say of a spell or a suspension at a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from school_health.core.absence import Absence
from school_health.core.cases import diseases_of
from school_health.core.moment import DAY, midnight
from school_health.core.recovery import Criterion, Recovery
from school_health.core.suspension import Suspension
from school_health.core.world import World


__all__ = ["contact_criteria", "return_criteria", "suspension_criteria"]


def return_criteria(world: World, absence: Absence, at: datetime) -> Iterator[Criterion]:
    """
    Yield for a spell of illness what each profile of its disease says at a moment.
    """
    if not absence.ill:
        return
    diseases = diseases_of(world, absence)
    for rule in world.rulebook.recoveries.values():
        of = world.rulebook.expanded("disease", rule.diseases)
        if of.isdisjoint(diseases) or not world.rulebook.in_force(rule, at.date()):
            continue
        if rule.clear_hours is None and rule.onset_days is None and not rule.papers:
            continue  # a profile that speaks of suspensions only
        moments, lacks = _moments(rule, absence)
        since = max(moments, default=None)
        if since is not None and at < since:
            yield Criterion(rule, absence.id, met=False, since=since, lacks=lacks)
        else:
            yield Criterion(rule, absence.id, met=None if lacks else True, since=since, lacks=lacks)


def _moments(rule: Recovery, absence: Absence) -> tuple[list[datetime], tuple[str, ...]]:
    moments: list[datetime] = []
    lacks: list[str] = []
    if rule.onset_days is not None:
        if absence.onset is None:
            lacks.append("onset")
        else:
            moments.append(midnight(absence.onset + rule.onset_days * DAY))
    if rule.clear_hours is not None:
        if absence.recovered_at is None:
            lacks.append("recovered_at")
        else:
            moments.append(absence.recovered_at + timedelta(hours=rule.clear_hours))
    lacks += [paper for paper in rule.papers if paper not in absence.papers]
    return moments, tuple(lacks)


def suspension_criteria(world: World, suspension: Suspension, at: datetime) -> Iterator[Criterion]:
    """
    Yield for a suspension whether the days that each profile of its reason calls usual are over.
    """
    for rule in world.rulebook.recoveries.values():
        known = world.rulebook.expanded("disease", rule.diseases)
        if rule.suspension_days is None or suspension.reason not in known or not world.rulebook.in_force(rule, at.date()):
            continue
        since = midnight(suspension.first + rule.suspension_days * DAY)
        yield Criterion(rule, suspension.id, met=at >= since, since=since, what="suspension")


def contact_criteria(world: World, absence: Absence, at: datetime) -> Iterator[Criterion]:
    """
    Yield for a spell of illness whether the days for which each profile has its contacts watched are over.

    They count from the onset, or the first day of absence where no onset is known.
    """
    diseases = diseases_of(world, absence) if absence.ill else frozenset()
    for rule in world.rulebook.recoveries.values():
        of = world.rulebook.expanded("disease", rule.diseases)
        if rule.contact_days is None or of.isdisjoint(diseases) or not world.rulebook.in_force(rule, at.date()):
            continue
        since = midnight((absence.onset or absence.first) + rule.contact_days * DAY)
        yield Criterion(rule, absence.id, met=at >= since, since=since, what="contacts")
