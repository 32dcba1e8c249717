"""
Whether a rulebook hangs together: every name it uses is declared, and nothing opens itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from school_health.core.calendar import KINDS
from school_health.core.duty import PERIODS, Duty
from school_health.core.escalation import BreachRule, ConsequenceRule, Ladder
from school_health.core.law import Rule
from school_health.core.measure import MeasureRule
from school_health.errors import RulebookError


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook


__all__ = ["check"]

Named = tuple[str, Iterable[str], Mapping[str, Any]]


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
            for kind, names, known in _names(rulebook, rule):
                for name in names:
                    if name not in known:
                        raise _error(rulebook, rule, f"names the {kind} {name!r}, which nobody declares")
    _ = rulebook.order  # refuses a circle; asked last, when every name in it is known


def _error(rulebook: Rulebook, rule: Rule, what: str) -> RulebookError:
    return RulebookError(f"{rulebook.region}/{rule.document}: {rule.id!r} {what}")


def _names(book: Rulebook, rule: Rule) -> list[Named]:
    cited = [rule.clause]
    named: list[Named] = [("reading", rule.ours.values(), book.readings)]
    if isinstance(rule, Duty):
        cited += rule.clauses
        named += [
            ("scope", _some(rule.scope), book.scopes),
            ("duty", [one for one in rule.met if not one.startswith("fact:")], book.duties),
            ("party", rule.through.hands if rule.through else (), book.parties),
            *_events(book, rule),
        ]
    elif isinstance(rule, Ladder):
        cited += [step.clause for step in rule.step]
        named.append(("duty", rule.duty, book.duties))
        named += [("party", [*step.to, *_some(step.by)], book.parties) for step in rule.step]
    elif isinstance(rule, BreachRule):
        named.append(("event", rule.of, book.event_kinds) if rule.seen == "fact" else ("duty", rule.of, book.duties))
    elif isinstance(rule, ConsequenceRule):
        named += [
            ("breach", rule.of, book.breaches),
            ("party", [*_some(rule.by), *_some(rule.on)], book.parties),
            ("event", _some(rule.impact), book.event_kinds),
        ]
    elif isinstance(rule, MeasureRule):
        named += [("duty", rule.of, book.duties), ("scope", _some(rule.scope), book.scopes)]
    return [*named, ("clause", cited, book.clauses)]


def _some(name: str | None) -> list[str]:
    return [name] if name else []


def _events(book: Rulebook, duty: Duty) -> Iterable[Named]:
    tables: Mapping[str, Mapping[str, Any]] = {
        "fact": book.event_kinds,
        "breach": book.breaches,
        "consequence": book.consequences,
        "filed": book.duties,
    }
    spoken = [*duty.after, *duty.unless]
    spoken += [] if duty.while_ is None else [duty.while_.after, *duty.while_.until]
    spoken += [one.from_ for one in (duty.by, duty.opens) if one is not None and one.from_ not in ("opening", "vacation")]
    for event in spoken:
        kind, _, name = event.partition(":")
        if kind not in tables:
            raise _error(book, duty, f"speaks of the event {event!r}; there are {', '.join(f'{one}:…' for one in tables)}")
        yield kind, [name], tables[kind]


def _check_duty(book: Rulebook, duty: Duty) -> None:
    """
    Refuse what contradicts itself, and keys that would be read by nobody.
    """
    unknown = set(duty.every) - KINDS - PERIODS
    facts = [*duty.unless, *((duty.while_.after, *duty.while_.until) if duty.while_ is not None else ())]
    by = duty.by
    wrong = {
        "must have either 'every' or 'after'": bool(duty.every) == bool(duty.after),
        f"comes back with {min(unknown, default='')!r}, which is neither a kind of day nor a period": bool(unknown),
        "mixes a period with something else in 'every': make two duties of it": (
            len(duty.every) > 1 and bool(PERIODS.intersection(duty.every))
        ),
        "has 'hours' and no event from which they run": by is not None and by.hours != 0 and bool(duty.every),
        "counts hours and days together: leave one of them out": by is not None and by.hours != 0 and by.moves,
        "has 'opens', which what an event opens does not need": bool(duty.after) and duty.opens is not None,
        "has 'met', which what an event opens does not read": bool(duty.after) and bool(duty.met),
        "has 'while', which only kinds of day go with": duty.while_ is not None and not duty.daily,
        "has 'unless', which only what an event opens reads": bool(duty.unless) and not duty.after,
        "is released or kept open by something else than a 'fact:…'": any(not one.startswith("fact:") for one in facts),
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
    for what, is_so in wrong.items():
        if is_so:
            raise _error(book, duty, what)
