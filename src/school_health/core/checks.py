"""
The tests that every region has, by the name that a check gives; a region may bring more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from inspect import Parameter, signature

from school_health.core import checks_accounts, checks_facts, checks_filed
from school_health.core.checking import Test
from school_health.core.detection import numbers
from school_health.core.duty import Duty
from school_health.core.finding import Check
from school_health.core.naming import closed, events_unknown, line, unknown
from school_health.core.rulebook import Rulebook
from school_health.core.signal import Detector
from school_health.core.signalrule import SignalRule
from school_health.core.words import alike
from school_health.core.workflow import Workflow
from school_health.errors import RulebookError


__all__ = ["NAMES", "TESTS", "hold"]

TESTS: Mapping[str, Test] = {
    "accounts": checks_accounts.audited,
    "breaches": checks_facts.listed_breaches,
    "details": checks_facts.details,
    "each-has": checks_facts.each_has,
    "followed": checks_facts.followed,
    "hands": checks_filed.hands,
    "in-state": checks_facts.in_state,
    "keepers": checks_accounts.keepers,
    "machine-made": checks_filed.machine_made,
    "not-taken-back": checks_facts.not_taken_back,
    "omitted": checks_filed.omitted,
    "on-days": checks_facts.on_days,
    "parts": checks_filed.parts,
    "printed-names": checks_accounts.printed_names,
    "proxies": checks_filed.proxies,
    "refused-filings": checks_filed.refused_filings,
    "refused-moves": checks_facts.refused_moves,
    "results": checks_facts.results,
    "stalled": checks_facts.stalled,
    "unnamed": checks_facts.unnamed,
    "untraced": checks_facts.untraced,
    "vacant": checks_accounts.vacant,
}

# The keys of a check that each test of the engine reads, and what they name; "?" is optional, and the rest is not read.
NAMES: Mapping[str, Mapping[str, str]] = {
    "accounts": {"of": "system?"},
    "breaches": {"of": "breach"},
    "details": {"of": "fact", "needs": "detail", "on": "day?"},
    "each-has": {"needs": "fact", "level": "level"},
    "followed": {"of": "fact", "needs": "fact", "days": "number?"},
    "hands": {"of": "duty"},
    "in-state": {"of": "event", "needs": "state"},
    "keepers": {},
    "machine-made": {"of": "duty", "count": "number"},
    "not-taken-back": {"of": "fact"},
    "omitted": {"of": "duty", "needs": "fact"},
    "on-days": {"of": "fact", "on": "day"},
    "parts": {"of": "duty", "needs": "part"},
    "printed-names": {},
    "proxies": {"of": "duty"},
    "refused-filings": {"of": "duty"},
    "refused-moves": {"of": "workflow"},
    "results": {"of": "move", "needs": "result"},
    "stalled": {"needs": "state", "days": "number?"},
    "unnamed": {},
    "untraced": {"needs": "tracing", "days": "number?"},
    "vacant": {"of": "party"},
}

_TRACINGS = ("registered", "traced")

# What the duties must have at which a test looks, for it to find anything.
_ASKED: Mapping[str, tuple[str, Callable[[Duty], bool]]] = {
    "hands": ("'through'", lambda duty: duty.through is not None),
    "machine-made": ("'zero'", lambda duty: duty.zero is not None),
    "refused-filings": ("'again' that takes the first", lambda duty: duty.again is not None and duty.again.takes == "first"),
}


def hold(book: Rulebook, tests: Mapping[str, Test], detectors: Mapping[str, Detector]) -> None:
    """
    Hold checks and signals against the tests and detectors that there are, and what they name against what is declared.

    Raises:
        RulebookError: a check names a test that is not there, or something that nobody declares, or can never find anything;
            a signal names a detector that is not there, or settings that it does not take. A line for each mistake.
    """
    told = [line(book, one, what) for one in book.signals.values() for what in _wrong_signal(one, detectors)]
    told += [line(book, one, what) for one in book.checks.values() for what in _wrong_check(book, one, tests)]
    if told:
        raise RulebookError("\n".join(told))


def _wrong_signal(rule: SignalRule, detectors: Mapping[str, Detector]) -> Iterator[str]:
    name = rule.detector
    if name not in detectors:
        yield f"names the detector {name!r}; there are {', '.join(sorted(detectors))}{alike(name, detectors)}"
        return
    faults = [*_wrong_numbers(rule), *_wrong_settings(rule, detectors[name])]
    yield from faults
    if not faults:
        try:
            detectors[name]([], **numbers(rule))
        except (TypeError, ValueError) as error:
            said = error.args[0] if error.args else type(error).__name__  # without the code of an error of ours
            yield f"gives the detector {name!r} a setting that it refuses: {said}"
        except Exception as error:  # noqa: BLE001 - a region's own detector may fail in any way, and its message quote anything
            yield f"names the detector {name!r}, which fails on an empty series with {type(error).__name__}"


def _wrong_numbers(rule: SignalRule) -> Iterator[str]:
    for key, text in rule.settings.items():
        try:
            float(text)
        except ValueError:
            yield f"sets {key!r} to {text!r}, which is no number"


def _wrong_settings(rule: SignalRule, detector: Detector) -> Iterator[str]:
    """
    Yield which settings a detector does not take, and which it needs.
    """
    parameters = list(signature(detector).parameters.values())[1:]  # the first one is the series
    taken = {one.name: one for one in parameters if one.kind in (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD)}
    if all(one.kind is not Parameter.VAR_KEYWORD for one in parameters):
        there = f"it takes {', '.join(taken)}" if taken else "it takes none"
        for key in rule.settings:
            if key not in taken:
                yield f"gives the detector {rule.detector!r} a setting {key!r}; {there}{alike(key, taken)}"
    for key, one in taken.items():
        if one.default is Parameter.empty and key not in rule.settings:
            yield f"gives the detector {rule.detector!r} no setting {key!r}, which it needs"


def _wrong_check(book: Rulebook, check: Check, tests: Mapping[str, Test]) -> Iterator[str]:
    if check.test not in tests:
        yield f"names the test {check.test!r}; there are {', '.join(sorted(tests))}{alike(check.test, tests)}"
    if check.test not in NAMES or check.test not in tests:
        return  # a region's own test reads its keys as it likes
    if check.count < 1 or check.days < 0:
        yield "counts less than one time, or less than no day"
    takes = NAMES[check.test]
    faults = [*_wrong_keys(check, takes), *_unknown(book, check, takes.get("of", "").rstrip("?"), check.of)]
    faults = faults or list(_unknown(book, check, takes.get("needs", ""), check.needs))
    yield from faults or _vain(book, check)


def _wrong_keys(check: Check, takes: Mapping[str, str]) -> Iterator[str]:
    """
    Yield which keys a test does not read, and which it needs.
    """
    given = {
        "of": bool(check.of),
        "needs": bool(check.needs),
        "on": bool(check.on),
        "level": bool(check.level),
        "count": check.count != 1,
        "days": check.days != 0,
    }
    there = ", ".join(takes) or "none"
    for key, is_given in given.items():
        if is_given and key not in takes:
            yield f"gives the test {check.test!r} a key {key!r}, which it does not read; it reads {there}"
        elif not is_given and not takes.get(key, "?").endswith("?"):
            yield f"gives the test {check.test!r} no {key!r}, which it needs{' (more than 1)' if key == 'count' else ''}"


def _unknown(book: Rulebook, check: Check, kind: str, names: Sequence[str]) -> Iterator[str]:
    """
    Yield which names of a kind nobody declares.
    """
    tables: Mapping[str, Mapping[str, object]] = {
        "breach": book.breaches,
        "duty": book.duties,
        "fact": book.event_kinds,
        "party": book.parties,
        "workflow": book.workflows,
    }
    if kind in tables:
        yield from unknown(kind, names, tables[kind])
    elif kind in ("event", "move"):
        yield from events_unknown(book, [f"move:{name}" if kind == "move" else name for name in names])
    elif kind == "state":
        yield from _states_unknown(book, names)
    elif kind == "detail":
        yield from unknown(kind, names, [key for one in check.of for key in book.event_kinds[one].details])
    elif kind == "result":
        yield from unknown(kind, names, _results(book, check))
    elif kind == "part":
        yield from ("names a part without a name" for name in names if not name.strip())
    elif kind == "tracing":
        yield from closed("needs", names, _TRACINGS)


def _states_unknown(book: Rulebook, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        workflow, _, state = name.partition(".")
        yield from unknown("workflow", [workflow], book.workflows)
        if workflow in book.workflows:
            yield from unknown("state", [state], book.workflows[workflow].states)


def _results(book: Rulebook, check: Check) -> list[str]:
    """
    Return what the details of the moves of a check may say, as ``detail=value``.
    """
    moves = [book.workflows[workflow].rule_of(move) for workflow, _, move in (name.partition(".") for name in check.of)]
    needs = [need for move in moves if move is not None for need in (*move.needs, *move.may)]
    return [f"{need.key}={choice}" for need in needs for choice in need.choices]


def _vain(book: Rulebook, check: Check) -> Iterator[str]:
    """
    Yield why a check, all of whose names are declared, can never find anything.
    """
    if check.test in _ASKED:
        key, has = _ASKED[check.test]
        yield from (
            f"looks at {name!r}, which has no {key}: nothing can be found there"
            for name in check.of
            if not has(book.duties[name])
        )
    elif check.test == "stalled":
        for name in check.needs:
            workflow, _, state = name.partition(".")
            if state in book.workflows[workflow].ends:
                yield f"asks what stays in {name!r}, which is one of the ends: what is done does not stay too long"
    elif check.test == "in-state":
        for rule in [book.workflows[one] for one in dict.fromkeys(name.partition(".")[0] for name in check.needs)]:
            for event in check.of:
                if _never_about(rule, event):
                    yield f"asks in which state of {rule.id!r} {event!r} finds it, which only {', '.join(rule.opens)} opens"


def _never_about(workflow: Workflow, event: str) -> bool:
    """
    Say whether a suspension is never that of a matter: of a class, where only grades and schools open any, or the other way.
    """
    of_class = {one == "suspension:class" for one in workflow.opens}
    suspensions = all(one.startswith("suspension:") for one in (event, *workflow.opens))
    return suspensions and (event == "suspension:class") not in of_class
