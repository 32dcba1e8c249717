"""
One vector held against a region: what differs, and by which clauses the answer speaks or is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from school_health.conformance.answers import Answer, Question, answers, told
from school_health.conformance.kinds import KINDS
from school_health.conformance.vectors import Entry, Vector
from school_health.core.law import Document, Rule
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.words import near
from school_health.errors import SchoolHealthError


__all__ = ["Difference", "Verdict", "holds", "judge"]


# A clause, the kind of part and the rule by which it is shown.
Shown = tuple[str, str, str]


@frozen
class Difference:
    """
    Where an answer is not what was expected: of one rule, the parts that were expected and those that came.
    """

    kind: str
    rule: str
    expected: Sequence[Mapping[str, Any]]
    got: Sequence[Mapping[str, Any]]


@frozen
class Verdict:
    """
    What came of a vector.

    Args:
        vector: the vector.
        differences: where the answer is not what was expected.
        error: why there is no answer, or "".
        speaks: the clauses by which something that was expected is there, each with the kind of part and the rule.
        silent: the clauses of rules that were evaluated, of which nothing was expected and nothing came; in the same way.
        names: the clauses of all rules of which something, or nothing, was expected, those not in force included.
    """

    vector: Vector
    differences: tuple[Difference, ...] = ()
    error: str = ""
    speaks: frozenset[Shown] = frozenset()
    silent: frozenset[Shown] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def passed(self) -> bool:
        """
        Say whether the answer is what was expected.
        """
        return not self.differences and not self.error


def judge(region: Region, vector: Vector) -> Verdict:
    """
    Hold a vector against a region.
    """
    question = Question(region, vector.record, vector.at, vector.since)
    differences = []
    speaks: set[Shown] = set()
    silent: set[Shown] = set()
    names: set[str] = set()
    try:
        for kind, name, entries in _asked(vector):
            rule = question.rule(kind, name)
            if rule is None:
                return Verdict(vector, error=_unknown(question, kind, name))
            got = answers(question, kind, name, entries)
            if not _fits(entries, got):
                keys = dict.fromkeys(key for entry in entries for key in entry) or KINDS[kind].keys
                shown = [{key: one.values[key] for key in keys if key in one.values} for one in got]
                differences.append(Difference(kind, name, [_wanted(entry) for entry in entries], shown))
                continue
            spoken = frozenset(clause for one in got if one.speaks for clause in one.clauses)
            speaks |= {(clause, kind, name) for clause in spoken}
            names |= spoken | _clauses(rule)
            gives_it = kind not in _GIVEN or rule.gives == _GIVEN[kind]  # what a rule never gives is no silence
            if gives_it and _evaluated(region, rule, vector, question.record):
                silent |= {(clause, kind, name) for clause in _clauses(rule) - spoken}
    except SchoolHealthError as error:
        return Verdict(vector, error=str(error))
    return Verdict(vector, tuple(differences), "", frozenset(speaks), frozenset(silent), frozenset(names))


def holds(region: Region, vector: Vector) -> bool:
    """
    Say whether a vector holds of a region, and no more: it stops at the first difference.
    """
    question = Question(region, vector.record, vector.at, vector.since)
    try:
        return all(
            question.rule(kind, name) is not None and _fits(entries, answers(question, kind, name, entries))
            for kind, name, entries in _asked(vector)
        )
    except SchoolHealthError:
        return False


# What an alert rule has to give for its parts to be of a kind.
_GIVEN = {"alerts": "alert", "criteria": "criterion"}


def _asked(vector: Vector) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
    for kind, by_rule in vector.expect.items():
        for name, entries in by_rule.items():
            yield kind, name, entries


def _unknown(question: Question, kind: str, name: str) -> str:
    table = KINDS[kind].table
    known = getattr(question.region.rulebook, table)
    return f"expect.{kind} names {name!r}, and the region has no such rule among its {table}{near(name, known)}"


def _fits(entries: Sequence[Entry], got: Sequence[Answer]) -> bool:
    return len(entries) == len(got) and all(
        key in answer.values and type(answer.values[key]) is type(value) and answer.values[key] == value
        for entry, answer in zip(entries, got, strict=True)
        for key, value in _wanted(entry).items()
    )


def _wanted(entry: Entry) -> Mapping[str, Any]:
    """
    Return what is expected as answers have it; moments without a zone are Shanghai time.
    """
    return {key: told(_local(value)) for key, value in entry.items()}


def _local(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=SHANGHAI_TIME) if value.tzinfo is None else value.astimezone(SHANGHAI_TIME)
    if isinstance(value, Mapping):
        return {key: _local(one) for key, one in value.items()}
    return [_local(one) for one in value] if isinstance(value, list) else value


def _clauses(rule: Rule | Document) -> frozenset[str]:
    return frozenset(rule.clauses) if isinstance(rule, Rule) else frozenset()


def _evaluated(region: Region, rule: Rule | Document, vector: Vector, record: Record) -> bool:
    """
    Say whether a rule was asked at all: it is in force, there is a school, and the moment lies within what is looked at.
    """
    day = vector.at.date()
    begun = all(since is None or since <= day for since in (record.since, vector.since))
    return isinstance(rule, Rule) and region.rulebook.in_force(rule, day) and begun and bool(record.schools)
