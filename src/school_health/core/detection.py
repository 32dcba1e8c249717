"""
Statistical signals: a detector over a unit's daily counts. A signal is no alert: it opens nothing, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from school_health.core.alert import AlertRule, Place
from school_health.core.cases import diseases_of, marks, places
from school_health.core.moment import DAY
from school_health.core.signal import Detector, Point
from school_health.core.signalrule import Signal, SignalRule
from school_health.core.windows import Windows
from school_health.core.world import World
from school_health.errors import PluginFailed


__all__ = ["numbers", "signals"]


def signals(world: World, detectors: Mapping[str, Detector], first: date, last: date) -> Iterator[Signal]:
    """
    Yield what each detector says of each unit that has any case, for the days from one to another.

    The series begins with the first day of the record; what is known of a spell now counts, whenever it was recorded.

    That the detectors are there and take their settings was seen when the region was opened.

    Raises:
        PluginFailed: a detector fails, or gives other than one point for each day.
    """
    begins = world.record.first_day
    if begins is None:
        return
    for rule in world.rulebook.signals.values():
        if not rule.active:
            continue
        detector, settings = detectors[rule.detector], numbers(rule)
        for place, counts in _counted(world, rule, last).items():
            days = _days(world, rule, place, begins, last)
            points = _judged(world, rule, detector, [len(counts.get(day, ())) for day in days], settings)
            for day, point in zip(days, points, strict=True):
                if first <= day and world.rulebook.in_force(rule, day):
                    yield Signal(rule, place, day, point.observed, point.verdict, point.upper)


def _judged(
    world: World, rule: SignalRule, detector: Detector, counts: Sequence[int], settings: Mapping[str, float | int]
) -> Sequence[Point]:
    """
    Return a point for each count.

    Raises:
        PluginFailed: the detector fails in whatever way, or gives other than one point for each.
    """
    where = f"{world.rulebook.region}/{rule.document}: the detector {rule.detector!r} of the signal {rule.id!r}"
    try:
        points = tuple(detector(counts, **settings))
    except Exception as error:  # a region's own detector may fail in any way
        message = f"{where} fails with {type(error).__name__}"
        raise PluginFailed(message) from error
    if len(points) != len(counts) or not all(isinstance(one, Point) for one in points):
        message = f"{where} gives other than one Point for each count"
        raise PluginFailed(message)
    return points


def numbers(rule: SignalRule) -> dict[str, float | int]:
    """
    Return the settings of a signal as numbers.

    Raises:
        ValueError: one is no number.
    """
    return {name: float(text) if "." in text else int(text) for name, text in rule.settings.items()}


def _as_alert(rule: SignalRule) -> AlertRule:
    """
    Return the alert rule that counts what a signal counts.
    """
    return AlertRule(
        id=rule.id,
        clause=rule.clause,
        title=rule.title,
        unit=(rule.unit,),
        counts=rule.counts,
        otherwise=rule.otherwise,
        symptoms=rule.symptoms,
        diseases=rule.diseases,
        people=rule.people,
        calendar=rule.calendar,
        cases=1,
        quiet=0,
    )


def _counted(world: World, rule: SignalRule, last: date) -> Mapping[Place, Mapping[date, set[str]]]:
    counting = _as_alert(rule)
    found: dict[Place, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for versions in world.record.absence_versions.values():
        one, person = versions[-1], world.record.person_by_id.get(versions[-1].person)
        for place in places(world, counting, one, person):
            for mark in marks(world, counting, one, person, last, diseases_of(world, one)):
                found[place][mark.day].add(mark.person)
    return found


def _days(world: World, rule: SignalRule, place: Place, first: date, last: date) -> list[date]:
    windows = Windows(world, _as_alert(rule), place, first, last)
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return [day for day in days if rule.calendar == "calendar" or windows.teaches(day)]
