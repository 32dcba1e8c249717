"""
What a region answers to facts, as plain values that can be written in a vector, compared and turned into JSON.

Days and moments are ISO texts, moments with their zone. Every answer knows which clauses it rests on, and whether it speaks
(something is due, fires, is found) or is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from school_health.conformance.asking import ASKED
from school_health.conformance.kinds import KINDS
from school_health.core.alert import Alert
from school_health.core.assess import Assessment
from school_health.core.due import Due
from school_health.core.escalation import Breach, Consequence, Notice
from school_health.core.finding import Finding
from school_health.core.law import Rule
from school_health.core.record import Record
from school_health.core.recovery import Criterion
from school_health.core.region import Region
from school_health.core.signalrule import Signal
from school_health.core.workflow import Matter, Refused


__all__ = ["Answer", "Question", "answers", "everything", "told"]


@frozen
class Answer:
    """
    One part of an answer: a due, a notice, an alert … with the clauses it rests on.
    """

    values: Mapping[str, Any]
    clauses: frozenset[str]
    speaks: bool = True


@define
class Question:
    """
    A region asked about facts at a moment. What is not asked for is not computed.
    """

    region: Region
    record: Record
    at: datetime
    since: date | None = None
    found: dict[str, list[tuple[str, Answer]]] = field(factory=dict, init=False, repr=False)

    @cached_property
    def assessment(self) -> Assessment:
        """
        The assessment.
        """
        return self.region.assess(self.record, self.at, since=self.since)

    def rule(self, kind: str, name: str) -> Any:
        """
        Return the rule of a kind of part by id, or None.
        """
        return getattr(self.region.rulebook, KINDS[kind].table).get(name)


def told(value: Any) -> Any:
    """
    Return a value as it stands in an answer: days and moments as ISO texts, tuples as lists.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def answers(question: Question, kind: str, name: str, asked: Iterable[Mapping[str, Any]] = ()) -> list[Answer]:
    """
    Return what is answered under a rule, in order of day or moment, then of whom it concerns.

    Args:
        question: the facts, and when.
        kind: one of `KINDS`.
        name: the id of the rule.
        asked: what is asked of it, for kinds that are a question.
    """
    rule = question.rule(kind, name)
    if kind in ASKED:
        return [
            Answer(told(values), frozenset(rule.clauses), speaks) for values, speaks in ASKED[kind](question, rule, asked)
        ]
    found = question.found.get(kind)
    if found is None:
        found = question.found[kind] = sorted(_FINDERS[kind](question), key=_order)
    return [answer for own, answer in found if own == name]


def _order(found: tuple[str, Answer]) -> tuple[str, ...]:
    values = found[1].values
    when = next((values[key] for key in ("first", "day", "at", "since", "opened_at") if values.get(key)), "")
    who = [str(values.get(key) or "") for key in ("filer", "subject", "place", "of", "area", "about", "id", "at")]
    return (when, *who)


def _answer(rule: Rule, values: Mapping[str, Any], more: Iterable[str] = (), *, speaks: bool = True) -> tuple[str, Answer]:
    return rule.id, Answer(told(values), frozenset((*rule.clauses, *more)), speaks)


def _dues(question: Question) -> Iterator[tuple[str, Answer]]:
    book = question.region.rulebook
    for due in question.assessment.dues:
        scope = [book.scopes[due.duty.scope].clause] if due.duty.scope else []
        yield _answer(due.duty, _due(due), scope, speaks=due.state != "exempt")


def _due(due: Due) -> Mapping[str, Any]:
    outcome, duty = due.outcome, due.duty
    return {
        "filer": due.filer,
        "about": due.about or "",
        "first": due.first,
        "last": due.last,
        "state": due.state,
        "reason": due.reason,
        "basis": due.basis,
        "complete_at": outcome.complete_at or "",
        "stands": outcome.stands.filed_at if outcome.stands is not None else "",
        "refused": len(outcome.refused),
        "lacks": outcome.lacks,
        "to": duty.to,
        "copy": duty.copy,
        "channel": duty.channel,
        "module": duty.module,
        "form": duty.form,
    }


def _notices(question: Question) -> Iterator[tuple[str, Answer]]:
    parties = question.region.rulebook.parties
    for one in question.assessment.notices:
        values = {
            "at": one.at,
            "level": one.level,
            "duty": one.due.duty.id,
            "filer": one.due.filer,
            "first": one.due.first,
            "to": _recipients(one),
            "by": one.step.by,
            "enters": one.enters,
        }
        posts = [parties[post].clause for post in one.step.to]
        yield one.ladder.id, Answer(told(values), frozenset((one.clause, *one.ladder.clauses[:1], *posts)))


