"""
Rows for what a sample draws, for people by their references, and for accounts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from school_health.core.account import Account
from school_health.core.form import FormTable
from school_health.core.scene import Scene
from school_health.core.school import Person
from school_health.core.source import Family, Source, placed
from school_health.core.titles import ACCOUNT_KINDS, ROLES


__all__ = ["ACCOUNTS", "PEOPLE", "SAMPLES"]


# ------------------------------------------------------------------ samples


@frozen
class _Drawn:
    """
    What was drawn: a school, or a filing of a school with its duty and day.
    """

    item: str
    school: str
    duty: str = ""
    day: date | None = None


def _drawn(scene: Scene, table: FormTable) -> Iterable[_Drawn]:
    for name in table.rule:
        schools = scene.rulebook.samples[name].of == "school"
        for item in scene.region.draw(scene.record, name, scene.seed, scene.at):
            if schools:
                yield _Drawn(item, item)
            else:
                duty, rest = item.split("/", 1)
                school, day = rest.rsplit("/", 1)
                yield _Drawn(item, school, scene.rulebook.duties[duty].title, date.fromisoformat(day))


SAMPLES = Source(
    "what a random sample draws, by the seed that is told",
    "sample",
    _drawn,
    {
        **placed(lambda one: one.school),
        "item": lambda _scene, one: one.item,
        "duty": lambda _scene, one: one.duty,
        "day": lambda _scene, one: one.day,
    },
    lambda _scene, one: one.item,
)


# ------------------------------------------------------------------ people


def _people(scene: Scene, _table: FormTable) -> Iterable[Person]:
    return (one for one in scene.world.record.person_by_id.values() if one.holds(scene.last))


def _filed_at(scene: Scene, person: Person, duty: str) -> datetime | None:
    filings = scene.world.record.filings_by_pair.get((duty, person.id), ())
    return next((one.filed_at for one in filings if scene.first <= (one.first or one.filed_at.date()) <= scene.last), None)


def _state(scene: Scene, person: Person, workflow: str) -> str:
    own = [one for one in scene.assessment.matters if one.workflow.id == workflow and one.subject == person.id]
    return own[-1].state_title if own else ""


PEOPLE = Source(
    "the people of the record on the last day, by reference",
    "",
    _people,
    {
        **placed(lambda one: one.school),
        "person": lambda _scene, one: one.id,
        "class": lambda _scene, one: one.class_ or "",
        "role": lambda _scene, one: ROLES[one.role],
        "proxy": lambda _scene, one: one.proxy or "",
    },
    lambda _scene, one: one.id,
    {
        "filed": Family("when something was filed for the days under a duty", "duty", _filed_at),
        "state": Family("the state of the person's matter in a workflow", "workflow", _state),
    },
)


# ------------------------------------------------------------------ accounts


def _accounts(scene: Scene, _table: FormTable) -> Iterable[Account]:
    return (one for one in scene.world.record.accounts if one.holds(scene.last))


ACCOUNTS = Source(
    "the accounts of the record on the last day",
    "",
    _accounts,
    {
        **placed(lambda one: one.of),
        "user": lambda _scene, one: one.user,
        "kind": lambda _scene, one: ACCOUNT_KINDS[one.kind],
        "keeper": lambda scene, one: scene.called(one.keeper or ""),
    },
    lambda _scene, one: one.user,
)
