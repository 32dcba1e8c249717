"""
Tests of what was filed: hands and parts, second filings, machine-made zeros, proxies, people left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from school_health.core.checking import Checked
from school_health.core.due import Due
from school_health.core.filing import Filing
from school_health.core.finding import Check, Found
from school_health.core.world import Filer


__all__ = ["hands", "machine_made", "omitted", "parts", "proxies", "refused_filings"]


def _stands(checked: Checked, check: Check) -> Iterator[tuple[Due, Filing]]:
    for due in checked.of(check):
        stands = due.outcome.stands
        if stands is not None and stands.duty == due.duty.id:  # what stands in is asked under its own duty
            yield due, stands


def _at(checked: Checked, due: Due, filing: Filing) -> datetime:
    """
    Return since when something lacks: the deadline, or the filing where that came later.
    """
    deadline = due.deadline.at if due.deadline is not None else filing.filed_at
    return min(checked.at, max(deadline, filing.known_at))


def hands(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A filing without a hand of its duty when its time is over, or one that went through those of the one who filed it.

    ``lacks`` names the post, in the second case with ``same-person:`` before it.
    """
    for due, filing in _stands(checked, check):
        through = due.duty.through
        if through is None or not checked.over(due):
            continue
        lacks = [hand for hand in through.hands if hand not in filing.hands]
        if through.others and filing.filed_by is not None:
            lacks += [f"same-person:{name}" for name, hand in filing.hands.items() if hand.person == filing.filed_by]
        if lacks:
            yield Found(due.filer, due.first, _at(checked, due, filing), due.about or "", tuple(lacks))


def parts(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A filing without a part of ``needs`` (a voucher, a declaration) when its time is over.

    A part that the duty itself needs may have come with any filing of the same due.
    """
    for due, filing in _stands(checked, check):
        needed = due.duty.needs
        lacks = tuple(
            part for part in check.needs if (part in due.outcome.lacks if part in needed else part not in filing.parts)
        )
        if lacks and checked.over(due):
            yield Found(due.filer, due.first, _at(checked, due, filing), due.about or "", lacks)


def refused_filings(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A further filing where the first one stands.
    """
    for due in checked.of(check):
        for filing in due.outcome.refused:
            yield Found(due.filer, due.first, filing.known_at, filing.filed_at.isoformat())


def machine_made(checked: Checked, check: Check) -> Iterator[Found]:
    """
    ``count`` zero reports running, each filed at the same second of its day.

    A run is told once, on the day that fills the count.
    """
    filed = [(due, one) for due, one in _stands(checked, check)]
    filed.sort(key=lambda pair: (pair[0].duty.id, pair[0].filer, pair[0].first))
    for _, own in groupby(filed, key=lambda pair: (pair[0].duty.id, pair[0].filer)):
        running, clock = 0, None
        for due, filing in own:
            now = filing.filed_at.time().replace(microsecond=0) if filing.content == "zero" else None
            running = running + 1 if now is not None and now == clock else int(now is not None)
            clock = now
            if running == check.count:
                yield Found(due.filer, due.first, filing.known_at, due.duty.id)


def proxies(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A person's filing that does not say who filled it in, or that the wrong one filled in.

    ``lacks`` holds ``filled-by``, ``proxy`` where somebody needs one and has none, ``by-proxy`` where another than the proxy
    filled it in.
    """
    people = checked.world.record.person_by_id
    for due, filing in _stands(checked, check):
        person = people.get(due.filer)
        lacks = ["filled-by"] if filing.filed_by is None else []
        if person is not None and person.needs_proxy:
            if person.proxy is None:
                lacks.append("proxy")
            elif filing.filed_by not in (None, person.proxy):
                lacks.append("by-proxy")
        if lacks:
            yield Found(due.filer, due.first, filing.known_at, "", tuple(lacks))


def omitted(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A person of a school that has filed the survey, of whom none of the facts of ``needs`` is known by then.
    """
    world = checked.world
    scope = world.rulebook.scopes[check.scope] if check.scope else None
    surveyed = {event.subject for kind in check.needs for event in world.record.events_by_kind.get(kind, ())}
    people: dict[str, list[Filer]] = {}
    for filer in world.filers("person", scope):
        people.setdefault(filer.place, []).append(filer)
    for due in checked.of(check):
        done = due.outcome.complete_at
        if done is None:
            continue
        for filer in people.get(due.place, ()):
            if filer.id not in surveyed and not world.absent(filer, done.date()):
                yield Found(filer.id, due.first, done, due.duty.id, check.needs)
