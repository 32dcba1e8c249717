"""
A cattrs converter that takes nothing for what it is not, and says where the trouble is.

cattrs by itself turns None into ``"None"``, 3.7 into 3 and ``"false"`` into True; here each is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter, transform_error
from cattrs.cols import is_mapping, mapping_structure_factory
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from school_health.core.words import alike


__all__ = ["UnfitError", "strict_converter", "structure"]

T = TypeVar("T")

# A key of the file that is a word of Python too.
_RENAMED = {"from_": "from", "while_": "while", "except_": "except", "class_": "class"}

_FIELD = re.compile(rf"\b({'|'.join(_RENAMED.values())})_\b")
_LAST_KEY = re.compile(r"(\w+)(?:\[\d+\])*$")

_MUST_BE = "must be one of "


class UnfitError(ValueError):
    """
    Values did not fit a model; ``places`` holds a line for each, with its path.
    """

    def __init__(self, places: list[str]) -> None:
        self.places = places
        super().__init__("; ".join(places))


def _exactly(kind: type, words: str) -> Callable[[Any, Any], Any]:
    def take(value: Any, _: Any) -> Any:
        if type(value) is not kind:
            message = f"expected {words}, not {value!r}"
            raise TypeError(message)
        return value

    return take


@lru_cache(maxsize=1)
def strict_converter() -> Converter:
    """
    Return the converter, made once.
    """
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _exactly(str, "text in quotes"))
    converter.register_structure_hook(int, _exactly(int, "a whole number"))
    converter.register_structure_hook(bool, _exactly(bool, "true or false"))
    converter.register_structure_hook(date, _exactly(date, "a day like 2023-03-23"))
    converter.register_structure_hook(time, _exactly(time, "a time like 15:00:00"))
    converter.register_structure_hook(datetime, _exactly(datetime, "a moment"))
    converter.register_structure_hook_factory(attrs.has, lambda kind: _renaming(kind, converter))
    converter.register_structure_hook_func(_is_word, _word)
    converter.register_structure_hook_func(_is_list, lambda value, kind: _tuple(value, kind, converter))
    converter.register_structure_hook_factory(
        is_mapping, lambda kind: _from_table(mapping_structure_factory(kind, converter), kind)
    )
    return converter


def _is_word(kind: Any) -> bool:
    return get_origin(kind) is Literal


def _word(value: Any, kind: Any) -> Any:
    """
    Take a word of a closed list, and name the words where it is none; `_told` puts the key before that.
    """
    words = get_args(kind)
    if value not in words:
        message = f"{_MUST_BE}{', '.join(str(word) for word in words if word)}, not {value!r}"
        raise ValueError(message)
    return value


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _tuple(value: Any, kind: Any, converter: Converter) -> tuple[Any, ...]:
    """
    Refuse a text where a list belongs, which would come apart into its letters.
    """
    if not isinstance(value, list | tuple):
        message = f"expected a list, not {value!r}"
        raise TypeError(message)
    inner: Any = get_args(kind)[0]
    return tuple(converter.structure(value, cast("Any", list[inner])))


def _from_table(plain: Callable[..., Any], kind: Any) -> Callable[[Any, Any], Any]:
    """
    Refuse anything but a table where one belongs, before cattrs asks it for its items.
    """

    def take(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            message = f"expected a table, not {value!r}"
            raise TypeError(message)
        return plain(value, kind)

    return take


def _omitted(kind: type[Any]) -> set[str]:
    """
    Return the fields of a model that are no keys of a file: what the loader fills in, and what a host has set.
    """
    fields = {one.name: one for one in attrs.fields(kind)}
    filled = {"document"} if "document" in fields and fields["document"].default == "" else set()
    return filled | ({"configured"} & fields.keys())


def _keys(kind: type[Any]) -> dict[str, str]:
    """
    Return the keys of a model as a file has them, by field.
    """
    return {one.name: _RENAMED.get(one.name, one.name) for one in attrs.fields(kind) if one.name not in _omitted(kind)}


def _renaming(kind: type[Any], converter: Converter) -> Callable[..., Any]:
    changes: dict[str, Any] = {name: override(rename=key) for name, key in _keys(kind).items() if name != key}
    changes.update({name: override(omit=True) for name in _omitted(kind)})
    plain = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **changes)
    return _from_table(plain, kind)


def structure(value: Mapping[str, Any], kind: type[T]) -> T:
    """
    Return a model made of plain values.

    Raises:
        UnfitError: with one line for each value that does not fit.
    """
    try:
        return strict_converter().structure(value, kind)
    except (ClassValidationError, IterableValidationError) as error:
        raise UnfitError([_told(line) for line in transform_error(error, format_exception=_wording)]) from error
    except (TypeError, ValueError, KeyError) as error:
        raise UnfitError([str(error)]) from error


def _told(line: str) -> str:
    what, at, path = line.rpartition(" @ ")
    path = _FIELD.sub(r"\1", path.removeprefix("$").removeprefix("."))
    key = _LAST_KEY.search(path)
    if what.startswith(_MUST_BE) and key is not None:
        what = f"{key[1]} {what}"
    return f"{what}{at}{path}" if path else what


def _wording(error: BaseException, _kind: type[Any] | None) -> str:
    if isinstance(error, KeyError):
        return f"the key {error} is required"
    if isinstance(error, ForbiddenExtraKeysError):
        known = _keys(error.cl).values()
        return "; ".join(f"unknown key {name}{alike(name, known)}" for name in sorted(error.extra_fields))
    return str(error) or repr(error)