def _recipients(notice: Notice) -> list[str]:
    return [one.person or f"{one.posts[0]}@{one.organisation}" for one in notice.to]


def _breaches(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.breaches:
        yield _answer(one.rule, _breach(one))


def _breach(one: Breach) -> Mapping[str, Any]:
    return {"subject": one.subject, "day": one.day, "at": one.at, "of": one.of}


def _consequences(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.consequences:
        yield _answer(one.rule, _consequence(one))


def _consequence(one: Consequence) -> Mapping[str, Any]:
    rule = one.rule
    return {
        "subject": one.subject,
        "at": one.at,
        "first": one.span.first,
        "last": one.span.last,
        "breaches": len(one.breaches),
        "by": rule.by,
        "on": rule.on,
        "lists": rule.lists,
    }


def _alerts(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.alerts:
        yield _answer(one.rule, _alert(one), [clause for rule in one.joined for clause in rule.clauses])


def _criteria(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.criteria:
        yield _answer(one.rule, _alert(one), [clause for rule in one.joined for clause in rule.clauses])


def _alert(one: Alert) -> Mapping[str, Any]:
    return {
        "place": one.place.id,
        "unit": one.place.unit,
        "places": sorted(place.id for place in one.places),
        "first": one.first,
        "raised_at": one.raised_at,
        "days": one.days,
        "persons": one.persons,
        "reached": one.reached,
        "shared": sorted(one.shared),
        "joined": [rule.id for rule in one.joined],
        "excludable": bool(one.excludable),
        "counted_by": one.bases,
    }


def _matters(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.matters:
        clauses = {one.workflow.clause, *one.workflow.also, *(made.rule.clause for made in one.made)}
        yield one.workflow.id, Answer(told(_matter(one)), frozenset(clauses))


def _matter(one: Matter) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "subject": one.subject,
        "state": one.state,
        "open": one.open,
        "opened_at": one.opened_at,
        "since": one.since,
        "made": [made.rule.id for made in one.made],
        "refused": [_refused(refused) for refused in one.refused],
        "waiting": one.waiting,
        "possible": [rule.id for rule in one.possible],
    }


def _refused(one: Refused) -> str:
    return " ".join([one.move.move, one.reason, *one.lacks])


def _findings(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.findings:
        yield _answer(one.check, _finding(one))


def _finding(one: Finding) -> Mapping[str, Any]:
    return {
        "subject": one.subject,
        "place": one.place,
        "day": one.day,
        "at": one.at,
        "about": one.about,
        "lacks": one.lacks,
        "standing": one.standing,
    }


def _signals(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.signals:
        yield _answer(one.rule, _signal(one), speaks=one.verdict == "alarm")


def _signal(one: Signal) -> Mapping[str, Any]:
    return {"place": one.place.id, "day": one.day, "verdict": one.verdict, "observed": one.observed}


def _returns(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.region.criteria(question.record, question.at):
        yield _answer(one.rule, _criterion(one), speaks=one.met is True or one.what == "contacts")


def _criterion(one: Criterion) -> Mapping[str, Any]:
    met = {True: "met", False: "not-yet", None: "unknown"}[one.met]
    return {"of": one.of, "what": one.what, "met": met, "from": one.since or "", "lacks": one.lacks}


def _unbound(question: Question) -> Iterator[tuple[str, Answer]]:
    for one in question.assessment.unbound:
        yield one.document, Answer({"area": one.area, "reason": one.reason}, frozenset())


_FINDERS: Mapping[str, Callable[[Question], Iterable[tuple[str, Answer]]]] = {
    "dues": _dues,
    "notices": _notices,
    "breaches": _breaches,
    "consequences": _consequences,
    "alerts": _alerts,
    "criteria": _criteria,
    "matters": _matters,
    "findings": _findings,
    "signals": _signals,
    "returns": _returns,
    "unbound": _unbound,
}


def everything(question: Question) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """
    Return all that is answered without being asked for more, by kind and rule.
    """
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for kind in _FINDERS:
        for name in getattr(question.region.rulebook, KINDS[kind].table):
            held = answers(question, kind, name)
            if held:
                found.setdefault(kind, {})[name] = [one.values for one in held]
    return found
