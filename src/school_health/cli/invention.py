"""
What happens in an example county beside its filings: absences, a suspension, moves of workflows, accounts.

All of it is invented, from the scenario and a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from school_health.cli.scenario import Outbreak, Scenario
from school_health.core.assess import Assessment
from school_health.core.moment import DAY, moment
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.workflow import Matter, MoveRule, Workflow


__all__ = ["absences", "accounts", "moves", "pupils", "suspensions"]

# So many pupils of a class stand in the list of persons, where nothing more happens in it.
_PUPILS = 5

_STEPS = (2, 1, 0)
_STEPS_AHEAD = 4
_PAUSE = timedelta(minutes=25)
_AHEAD = timedelta(hours=4)

Row = Mapping[str, Any]


class _Days:
    """
    The teaching days between the scenario's first day and its moment, as the national calendar has them.
    """

    def __init__(self, region: Region, scenario: Scenario) -> None:
        self._national, self._first, self._last = region.national, scenario.first, scenario.at.date()

    def teaching(self, day: date) -> bool:
        return self._national.kind(day) in ("workday", "make-up-day")

    def after(self, day: date) -> date:
        day += DAY
        while not self.teaching(day):
            day += DAY
        return day

    def all(self) -> list[date]:
        days = [self._first + number * DAY for number in range((self._last - self._first).days)]
        return [day for day in days if self.teaching(day)]


class _Told:
    """
    Writes absences, each recorded in the morning on which it begins.
    """

    def __init__(self, region: Region, scenario: Scenario, random: Random) -> None:
        self._words, self.diseases = region.rulebook.words("symptom"), region.rulebook.words("disease")
        self._random, self._until = random, scenario.at
        self.days = _Days(region, scenario)
        self._number = 0

    def symptoms(self, names: Iterable[str]) -> str:
        return "、".join(self._words[one] for one in names)

    def morning(self, day: date) -> datetime:
        return moment(day, datetime.min.time()) + timedelta(minutes=self._random.randrange(480, 530))

    def row(self, school: str, class_: str | None, person: str, first: date, **more: Any) -> dict[str, Any]:
        self._number += 1
        recorded = self.morning(first)
        return {
            "id": f"Q{self._number:05d}",
            "person": person,
            "school": school,
            "class_": class_,
            "role": "学生",
            "first": first,
            "cause": "因病",
            "recorded_at": recorded,
            **more,
        }

    def known(self, rows: Iterable[dict[str, Any]]) -> Iterator[Row]:
        """
        Yield the rows that are recorded by the moment of the example.
        """
        for row in rows:
            if row["recorded_at"] <= self._until:
                yield row


def pupils(scenario: Scenario, schools: Sequence[str], class_: str) -> int:
    """
    Return how many pupils of a class stand in the list of persons: enough for all who fall ill in it.
    """
    asked = [_PUPILS]
    for number, one in enumerate(scenario.outbreaks):
        if class_ == f"{_school_of(number, schools)}-1":
            asked.append(one.cases + one.later)
    if scenario.suspension is not None and class_ == f"{schools[0]}-2":
        asked.append(scenario.suspension.sick)
    return max(asked)


def _school_of(number: int, schools: Sequence[str]) -> str:
    """
    Return the school of an outbreak: the first, the fourth, and on by three.
    """
    return schools[3 * number % len(schools)]


def absences(region: Region, scenario: Scenario, random: Random, schools: Sequence[str]) -> list[Row]:
    """
    Return the absences: outbreaks, the sick of the suspension, and single ones with half days, staff and an injury.
    """
    told = _Told(region, scenario, random)
    rows: list[Row] = []
    for number, one in enumerate(scenario.outbreaks):
        rows += told.known(_outbreak(told, _school_of(number, schools), one))
    if scenario.suspension is not None:
        rows += told.known(_named(told, scenario, schools[0]))
    if scenario.scattered:
        rows += told.known(_scattered(told, scenario, random, schools))
    return rows


def _outbreak(told: _Told, school: str, outbreak: Outbreak) -> Iterator[dict[str, Any]]:
    class_, next_day = f"{school}-1", told.days.after(outbreak.day)
    common: dict[str, Any] = {"symptoms": told.symptoms(outbreak.symptoms) or None}
    if outbreak.disease:
        common["disease"] = told.diseases[outbreak.disease]
    if outbreak.temperature is not None:
        common["temperature"] = f"{outbreak.temperature // 10}.{outbreak.temperature % 10}"
    for number in range(1, outbreak.cases + outbreak.later + 1):
        first = outbreak.day if number <= outbreak.cases else next_day
        last = told.days.after(first)
        more = {"last": last, "onset": first, **common, "seen_by_doctor": "是" if number % 2 else "否"}
        row = told.row(school, class_, f"{class_}-P{number:02d}", first, **more, tracing="已登记")
        yield row
        if number <= outbreak.corrected:
            later = told.morning(next_day) + timedelta(hours=1)
            yield {**row, "void": "是", "void_reason": "录错了人", "recorded_at": later}


def _named(told: _Told, scenario: Scenario, school: str) -> Iterator[dict[str, Any]]:
    held = scenario.suspension
    if held is None:
        return
    class_ = f"{school}-2"
    for number in range(1, min(held.sick, held.named) + 1):
        first = held.decided_at.date()
        more = {"last": held.last, "onset": first, "symptoms": told.symptoms(held.symptoms), "tracing": "已追查"}
        if number == 1 and held.reason in told.diseases:
            more |= {"disease": told.diseases[held.reason], "diagnosis": "确诊"}
        yield told.row(school, class_, f"{class_}-P{number:02d}", first, **more)


def _scattered(told: _Told, scenario: Scenario, random: Random, schools: Sequence[str]) -> Iterator[dict[str, Any]]:
    days = told.days.all()
    for number, school in enumerate(schools[1:]):
        first, class_ = random.choice(days), f"{school}-2"
        person = f"{class_}-P{random.randrange(1, _PUPILS + 1):02d}"
        symptoms = told.symptoms([random.choice(scenario.scattered)])
        kind = number % 5
        if kind == 0:  # a half day
            yield told.row(school, class_, person, first, last=first, halves=first, symptoms=symptoms, tracing="已登记")
        elif kind == 1:  # first recorded without symptom, completed three hours later
            row = told.row(school, class_, person, first, last=first)
            yield row
            yield {**row, "symptoms": symptoms, "tracing": "已追查", "recorded_at": row["recorded_at"] + timedelta(hours=3)}
        elif kind == 2:  # staff  # noqa: PLR2004 - dealt out in turn
            yield told.row(
                school, None, f"{school}-T1", first, last=first, role="教职工", symptoms=symptoms, tracing="已登记"
            )
        elif kind == 3:  # an injury  # noqa: PLR2004 - dealt out in turn
            yield told.row(school, class_, person, first, last=told.days.after(first), cause="因伤", tracing="已登记")
        else:  # sick, and in class
            yield told.row(school, class_, person, first, last=first, attending="是", symptoms=symptoms, tracing="已登记")


def suspensions(region: Region, scenario: Scenario, schools: Sequence[str]) -> list[Row]:
    """
    Return the suspension, with its sick by reference.
    """
    held = scenario.suspension
    if held is None:
        return []
    class_ = f"{schools[0]}-2"
    row = {
        "id": "T001",
        "school": schools[0],
        "level": "班级",
        "of": class_,
        "first": held.first,
        "last": held.last,
        "reason": region.rulebook.words("disease").get(held.reason, held.reason),
        "sick": "、".join(f"{class_}-P{number:02d}" for number in range(1, held.sick + 1)),
        "decided_at": held.decided_at,
    }
    return [row]


def accounts(
    region: Region, scenario: Scenario, random: Random, schools: Sequence[str], county: Callable[[str], str]
) -> list[Row]:
    """
    Return the accounts of the schools: one kept by the wrong county, one school without, one with two, one closed.
    """
    if not scenario.accounts:
        return []
    other = dict(zip(scenario.counties, scenario.counties[1:] + scenario.counties[:1], strict=True))
    keeps = any(rule.level == "school" for rule in region.rulebook.custodies.values())
    open_ = [one for one in schools if one != schools[2]]
    wrong, without, twice = (random.sample(open_, min(3, len(open_))) * 2)[:3]
    rows: list[Row] = []
    for school in schools:
        keeper = other[county(school)] if school == wrong else county(school)
        row = {
            "user": f"xx-{school.lower()}",
            "of": school,
            "kind": "教育",
            "keeper": keeper if keeps else None,
            "system": scenario.accounts,
            "first": scenario.first,
        }
        rows += [row] if school != without else []
        rows += [{**row, "user": f"{row['user']}-2"}] if school == twice else []
    return rows


# ------------------------------------------------------------------ moves


def moves(region: Region, scenario: Scenario, record: Record, found: Assessment) -> list[Row]:
    """
    Return moves of the workflows that the facts so far have opened: some on the way, some not begun, one impossible.
    """
    rows: list[Row] = []
    impossible: list[Row] = []
    for workflow in region.rulebook.workflows.values():
        held = [one for one in found.matters if one.workflow is workflow and one.open]
        for number, matter in enumerate(held[: len(_STEPS)]):
            walked, state = _walked(region, scenario, record, matter, _STEPS_AHEAD if workflow.ahead else _STEPS[number])
            rows += walked
            impossible = impossible or _impossible(region, scenario, matter, state)
    return [{**row, "id": f"M{number:04d}"} for number, row in enumerate([*rows, *impossible], 1)]


def _walked(region: Region, scenario: Scenario, record: Record, matter: Matter, steps: int) -> tuple[list[Row], str]:
    """
    Return so many moves of a matter, and the state to which they lead; of a matter told ahead the first two come before it.
    """
    workflow, state = matter.workflow, matter.state
    at = matter.opened_at - _AHEAD if workflow.ahead else matter.opened_at + _PAUSE
    made: dict[str, list[str]] = {}
    rows: list[Row] = []
    for step in range(steps):
        rule = _next(workflow, state)
        if rule is None:
            break
        if step == 2:  # noqa: PLR2004 - what is told ahead has been
            at = max(at, matter.opened_at + _PAUSE)
        others = {person for one in rule.others for person in made.get(one, ())}
        for post in rule.all or rule.by[:1] or ("",):
            if at > scenario.at:
                return rows, state
            person = _holder(record, post, matter, others)
            made.setdefault(rule.id, []).append(person)
            rows.append(_move(region, workflow, matter, rule, at, post, person))
            at += _PAUSE
        state = rule.to
    return rows, state


def _next(workflow: Workflow, state: str) -> MoveRule | None:
    """
    Return the move by which a matter goes on: one that does not end it, where there is any.
    """
    onward = [rule for rule in workflow.move if state in rule.from_ and rule.to not in ("", state)]
    return next((rule for rule in onward if rule.to not in workflow.ends), next(iter(onward), None))


def _holder(record: Record, post: str, matter: Matter, others: set[str]) -> str:
    """
    Return somebody who holds a post, nearest to the matter's subject; "" where nobody does, or nobody but the others.
    """
    school = record.school_by_id.get(matter.subject)
    near = [matter.subject]
    area = school.area if school is not None else None
    while area is not None:
        near.append(area)
        above = record.area_by_id.get(area)
        area = above.parent if above is not None else None
    held = [one for one in record.posts if one.role == post and one.person not in others]
    held.sort(key=lambda one: near.index(one.organisation) if one.organisation in near else len(near))
    return held[0].person if held else ""


def _move(
    region: Region, workflow: Workflow, matter: Matter, rule: MoveRule, at: datetime, post: str, person: str
) -> dict[str, Any]:
    details = {}
    for need in rule.needs:
        said = next(iter(need.choices.values()), "见附件 1" if need.paper else f"示例{need.title}")
        details[f"detail:{need.key}:{need.title}"] = said
    return {
        "workflow": workflow.title,
        "matter": matter.id,
        "move": rule.title,
        "at": at,
        "by": person,
        "post": region.rulebook.parties[post].title if post else None,
        **details,
    }


def _impossible(region: Region, scenario: Scenario, matter: Matter, state: str) -> list[Row]:
    """
    Return a move that would end a matter from a state in which it is not, at the moment of the example.
    """
    rule = next((one for one in matter.workflow.move if state not in one.from_ and one.to in matter.workflow.ends), None)
    if rule is None or state in matter.workflow.ends:
        return []
    return [_move(region, matter.workflow, matter, rule, scenario.at - _PAUSE, "", "")]
