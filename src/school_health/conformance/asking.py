"""
Parts of an answer that are a question first: a rate of which days, a sample by which seed, a password, a form as filled in.

Each function yields for every entry of a vector what is asked with what is answered, and whether that speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from school_health.core.account import Account, Custody, PasswordRule, password_faults
from school_health.core.checks_accounts import right_keeper
from school_health.core.form import Form, FormFault, form_faults
from school_health.core.law import Party
from school_health.core.measure import MeasureRule
from school_health.core.sample import SampleRule
from school_health.errors import UnknownSubject


if TYPE_CHECKING:
    from school_health.conformance.answers import Question

__all__ = ["ASKED"]

_OF_A_FORM = ("first", "last", "span", "about", "seed", "address", "given")
_Asked = Iterable[Mapping[str, Any]]
_Told = Iterator[tuple[Mapping[str, Any], bool]]


def _said(value: Any) -> Any:
    """
    Return a value of a form as a vector writes it: a share as a fraction, rows without their blanks.
    """
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _said(one) for key, one in value.items() if not _is_blank(one)}
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def _there(question: Question, one: str) -> None:
    """
    Refuse to ask about what the record does not hold: the answer would be nothing, and would show nothing.
    """
    record = question.record
    tables = (record.school_by_id, record.area_by_id, record.class_by_id, record.person_by_id)
    if not any(one in table for table in tables):
        message = f"is asked about {one!r}, which the record does not hold"
        raise UnknownSubject(message)


def _measures(question: Question, rule: MeasureRule, asked: _Asked) -> _Told:
    for one in asked:
        if one.get("place"):
            _there(question, one["place"])
        found = question.region.completeness(question.record, one["first"], one["last"], question.at)
        measured = [
            each for each in found.measures(one.get("by")) if each.rule.id == rule.id and each.place == one.get("place", "")
        ]
        answer: dict[str, Any] = {"numerator": 0, "denominator": 0, "reached": "not-asked", "drawn_up": []}
        for each in measured:
            reached = {True: "yes", False: "no", None: "undecided"}[each.reached]
            answer = {"numerator": each.share.numerator, "denominator": each.share.denominator, "reached": reached}
            answer["drawn_up"] = [*rule.period, *rule.by]
        yield {**one, **answer}, answer["denominator"] > 0


def _samples(question: Question, rule: SampleRule, asked: _Asked) -> _Told:
    for one in asked:
        drawn = question.region.draw(question.record, rule.id, one["seed"], question.at)
        yield {**one, "drawn": drawn, "count": len(drawn)}, bool(drawn)


def _passwords(question: Question, rule: PasswordRule, asked: _Asked) -> _Told:
    holds = question.region.rulebook.in_force(rule, question.at.date())
    for one in asked:
        faults = password_faults(rule, one["given"]) if holds else ()
        yield {**one, "faults": faults}, bool(faults)


def _forms(question: Question, rule: Form, asked: _Asked) -> _Told:
    holds = question.region.rulebook.in_force(rule, question.at.date())
    for one in asked:
        faults = _faults(form_faults(rule, one["values"]) if holds else ())
        yield {**one, "faults": faults}, bool(faults)


def _filled(question: Question, rule: Form, asked: _Asked) -> _Told:
    holds = question.region.rulebook.in_force(rule, question.at.date())
    for one in asked:
        if not holds:
            yield {**one, "days": [], "shows": {}, "totals": {}, "faults": []}, False
            continue
        found = question.region.fill(question.record, rule.id, question.at, **_told_of_form(one))
        shows = {key: _said(value) for key, value in found.values.items() if not _is_blank(value)}
        answer = {
            "days": [found.first, found.last],
            "shows": shows,
            "totals": {name: _said(row) for name, row in found.totals.items()},
            "faults": _faults(found.faults),
        }
        computed = [table.rows for table in rule.table if table.of]
        yield {**one, **answer}, any(shows.get(rows) for rows in computed) if computed else bool(shows)


def _told_of_form(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: one[key] for key in _OF_A_FORM if key in one}


def _faults(found: Iterable[FormFault]) -> list[str]:
    return [f"{one.key} {one.kind}" + ("" if one.row is None else f" {one.row}") for one in found]


def _accounts(question: Question, rule: Custody, asked: _Asked) -> _Told:
    world = question.region.world(question.record, question.at)
    for one in asked:
        _there(question, one["of"])
        account = Account(user="", of=one["of"], kind=one.get("kind", "education"))
        right = right_keeper(world, account, question.at.date())
        keeper = right[1] if right is not None and right[0].id == rule.id else ""
        yield {**one, "keeper": keeper}, bool(keeper)


def _posts(question: Question, rule: Party, asked: _Asked) -> _Told:
    world = question.region.world(question.record, question.at)
    for one in asked:
        _there(question, one["of"])
        inside = world.record.class_by_id.get(one["of"]) or world.record.person_by_id.get(one["of"])
        seat = world.seat_for(rule.id, one["of"] if inside is None else inside.school, one["of"])
        yield {**one, "seat": " ".join(part for part in seat if part)}, any(seat)


ASKED: Mapping[str, Callable[[Question, Any, _Asked], _Told]] = {
    "measures": _measures,
    "samples": _samples,
    "passwords": _passwords,
    "filled": _filled,
    "forms": _forms,
    "accounts": _accounts,
    "posts": _posts,
}
