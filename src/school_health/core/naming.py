"""
What the rules of alerts, workflows, checks and profiles name, and what contradicts itself in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from school_health.core.account import PasswordRule
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.calendar import KINDS
from school_health.core.finding import Check
from school_health.core.form import Form
from school_health.core.law import Rule
from school_health.core.recovery import Recovery
from school_health.core.sample import SampleRule
from school_health.core.signalrule import SignalRule
from school_health.core.suspension import LEVELS
from school_health.core.workflow import Workflow
from school_health.errors import RulebookError


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook

__all__ = ["Named", "events_named", "from_record", "further_names", "further_wrongs", "some", "wrong"]

# What is named, by which names, and where they are declared.
Named = tuple[str, Iterable[str], Mapping[str, Any]]

_SUSPENSIONS = dict.fromkeys(LEVELS)


def wrong(rulebook: Rulebook, rule: Rule, what: str) -> RulebookError:
    """
    Return the error of a rule, which names the region, the document and the item.
    """
    return RulebookError(f"{rulebook.region}/{rule.document}: {rule.id!r} {what}")


def some(name: str | None) -> list[str]:
    """
    Return a name in a list, or none.
    """
    return [name] if name else []


def events_named(book: Rulebook, rule: Rule, events: Iterable[str]) -> Iterator[Named]:
    """
    Yield what the names of events name.

    Raises:
        RulebookError: an event of a kind that is none, or a move that its workflow does not have.
    """
    tables: Mapping[str, Mapping[str, Any]] = {
        "fact": book.event_kinds,
        "suspension": _SUSPENSIONS,
        "alert": book.alerts,
        "move": book.workflows,
        "breach": book.breaches,
        "consequence": book.consequences,
        "filed": book.duties,
    }
    for event in events:
        kind, _, name = event.partition(":")
        if kind not in tables:
            raise wrong(book, rule, f"speaks of the event {event!r}; there are {', '.join(f'{one}:…' for one in tables)}")
        if kind == "move":
            name, _, move = name.partition(".")
            if name in book.workflows and book.workflows[name].rule_of(move) is None:
                raise wrong(book, rule, f"names the move {event!r}, which the workflow {name!r} does not have")
        yield kind, [name], tables[kind]


def from_record(book: Rulebook, event: str, seen: frozenset[str] = frozenset()) -> bool:
    """
    Say whether an event comes from the record alone: a fact, a suspension, an alert, or a move of what these open.

    Workflows ``seen`` are not asked again: those that open each other are refused when all is put in order.
    """
    kind, _, name = event.partition(":")
    if kind != "move":
        return kind in ("fact", "suspension", "alert")
    name = name.partition(".")[0]
    opens = book.workflows[name].opens if name in book.workflows and name not in seen else ()
    return all(from_record(book, one, seen | {name}) for one in opens)


def _words_of(book: Rulebook, of: str) -> Mapping[str, Any]:
    """
    Return the words for symptoms or diseases, and the vocabularies of them.
    """
    return {**book.words(of), **{one.id: one for one in book.vocabularies.values() if one.of == of}}


def further_names(book: Rulebook, rule: Rule) -> Iterator[Named]:
    """
    Yield what a rule of an alert, a signal, a workflow, a check, a definition or a profile names.
    """
    if isinstance(rule, AlertRule | SignalRule):
        yield "symptom", rule.symptoms, _words_of(book, "symptom")
        yield "disease", rule.diseases, _words_of(book, "disease")
    elif isinstance(rule, CaseDefinition):
        yield "disease", (rule.disease, *rule.includes), book.words("disease")
        yield "symptom", rule.any_of, book.words("symptom")
    elif isinstance(rule, Recovery):
        yield "disease", rule.diseases, _words_of(book, "disease")
    elif isinstance(rule, Workflow):
        yield from events_named(book, rule, rule.opens)
        for move in rule.move:
            yield "party", (*move.by, *move.all), book.parties
            yield "state", (*move.from_, *some(move.to)), rule.states
            yield "move", move.others, {one.id: one for one in rule.move}
        yield "state", rule.ends, rule.states
    elif isinstance(rule, Check):
        yield "scope", some(rule.scope), book.scopes
        yield "kind of day", rule.on, dict.fromkeys(KINDS)


def further_wrongs(book: Rulebook, rule: Rule) -> Iterator[str]:
    """
    Yield what contradicts itself in such a rule.
    """
    if isinstance(rule, AlertRule):
        yield from _wrong_alert(rule)
        yield from _wrong_family(book, rule)
    elif isinstance(rule, Workflow):
        yield from _wrong_workflow(rule) if rule.states and rule.move else ["has no state, or no move"]
    elif isinstance(rule, PasswordRule) and rule.least > rule.most:
        yield f"asks for at least {rule.least} characters and at most {rule.most}"
    elif isinstance(rule, SampleRule) and (rule.of == "filing") is not bool(rule.duty):
        yield "draws filings and names no duty, or draws schools and names one"
    elif isinstance(rule, Form):
        yield from _wrong_form(rule)
    elif isinstance(rule, Vocabulary) and rule.id in book.words(rule.of):
        yield "is a vocabulary and a word of one: rename one"


def _wrong_alert(rule: AlertRule) -> Iterator[str]:
    if not rule.thresholds:
        yield "has no threshold: give it cases, percent, hospitalised, deaths or severe"
    if any(least < 1 for least in rule.thresholds.values()) or rule.days < 1 or rule.quiet < 0:
        yield "counts less than one case or day"
    if rule.percent is not None and not {"class", "dormitory", "school"}.issuperset(rule.unit):
        yield "asks for a share of the roll of a unit that has none"
    unknown = set(rule.configurable) - {"cases", "percent", "hospitalised", "deaths", "severe", "days", "quiet"}
    if unknown:
        yield f"lets a host set {min(unknown)!r}, which is no number of it"


def _wrong_family(book: Rulebook, rule: AlertRule) -> Iterator[str]:
    """
    Yield what keeps a rule from raising one alert together with the others of its family.
    """
    others = [one for one in book.alerts.values() if rule.family and one.family == rule.family and one is not rule]
    for one in others:
        if (one.unit, one.gives) != (rule.unit, rule.gives):
            yield f"is of one family with {one.id!r} and counts in other units, or gives something else"
        events = {f"alert:{rule.id}", f"alert:{one.id}"}
        users = [(duty.id, duty.after) for duty in book.duties.values()]
        users += [(workflow.id, workflow.opens) for workflow in book.workflows.values()]
        for user, named in users:
            if len(events.intersection(named)) == 1:
                yield f"is of one family with {one.id!r}, and {user!r} names only one of them: name both"


def _wrong_workflow(rule: Workflow) -> Iterator[str]:
    ids = [move.id for move in rule.move]
    if len(set(ids)) != len(ids):
        yield "has two moves of one id: rename one"
    reached = {rule.start}
    for _ in rule.move:
        reached |= {move.to for move in rule.move if move.to and not reached.isdisjoint(move.from_)}
    lost = [state for state in rule.states if state not in reached]
    if lost:
        yield f"never comes to the state {lost[0]!r}"
    leaves = {state for move in rule.move if move.to for state in move.from_ if state != move.to}
    dead = [state for state in rule.states if state not in rule.ends and state not in leaves]
    if dead:
        yield f"never leaves the state {dead[0]!r}, which is none of its ends"
    for move in rule.move:
        if move.by and move.all:
            yield f"has a move {move.id!r} with both 'by' and 'all': keep one"


def _wrong_form(rule: Form) -> Iterator[str]:
    for rows in dict.fromkeys(one.rows for one in rule.field):
        keys = [one.key for one in rule.field if one.rows == rows]
        if len(set(keys)) != len(keys):
            yield "has a field twice: rename one"
    by_key = {one.key: one for one in rule.field}
    for one in rule.field:
        for key, value in one.when.items():
            if key not in by_key or (by_key[key].choices and value not in by_key[key].choices):
                yield f"asks for {one.key!r} where {key!r} is something that it cannot be"
