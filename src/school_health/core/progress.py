"""
Matters of workflows: the state of each, derived from the moves that were made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import define, field

from school_health.core.filing import Event
from school_health.core.workflow import Made, Matter, Move, MoveRule, Need, Refused, Workflow
from school_health.core.world import World


__all__ = ["accepted", "lacking", "matters", "strays"]


def matters(world: World, workflow: Workflow, opening: Iterable[Event]) -> tuple[Matter, ...]:
    """
    Return the matters that events open, each in the state that follows from its moves, in the order of the events.
    """
    moves = world.record.moves_by_matter
    found: dict[str, Matter] = {}
    for event in sorted(opening, key=lambda event: event.at):
        if event.id not in found and world.rulebook.in_force(workflow, event.day):
            found[event.id] = _matter(world, workflow, event, moves.get((workflow.id, event.id), ()))
    return tuple(found.values())


def strays(world: World, workflow: Workflow, known: Iterable[Matter]) -> Iterator[Refused]:
    """
    Yield the moves of a workflow that are about no matter of it.
    """
    ids = {matter.id for matter in known}
    for (name, matter), moves in world.record.moves_by_matter.items():
        if name == workflow.id and matter not in ids:
            yield from (Refused(move, "no-matter") for move in moves)


def accepted(found: Iterable[Matter], move: str) -> list[Event]:
    """
    Return the moves of an id that counted as events, named ``move:<workflow>.<move>``, about the matter.
    """
    return [
        Event(
            id=made.move.id,
            kind=f"move:{matter.workflow.id}.{move}",
            subject=matter.subject,
            at=made.move.at,
            about=matter.id,
            recorded_at=made.move.recorded_at,
        )
        for matter in found
        for made in matter.made
        if made.rule.id == move and made.done
    ]


def lacking(rule: MoveRule, move: Move) -> tuple[str, ...]:
    """
    Return what a move lacks of what it needs, by key; of needs of one ``either`` all, where none is there.
    """
    missing = [need for need in rule.needs if not _given(need, move)]
    either = {need.either for need in rule.needs if need.either and _given(need, move)}
    wrong = [need for need in rule.may if move.details.get(need.key) and not _given(need, move)]
    return tuple(need.key for need in (*missing, *wrong) if not need.either or need.either not in either)


def _given(need: Need, move: Move) -> bool:
    value = move.details.get(need.key, "").strip()
    return bool(value) and (not need.choices or value in need.choices)


@define
class _Walk:
    state: str
    since: datetime
    made: list[Made] = field(factory=list)
    refused: list[Refused] = field(factory=list)
    # Of each move that several posts make together: who made it in which post, in this round.
    agreed: dict[str, dict[str, str]] = field(factory=dict)


def _matter(world: World, workflow: Workflow, event: Event, moves: Sequence[Move]) -> Matter:
    walk = _Walk(workflow.start, event.at)
    for move in moves:
        rule = workflow.rule_of(move.move)
        refused = _refusal(world, workflow, rule, move, event, walk)
        if rule is None or refused is not None:
            walk.refused.append(refused or Refused(move, "no-move"))
            continue
        agreed = walk.agreed.setdefault(rule.id, {})
        agreed.setdefault(move.post, move.by)
        done = agreed.keys() >= set(rule.all)
        if done:
            walk.agreed.pop(rule.id)
        if done and rule.to:
            walk.state, walk.since = rule.to, move.at
            walk.agreed.clear()
        walk.made.append(Made(rule, move, walk.state, done))
    possible = tuple(rule for rule in workflow.move if walk.state in rule.from_)
    waiting = tuple(
        post for rule in possible if rule.id in walk.agreed for post in rule.all if post not in walk.agreed[rule.id]
    )
    return Matter(
        workflow,
        event.id,
        event.subject,
        event.at,
        walk.state,
        walk.since,
        tuple(walk.made),
        tuple(walk.refused),
        waiting,
        possible,
    )


def _refusal(
    world: World, workflow: Workflow, rule: MoveRule | None, move: Move, event: Event, walk: _Walk
) -> Refused | None:
    """
    Return why a move does not count, or None.
    """
    if rule is None:
        return Refused(move, "no-move")
    if move.at < event.at and not workflow.ahead:
        return Refused(move, "before-it-opened")
    if walk.state not in rule.from_:
        return Refused(move, "not-in-state")
    posts = rule.all or rule.by
    if posts and (move.post not in posts or not _holds(world, move, event)):
        return Refused(move, "not-their-post")
    if move.by and move.by in _before(rule, move, walk):
        return Refused(move, "same-person")
    lacks = lacking(rule, move)
    if rule.others and not move.by:
        lacks = ("by", *lacks)  # nobody can tell whether it was another
    return Refused(move, "lacks", lacks) if lacks else None


def _before(rule: MoveRule, move: Move, walk: _Walk) -> set[str]:
    """
    Return who made what another has to make; of the move itself who made it in other posts in this round.
    """
    before = {one.move.by for one in walk.made if one.rule.id in rule.others and one.rule.id != rule.id}
    if rule.id in rule.others:
        before |= {by for post, by in walk.agreed.get(rule.id, {}).items() if post != move.post}
    return before


def _holds(world: World, move: Move, event: Event) -> bool:
    """
    Say whether somebody holds the post in which a move was made, where the matter is.

    Where nobody said who does, the move's word counts.
    """
    posts = world.record.posts_by_role
    held = [post for place in _organisations(world, event) for post in posts.get((move.post, place), ())]
    if not held or not move.by:
        return True
    return any(post.person == move.by and post.holds(move.at.date()) for post in held)


def _organisations(world: World, event: Event) -> Iterator[str]:
    """
    Yield the organisations that have to do with a matter: its class, its school and the areas above it.
    """
    filer = world.filer_for("school", event)
    if filer is None or filer.school is None:
        yield from world.calendar.chain(event.subject)
        return
    person = world.record.person_by_id.get(event.subject)
    areas = [area for of in (filer.area, filer.school.authority) if of for area in world.calendar.chain(of)]
    yield from dict.fromkeys([person.class_ if person and person.class_ else event.subject, filer.id, *areas])
