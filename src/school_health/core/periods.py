"""
Which dues arise from weeks, terms and years, or once, and what was filed for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from attrs import frozen

from school_health.core.due import Due, Outcome, judge, receive
from school_health.core.duty import Instant
from school_health.core.filing import Filing
from school_health.core.law import Basis
from school_health.core.moment import DAY, midnight
from school_health.core.rulebook import Plan
from school_health.core.world import Filer, World


__all__ = ["period_dues"]


@frozen
class _Period:
    first: date
    last: date
    opens: datetime
    deadline: Instant | None
    closes: datetime | None  # from here on a filing that names no days belongs to the next period

    @property
    def latest(self) -> date:
        """
        The day of the deadline, or the last one where there is none.
        """
        return self.last if self.deadline is None else self.deadline.day

    def within(self, first: date, last: date) -> bool:
        """
        Say whether anything of the period, its opening and its deadline lies in the days given.
        """
        return self.opens.date() <= last and max(self.latest, self.last) >= first


def period_dues(world: World, plan: Plan, first: date, last: date, at: datetime) -> Iterator[Due]:
    """
    Yield the dues of a duty that comes back with a period: those that touch the days given.

    Nothing is expected from before the record was kept. What is due but once stays until it is done.
    """
    duty = plan.duty
    for filer in world.filers(duty.filer, plan.scope):
        key = (duty.id, filer.area, filer.own, first, last)
        periods = world.memo.get(key)
        if periods is None:
            periods = world.memo[key] = _periods(world, plan, filer, first, last)
        for period in periods:
            day = max(plan.since, min(max(period.first, first), last, plan.until))
            basis = world.basis(plan, filer, day)
            if basis is None or world.absent(filer, day):
                continue
            for about in _abouts(world, plan, filer):
                due = _due(world, plan, filer, about, period, basis, at)
                if due is not None and (duty.every != ("once",) or due.open or period.latest >= first):
                    yield due


def _abouts(world: World, plan: Plan, filer: Filer) -> list[str | None]:
    if plan.duty.about is None:
        return [None]
    return [one.id for one in world.schools(plan.scope) if world.authority(one, plan.duty.filer) == filer.id]


def _due(
    world: World, plan: Plan, filer: Filer, about: str | None, period: _Period, basis: Basis, at: datetime
) -> Due | None:
    duty = plan.duty
    subject = filer if about is None else world.filer_of(world.record.school_by_id[about])
    fulfilled = None
    if "fact:connected" in duty.met:
        connected = subject.school.connected if subject.school is not None else None
        if connected is not None and connected < period.opens.date():
            return None  # it was on the system before anything was asked
        fulfilled = midnight(connected) if connected is not None else None
    elif world.unconnected(subject, plan.scope, period.last):
        return None
    if fulfilled is not None and fulfilled <= at:
        outcome = Outcome(fulfilled, fulfilled)
    else:
        outcome = receive(duty, _filings(world, plan, filer, about, period))
    state = judge(duty, period.deadline, outcome.complete_at, at)
    return Due(
        duty,
        filer.id,
        about,
        period.first,
        period.last,
        period.opens,
        period.deadline,
        state,
        outcome,
        basis,
        "",
        filer.place,
    )


def _filings(world: World, plan: Plan, filer: Filer, about: str | None, period: _Period) -> list[Filing]:
    found = []
    for name in (plan.duty.id, *plan.duty.met):
        for filing in world.record.filings_by_pair.get((name, filer.id), ()):
            if about is not None and filing.about not in (None, about):
                continue
            if filing.first is not None:
                if filing.first <= period.last and (filing.last or filing.first) >= period.first:
                    found.append(filing)
            elif period.opens <= filing.filed_at and (period.closes is None or filing.filed_at < period.closes):
                found.append(filing)
    return sorted(found, key=lambda filing: (filing.filed_at, filing.revision))


def _periods(world: World, plan: Plan, filer: Filer, first: date, last: date) -> list[_Period]:
    found: list[_Period] = []
    for begin, end in _spans(world, plan, filer, first, last):
        opens = _opens(world, plan, filer, begin)
        by, counted = plan.duty.by, begin
        if by is not None and by.from_ == "vacation":
            once = plan.duty.every == ("once",)  # long ago, perhaps, when nobody kept a school calendar here
            counted = world.calendar.half_year(filer.area, begin, assume=once)[0].last + DAY
        deadline = world.deadline(by, counted)
        in_force = begin <= plan.until and (deadline is None or deadline.day >= plan.since)
        period = _Period(begin, end, opens, deadline, None)
        standing = "fact:connected" in plan.duty.met  # no filing of some past day, but how things stand now
        kept = standing or deadline is None or deadline.day >= (world.record.first_day or last)
        if in_force and kept and period.within(first, last):
            found.append(period)
    if plan.duty.every == ("week",):  # only now: no calendar is asked about weeks that concern nobody
        calendar = world.calendar
        found = [
            one
            for one in found
            if any(
                "teaching-day" in calendar.kinds_for(filer.area, one.first + offset * DAY, *filer.own) for offset in range(7)
            )
        ]
    closes = [later.opens for later in found[1:]]
    return [
        _Period(one.first, one.last, one.opens, one.deadline, closes[place] if place < len(closes) else None)
        for place, one in enumerate(found)
    ]


def _opens(world: World, plan: Plan, filer: Filer, begin: date) -> datetime:
    opens = plan.duty.opens
    if plan.duty.every == ("once",) or opens is None:
        return midnight(max(begin, plan.since) if plan.duty.every == ("once",) else begin)
    if opens.from_ == "vacation":  # the one that ends where the period begins
        return midnight(world.calendar.half_year(filer.area, begin - DAY)[0].last + DAY)
    return opens.begin(begin, world.calendar)


def _spans(world: World, plan: Plan, filer: Filer, first: date, last: date) -> Iterator[tuple[date, date]]:
    """
    Yield the first and last day of each period that may be open within the days given.
    """
    calendar, period = world.calendar, plan.duty.every[0]
    if period == "once":
        yield plan.since, plan.until
    elif period == "week":
        reckoned = [one for one in (plan.duty.opens, plan.duty.by) if one is not None]
        # A week may open, or be due, as far from itself as its own numbers say; two more for days of the week and the rest.
        weeks = 2 + max((abs(one.weeks) + abs(one.days) // 7 for one in reckoned), default=0)
        reach = 7 * weeks * DAY
        monday = first - first.weekday() * DAY - reach
        while monday <= last + reach:
            yield monday, monday + 6 * DAY
            monday += 7 * DAY
    elif period == "term":
        for term in calendar.terms(filer.area, last):
            yield term.first, term.last
    else:
        day = first
        while day <= last:
            span = calendar.half_year(filer.area, day)[1] if period == "half-year" else calendar.school_year(filer.area, day)
            yield span.first, span.last
            day = span.last + DAY
