"""
What an answer shows to host software, model by model: attributes of the models of core, and nothing that they do not have.

Moves and events are shown without what was written down of them, filings without parts and hands, cases without persons:
whoever holds the facts has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any, get_type_hints

from attrs import fields_dict, frozen

from school_health.core.account import AccountChange
from school_health.core.alert import Alert, Case, Place
from school_health.core.assess import Assessment, Unbound
from school_health.core.attendance import Attendance
from school_health.core.completeness import LEVELS, Completeness
from school_health.core.due import Due, Outcome
from school_health.core.duty import Instant
from school_health.core.escalation import Breach, Consequence, Notice, Recipient
from school_health.core.filing import Event, Filing
from school_health.core.finding import Finding
from school_health.core.form import FormFault
from school_health.core.law import Rule
from school_health.core.measure import DEFINITIONS
from school_health.core.rate import Rates
from school_health.core.recovery import Criterion
from school_health.core.signalrule import Signal
from school_health.core.tally import Exclusion, Measured, Share, Tally
from school_health.core.terms import Span
from school_health.core.workflow import Made, Matter, Move, MoveRule, Refused
from school_health.wire.described import about, about_fields


__all__ = ["VIEWS", "Item", "View", "items_of", "view_of"]


@frozen
class Item:
    """
    A key of an answer.

    Args:
        key: the key.
        hint: the type of its value, as the model declares it.
        says: what it is.
        get: takes it from the model.
        view: the view by which it is shown, where that is not the usual one of its model.
        optional: whether it may be left out.
    """

    key: str
    hint: Any
    says: str
    get: Callable[[Any], Any]
    view: str = ""
    optional: bool = False


@frozen(eq=False)
class View:
    """
    How a model is shown: by which attributes, properties and methods without arguments, and by what is made of them.
    """

    name: str
    model: type[Any]
    names: tuple[str, ...]
    more: tuple[Item, ...] = ()
    says: str = ""


def _made(key: str, hint: Any, says: str, get: Callable[[Any], Any], **more: Any) -> Item:
    return Item(key, hint, says, get, **more)


def _shares(tally: Tally) -> Mapping[str, Share]:
    return {counts: tally.share(counts) for counts in DEFINITIONS}


def _tallies(counted: Completeness) -> Mapping[str, tuple[Tally, ...]]:
    return {level: counted.rows(level) for level in LEVELS}


def _measured(counted: Completeness) -> Mapping[str, tuple[Measured, ...]]:
    return {level: counted.measures(level) for level in LEVELS}


_ALL = (
    View("Assessment", Assessment, tuple(fields_dict(Assessment))),
    View(
        "Due",
        Due,
        (
            *("duty", "clause", "filer", "about", "place", "first", "last", "opens", "deadline"),
            *("state", "reason", "open", "basis", "readings", "outcome", "event"),
        ),
    ),
    View(
        "DueReference",
        Due,
        ("filer", "about", "first", "last"),
        (_made("duty", str, "Id of the duty.", attrgetter("duty.id")),),
        "Which due: the one of these keys among the dues of the same assessment.",
    ),
    View("Outcome", Outcome, ("complete_at", "known_at", "stands", "refused", "lacks")),
    View("Instant", Instant, ("at", "edge")),
    View(
        "FilingReference",
        Filing,
        ("filed_at", "recorded_at", "revision", "content", "first", "last"),
        says="Which filing, of those of the due's duty and filer, and whether it was empty.",
    ),
    View(
        "EventReference", Event, ("id", "kind", "subject", "at"), says="Which event; what was written down of it is a fact."
    ),
    View(
        "Notice",
        Notice,
        ("at", "level", "to", "clause", "ladder", "enters"),
        (
            _made("by", str, "The post that acts, or empty.", attrgetter("step.by")),
            _made("due", Due, "The due that was not complete.", attrgetter("due"), view="DueReference"),
        ),
    ),
    View("Recipient", Recipient, ("person", "posts", "organisation")),
    View("Breach", Breach, ("rule", "clause", "subject", "day", "at", "of")),
    View(
        "Consequence",
        Consequence,
        ("rule", "clause", "subject", "span", "at", "breaches"),
        (
            _made("by", str, "Who acts: a post, or empty.", attrgetter("rule.by")),
            _made("on", str, "On whom: a post, or empty.", attrgetter("rule.on")),
            _made("lists", tuple[str, ...], "Lists in which the subject is entered.", attrgetter("rule.lists")),
        ),
    ),
    View("Span", Span, ("first", "last")),
    View(
        "Alert",
        Alert,
        (
            *("id", "rule", "clause", "place", "places", "shared", "reached", "first", "raised_at", "days"),
            *("persons", "bases", "joined", "excludable"),
        ),
        (_made("cases", tuple[Case, ...], "The cases, where they were asked for.", attrgetter("cases"), optional=True),),
    ),
    View("Place", Place, ("unit", "id", "school")),
    View("Case", Case, ("day", "absence", "by")),
    View(
        "Matter",
        Matter,
        (
            *("workflow", "id", "subject", "opened_at", "state", "state_title", "since", "open"),
            *("made", "refused", "waiting", "possible"),
        ),
    ),
    View("Made", Made, ("rule", "move", "state", "done")),
    View("Refused", Refused, ("move", "reason", "lacks")),
    View("MoveRule", MoveRule, ("id", "title", "clause", "to")),
    View("MoveReference", Move, ("id", "move", "at", "post"), says="Which move; what it says or brings is a fact."),
    View(
        "Finding",
        Finding,
        ("check", "clause", "subject", "place", "day", "at", "about", "lacks", "standing"),
        (
            _made("says", str, "What is wrong, in Chinese.", attrgetter("check.says")),
            _made("do", str, "What to do about it, in Chinese.", attrgetter("check.do")),
        ),
    ),
    View("Signal", Signal, ("rule", "clause", "place", "day", "verdict", "observed", "upper")),
    View("Unbound", Unbound, ("document", "area", "reason")),
    View("Criterion", Criterion, ("rule", "clause", "of", "what", "met", "since", "lacks")),
    View(
        "Completeness",
        Completeness,
        ("first", "last", "at", "duties", "exclusions", "total", "measures"),
        (
            _made("tallies", Mapping[str, tuple[Tally, ...]], "A tally of each place, by level.", _tallies),
            _made("measures_by", Mapping[str, tuple[Measured, ...]], "The same rates for each place, by level.", _measured),
        ),
    ),
    View(
        "Tally",
        Tally,
        (
            *("place", "states", "due", "received", "pending", "expected", "complete", "heard", "silent"),
            *("schools", "connected", "students", "covered"),
        ),
        (_made("shares", Mapping[str, Share], "Every share, by its definition.", _shares),),
    ),
    View("Share", Share, ("numerator", "denominator")),
    View("Measured", Measured, ("rule", "place", "share", "pending", "reached")),
    View("Exclusion", Exclusion, ("duty", "filer", "reason", "days")),
    View(
        "Attendance",
        Attendance,
        ("place", "day", "roll", "absent", "ill", "attending", "suspended", "staff", "present", "rate"),
    ),
    View(
        "Rates",
        Rates,
        ("pupils", "teaching_days", "ill_days", "ill_times", "absence_rate", "mean_days", "incidence"),
    ),
    View("AccountChange", AccountChange, ("of", "kind", "user", "reason", "system")),
    View("FormFault", FormFault, ("key", "kind", "row")),
    View(
        "Rule",
        Rule,
        ("id", "title", "clause", "also", "document"),
        (
            _made(
                "readings",
                tuple[str, ...],
                "Ids of the readings that it rests on.",
                lambda rule: tuple(dict.fromkeys(rule.ours.values())),
            ),
        ),
        "A rule of the region, with the clause that it carries and the document in which that stands.",
    ),
)

VIEWS: Mapping[str, View] = {one.name: one for one in _ALL}
# The usual view of a model: the first.
_BY_MODEL: Mapping[type[Any], View] = {one.model: one for one in reversed(_ALL)}


def view_of(model: type[Any]) -> View | None:
    """
    Return the usual view of a model; None where it is no answer.
    """
    found = _BY_MODEL.get(model)
    return VIEWS["Rule"] if found is None and issubclass(model, Rule) else found


@lru_cache
def items_of(view: View) -> tuple[Item, ...]:
    """
    Return the keys of a view, with the types and the words of its model.
    """
    model: Any = view.model
    words = about_fields(model)
    hints = get_type_hints(model)
    found = []
    for name in view.names:
        of = getattr(model, name, None)
        if name in hints:
            found.append(Item(name, hints[name], words.get(name, ""), attrgetter(name)))
        elif isinstance(of, property):
            found.append(Item(name, get_type_hints(of.fget)["return"], about(of), attrgetter(name)))
        else:
            found.append(Item(name, get_type_hints(of)["return"], about(of), _called(name)))
    return (*found, *view.more)


def _called(name: str) -> Callable[[Any], Any]:
    return lambda model: getattr(model, name)()
