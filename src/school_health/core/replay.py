"""
What was sent stays sent: notices under the facts that were known when each fell due.

A filing that is recorded late is seen to where notices are made. Facts of other kinds (a school closed, a post handed over,
days off) change who is asked at all; where such a fact was recorded within the days looked at, the notices before it are
those of the record as it was before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from school_health.core.escalation import Notice
from school_health.core.moment import DAY, midnight
from school_health.core.record import Record
from school_health.core.rulebook import Plan, Rulebook
from school_health.core.world import World


__all__ = ["replayed"]

_INSTANT = timedelta(microseconds=1)

# Makes the notices of some duties from a day to a moment, by what was known at the moment.
Teller = Callable[[date, datetime, Collection[str]], Iterable[Notice]]


def replayed(
    world: World, record: Record, since: date, at: datetime, told: list[Notice], duties: Collection[str] | None, tell: Teller
) -> list[Notice]:
    """
    Return notices with those before each late fact exchanged for what was known then.

    Args:
        world: the record as known at the moment.
        record: the whole record.
        since: the first day looked at.
        at: the moment.
        told: the notices by what is known at the moment.
        duties: ids of the only duties looked at, or None.
        tell: makes notices by what was known at an earlier moment.
    """
    moments = [moment for moment in record.restated if midnight(since) < moment <= at]
    if not moments:
        return told
    plans = [plan for plan in world.rulebook.plans.values() if plan.ladders and (duties is None or plan.duty.id in duties)]
    instants = _instants(world, plans, since, at.date()) if all(plan.daily for plan in plans) else None
    reach = _reach(world.rulebook, plans)
    found = [notice for notice in told if notice.at >= moments[-1]]
    for begins, ends in pairwise([midnight(since), *moments]):
        if instants is not None:
            place = bisect_left(instants, begins)
            if place == len(instants) or instants[place] >= ends:
                continue  # nothing can fall due between the two
        first = since if reach is None else max(since, begins.date() - reach)
        part = tell(first, ends - _INSTANT, [plan.duty.id for plan in plans])
        found += [notice for notice in part if notice.at >= begins]
    return found


def _instants(world: World, plans: Iterable[Plan], since: date, today: date) -> list[datetime]:
    """
    Return every instant at which a step of duties that come back with days may fall due.
    """
    found: set[datetime] = set()
    for plan in plans:
        day = max(since, plan.since)
        while day <= min(today, plan.until):
            found.update(step.at.on(day) for ladder in plan.ladders for step in ladder.step if step.at is not None)
            deadline = world.moments(plan, day)[1]
            if deadline is not None:
                found.add(deadline.at)
            day += DAY
    return sorted(found)


def _reach(book: Rulebook, plans: Iterable[Plan]) -> timedelta | None:
    """
    Return how far behind an instant the day of its due may lie; None where only the law's own days would tell.
    """
    by_the_clock = all(plan.daily and (plan.duty.by is None or not plan.duty.by.counts_days) for plan in plans)
    return DAY * (book.longest_ladder_days + 1) if by_the_clock else None
