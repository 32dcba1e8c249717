"""
Facts to plain values of JSON and back, without loss and without guessing.

One converter of cattrs for each way, made once. What a value is, is said without the value: it may be of somebody's health.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.cols import is_mapping
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from school_health.core.words import near
from school_health.errors import FactError, SchoolHealthError
from school_health.wire.text import MOST_TOLD, Misfit, shown_key, shown_path
from school_health.wire.times import day_text, moment_text, read_day, read_moment


__all__ = ["key_of", "misfits", "read_fact", "told_fact"]

T = TypeVar("T")

_KINDS: Mapping[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "one with a fraction",
    str: "a text",
    list: "a list",
    dict: "an object",
}

# So many keys of one object are told that it must not have.
_MOST_KEYS = 20


def key_of(field: str) -> str:
    """
    Return the key of a field: ``class_`` is ``class``, which only Python has a word of.
    """
    return field.removesuffix("_")


def _kind(value: Any) -> str:
    return next((words for kind, words in _KINDS.items() if isinstance(value, kind)), type(value).__name__)


def _refuse(expected: str, value: Any) -> NoReturn:
    message = f"expected {expected}, not {_kind(value)}"
    raise TypeError(message)


def _text(value: Any, _: Any) -> str:
    if type(value) is not str:
        _refuse("a text", value)
    return value


def _bool(value: Any, _: Any) -> bool:
    if type(value) is not bool:
        _refuse("true or false", value)
    return value


def _whole(value: Any, _: Any = None) -> int:
    """
    Take a whole number; JSON knows no other difference between 1 and 1.0 than how it is written.
    """
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer():
        return int(value)
    _refuse("a whole number", value)


def _day(value: Any, _: Any) -> date:
    if type(value) is not str:
        _refuse("a day like 2020-10-12", value)
    return read_day(value)


def _moment(value: Any, _: Any) -> datetime:
    if type(value) is not str:
        _refuse("a moment like 2020-10-12T09:31:00+08:00", value)
    return read_moment(value)


def _is_word(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _word_hook(kind: Any) -> Callable[[Any, Any], Any]:
    words = get_args(kind)
    texts = isinstance(words[0], str)
    known = frozenset(words)

    def take(value: Any, _: Any) -> Any:
        word = value if texts else _whole(value)
        if type(word) is not type(words[0]) or word not in known:
            message = f"must be one of {', '.join(str(one) for one in words if one != '')}; what was given is none of them"
            raise ValueError(message)
        return word

    return take


def _is_maybe(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def _within(kind: Any) -> Any:
    """
    Return what may be absent.
    """
    (inner,) = (one for one in get_args(kind) if one is not type(None))
    return inner


def _maybe_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = _within(kind)
    take = converter.get_structure_hook(inner)
    return lambda value, _: None if value is None else take(value, inner)


def _maybe_told(kind: Any, converter: Converter) -> Callable[[Any], Any]:
    tell = converter.get_unstructure_hook(_within(kind))
    return lambda value: None if value is None else tell(value)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _list_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[0]
    take_one = converter.get_structure_hook(inner)

    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            _refuse("a list", value)
        try:
            return tuple([take_one(one, inner) for one in value])
        except Exception:  # noqa: BLE001 - looked for again, one by one
            raise _each_told(enumerate(value), take_one, inner) from None

    return take


def _mapping_hook(kind: Any, converter: Converter) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[1]
    take_one = converter.get_structure_hook(inner)

    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            _refuse("an object", value)
        try:
            return {key: take_one(one, inner) for key, one in value.items()}
        except Exception:  # noqa: BLE001 - looked for again, one by one
            raise _each_told(value.items(), take_one, inner) from None

    return take


def _each_told(items: Iterable[tuple[Any, Any]], take: Callable[[Any, Any], Any], inner: Any) -> IterableValidationError:
    """
    Return what is wrong with each value, up to a number: a list of millions must not become millions of errors.
    """
    wrong: list[Exception] = []
    for step, value in items:
        try:
            take(value, inner)
        except Exception as error:  # noqa: BLE001 - whatever it is, it has its place
            error.__notes__ = [IterableValidationNote("", step, inner)]
            wrong.append(error)
            if len(wrong) > MOST_TOLD:
                break
    return IterableValidationError("", wrong, inner)


def _object_hook(plain: Callable[..., Any], kind: Any) -> Callable[[Any, Any], Any]:
    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            _refuse("an object", value)
        return plain(value, kind)

    return take


def _renamed(kind: type[Any]) -> dict[str, Any]:
    names = [one.name for one in attrs.fields(kind)]
    return {name: override(rename=key_of(name)) for name in names if name != key_of(name)}


@lru_cache(maxsize=1)
def _reader() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind, take in ((str, _text), (int, _whole), (bool, _bool), (date, _day), (datetime, _moment)):
        converter.register_structure_hook(kind, take)
    converter.register_structure_hook_factory(_is_word, _word_hook)
    converter.register_structure_hook_factory(_is_maybe, lambda kind: _maybe_hook(kind, converter))
    converter.register_structure_hook_factory(_is_list, lambda kind: _list_hook(kind, converter))
    converter.register_structure_hook_factory(is_mapping, lambda kind: _mapping_hook(kind, converter))
    converter.register_structure_hook_factory(
        attrs.has, lambda kind: _object_hook(make_dict_structure_fn(kind, converter, **_renamed(kind)), kind)
    )
    return converter


@lru_cache(maxsize=1)
def _teller() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(date, _told_day)
    converter.register_unstructure_hook(datetime, moment_text)
    converter.register_unstructure_hook_factory(_is_maybe, lambda kind: _maybe_told(kind, converter))
    converter.register_unstructure_hook_factory(
        attrs.has,
        lambda kind: make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True, **_renamed(kind)),
    )
    return converter


def told_fact(kind: type[Any]) -> Callable[[Any], dict[str, Any]]:
    """
    Return the function that turns a fact of a kind into plain values, without those that it has when they are not given.

    It raises FactError where a day or moment is none: core takes a host's word for it.
    """
    tell = _teller().get_unstructure_hook(kind)

    def told(fact: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = tell(fact)
        except (AttributeError, TypeError, ValueError):
            message = f"{kind.__name__} has a value of another type than it declares: a text for a day, a moment for a day"
            raise FactError(message) from None
        return found

    return told


def _told_day(value: date) -> str:
    if type(value) is not date:
        _refuse("a day", value)
    return day_text(value)


def read_fact(kind: type[T]) -> Callable[[Any], T]:
    """
    Return the function that makes a fact of plain values; it raises what `misfits` explains.
    """
    take = _reader().get_structure_hook(kind)
    return lambda value: take(value, kind)


def misfits(error: BaseException, path: str = "") -> Iterator[Misfit]:
    """
    Yield what is wrong, each with its path, however deep it lies.
    """
    if isinstance(error, ClassValidationError | IterableValidationError):
        inside, own = error.group_exceptions()
        for one, note in inside:
            step = key_of(note.name) if isinstance(note, AttributeValidationNote) else _step(note.index)
            if isinstance(one, KeyError):
                yield Misfit(path, f"the key {step!r} is required")
            else:
                yield from misfits(one, shown_path(path, step))
        for one in own:
            yield from misfits(one, path)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [key_of(one.name) for one in attrs.fields(error.cl)]
        for name in sorted(error.extra_fields)[:_MOST_KEYS]:
            shown = shown_key(name)
            yield Misfit(path, f"unknown key {shown!r}{near(shown, known)}")
    elif isinstance(error, SchoolHealthError):
        yield Misfit(path, str(error.args[0]))
    else:
        yield Misfit(path, str(error))


def _step(index: Any) -> str | int:
    return index if isinstance(index, int) else str(index)
