"""
Whether a rulebook hangs together: every name it uses is declared, and nothing opens itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from school_health.core.calendar import KINDS
from school_health.core.duty import PERIODS, Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.law import Rule
from school_health.core.measure import MeasureRule
from school_health.core.naming import Named, events_named, from_record, further_names, further_wrongs, some, wrong
from school_health.core.sample import SampleRule
from school_health.errors import RulebookError


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook


__all__ = ["check"]


def check(rulebook: Rulebook) -> None:
    """
    Check a rulebook as a whole.

    Raises:
        RulebookError: naming the document, the item and what is wrong with it.
    """
    _ = rulebook.documents, rulebook.terms
    for chapter in rulebook.chapters:
        for rule in chapter.rules:
            if isinstance(rule, Duty):
                _check_duty(rulebook, rule)
            if isinstance(rule, BreachRule) and (rule.seen == "known-elsewhere") is bool(rule.of):
                raise wrong(rulebook, rule, "names nothing in 'of', or is known elsewhere and names something")
            for what in further_wrongs(rulebook, rule):
                raise wrong(rulebook, rule, what)
            for kind, names, known in _names(rulebook, rule):
                for name in names:
                    if name not in known:
                        raise wrong(rulebook, rule, f"names the {kind} {name!r}, which nobody declares")
    _check_clauses(rulebook)
    _ = rulebook.order  # refuses a circle; asked last, when every name in it is known


def _check_clauses(rulebook: Rulebook) -> None:
    carried = {clause for chapter in rulebook.chapters for rule in chapter.rules for clause in rule.clauses}
    for clause in rulebook.clauses.values():
        if clause.not_yet and clause.id in carried:
            message = f"{rulebook.region}: the clause {clause.id!r} is carried, and has 'not_yet': take that away"
            raise RulebookError(message)


def _names(book: Rulebook, rule: Rule) -> list[Named]:
    named: list[Named] = [("reading", rule.ours.values(), book.readings), ("clause", rule.clauses, book.clauses)]
    if isinstance(rule, Duty):
        named += [
            ("scope", some(rule.scope), book.scopes),
            ("duty", [one for one in rule.met if ":" not in one], book.duties),
            ("party", rule.through.hands if rule.through else (), book.parties),
            *events_named(book, rule, (*rule.events, *_counted_from(rule))),
        ]
    elif isinstance(rule, Ladder):
        named.append(("duty", rule.duty, book.duties))
        named += [("party", [*step.to, *some(step.by)], book.parties) for step in rule.step]
    elif isinstance(rule, BreachRule):
        named.append(("event", rule.of, book.event_kinds) if rule.seen == "fact" else ("duty", rule.of, book.duties))
        named.append(("scope", some(rule.scope), book.scopes))
    elif isinstance(rule, ConsequenceRule):
        named += [
            ("breach", rule.of, book.breaches),
            ("party", [*some(rule.by), *some(rule.on)], book.parties),
            ("event", some(rule.impact), book.event_kinds),
        ]
    elif isinstance(rule, MeasureRule | SampleRule):
        duties = rule.of if isinstance(rule, MeasureRule) else rule.duty
        named += [("duty", duties, book.duties), ("scope", some(getattr(rule, "scope", None)), book.scopes)]
    else:
        named += further_names(book, rule)
    return named


def _counted_from(duty: Duty) -> list[str]:
    return [one.from_ for one in (duty.by, duty.opens) if one is not None and one.from_ not in ("opening", "vacation")]


def _check_duty(book: Rulebook, duty: Duty) -> None:
    """
    Refuse what contradicts itself, and keys that would be read by nobody.
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
        "is met by a move, which only what an event opens can be": bool(duty.every) and bool(duty.moves_that_meet),
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
    }
    for what, is_so in wrongs.items():
        if is_so:
            raise wrong(book, duty, what)
