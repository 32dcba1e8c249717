"""
The JSON Schema (draft 2020-12) of every fact and every answer, made from the models themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from school_health.core.due import Due, Dues
from school_health.core.record import Record
from school_health.core.words import OneOf, near
from school_health.errors import FactError
from school_health.wire.answers import DOCUMENTS
from school_health.wire.described import about, about_fields
from school_health.wire.exact import key_of
from school_health.wire.facts import FACTS
from school_health.wire.plain import FORMAT
from school_health.wire.shown import VIEWS, View, items_of, view_of
from school_health.wire.times import DAY_PATTERN, MOMENT_PATTERN


__all__ = ["json_schema", "schema_kinds"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_SIMPLE: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
}
_ODD: Mapping[str, Schema] = {
    "Day": {"description": "A day.", "type": "string", "format": "date", "pattern": DAY_PATTERN},
    "Moment": {
        "description": "A moment, with its zone.",
        "type": "string",
        "format": "date-time",
        "pattern": MOMENT_PATTERN,
    },
    "Fraction": {
        "description": "An exact number: one whole number divided by another.",
        "type": "object",
        "properties": {"numerator": {"type": "integer"}, "denominator": {"type": "integer", "minimum": 1}},
        "required": ["numerator", "denominator"],
        "additionalProperties": False,
    },
}
_FORMAT: Schema = {"const": FORMAT, "description": "What the document is, and its edition."}
_NAMES: Mapping[Any, str] = {date: "Day", datetime: "Moment", Fraction: "Fraction"}


def json_schema(kind: str | type[Any] | None = None) -> Schema:
    """
    Return the JSON Schema of a kind of fact or answer, or of all of them.

    Args:
        kind: such as ``Absence``, ``Record`` or ``Assessment``, by name or as the class; the names of tables of a record
            (``absences``) mean the kind of their rows. Absent: one document with all under ``$defs``, which holds for a
            record, an assessment and completeness.

    Raises:
        FactError: there is no such kind.
    """
    found = _defs()
    if kind is None:
        documents: list[type[Any]] = [Record, *DOCUMENTS]
        root: Schema = {"title": "School health", "anyOf": [_ref(one.__name__) for one in documents]}
        return {"$schema": _DIALECT, "$id": f"urn:{FORMAT.replace('/', ':')}", **root, "$defs": dict(found)}
    named = kind if isinstance(kind, str) else kind.__name__
    name = FACTS[named].__name__ if named in FACTS else named
    if name not in found:
        message = f"there is no kind {name!r} of fact or answer{near(name, schema_kinds())}"
        raise FactError(message)
    reached = sorted(_reached(name, found))
    return {
        "$schema": _DIALECT,
        "$id": f"urn:{FORMAT.replace('/', ':')}:{name}",
        "title": name,
        **_ref(name),
        "$defs": {one: found[one] for one in reached},
    }


def schema_kinds() -> tuple[str, ...]:
    """
    Return the names of all kinds of fact and answer, facts first.
    """
    return tuple(name for name in _defs() if name not in _ODD)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


@cache
def _defs() -> Mapping[str, Schema]:
    facts = {model.__name__: model for model in FACTS.values()}
    inner = {model.__name__: model for one in facts.values() for model in _models(one)}
    return {
        "Record": _record(),
        **{name: _fact(model) for name, model in {**facts, **inner}.items()},
        **{name: _answer(view) for name, view in VIEWS.items()},
        **_ODD,
    }


def _models(model: type[Any]) -> Iterator[type[Any]]:
    """
    Yield the models that are values of the fields of a fact.
    """
    for hint in get_type_hints(model).values():
        yield from (one for one in get_args(hint) if attrs.has(one))


def _reached(name: str, found: Mapping[str, Schema]) -> set[str]:
    reached, waiting = {name}, [name]
    while waiting:
        for one in _refs(found[waiting.pop()]):
            if one not in reached:
                reached.add(one)
                waiting.append(one)
    return reached


def _refs(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].removeprefix("#/$defs/")
        for one in schema.values():
            yield from _refs(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from _refs(one)


def _of(hint: Any, view: str = "", *, facts: bool = False) -> Schema:
    """
    Return the schema of a type.
    """
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    if hint in _NAMES:
        return _ref(_NAMES[hint])
    if hint is Dues:
        return {"type": "array", "items": _ref(Due.__name__)}
    of, inside = get_origin(hint), get_args(hint)
    if of is Literal:
        return {"enum": list(inside)}
    if of in (Union, UnionType):
        (one,) = (each for each in inside if each is not type(None))
        inner = _of(one, view, facts=facts)
        if "type" in inner:
            return {**inner, "type": [inner["type"], "null"]}
        return {"enum": [*inner["enum"], None]} if "enum" in inner else {"anyOf": [inner, {"type": "null"}]}
    if of in (tuple, Sequence):
        return {"type": "array", "items": _of(inside[0], view, facts=facts)}
    if of in (dict, Mapping):
        return {"type": "object", "additionalProperties": _of(inside[1], view, facts=facts)}
    if facts:
        return _ref(hint.__name__)
    shown = VIEWS[view] if view else view_of(hint)
    return _ref(shown.name if shown is not None else hint.__name__)


def _object(says: str, properties: Mapping[str, Schema], required: Sequence[str]) -> Schema:
    return {
        "description": says,
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _described(schema: Schema, says: str) -> Schema:
    return {**schema, "description": says} if says else schema


def _fact(model: type[Any]) -> Schema:
    hints, words = get_type_hints(model), about_fields(model)
    properties, required = {}, []
    for one in attrs.fields(model):
        key = key_of(one.name)
        schema = _of(hints[one.name], facts=True)
        if isinstance(one.validator, OneOf) and "enum" not in schema:
            schema = {"enum": list(one.validator.words)}
        span = one.metadata.get("range")
        if span is not None:
            schema |= {"minimum": span[0], "maximum": span[-1]}
        if one.default is attrs.NOTHING:
            required.append(key)
        else:
            schema["default"] = _default(one.default)
        properties[key] = _described(schema, words.get(one.name, ""))
    return _object(about(model), properties, required)


def _default(default: Any) -> Any:
    """
    Return what stands in for a key that is left out, as JSON has it.
    """
    if isinstance(default, date):
        return default.isoformat()
    return {} if isinstance(default, attrs.Factory) else [*default] if isinstance(default, tuple) else default  # type: ignore[arg-type]


def _record() -> Schema:
    properties: dict[str, Schema] = {"format": dict(_FORMAT)}
    properties["since"] = {**_of(date | None), "default": None, "description": "The first day of which the record was kept."}
    properties["assumptions"] = {
        **_of(tuple[str, ...]),
        "default": [],
        "description": "What was taken for granted where facts were not given, in Chinese.",
    }
    for kind, model in FACTS.items():
        properties[kind] = {"type": "array", "items": _ref(model.__name__), "description": about(model)}
        if kind != "schools":
            properties[kind]["default"] = []
    return _object(about(Record), properties, ["format", "schools"])


def _answer(view: View) -> Schema:
    properties: dict[str, Schema] = {}
    if view.model in DOCUMENTS:
        properties = {"format": dict(_FORMAT), "answer": {"const": view.name, "description": "Which answer it is."}}
    required = [*properties]
    for item in items_of(view):
        properties[item.key] = _described(_of(item.hint, item.view), item.says)
        if not item.optional:
            required.append(item.key)
    if view.name == "Rule":
        properties["basis"] = {
            "enum": ["text", "norm", "ours"],
            "description": "The document says it, a norm that was not read says it, or we chose; where a region was given.",
        }
        properties["trust"] = {
            "type": "string",
            "description": "How far a number that was not read may be trusted, or empty.",
        }
    return _object(view.says or about(view.model), properties, required)
