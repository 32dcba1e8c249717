"""
What the rules of alerts, workflows, checks and profiles name, and what contradicts itself in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from school_health.core.account import Custody, PasswordRule
from school_health.core.alert import AlertRule, CaseDefinition, Vocabulary
from school_health.core.calendar import KINDS
from school_health.core.finding import Check
from school_health.core.form import Form
from school_health.core.law import Rule
from school_health.core.recovery import Recovery
from school_health.core.sample import SampleRule
from school_health.core.school import STAGES
from school_health.core.signalrule import SignalRule
from school_health.core.suspension import LEVELS
from school_health.core.words import alike, near
from school_health.core.workflow import MoveRule, Workflow


if TYPE_CHECKING:
    from school_health.core.duty import Duty
    from school_health.core.rulebook import Rulebook

__all__ = ["TRUSTS", "closed", "events_unknown", "from_record", "further_wrongs", "line", "some", "unknown"]

# From where a norm is known whose text nobody of the project has read: others who quote it, a public program, one city's
# version, memory, a weak source.
TRUSTS = ("SEC", "CODE", "CITY", "MEM", "WEAK")

_ALL = 100  # percent

_SUSPENSIONS = dict.fromkeys(LEVELS)

# What a kind of event names, where that is called otherwise.
_CALLED = {"filed": "duty"}


def line(book: Rulebook, rule: Rule, what: str) -> str:
    """
    Return what is wrong with a rule, after the names of the region, the document and the item.
    """
    return f"{book.region}/{rule.document}: {rule.id!r} {what}"


def some(name: str | None) -> list[str]:
    """
    Return a name in a list, or none.
    """
    return [name] if name else []


def unknown(kind: str, names: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """
    Yield what is wrong with names that are not declared, each with the one that may have been meant.
    """
    for name in dict.fromkeys(names):
        if name not in known:
            yield f"names the {kind} {name!r}, which nobody declares{near(name, known)}"


def closed(key: str, words: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """
    Yield what is wrong with words that are not in a closed list.
    """
    told = tuple(known)
    for word in dict.fromkeys(words):
        if word not in told:
            yield f"has {word!r} in {key!r}, which must be one of {', '.join(told)}"


def events_unknown(book: Rulebook, events: Iterable[str]) -> Iterator[str]:
    """
    Yield what is wrong with names of events: of a kind that is none, or of something that nobody declares.
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
    for event in dict.fromkeys(events):
        kind, _, name = event.partition(":")
        if kind not in tables:
            meant = [f"{one}:{event}" for one, table in tables.items() if event in table]
            yield f"speaks of the event {event!r}; there are {', '.join(meant or [f'{one}:…' for one in tables])}"
        elif kind == "move":
            yield from _moves_unknown(book, name)
        else:
            yield from unknown(_CALLED.get(kind, kind), [name], tables[kind])


def _moves_unknown(book: Rulebook, name: str) -> Iterator[str]:
    workflow, _, move = name.partition(".")
    yield from unknown("workflow", [workflow], book.workflows)
    if workflow in book.workflows:
        ids = [one.id for one in book.workflows[workflow].move]
        if move not in ids:
            yield f"names the move {move!r}, which the workflow {workflow!r} does not have{near(move, ids)}"


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


def _words_unknown(book: Rulebook, of: str, names: Iterable[str]) -> Iterator[str]:
    """
    Yield which names are neither words for symptoms or diseases nor vocabularies of them.
    """
    return unknown(of, names, {**book.words(of), **{one.id: one for one in book.vocabularies.values() if one.of == of}})


