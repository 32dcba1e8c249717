"""
Which dues arise from days, and what was filed for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from school_health.core.due import Due, Outcome, judge, met_by, receive
from school_health.core.duty import Duty
from school_health.core.events import happened, open_on
from school_health.core.filing import Event, Filing
from school_health.core.law import Basis
from school_health.core.moment import DAY
from school_health.core.rulebook import Plan
from school_health.core.world import Filer, World


__all__ = ["daily_dues", "differs"]

_NOTHING = Outcome()


def daily_dues(world: World, plan: Plan, first: date, last: date, at: datetime) -> Iterator[Due]:
    """
    Yield the dues of a duty that comes back with kinds of day, over days of which both ends belong.
    """
    duty, asks, kinds_of = plan.duty, plan.asks, world.calendar.kinds
    filers = [(filer, differs(plan, filer, first)) for filer in world.filers(duty.filer, plan.scope)]
    by_day, spans = world.record.filings_by_day, world.record.filings_of_spans
    stand_ins = tuple(one for one in duty.met if one in world.record.duties_filed)
    moved = _moved(world, plan, at)
    day, last = max(first, plan.since), min(last, plan.until)
    while day <= last:
        opens, deadline = world.moments(plan, day)
        silent = judge(duty, deadline, None, at)
        for filer, watched in filers:
            regular = asks(kinds_of(filer.area, day))
            basis = plan.basis
            if watched:
                expected, bound = _standing(world, plan, filer, day, at, regular=regular)
                if bound is None:
                    continue
                basis = bound
                if not expected:
                    yield _exempted(world, plan, filer, day, basis)
                    continue
            elif not regular:
                continue
            filings: Sequence[Filing] = by_day.get((duty.id, filer.id, day), ())
            if stand_ins or (duty.id, filer.id) in spans:
                filings = _covering(world, duty, stand_ins, filer, day)
            state, outcome = silent, _NOTHING
            if filings:
                outcome = _received(duty, filings, opens)
                state = judge(duty, deadline, outcome.complete_at, at)
            if moved and (filer.place, day) in moved:
                outcome = met_by(moved[filer.place, day], outcome)
                state = judge(duty, deadline, outcome.complete_at, at)
            yield Due(duty, filer.id, None, day, day, opens, deadline, state, outcome, basis, "", filer.place)
        day += DAY


def _moved(world: World, plan: Plan, at: datetime) -> dict[tuple[str, date], Event]:
    """
    Return for each school and day the first move made there that meets a duty.
    """
    found: dict[tuple[str, date], Event] = {}
    moves = [move for name in plan.duty.moves_that_meet for move in happened(world, name, at)]
    for move in sorted(moves, key=lambda move: move.at):
        where = world.filer_for("school", move)
        if where is not None:
            found.setdefault((where.id, move.at.date()), move)
    return found


def differs(plan: Plan, filer: Filer, first: date) -> bool:
    """
    Say whether more than the kind of day may decide about a filer on some day from the first one on.

    A school that was on the system by then differs in nothing from one of which nobody asks.
    """
    if filer.special or plan.conditional or plan.duty.while_ is not None:
        return True
    scope, school = plan.scope, filer.school
    if scope is None or scope.connected is None or school is None:
        return False
    return not scope.connected or school.connected is None or school.connected > first


def _standing(
    world: World, plan: Plan, filer: Filer, day: date, at: datetime, *, regular: bool
) -> tuple[bool, Basis | None]:
    """
    Say whether a day is expected of a filer, and on what basis; the basis is None where the duty does not concern it.
    """
    kinds = world.calendar.kinds_for(filer.area, day, *filer.own)
    expected = plan.asks(kinds)
    if plan.duty.while_ is not None and not expected and plan.except_.isdisjoint(kinds):
        expected = open_on(world, plan.duty.while_, filer, day, at)
    if not (expected or regular) or world.absent(filer, day) or world.unconnected(filer, plan.scope, day):
        return expected, None
    return expected, world.basis(plan, filer, day)


def _exempted(world: World, plan: Plan, filer: Filer, day: date, basis: Basis) -> Due:
    opens, deadline = world.moments(plan, day)
    exception = world.calendar.exception(day, plan.every, plan.except_, *filer.own)
    kind, known = ("", None) if exception is None else (exception.kind, exception.recorded_at)
    released = Outcome(known_at=known)
    return Due(plan.duty, filer.id, None, day, day, opens, deadline, "exempt", released, basis, kind, filer.place)


def _covering(world: World, duty: Duty, stand_ins: Sequence[str], filer: Filer, day: date) -> list[Filing]:
    """
    Return the filings that cover a day: of the day or of a span, of the duty or of one that stands in for it.

    A filing about a part (one class) does not stand in for the whole.
    """
    by_day, spans = world.record.filings_by_day, world.record.filings_of_spans
    own = list(by_day.get((duty.id, filer.id, day), ()))
    own += [one for one in spans.get((duty.id, filer.id), ()) if one.first <= day <= one.last]  # type: ignore[operator]
    for other in stand_ins:
        found = list(by_day.get((other, filer.id, day), ()))
        found += [one for one in spans.get((other, filer.id), ()) if one.first <= day <= one.last]  # type: ignore[operator]
        own += [one for one in found if one.about in (None, filer.id) or _whole(world, one, filer)]
    return sorted(own, key=lambda one: (one.filed_at, one.revision)) if len(own) > 1 else own


def _whole(world: World, filing: Filing, filer: Filer) -> bool:
    event = world.record.event_by_id.get(filing.about or "")
    return event is not None and event.subject == filer.id and event.about is None


def _received(duty: Duty, filings: Sequence[Filing], opens: datetime) -> Outcome:
    """
    Leave out what came before it could count, unless the duty may be filed for days to come.
    """
    if duty.covers == "one" and any(one.filed_at < opens and one.duty == duty.id for one in filings):
        filings = [one for one in filings if one.filed_at >= opens or one.duty != duty.id]
    return receive(duty, filings)
