"""
The tests that every region has, by the name that a check gives; a region may bring more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from school_health.core import checks_accounts, checks_facts, checks_filed
from school_health.core.checking import Test
from school_health.core.detection import numbers
from school_health.core.finding import Check
from school_health.core.naming import Named, events_named, wrong
from school_health.core.rulebook import Rulebook
from school_health.core.signal import Detector


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

# What `of` and `needs` of a check name, for each test of the engine; what is not named here takes none, "?" is optional.
NAMES: Mapping[str, Mapping[str, str]] = {
    "accounts": {"of": "system?"},
    "breaches": {"of": "breach"},
    "details": {"of": "fact", "needs": "detail"},
    "each-has": {"needs": "fact"},
    "followed": {"of": "fact", "needs": "fact"},
    "hands": {"of": "duty"},
    "in-state": {"of": "event", "needs": "state"},
    "keepers": {},
    "machine-made": {"of": "duty"},
    "omitted": {"of": "duty", "needs": "fact"},
    "on-days": {"of": "fact"},
    "parts": {"of": "duty", "needs": "part"},
    "printed-names": {},
    "proxies": {"of": "duty"},
    "refused-filings": {"of": "duty"},
    "refused-moves": {"of": "workflow"},
    "results": {"of": "move", "needs": "result"},
    "stalled": {"needs": "state"},
    "unnamed": {},
    "untraced": {"needs": "tracing"},
    "vacant": {"of": "party"},
}

_TRACINGS = dict.fromkeys(("registered", "traced"))


def hold(book: Rulebook, tests: Mapping[str, Test], detectors: Mapping[str, Detector]) -> None:
    """
    Hold checks and signals against the tests and detectors that there are, and what they name against what is declared.

    Raises:
        RulebookError: a check names a test that is not there, or something that nobody declares; a signal a detector that is
            not there, or settings that it does not take.
    """
    _hold_signals(book, detectors)
    for check in book.checks.values():
        _hold_check(book, check, tests)


def _hold_signals(book: Rulebook, detectors: Mapping[str, Detector]) -> None:
    for signal in book.signals.values():
        if signal.detector not in detectors:
            raise wrong(book, signal, f"names the detector {signal.detector!r}; there are {', '.join(sorted(detectors))}")
        try:
            detectors[signal.detector]([], **numbers(signal))
        except (TypeError, ValueError) as error:
            raise wrong(book, signal, f"gives {signal.detector!r} settings that it does not take: {error}") from error


def _hold_check(book: Rulebook, check: Check, tests: Mapping[str, Test]) -> None:
    if check.test not in tests:
        raise wrong(book, check, f"names the test {check.test!r}; there are {', '.join(sorted(tests))}")
    if check.test not in NAMES:
        return  # a region's own test reads them as it likes
    _hold_keys(book, check)
    takes = NAMES[check.test]
    for key, names in (("of", check.of), ("needs", check.needs)):
        if names and key not in takes:
            raise wrong(book, check, f"gives the test {check.test!r} a key {key!r}, which it does not read")
        if not names and key in takes and not takes[key].endswith("?"):
            raise wrong(book, check, f"gives the test {check.test!r} no {key!r}, which it needs")
        for kind, named, known in _named(book, check, takes.get(key, "").rstrip("?"), names):
            for name in named:
                if name not in known:
                    raise wrong(book, check, f"names the {kind} {name!r}, which nobody declares")


def _hold_keys(book: Rulebook, check: Check) -> None:
    for test, key, given in (("each-has", "level", check.level), ("on-days", "on", check.on)):
        optional = key == "on" and check.test == "details"
        if (check.test == test) is not bool(given) and not optional:
            raise wrong(book, check, f"needs {key!r}, or gives it to a test that does not read it; {test!r} does")


def _named(book: Rulebook, check: Check, kind: str, names: Iterable[str]) -> Iterator[Named]:
    """
    Yield what the names of a kind name, one after the other: each is refused before the next is looked for in it.
    """
    if kind == "event":
        yield from events_named(book, check, names)
    elif kind in ("state", "move"):
        for name in names:
            workflow, _, rest = name.partition(".")
            yield "workflow", [workflow], book.workflows
            if kind == "move":
                yield from events_named(book, check, [f"move:{name}"])
            else:
                yield "state", [rest], book.workflows[workflow].states
    elif kind == "detail":
        yield kind, names, {key: None for one in check.of for key in book.event_kinds[one].details}
    elif kind == "result":
        yield kind, names, _results(book, check)
    else:
        tables: Mapping[str, Mapping[str, object]] = {
            "breach": book.breaches,
            "duty": book.duties,
            "fact": book.event_kinds,
            "party": book.parties,
            "tracing": _TRACINGS,
            "workflow": book.workflows,
        }
        if kind in tables:
            yield kind, names, tables[kind]


def _results(book: Rulebook, check: Check) -> Mapping[str, object]:
    """
    Return what the details of the moves of a check may say, as ``detail=value``.
    """
    moves = [book.workflows[workflow].rule_of(move) for workflow, _, move in (name.partition(".") for name in check.of)]
    needs = [need for move in moves if move is not None for need in (*move.needs, *move.may)]
    return {f"{need.key}={choice}": None for need in needs for choice in need.choices}
