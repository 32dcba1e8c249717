"""
A JSON text to a tree of plain values, strictly: what two readers could take for two things is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from attrs import frozen

from school_health.errors import InputError


__all__ = ["MOST_BYTES", "Misfit", "parse", "shown_key", "shown_path"]

# As much as a folder of tables may hold unpacked.
MOST_BYTES = 200_000_000

_BOM = "\ufeff"
_HALF = re.compile(r"[\ud800-\udfff]")
# Where such a half may stand in a text that can be encoded: written as \ud83d. Pairs are written so too, and are in order.
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
# A key that may be shown: it can be a slip in the name of a field, but not the number or the name of a person.
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z_$:. -]{0,39}")


@frozen
class Misfit:
    """
    What is wrong at a place of a JSON text; never with the value itself, which may be about somebody's health.

    ``path`` is like ``absences[3].first``, and empty for the text as a whole.
    """

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}" if self.path else self.what


class _Doubled(dict[str, Any]):
    """
    An object of which a key was given twice.
    """

    keys_twice: tuple[str, ...] = ()


def parse(text: str | bytes, most_bytes: int = MOST_BYTES) -> Any:
    """
    Return the tree of a JSON text.

    Args:
        text: the text; bytes are UTF-8, with or without a byte order mark.
        most_bytes: longer ones are refused.

    Raises:
        InputError: it is too long, no UTF-8 or no JSON; holds ``NaN`` or ``Infinity``; nests too deep; gives a key twice;
            or holds half a character.
    """
    try:
        length = len(text) if isinstance(text, bytes) else len(text.encode("utf-8"))
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeError:
        _refuse("the text is no UTF-8: save or send it as UTF-8")
    if length > most_bytes:
        _refuse(f"the text has {length} bytes, and at most {most_bytes} are read: send it in parts")
    twice: list[_Doubled] = []

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            found = _Doubled(found)
            found.keys_twice = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
            twice.append(found)
        return found

    try:
        tree = json.loads(decoded.removeprefix(_BOM), object_pairs_hook=made, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _refuse(f"the text is no JSON: {error.msg} in line {error.lineno}, column {error.colno}")
    except RecursionError:
        _refuse("the text nests too deep")
    except ValueError as error:  # NaN, and numbers of thousands of digits
        _refuse(str(error))
    wrong = [*_twice(tree, "")] if twice else []
    if _ESCAPED_HALF.search(decoded):
        wrong += _halves(tree, "")
    if wrong:
        raise InputError(wrong)
    return tree


def _constant(name: str) -> NoReturn:
    message = f"{name} is no number of JSON"
    raise ValueError(message)


def _refuse(what: str) -> NoReturn:
    raise InputError([Misfit("", what)]) from None


def shown_key(key: str) -> str:
    """
    Return a key as messages may show it.
    """
    return key if _PLAIN_KEY.fullmatch(key) else "…"


def shown_path(path: str, step: str | int) -> str:
    """
    Return the path of what lies in something: a place of a list, or a key.
    """
    if isinstance(step, int):
        return f"{path}[{step}]"
    return f"{path}.{shown_key(step)}" if path else shown_key(step)


def _inside(tree: Any, path: str) -> Iterator[tuple[Any, str]]:
    if isinstance(tree, dict):
        yield from ((value, shown_path(path, key)) for key, value in tree.items())
    elif isinstance(tree, list):
        yield from ((value, shown_path(path, place)) for place, value in enumerate(tree))


def _twice(tree: Any, path: str) -> Iterator[Misfit]:
    if isinstance(tree, _Doubled):
        for key in tree.keys_twice:
            yield Misfit(path, f"the key {shown_key(key)!r} is given twice")
    for value, where in _inside(tree, path):
        yield from _twice(value, where)


def _halves(tree: Any, path: str) -> Iterator[Misfit]:
    texts = [tree] if isinstance(tree, str) else tree if isinstance(tree, dict) else ()
    if any(_HALF.search(text) for text in texts):
        yield Misfit(path, "a text holds half a character: write the pair \\ud83d\\ude00, or the character itself")
    for value, where in _inside(tree, path):
        yield from _halves(value, where)
