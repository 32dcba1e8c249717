"""
Whether a rulebook hangs together: every name it uses is declared, and nothing opens itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from school_health.core.calendar import KINDS
from school_health.core.chapter import RULES
from school_health.core.duty import PERIODS, Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.law import Rule, Scope
from school_health.core.measure import MeasureRule
from school_health.core.naming import TRUSTS, closed, events_unknown, from_record, further_wrongs, line, some, unknown
from school_health.core.school import STAGES
from school_health.core.terms import TermDefaults
from school_health.core.words import near
from school_health.errors import RulebookError


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook


__all__ = ["check"]

# A year without a 29 February.
_ORDINARY = 2001
_PEOPLE = ("student", "staff", "temporary")


def check(rulebook: Rulebook) -> None:
    """
    Check a rulebook as a whole.

    Raises:
        RulebookError: naming the document, the item and what is wrong with it; a line for each mistake.
    """
    _refuse(_doubles(rulebook))  # asked first, since nothing can be looked up while an id is given twice
    _refuse((*_wrong_documents(rulebook), *_wrong_rules(rulebook)))
    _ = rulebook.order  # refuses a circle; asked last, when every name in it is known


def _refuse(lines: Iterable[str]) -> None:
    told = "\n".join(dict.fromkeys(lines))
    if told:
        raise RulebookError(told)


def _doubles(book: Rulebook) -> Iterator[str]:
    documents: set[str] = set()
    for chapter in book.chapters:
        if chapter.document.id in documents:
            yield f"{book.region}: two files declare the document {chapter.document.id!r}"
        documents.add(chapter.document.id)
    for kind in ("clause", "reading", *RULES):
        seen: dict[str, str] = {}
        for chapter in book.chapters:
            own = chapter.document.id
            for item in getattr(chapter, kind):
                if item.id in seen:
                    where = f"both in {own!r}" if seen[item.id] == own else f"one in {seen[item.id]!r} and one in {own!r}"
                    yield f"{book.region}: two items of kind {kind!r} have the id {item.id!r}, {where}: rename one"
                seen.setdefault(item.id, own)


def _wrong_documents(book: Rulebook) -> Iterator[str]:
    """
    Yield what is wrong with documents, their clauses and readings, and the terms.
    """
    carried = {clause for chapter in book.chapters for rule in chapter.rules for clause in rule.clauses}
    for chapter in book.chapters:
        document = chapter.document
        place = f"{book.region}/{document.id}:"
        if _ends_first(document.since, document.until):
            yield f"{place} the document holds from {document.since} to {document.until}: it ends before it begins"
        yield from (f"{place} the document {what}" for what in closed("trust", some(document.trust), TRUSTS))
        for clause in chapter.clause:
            yield from (f"{place} the clause {clause.id!r} {what}" for what in closed("trust", some(clause.trust), TRUSTS))
            if clause.not_yet and clause.id in carried:
                yield f"{place} the clause {clause.id!r} is carried, and has 'not_yet': take that away"
        for reading in chapter.reading:
            wrongs = unknown("clause", [reading.clause], book.clauses)
            yield from (f"{place} the reading {reading.id!r} {what}" for what in wrongs)
        if chapter.terms is not None:
            yield from (f"{place} the terms {what}" for what in _wrong_terms(chapter.terms))
    try:
        _ = book.terms
    except RulebookError as error:
        yield error.args[0]


def _wrong_terms(terms: TermDefaults) -> Iterator[str]:
    if not terms.terms:
        yield "are none: say when each begins and ends"
    for term in terms.terms:
        for month, day in (term.first, term.last):
            try:
                date(_ORDINARY, month, day)
            except ValueError:
                yield f"begin or end on the day {day} of the month {month}, which not every year has"


def _ends_first(since: date, until: date | None) -> bool:
    return until is not None and until < since


def _wrong_rules(book: Rulebook) -> Iterator[str]:
    ids = {kind: {rule.id: rule for chapter in book.chapters for rule in getattr(chapter, kind)} for kind in RULES}
    replaced = {(kind, name) for kind, rules in ids.items() for rule in rules.values() for name in rule.replaces}
    for chapter in book.chapters:
        for kind in RULES:
            for rule in getattr(chapter, kind):
                wrongs = [
                    *unknown("reading", rule.ours.values(), book.readings),
                    *unknown("clause", rule.clauses, book.clauses),
                    *closed("trust", some(getattr(rule, "trust", "")), TRUSTS),
                    *_wrong_span(book, rule, ended=(kind, rule.id) in replaced),
                    *_wrong_successor(rule, kind, ids),
                    *_wrongs(book, rule),
                ]
                yield from (line(book, rule, what) for what in wrongs)


def _wrong_span(book: Rulebook, rule: Rule, *, ended: bool) -> Iterator[str]:
    """
    Yield what is wrong with the days of a rule; one that another one ``ended`` may have ended before it began.
    """
    document = book.documents[rule.document]
    since, until = book.span(rule)
    if since < document.since and not any(path.partition(".")[0] == "since" for path in rule.ours):
        yield f"holds from {since}, before its document does ({document.since}): name a reading for 'since' in 'ours'"
    if not ended and _ends_first(since, until) and not _ends_first(document.since, document.until):
        yield f"holds from {since} to {until}: it ends before it begins"


def _wrong_successor(rule: Rule, kind: str, ids: Mapping[str, Mapping[str, Rule]]) -> Iterator[str]:
    for name in rule.replaces:
        others = [other for other, rules in ids.items() if name in rules]
        if name == rule.id:
            yield "replaces itself"
        elif not others:
            yield f"replaces {name!r}, which nobody declares{near(name, ids[kind])}"
        elif kind not in others:
            yield f"replaces {name!r}, which is of the kind {others[0]!r} and not {kind!r}: only its like can be replaced"


def _wrongs(book: Rulebook, rule: Rule) -> Iterator[str]:
    if isinstance(rule, Duty):
        yield from _wrong_duty(book, rule)
        yield from unknown("scope", some(rule.scope), book.scopes)
        yield from unknown("duty", [one for one in rule.met if ":" not in one], book.duties)
        yield from unknown("party", rule.through.hands if rule.through else (), book.parties)
        yield from events_unknown(book, (*rule.events, *_counted_from(rule)))
    elif isinstance(rule, Ladder):
        yield from unknown("duty", rule.duty, book.duties)
        yield from unknown("party", [one for step in rule.step for one in (*step.to, *some(step.by))], book.parties)
    elif isinstance(rule, BreachRule):
        yield from _wrong_breach(book, rule)
    elif isinstance(rule, ConsequenceRule):
        yield from _wrong_consequence(book, rule)
    elif isinstance(rule, MeasureRule):
        yield from _wrong_measure(book, rule)
    elif isinstance(rule, Scope):
        yield from closed("stages", rule.stages, STAGES)
        yield from closed("people", rule.people, _PEOPLE)
    else:
        yield from further_wrongs(book, rule)


def _wrong_breach(book: Rulebook, rule: BreachRule) -> Iterator[str]:
    yield from (
        unknown("event", rule.of, book.event_kinds) if rule.seen == "fact" else unknown("duty", rule.of, book.duties)
    )
    yield from unknown("scope", some(rule.scope), book.scopes)
    if rule.seen == "contradicted":
        lone = [one for one in rule.of if one in book.duties and book.duties[one].zero is None]
        yield from (f"looks for empty filings of {one!r}, which has no 'zero': nothing can be found there" for one in lone)
    if (rule.seen == "known-elsewhere") is bool(rule.of):
        yield "names nothing in 'of', or is known elsewhere and names something"
    if rule.on and rule.seen != "known-elsewhere":
        yield "has 'on', which only 'known-elsewhere' reads"
    yield from closed("on", rule.on, sorted(KINDS))


def _wrong_consequence(book: Rulebook, rule: ConsequenceRule) -> Iterator[str]:
    yield from unknown("breach", rule.of, book.breaches)
    if rule.count < 1:
        yield f"is brought by {rule.count} breaches: give 1 or more"
    yield from unknown("party", [*some(rule.by), *some(rule.on)], book.parties)
    yield from unknown("event", some(rule.impact), book.event_kinds)


def _wrong_measure(book: Rulebook, rule: MeasureRule) -> Iterator[str]:
    yield from unknown("duty", rule.of, book.duties)
    yield from unknown("scope", some(rule.scope), book.scopes)
    yield from (
        f"counts {name!r}, which only events open: a rate needs days or periods on which something is expected"
        for name in rule.of
        if name in book.duties and book.duties[name].after
    )
    if rule.target is not None and rule.target not in range(1, 101):
        yield f"has a target of {rule.target} percent: a share has from 1 to 100"


def _counted_from(duty: Duty) -> list[str]:
    return [one.from_ for one in (duty.by, duty.opens) if one is not None and one.from_ not in ("opening", "vacation")]


def _wrong_duty(book: Rulebook, duty: Duty) -> Iterator[str]:
    """
    Yield what contradicts itself, and keys that would be read by nobody.
    """
    unknown = set(duty.every) - KINDS - PERIODS
    facts = duty.events[len(duty.after) :]
    by = duty.by
    wrongs = {
        "must have either 'every' or 'after'": bool(duty.every) == bool(duty.after),
        f"comes back with {min(unknown, default='')!r}, which is neither a kind of day nor a period": bool(unknown),
        "mixes a period with something else in 'every': make two duties of it": (
            len(duty.every) > 1 and bool(PERIODS.intersection(duty.every))
        ),
        "has 'hours' and no event from which they run": by is not None and by.hours != 0 and bool(duty.every),
        "counts hours and days together: leave one of them out": by is not None and by.hours != 0 and by.moves,
        "has 'opens', which what an event opens does not need": bool(duty.after) and duty.opens is not None,
        "has in 'met' something else than moves, which alone meet what an event opens": (
            bool(duty.after) and len(duty.moves_that_meet) != len(duty.met)
        ),
        "is met by a move, which what comes back with a period cannot be": (
            bool(duty.every) and not duty.daily and bool(duty.moves_that_meet)
        ),
        "has 'while', which only kinds of day go with": duty.while_ is not None and not duty.daily,
        "has 'unless', which only what an event opens reads": bool(duty.unless) and not duty.after,
        "is released or kept open by what only dues bring: facts, suspensions, alerts and their moves can": any(
            not from_record(book, one) for one in facts
        ),
        "has 'except', which only kinds of day go with": bool(duty.except_) and not duty.daily,
        f"has {min(set(duty.except_) - KINDS, default='')!r} in 'except', which is no kind of day": (
            not KINDS.issuperset(duty.except_)
        ),
        "counts from the vacation, which only what comes back with a period does": (
            by is not None and by.from_ == "vacation" and (duty.daily or bool(duty.after))
        ),
        "counts from a filing, which only what an event opens does": (
            by is not None and by.from_.startswith("filed:") and bool(duty.every)
        ),
        "opens with the vacation and counts on from there, which nobody reads: leave the steps out": (
            duty.opens is not None and duty.opens.from_ == "vacation" and (duty.opens.moves or duty.opens.hours != 0)
        ),
        "opens at hours or with an event: an opening is a day or a time of the clock": (
            duty.opens is not None and (duty.opens.hours != 0 or ":" in duty.opens.from_)
        ),
        "is about each school and comes back with days: only what comes back with a period can be": (
            duty.about is not None and not PERIODS.intersection(duty.every)
        ),
        "is due at once and by some time: leave one of them out": (
            by is not None and by.at_once and (by.moves or by.hours != 0)
        ),
        "counts from a fact: the event that opens it is what it counts from": by is not None
        and by.from_.startswith("fact:"),
        "needs a part without a name": any(not part.strip() for part in duty.needs),
    }
    yield from (what for what, is_so in wrongs.items() if is_so)