def further_wrongs(book: Rulebook, rule: Rule) -> Iterator[str]:
    """
    Yield what an alert, a signal, a workflow, a check … names that is not there, and what contradicts itself in it.
    """
    if isinstance(rule, AlertRule):
        yield from _wrong_alert(book, rule)
    elif isinstance(rule, SignalRule):
        yield from _words_unknown(book, "symptom", rule.symptoms)
        yield from _words_unknown(book, "disease", rule.diseases)
    elif isinstance(rule, CaseDefinition):
        yield from unknown("disease", (rule.disease, *rule.includes), book.words("disease"))
        yield from unknown("symptom", (*rule.any_of, *rule.all_of), book.words("symptom"))
    elif isinstance(rule, Workflow):
        yield from events_unknown(book, rule.opens)
        yield from unknown("scope", some(rule.scope), book.scopes)
        yield from _wrong_workflow(book, rule) if rule.states and rule.move else ["has no state, or no move"]
    elif isinstance(rule, Check):
        yield from unknown("scope", some(rule.scope), book.scopes)
        yield from closed("on", rule.on, sorted(KINDS))
    elif isinstance(rule, Recovery):
        yield from _wrong_recovery(book, rule)
    elif isinstance(rule, Form):
        for one in dict.fromkeys(one.rows for one in rule.field):
            yield from _wrong_rows(rule, one)
    else:
        yield from _wrong_number_or_word(book, rule)


def _wrong_number_or_word(book: Rulebook, rule: Rule) -> Iterator[str]:
    if isinstance(rule, PasswordRule) and rule.least > rule.most:
        yield f"asks for at least {rule.least} characters and at most {rule.most}"
    elif isinstance(rule, SampleRule):
        yield from unknown("duty", rule.duty, book.duties)
        if (rule.of == "filing") is not bool(rule.duty):
            yield "draws filings and names no duty, or draws schools and names one"
        if rule.percent not in range(101) or rule.least < 0 or not (rule.percent or rule.least):
            yield f"draws {rule.percent} percent and at least {rule.least}: give 0 to 100 percent, and draw something"
    elif isinstance(rule, Vocabulary) and rule.id in book.words(rule.of):
        yield "is a vocabulary and a word of one: rename one"
    elif isinstance(rule, Custody):
        yield from _wrong_custody(book, rule)


def _wrong_alert(book: Rulebook, rule: AlertRule) -> Iterator[str]:
    yield from _words_unknown(book, "symptom", rule.symptoms)
    yield from _words_unknown(book, "disease", rule.diseases)
    yield from closed("stages", rule.stages, STAGES)
    if not rule.thresholds:
        yield "has no threshold: give it cases, percent, hospitalised, deaths or severe"
    if any(least < 1 for least in rule.thresholds.values()) or rule.days < 1 or rule.quiet < 0:
        yield "counts less than one case or day"
    if rule.percent is not None and rule.percent > _ALL:
        yield f"asks for {rule.percent} percent of a roll, which nobody has: 100 is all of it"
    if rule.percent is not None and not {"class", "dormitory", "school"}.issuperset(rule.unit):
        yield "asks for a share of the roll of a unit that has none"
    numbers = ("cases", "percent", "hospitalised", "deaths", "severe", "days", "quiet")
    for key in rule.configurable:
        if key not in numbers:
            yield f"lets a host set {key!r}, which is none of its numbers: {', '.join(numbers)}"
    if rule.family:
        yield from _wrong_family(book, rule)


def _wrong_family(book: Rulebook, rule: AlertRule) -> Iterator[str]:
    """
    Yield what keeps a rule from raising one alert together with the others of its family.
    """
    family = [one for one in book.alerts.values() if one.family == rule.family]
    if len(family) == 1:
        families = {one.family for one in book.alerts.values() if one is not rule}
        yield f"is alone in its family {rule.family!r}: take 'family' away{alike(rule.family, sorted(families))}"
    for one in family[family.index(rule) + 1 :]:  # those before it have said the same of it
        if one.gives != rule.gives:
            yield f"is of one family with {one.id!r} and gives something else: {rule.gives} here, {one.gives} there"
        events = {f"alert:{rule.id}", f"alert:{one.id}"}
        users = [(duty.id, names) for duty in book.duties.values() for names in _named(duty)]
        users += [(workflow.id, workflow.opens) for workflow in book.workflows.values()]
        for user, named in users:
            if len(events.intersection(named)) == 1:
                yield f"is of one family with {one.id!r}, and {user!r} names only one of them: name both"


