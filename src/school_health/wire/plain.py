"""
Facts and answers as JSON, for host software in any language.

Facts go out and come back without loss. Answers only go out: they follow from facts, and can be asked for again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, overload

from school_health.core.record import Record
from school_health.core.words import near
from school_health.errors import FactError, InputError
from school_health.wire.answers import DOCUMENTS, Telling
from school_health.wire.exact import misfits, read_fact, told_fact
from school_health.wire.facts import FACTS
from school_health.wire.text import MOST_BYTES, MOST_TOLD, Misfit, parse, refused, shown_key
from school_health.wire.times import day_text


if TYPE_CHECKING:
    from school_health.core.region import Region

__all__ = ["FORMAT", "from_json", "plain", "to_json"]

T = TypeVar("T")

# What a document says that it is. Its number changes when a key is taken away or means something else.
FORMAT = "school-health/1"

_DOCUMENT = ("format", "since", "assumptions", *FACTS)
# So many keys of a document are told that it must not have.
_MOST_KEYS = 20
_MODELS = frozenset(FACTS.values())


def to_json(value: Any, *, region: Region | None = None, cases: bool = False, indent: int | None = None) -> str:
    """
    Return facts or answers as a JSON text.

    A record is a document that `from_json` reads back; a single fact an object; an answer (an assessment, completeness, a
    due, a criterion, rates …) an object with the keys that `school_health.wire.schema.json_schema` declares; a list or a
    mapping of these a list or an object. Moments have their zone, fractions are exact.

    Args:
        value: the facts or answers.
        region: with it every rule of an answer says on what basis it rests.
        cases: whether alerts name the absences that belong to them. Who holds the facts can then see who is ill.
        indent: for people: so many blanks for each level.

    Raises:
        FactError: the value is neither facts nor answers, or holds half a character.
    """
    tree = plain(value, region=region, cases=cases)
    text = json.dumps(tree, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        message = "a text of the facts holds half a character, which no file can: mend it"
        raise FactError(message) from None
    return text


def plain(value: Any, *, region: Region | None = None, cases: bool = False) -> Any:
    """
    Return what `to_json` writes before it is text: dictionaries, lists, texts, whole numbers, true, false and None.

    Raises:
        FactError: the value is neither facts nor answers.
    """
    if isinstance(value, Record):
        return _document(value)
    if type(value) in _MODELS:
        return told_fact(type(value))(value)
    if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):

        def inner(one: Any) -> Any:
            return plain(one, region=region, cases=cases)

        return {str(key): inner(one) for key, one in value.items()} if isinstance(value, Mapping) else [*map(inner, value)]
    found = Telling(None if region is None else region.rulebook, cases).tell(value)
    return {"format": FORMAT, "answer": type(value).__name__, **found} if type(value) in DOCUMENTS else found


def _document(record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {"format": FORMAT}
    if record.since is not None:
        found["since"] = day_text(record.since)
    if record.assumptions:
        found["assumptions"] = list(record.assumptions)
    for kind, model in FACTS.items():
        facts = getattr(record, kind)
        if facts or kind == "schools":
            tell = told_fact(model)
            found[kind] = [tell(one) for one in facts]
    return found


@overload
def from_json(text: str | bytes, *, most_bytes: int = MOST_BYTES) -> Record: ...


@overload
def from_json(text: str | bytes, of: type[T], *, most_bytes: int = MOST_BYTES) -> T: ...


def from_json(text: str | bytes, of: type[Any] = Record, *, most_bytes: int = MOST_BYTES) -> Any:
    """
    Return the facts of a JSON text, as `to_json` or a host in any language has written them.

    Nothing is half-read: whatever is wrong is in the one error, up to a thousand places, each with its path and without
    the value. Numbers may be written 1 or 1.0; everything else is taken as it stands or refused.

    Args:
        text: the text; bytes are UTF-8.
        of: a record, or one kind of fact such as `school_health.core.absence.Absence`.
        most_bytes: a longer text is refused.

    Raises:
        InputError: the text is no JSON or has keys twice; keys are unknown or lacking; values do not fit; moments have no
            zone; or the facts contradict each other.
        FactError: ``of`` is no kind of fact.
    """
    if of is not Record and of not in _MODELS:
        names = ", ".join(sorted(one.__name__ for one in _MODELS))
        message = f"from_json reads a Record, or one of {names}; answers follow from facts: ask for them again"
        raise FactError(message)
    tree = parse(text, most_bytes)
    try:
        return _record(tree) if of is Record else read_fact(of)(tree)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - every error of a value is told with its place
        raise refused(misfits(error)) from None


def _record(tree: Any) -> Record:
    if not isinstance(tree, dict):
        raise InputError([Misfit("", "a record is an object")])
    wrong = [
        Misfit("", f"unknown key {shown_key(key)!r}{near(shown_key(key), _DOCUMENT)}")
        for key in islice((key for key in tree if key not in _DOCUMENT), _MOST_KEYS)
    ]
    wrong += [Misfit("", f"the key {key!r} is required") for key in ("format", "schools") if key not in tree]
    if tree.get("format", FORMAT) != FORMAT:
        wrong.append(Misfit("format", f"must be {FORMAT!r}: what was given is of another kind or edition"))
    facts: dict[str, Any] = {}
    for key, hint in (("since", date | None), ("assumptions", tuple[str, ...])):
        if key in tree:
            facts[key] = _taken(hint, tree[key], key, wrong)
    for kind, model in FACTS.items():
        facts[kind] = _rows(kind, model, tree.get(kind, []), wrong)
    if wrong:
        raise refused(wrong)
    return Record(**facts)


def _rows(kind: str, model: type[T], rows: Any, wrong: list[Misfit]) -> list[T]:
    if not isinstance(rows, list):
        wrong.append(Misfit(kind, "expected a list"))
        return []
    take = read_fact(model)
    try:
        return [take(row) for row in rows]
    except Exception:  # noqa: BLE001 - looked for again, row by row
        for place, row in enumerate(rows):
            if len(wrong) > MOST_TOLD:
                break
            _taken(model, row, f"{kind}[{place}]", wrong)
        return []


def _taken(hint: Any, value: Any, path: str, wrong: list[Misfit]) -> Any:
    try:
        return read_fact(hint)(value)
    except Exception as error:  # noqa: BLE001 - every error of a value is told with its place
        wrong += misfits(error, path)
        return None
