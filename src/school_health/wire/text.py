"""
A JSON text to a tree of plain values, strictly: what two readers could take for two things is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NoReturn

from attrs import frozen

from school_health.errors import InputError


__all__ = ["MOST_BYTES", "MOST_TOLD", "Misfit", "parse", "refused", "shown_key", "shown_path"]

# Some 350,000 absences. What means harm can make thirty times as much of it in memory.
MOST_BYTES = 64_000_000
# So many problems are told; who has more has made the same mistake in every row.
MOST_TOLD = 1000

_BOM = "\ufeff"
_HALF = re.compile(r"[\ud800-\udfff]")
# Where such a half may stand in a text that can be encoded: written as \ud83d. Pairs are written so too, and are in order.
_ESCAPED_HALF = re.compile(r"\\u[dD][89a-fA-F]")
# A key that may be shown: it can be a slip in the name of a field, but not the number or the name of a person.
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z_$:.-]{0,39}")


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
            times = Counter(name for name, _ in pairs)
            found = _Doubled(found)
            found.keys_twice = tuple(name for name, count in times.items() if count > 1)
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
    wrong = [*islice(_twice(tree), MOST_TOLD + 1)] if twice else []
    if _ESCAPED_HALF.search(decoded):
        wrong += islice(_halves(tree), MOST_TOLD + 1)
    if wrong:
        raise refused(wrong)
    return tree


def refused(wrong: Iterable[Misfit]) -> InputError:
    """
    Return the error that lists what is wrong, up to a number that somebody may read.
    """
    told = [*islice(wrong, MOST_TOLD + 1)]
    return InputError([*told[:MOST_TOLD], Misfit("", "and more")] if len(told) > MOST_TOLD else told)


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


def _within(tree: Any) -> Iterator[tuple[Any, str]]:
    """
    Yield everything in a tree with its path, in the order of the text; without recursion, because a text nests as it likes.
    """
    waiting = [(tree, "")]
    while waiting:
        value, path = waiting.pop()
        yield value, path
        inside: list[tuple[str | int, Any]] = []
        if isinstance(value, dict):
            inside = [*value.items()]
        elif isinstance(value, list):
            inside = [*enumerate(value)]
        waiting += [(one, shown_path(path, step)) for step, one in reversed(inside)]


def _twice(tree: Any) -> Iterator[Misfit]:
    for value, path in _within(tree):
        for key in value.keys_twice if isinstance(value, _Doubled) else ():
            yield Misfit(path, f"the key {shown_key(key)!r} is given twice")


def _halves(tree: Any) -> Iterator[Misfit]:
    for value, path in _within(tree):
        texts = [value] if isinstance(value, str) else value if isinstance(value, dict) else ()
        if any(_HALF.search(text) for text in texts):
            yield Misfit(path, "a text holds half a character: write the pair \\ud83d\\ude00, or the character itself")
