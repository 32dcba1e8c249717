"""
Which steps of a ladder fell due, and to whom they speak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from school_health.core.due import Due
from school_health.core.escalation import Ladder, Notice, Recipient, Step
from school_health.core.rulebook import Plan
from school_health.core.world import World


__all__ = ["notices", "recipients"]


def notices(world: World, plan: Plan, dues: Iterable[Due], at: datetime) -> Iterator[Notice]:
    """
    Yield the steps that fell due by a moment: at their instant the due was not complete, as far as was known then.

    A step without a time of its own falls due with the deadline. A filing that is recorded later than it was filed ends
    the ladder only from when it was recorded, so that a replay sends what was sent.
    """
    for due in dues:
        done = due.outcome.known_at
        if due.state == "exempt" and done is None:
            continue  # it was never open
        for ladder, step, on_clock in _steps(world, plan, due.first):
            instant = on_clock
            if instant is not None:
                fell = instant <= at and (done is None or done > instant)
            elif due.deadline is not None:
                instant = due.deadline.at
                fell = due.deadline.passed(at) and (done is None or due.deadline.passed(done))
            else:
                continue
            if fell:
                to = _told(world, step.to, due, instant)
                if to:  # no step speaks to nobody: a member of staff has no class teacher
                    yield Notice(instant, step.level, to, due, step.clause, ladder, step)


def _steps(world: World, plan: Plan, first: date) -> list[tuple[Ladder, Step, datetime | None]]:
    """
    Return the steps that a due of a day may climb, with their instants; None is the deadline's.
    """
    key = ("steps", plan.duty.id, first)
    found: list[tuple[Ladder, Step, datetime | None]] | None = world.memo.get(key)
    if found is None:
        found = world.memo[key] = [
            (ladder, step, None if step.at is None else step.at.on(first))
            for ladder in plan.ladders
            if world.rulebook.in_force(ladder, first)
            for step in ladder.step
        ]
    return found


def _told(world: World, roles: tuple[str, ...], due: Due, instant: datetime) -> tuple[Recipient, ...]:
    """
    Return the recipients of a step, looked up once for all steps of a filer and day (or instant, where posts are recorded).
    """
    key = (roles, due.filer, due.place, instant.date() if world.record.posts_known_always else instant)
    found: tuple[Recipient, ...] | None = world.memo.get(key)
    if found is None:
        found = world.memo[key] = recipients(world, roles, due, instant)
    return found


def recipients(world: World, roles: tuple[str, ...], due: Due, instant: datetime) -> tuple[Recipient, ...]:
    """
    Return the persons who held the posts on the day, as far as was known; nobody twice, and a vacant post as such.
    """
    posts, day = world.record.posts_by_role, instant.date()
    held: dict[str, tuple[list[str], str]] = {}
    vacant = []
    for role in roles:
        organisation, grade = world.seat(role, due)
        if not organisation:
            continue
        found = False
        for post in posts.get((role, organisation), ()):
            if post.grade and post.grade != grade:
                continue
            if post.holds(day) and (post.recorded_at is None or post.recorded_at <= instant):
                found = True
                held.setdefault(post.person, ([], organisation))[0].append(role)
        if not found:
            vacant.append(Recipient(None, (role,), organisation))
    told = [Recipient(person, tuple(dict.fromkeys(names)), where) for person, (names, where) in held.items()]
    return (*told, *vacant)
