"""
What in a rulebook is read by nobody as it stands, so that no answer could change with it: the shift check leaves it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import attrs
from attrs import frozen

from school_health.conformance.members import PEOPLE
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.chapter import Chapter
from school_health.core.checks import TESTS
from school_health.core.duty import PERIODS, Duty, Through
from school_health.core.escalation import ConsequenceRule
from school_health.core.finding import Check
from school_health.core.form import FormField
from school_health.core.law import Document, EventKind, Party, Scope
from school_health.core.signal import DETECTORS
from school_health.core.sources import SOURCES


__all__ = ["EXEMPT", "Where", "limits_nobody", "unread", "unread_key"]

# What is no rule but words about one, and so is not moved; the documentation has this list too.
EXEMPT: dict[str, str] = {
    "id": "the name of an item",
    "clause": "the citation",
    "also": "the citation",
    "document": "the citation",
    "ours": "where a value comes from, and not the value",
    "trust": "how far a text may be trusted",
    "open": "whether a list of words ends with 等, so that others may be added",
    "title": "a title",
    "says": "a sentence for readers",
    "do": "a sentence for readers",
    "liability": "a sentence for readers",
    "keeper_title": "a title",
    "number": "a title: the document's number",
    "issuer": "a title: who issued it",
    "issued": "a title: when it was issued; what holds from when is `since`",
    "issued_month": "a title: the month in which it was issued",
    "last_checked": "when somebody looked, and nothing of the law",
    "key": "the name of a field",
    "paper": "how a detail is typed in, and whether a form lies upright or across",
    "layout": "whether a form looks as the document prints it",
    "attachments": "titles of papers",
    "empty": "a sentence for readers: what stands where there are no rows",
    "shape": "how a form is laid out: a sheet or a document",
    "link": "how a form is laid out: whether a QR code stands on it",
    "wide": "how a form is laid out: whether a field takes a line",
    "chart": "how a form is laid out: what is drawn beside its rows",
    "pick": "how a form is laid out: what a drop-down offers",
    "guide": "sentences for readers: how a form is filled in",
    "means": "a sentence for readers: what an empty filing means",
    "test": "the name of a test; what the test is told is moved",
    "detector": "the name of a method; what the method is told is moved",
    "configurable": "what a host may set",
    "configured": "what a host has set",
}


@frozen(eq=False)
class Where:
    """
    Where a value stands: in an item of a chapter, among all chapters of a region.
    """

    item: Any
    chapter: Chapter
    chapters: tuple[Chapter, ...]


def unread(where: Where, holder: Any, one: attrs.Attribute[Any]) -> bool:
    """
    Say whether a field of an item, or of a part of it, is no rule or is read by nobody as the item stands.
    """
    if one.name in EXEMPT:
        return True
    if isinstance(holder, Check) and holder.test not in TESTS and one.name != "scope":
        return bool(getattr(holder, one.name) == one.default)  # what a region's own test reads, only the region knows
    if isinstance(holder, _UNDATED) and one.name in ("since", "until"):
        return True  # what names it is asked when it holds
    asks = _UNREAD.get((type(holder).__name__, one.name))
    return asks is not None and asks(where, holder)


def unread_key(where: Where, place: tuple[str, str], key: str, value: Any) -> bool:
    """
    Say whether a key of a table may as well not be there.

    Such is a word of another vocabulary, and a setting that the detector has by itself.
    """
    if place == ("SignalRule", "settings"):
        known = signature(DETECTORS[where.item.detector]).parameters if where.item.detector in DETECTORS else {}
        return key in known and str(known[key].default) in (value, value.removesuffix(".0"))
    return place == ("Vocabulary", "words") and _stands_elsewhere(where, key)


def _stands_elsewhere(where: Where, word: str) -> bool:
    """
    Say whether a word of a vocabulary is one of another too, and no rule names the vocabulary.
    """
    own: Vocabulary = where.item
    rules = [rule for chapter in where.chapters for rule in chapter.rules]
    named = {name for rule in rules for name in getattr(rule, f"{own.of}s", ())}
    others = [one for chapter in where.chapters for one in chapter.vocabulary if one.of == own.of and one.id != own.id]
    return own.id not in named and any(word in one.words for one in others)


def limits_nobody(where: Where, name: str) -> bool:
    """
    Say whether a scope names every kind of person, and nothing else.
    """
    one = next(scope for chapter in where.chapters for scope in chapter.scope if scope.id == name)
    limits = (one.stages, one.connected is not None, one.meals is not None, one.authority)
    return set(one.people) == set(PEOPLE) and not any(limits)


def _weighs_nobody(_where: Where, rule: AlertRule) -> bool:
    return not {"cases", "percent"}.intersection(rule.thresholds)


def _is_filled_by_the_facts(_where: Where, one: FormField) -> bool:
    return bool(one.value) and not one.when


def _is_no_answer(where: Where, rule: EventKind) -> bool:
    duties = [duty for chapter in where.chapters for duty in chapter.duty]
    answering = {event for duty in duties for event in (*duty.unless, *(duty.while_.until if duty.while_ else ()))}
    return not rule.takes_back and f"fact:{rule.id}" not in answering


def _is_of_a_period(_where: Where, duty: Duty) -> bool:
    return bool(PERIODS.intersection(duty.every))


def _is_asked_by_nobody(where: Where, _through: Through) -> bool:
    checks = [one for chapter in where.chapters for one in chapter.check if one.test == "hands" or one.test not in TESTS]
    return not any(where.item.id in one.of for one in checks)


def _no_move_answers(where: Where, duty: Duty) -> bool:
    flows = [flow for chapter in where.chapters for flow in chapter.workflow]
    return bool(duty.after) and not any(set(duty.after).intersection(flow.opens) for flow in flows)


def _counts_each_day_once(where: Where, rule: ConsequenceRule) -> bool:
    """
    Say whether a day and a due are the same: one miss is enough, or all come from one duty that is due on its own day.
    """
    breaches = [one for chapter in where.chapters for one in chapter.breach if one.id in rule.of]
    duties = {name for one in breaches for name in one.of}
    found = [one for chapter in where.chapters for one in chapter.duty if one.id in duties]
    own_day = [one for one in found if one.daily and one.by is not None and not one.by.counts_days]
    return rule.count == 1 or (len(rule.of) == len(duties) == len(own_day) == 1)


# Tests of the engine that look at persons.
_OF_PERSONS = {"omitted", "proxies", "unnamed", "untraced"}


def _concerns_nobody(where: Where, scope: Scope) -> bool:
    """
    Say whether a scope limits no persons, and nothing that concerns persons has it.
    """
    duties = [duty for chapter in where.chapters for duty in chapter.duty if duty.scope == scope.id]
    checks = [check for chapter in where.chapters for check in chapter.check if check.scope == scope.id]
    persons = any(duty.filer == "person" for duty in duties) or any(
        check.test in _OF_PERSONS or check.level == "person" for check in checks
    )
    return not scope.people and not persons


def _dates_nothing(where: Where, document: Document) -> bool:
    """
    Say whether every rule of a document has its own day, and nobody is told that the document binds nobody.
    """
    told = bool(document.during) or document.reach.level == "school"
    return not told and all(rule.since is not None for rule in where.chapter.rules if not isinstance(rule, _UNDATED))


# Values that are read only where another one asks for them.
_UNREAD: Mapping[tuple[str, str], Callable[[Where, Any], bool]] = {
    ("AlertRule", "calendar"): lambda _, rule: rule.days == 1,  # one day is any day
    # Cases that must share a symptom are told apart by it, so that no disease lets one in, and the other way round.
    ("AlertRule", "diseases"): lambda _, rule: rule.alike == ("symptom",) and bool(rule.symptoms) and not rule.diseases,
    ("AlertRule", "symptoms"): lambda _, rule: rule.alike == ("disease",) and bool(rule.diseases) and not rule.symptoms,
    ("AlertRule", "counts"): _weighs_nobody,
    ("AlertRule", "otherwise"): lambda where, rule: rule.counts != "onset" or _weighs_nobody(where, rule),
    ("SignalRule", "otherwise"): lambda _, rule: rule.counts != "onset",
    ("Deadline", "edge"): lambda _, by: by.at_once,
    ("Deadline", "from_"): lambda _, by: by.date is not None and not by.from_.startswith("filed:"),
    ("Duty", "covers"): _is_of_a_period,
    ("FormField", "many"): lambda _, one: bool(one.value) or one.need == "paper-only",
    ("FormField", "need"): _is_filled_by_the_facts,
    ("FormTable", "by"): lambda _, table: table.of != "places",
    ("FormTable", "rule"): lambda _, table: not table.of or not SOURCES[table.of].rule,
    ("Duty", "met"): lambda where, duty: not duty.met and _no_move_answers(where, duty),
    ("Through", "others"): _is_asked_by_nobody,
    ("ConsequenceRule", "distinct"): _counts_each_day_once,
    ("EventKind", "takes_back"): _is_no_answer,
    ("Scope", "people"): _concerns_nobody,
    ("Document", "since"): _dates_nothing,
    ("Document", "reach"): lambda _, document: document.reach.level != "school",  # words, unless it binds one school
}
# What holds whenever what names it holds.
_UNDATED = (Party, EventKind, Scope, Vocabulary, CaseDefinition)