def _named(duty: Duty) -> Iterator[tuple[str, ...]]:
    yield from (duty.after, duty.unless)
    if duty.while_ is not None:
        yield from (duty.while_.after, duty.while_.until)


def _wrong_workflow(book: Rulebook, rule: Workflow) -> Iterator[str]:
    ids = [move.id for move in rule.move]
    if len(set(ids)) != len(ids):
        yield "has two moves of one id: rename one"
    for move in rule.move:
        yield from unknown("party", (*move.by, *move.all), book.parties)
        yield from unknown("move", move.others, ids)
        if move.by and move.all:
            yield f"has a move {move.id!r} with both 'by' and 'all': keep one"
    undeclared = list(_states_unknown(rule))
    yield from undeclared or _wrong_ways(rule)


def _states_unknown(rule: Workflow) -> Iterator[str]:
    places: list[tuple[str, Iterable[str]]] = [("'ends'", rule.ends)]
    for move in rule.move:
        places += [(f"'from' of the move {move.id!r}", move.from_), (f"'to' of the move {move.id!r}", some(move.to))]
    for place, states in places:
        for state in states:
            if state not in rule.states:
                there = ", ".join(rule.states)
                yield f"names the state {state!r} in {place}, and does not declare it; its states are {there}"


def _wrong_ways(rule: Workflow) -> Iterator[str]:
    """
    Yield what is wrong with the ways through a workflow, of which every state is declared.
    """
    reached = {rule.start}
    for _ in rule.move:
        reached |= {move.to for move in rule.move if move.to and not reached.isdisjoint(move.from_)}
    for state in rule.states:
        leads_on = [move for move in rule.move if _leaves(move, state)]
        if state not in reached:
            yield f"never comes to the state {state!r}"
        if state not in rule.ends and not leads_on:
            yield f"never leaves the state {state!r}, which is none of its ends"
        for move in leads_on if state in rule.ends else ():
            if move.to not in rule.ends:
                yield f"leaves the state {state!r}, which is one of its ends, by {move.id!r}: take one of the two away"


def _leaves(move: MoveRule, state: str) -> bool:
    return state in move.from_ and move.to not in ("", state)


def _wrong_recovery(book: Rulebook, rule: Recovery) -> Iterator[str]:
    yield from _words_unknown(book, "disease", rule.diseases)
    numbers = [rule.clear_hours, rule.onset_days, rule.suspension_days, rule.contact_days]
    given = [number for number in numbers if number is not None]
    if not given and not rule.papers:
        yield "says nothing: give it clear_hours, onset_days, papers, suspension_days or contact_days"
    if any(number < 0 for number in given):
        yield "counts less than no hour or day"


def _wrong_custody(book: Rulebook, rule: Custody) -> Iterator[str]:
    """
    Yield the rules before this one that say at the same time who keeps the same accounts.
    """
    since, until = book.span(rule)
    rules = list(book.custodies.values())
    for one in rules[: rules.index(rule)]:
        first, last = book.span(one)
        ends = [end for end in (until, last) if end is not None]
        if (one.level, one.kind) == (rule.level, rule.kind) and max(since, first) <= min(ends, default=max(since, first)):
            yield f"says who keeps {rule.kind} accounts of the level {rule.level}, and so does {one.id!r} at the same time"


def _wrong_rows(rule: Form, rows: str) -> Iterator[str]:
    """
    Yield what is wrong with the fields of a form, or of its repeated rows of one name.
    """
    own = [one for one in rule.field if one.rows == rows]
    if len({one.key for one in own}) != len(own):
        yield "has a field twice: rename one"
    seen = {one.key: one for one in rule.field if one.rows in ("", rows)} | {one.key: one for one in own}
    for one in own:
        for key, value in one.when.items():
            if key not in seen:
                yield f"asks for {one.key!r} by the field {key!r}, which it does not have{near(key, seen)}"
            elif seen[key].choices and value not in seen[key].choices:
                yield f"asks for {one.key!r} where {key!r} is {value!r}, which is none of {', '.join(seen[key].choices)}"
