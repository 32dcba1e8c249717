"""
Which dues arise from events, with the clocks that they start, and what was filed for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from school_health.core.due import Due, Outcome, judge, met_by, receive
from school_health.core.duty import Duty, Instant
from school_health.core.events import answering, concerns
from school_health.core.filing import Event, Filing
from school_health.core.rulebook import Plan
from school_health.core.world import Filer, World


__all__ = ["opened_dues"]


def opened_dues(world: World, plan: Plan, events: Sequence[Event], at: datetime) -> Iterator[Due]:
    """
    Yield the dues that events open, each with the clock that it starts.

    What opens a duty is not what it counts from: a written report opens with the alert and counts from the call.
    """
    duty = plan.duty
    opened = _Opened.by(world, plan, events)
    counted = None
    if duty.by is not None and duty.by.from_.startswith("filed:"):
        counted = _Opened.by(world, world.rulebook.plans[duty.by.from_.removeprefix("filed:")], events)
    for event, filer in opened.each:
        day = event.day
        basis = world.basis(plan, filer, day)
        if basis is None:
            continue
        outcome = _met(world, duty, event, at, receive(duty, opened.answers(world, filer, event)))
        deadline = _deadline(world, duty, event, counted)
        state = judge(duty, deadline, outcome.complete_at, at)
        reason = ""
        released = _released(world, duty, event, at)
        if released is not None:
            state, reason = "exempt", released.kind
            outcome = Outcome(outcome.complete_at, released.known_at, outcome.stands, outcome.refused)
        last = event.last or day
        place = filer.place
        yield Due(duty, filer.id, event.id, day, last, event.at, deadline, state, outcome, basis, reason, place, event)


@frozen
class _Opened:
    """
    The events that open a duty, each with who files, and by filer in order of time.
    """

    duty: Duty
    each: Sequence[tuple[Event, Filer]]
    filers: Mapping[str, Filer]
    by_filer: Mapping[str, Sequence[Event]]

    @classmethod
    def by(cls, world: World, plan: Plan, events: Sequence[Event]) -> _Opened:
        """
        Return what opens a duty among events in order of time.
        """
        each, filers = [], {}
        by_filer: dict[str, list[Event]] = {}
        for event in events:
            if plan.since <= event.day <= plan.until:
                filer = world.filer_for(plan.duty.filer, event)
                if filer is None:
                    continue
                # What an area files of a school concerns only the schools of the scope.
                where = filer if filer.school is not None else world.filer_for("school", event)
                if concerns(world, plan.duty.scope, where, event.day):
                    each.append((event, filer))
                    filers[event.id] = filer
                    by_filer.setdefault(filer.id, []).append(event)
        return cls(plan.duty, each, filers, by_filer)

    def answers(self, world: World, filer: Filer, event: Event) -> list[Filing]:
        """
        Return the filings that answer an event.

        They name it, or they name its subject (or what it is about) or nothing at all and cover its day; where they name no
        day either, they answer the last event before them that they could mean. So a filing never closes more than it speaks
        of. It comes after the event, unless it names it and the duty may be filed for days to come.
        """
        found = []
        for filing in world.record.filings_by_pair.get((self.duty.id, filer.id), ()):
            if filing.filed_at < event.at and not (filing.about == event.id and self.duty.covers == "span"):
                continue
            if filing.about == event.id:
                found.append(filing)
            elif filing.about is not None and filing.about not in (event.subject, event.about):
                continue
            elif filing.first is not None:
                if filing.first <= event.day <= (filing.last or filing.first):
                    found.append(filing)
            else:
                rivals = self.by_filer[filer.id]
                meant = [
                    one for one in rivals if one.at <= filing.filed_at and filing.about in (None, one.subject, one.about)
                ]
                if meant[-1] is event:
                    found.append(filing)
        return found


def _deadline(world: World, duty: Duty, event: Event, counted: _Opened | None) -> Instant | None:
    by = duty.by
    if counted is None:
        return world.deadline(by, event.at if by is not None and by.hours else event.day)
    filer = counted.filers.get(event.id)
    answers = counted.answers(world, filer, event) if filer is not None else []
    return world.deadline(by, answers[0].filed_at) if answers else None


def _met(world: World, duty: Duty, event: Event, at: datetime, filed: Outcome) -> Outcome:
    """
    Return the outcome of what was filed, or of the first move that meets the duty where that came earlier.
    """
    first = min(answering(world, event, duty.moves_that_meet, at), key=lambda move: move.at, default=None)
    return filed if first is None else met_by(first, filed)


def _released(world: World, duty: Duty, event: Event, at: datetime) -> Event | None:
    """
    Return the event that releases from a due: it names what opened it, or names nothing and has its subject.

    Of several it is the one that was known first.
    """
    return min(answering(world, event, duty.unless, at), key=lambda one: one.known_at, default=None)
