"""
Which names could stand in a list of a rulebook: what the shift check adds to it, or puts in the place of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from school_health.core.calendar import KINDS
from school_health.core.chapter import Chapter
from school_health.core.checks import NAMES as TEST_KEYS
from school_health.core.completeness import LEVELS
from school_health.core.duty import PERIODS
from school_health.core.escalation import BreachRule
from school_health.core.finding import Check
from school_health.core.form import Form, FormField, FormTable
from school_health.core.law import Rule
from school_health.core.school import STAGES
from school_health.core.source import NUMBERED, Source
from school_health.core.sources import OF_FORM, SOURCES
from school_health.core.suspension import LEVELS as SUSPENDED
from school_health.core.workflow import Workflow


__all__ = ["INVENTED", "PEOPLE", "Names"]

# A part, list or paper that no document asks for.
INVENTED = "另一样"

# In the order of their length, so that neighbours are neighbours.
_PERIODS = ("week", "term", "half-year", "school-year", "once")
_DAYS = tuple(sorted(KINDS))
PEOPLE = ("student", "staff", "temporary")


class Names:
    """
    The names that chapters declare, those of a region's own first.
    """

    def __init__(self, chapters: Iterable[Chapter]) -> None:
        self.chapters = tuple(chapters)
        self._held: dict[str, tuple[str, ...]] = {}

    def of(self, kind: str) -> tuple[str, ...]:
        """
        Return the ids of the rules of a kind.
        """
        if kind not in self._held:
            self._held[kind] = tuple(rule.id for chapter in self.chapters for rule in getattr(chapter, kind))
        return self._held[kind]

    def words(self, of: str) -> tuple[str, ...]:
        """
        Return the words for symptoms or diseases.
        """
        books = [one for chapter in self.chapters for one in chapter.vocabulary if one.of == of]
        return tuple(dict.fromkeys(word for one in books for word in one.words))

    def events(self) -> tuple[str, ...]:
        """
        Return the events of which a rule could speak.
        """
        named = {"fact": "event", "alert": "alert", "filed": "duty", "breach": "breach", "consequence": "consequence"}
        found = [f"{event}:{name}" for event, kind in named.items() for name in self.of(kind)]
        found += [f"suspension:{level}" for level in SUSPENDED]
        return (*found, *self.moves())

    def moves(self) -> tuple[str, ...]:
        """
        Return the moves of all workflows, as events.
        """
        flows = [flow for chapter in self.chapters for flow in chapter.workflow]
        return tuple(f"move:{flow.id}.{move.id}" for flow in flows for move in flow.move)

    def could_be(self, rule: Rule, holder: object, field: str) -> tuple[str, ...]:
        """
        Return the names that could stand in a field of a rule, or of a part of it; none where anything could.
        """
        asked = _BY_FIELD.get((type(holder).__name__, field)) or _BY_FIELD.get(("", field))
        return asked(self, rule, holder) if asked is not None else ()


# Among which names the members of a check's ``of`` are, by what its test reads there.
_READ = {"fact": "event", "duty": "duty", "workflow": "workflow", "breach": "breach", "party": "party"}


def _looked_at(names: Names, _rule: Rule, holder: Check) -> tuple[str, ...]:
    kind = TEST_KEYS.get(holder.test, {}).get("of", "").rstrip("?")
    if kind == "move":  # those that may say what the check asks for
        asked = {one.partition("=")[0] for one in holder.needs}
        flows = [flow for chapter in names.chapters for flow in chapter.workflow]
        moves = [(flow, move, {need.key for need in (*move.needs, *move.may)}) for flow in flows for move in flow.move]
        return tuple(f"{flow.id}.{move.id}" for flow, move, keys in moves if asked & keys)
    return names.events() if kind == "event" else names.of(_READ[kind]) if kind in _READ else ()


def _needed(names: Names, _rule: Rule, holder: Any) -> tuple[str, ...]:
    """
    Return what a check could need: further states of the workflows whose states it names, or something invented.
    """
    flows = {flow.id: flow for chapter in names.chapters for flow in chapter.workflow}
    named = [flows[one.partition(".")[0]] for one in holder.needs if one.partition(".")[0] in flows]
    states = [f"{flow.id}.{state}" for flow in named for state in flow.states]
    return tuple(dict.fromkeys(states)) or (*names.of("event"), INVENTED)


def _broken(names: Names, _rule: Rule, holder: BreachRule) -> tuple[str, ...]:
    return names.of("event") if holder.seen == "fact" else names.of("duty")


def _days_or_periods(_names: Names, _rule: Rule, holder: Any) -> tuple[str, ...]:
    return _PERIODS if PERIODS.intersection(holder.every) else _DAYS


def _states(_names: Names, rule: Workflow, _holder: Any) -> tuple[str, ...]:
    return tuple(rule.states)


def _counted_from(_names: Names, rule: Any, holder: Any) -> tuple[str, ...]:
    others = {"vacation"} if PERIODS.intersection(rule.every) else set()
    return ("opening", *sorted(others | {holder.from_} - {"opening"}))


def _source_of(rule: Form, holder: FormField) -> Source | None:
    table = next((one for one in rule.table if one.rows == holder.rows), None) if holder.rows else rule.about
    return SOURCES.get(table.of) if table is not None else None


def _values(_names: Names, rule: Form, holder: FormField) -> tuple[str, ...]:
    """
    Return further values of the source of a field, or of the form.
    """
    source = _source_of(rule, holder)
    if source is not None and holder.value in source.values:
        return tuple(source.values)
    if not holder.rows and holder.value in OF_FORM:
        return tuple(OF_FORM)
    return (holder.value, NUMBERED[0] if holder.rows else next(iter(OF_FORM)))


def _looked_up(names: Names, _rule: Form, holder: FormTable) -> tuple[str, ...]:
    if holder.of == "notices":  # a duty without a ladder has none
        ladders = [ladder for chapter in names.chapters for ladder in chapter.ladder]
        return tuple(dict.fromkeys(duty for ladder in ladders for duty in ladder.duty))
    return names.of(SOURCES[holder.of].rule) if holder.of and SOURCES[holder.of].rule else ()


_Asked = Callable[[Names, Any, Any], tuple[str, ...]]


def _rules(kind: str) -> _Asked:
    return lambda names, _rule, _holder: names.of(kind)


def _always(*words: str) -> _Asked:
    return lambda _names, _rule, _holder: words


_EVENTS: _Asked = lambda names, _rule, _holder: names.events()  # noqa: E731 - one of a table
_PARTIES = _rules("party")
_DUTIES = _rules("duty")

_BY_FIELD: Mapping[tuple[str, str], _Asked] = {
    ("", "scope"): _rules("scope"),
    ("", "symptoms"): lambda names, _rule, _holder: names.words("symptom"),
    ("", "diseases"): lambda names, _rule, _holder: names.words("disease"),
    ("", "people"): _always(*PEOPLE),
    ("", "stages"): _always(*STAGES),
    ("", "duty"): _DUTIES,
    ("", "by"): _PARTIES,
    ("", "to"): _PARTIES,
    ("", "papers"): _always(INVENTED),
    ("", "enters"): _always(INVENTED),
    ("", "lists"): _always(INVENTED),
    ("CaseDefinition", "disease"): lambda names, _rule, _holder: names.words("disease"),
    ("CaseDefinition", "includes"): lambda names, _rule, _holder: names.words("disease"),
    ("CaseDefinition", "any_of"): lambda names, _rule, _holder: names.words("symptom"),
    ("CaseDefinition", "all_of"): lambda names, rule, _holder: names.words("symptom") if rule.all_of else (),
    ("Duty", "every"): _days_or_periods,
    ("Duty", "except_"): _always(*_DAYS),
    ("Duty", "after"): _EVENTS,
    ("Duty", "unless"): _EVENTS,
    ("While", "after"): _EVENTS,
    ("While", "until"): _EVENTS,
    ("Duty", "met"): lambda names, rule, _holder: names.of("duty") if rule.every else names.moves(),
    ("Duty", "copy"): _PARTIES,
    ("Duty", "needs"): _always(INVENTED),
    ("Deadline", "from_"): _counted_from,
    ("Reckoning", "from_"): _counted_from,
    ("Through", "hands"): _PARTIES,
    ("BreachRule", "of"): _broken,
    ("BreachRule", "on"): _always(*_DAYS),
    ("ConsequenceRule", "of"): _rules("breach"),
    ("ConsequenceRule", "on"): _PARTIES,
    ("ConsequenceRule", "impact"): _rules("event"),
    ("Check", "of"): _looked_at,
    ("Check", "needs"): _needed,
    ("Check", "on"): _always(*_DAYS),
    ("Workflow", "opens"): _EVENTS,
    ("Workflow", "ends"): _states,
    ("MoveRule", "from_"): _states,
    ("MoveRule", "to"): _states,
    ("MoveRule", "by"): _PARTIES,
    ("MoveRule", "all"): _PARTIES,
    ("MoveRule", "others"): lambda _names, rule, _holder: tuple(move.id for move in rule.move),
    ("FormField", "value"): _values,
    ("FormTable", "of"): lambda _names, _rule, holder: tuple(SOURCES) if holder.of else (),
    ("FormTable", "rule"): _looked_up,
    ("FormTable", "by"): _always(),
    ("MeasureRule", "of"): _DUTIES,
    ("MeasureRule", "by"): _always(*LEVELS),
    ("MeasureRule", "period"): _always("day", *_PERIODS),
}
