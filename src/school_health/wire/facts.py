"""
Facts as plain tables, such as TOML holds them, to the facts of a record.

What a table leaves out is filled in where there is but one answer: the only school, the only county, a reference of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.words import alike
from school_health.wire.strict import UnfitError, structure


__all__ = ["FACTS", "Facts", "facts_from", "record_of"]

# What `facts_from` returns: the facts of each kind, and the first day of the record.
Facts = Mapping[str, Any]

_HINTS = get_type_hints(Record)

# The model of each kind of fact, by the name that a record gives it.
FACTS: Mapping[str, type[Any]] = {
    name: get_args(kind)[0] for name, kind in _HINTS.items() if get_origin(kind) is Sequence and get_args(kind)[0] is not str
}

# Kinds of fact that have a reference of their own, with the letter that a made-up one begins with.
_NAMED = {"absences": "a", "events": "e", "moves": "m", "suspensions": "x", "people": "p", "classes": "c"}
# Where a fact says to which school it belongs.
_SCHOOLED = {
    "absences": "school",
    "suspensions": "school",
    "people": "school",
    "classes": "school",
    "spells": "school",
    "filings": "filer",
    "events": "subject",
}

# Nobody has a reason to repeat a line more often, and a slip of the finger must not fill the memory.
_MOST = 10_000


def facts_from(tables: Mapping[str, Any], path: str = "given") -> Facts:
    """
    Return the facts of tables, by the names that `school_health.core.record.Record` gives them.

    Local moments are Shanghai time. A table with ``times = 5`` stands for five facts: ``{n}`` in its texts is the number of
    each, from 1; an ``id`` or ``person`` without it gets ``-1``, ``-2`` …

    Args:
        tables: lists of tables by kind (``filings``, ``absences`` …), and ``since``.
        path: where they stand, for messages.

    Raises:
        UnfitError: with a line for each value that does not fit.
    """
    told = [
        f"unknown key {name!r}{alike(name, (*FACTS, 'since'))} @ {path}" for name in tables if name not in (*FACTS, "since")
    ]
    found: dict[str, Any] = {}
    if "since" in tables:
        if type(tables["since"]) is date:
            found["since"] = tables["since"]
        else:
            told.append(f"expected a day like 2023-03-23, not {tables['since']!r} @ {path}.since")
    defaults = _Defaults(tables)
    for kind, model in FACTS.items():
        rows = tables.get(kind, ())
        if not isinstance(rows, list | tuple):
            told.append(f"expected a list of tables, not {rows!r} @ {path}.{kind}")
            continue
        facts = []
        for place, row in enumerate(rows):
            where = f"{path}.{kind}[{place}]"
            try:
                facts += [structure(one, model) for one in _expanded(row, kind, place, defaults)]
            except UnfitError as error:
                told += [f"{line} of {where}" if " @ " in line else f"{line} @ {where}" for line in error.places]
        found[kind] = tuple(facts)
    if told:
        raise UnfitError(told)
    return found


def record_of(facts: Facts) -> Record:
    """
    Return a record of facts; each call makes a new one, so that nothing that was derived of another is kept with it.

    Raises:
        FactError: the facts contradict each other.
    """
    return Record(**facts)


class _Defaults:
    """
    What is filled in where a table leaves it out.
    """

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.school = _only(tables.get("schools"), lambda _: True)
        self.area = _only(tables.get("areas"), lambda one: one.get("level") == "county")

    def fill(self, row: dict[str, Any], kind: str, place: int, number: str) -> dict[str, Any]:
        """
        Return a table with what it leaves out.
        """
        if kind in _NAMED:
            row.setdefault("id", f"{_NAMED[kind]}{place + 1}{number}")
        if kind == "absences":
            row.setdefault("person", f"person-{row['id']}")
        key = _SCHOOLED.get(kind)
        if key is not None and self.school is not None:
            row.setdefault(key, self.school)
        if kind == "schools" and self.area is not None:
            row.setdefault("area", self.area)
        return row


def _only(rows: Any, wanted: Callable[[Mapping[str, Any]], bool]) -> str | None:
    """
    Return the id of the only table that is wanted, or None where there are none or several.
    """
    tables = [row for row in rows if isinstance(row, Mapping) and wanted(row)] if isinstance(rows, list | tuple) else []
    ids = {row.get("id") for row in tables}
    return next(iter(ids)) if len(ids) == 1 and len(tables) == 1 else None


def _expanded(row: Any, kind: str, place: int, defaults: _Defaults) -> list[dict[str, Any]]:
    if not isinstance(row, Mapping):
        raise UnfitError([f"expected a table, not {row!r}"])
    if "times" not in row:
        return [defaults.fill(_local(dict(row)), kind, place, "")]
    times, plain = row["times"], {key: value for key, value in row.items() if key != "times"}
    if type(times) is not int or times not in range(_MOST + 1):
        raise UnfitError([f"expected a number from 0 to {_MOST}, not {times!r} @ times"])
    found = []
    for number in range(1, times + 1):
        numbered = _local(_numbered(plain, str(number)))
        for key in ("id", "person"):
            if key in plain and numbered[key] == plain[key] and isinstance(plain[key], str):
                numbered[key] = f"{plain[key]}-{number}"
        found.append(defaults.fill(numbered, kind, place, f"-{number}"))
    return found


def _numbered(value: Any, number: str) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", number)
    if isinstance(value, Mapping):
        return {key: _numbered(one, number) for key, one in value.items()}
    return [_numbered(one, number) for one in value] if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def _shanghai(value: datetime) -> datetime:
    return value.replace(tzinfo=SHANGHAI_TIME)


def _local(value: Any) -> Any:
    """
    Return plain values with the moments that have no zone read as Shanghai time.
    """
    if isinstance(value, datetime):
        return _shanghai(value) if value.tzinfo is None else value
    if isinstance(value, Mapping):
        return {key: _local(one) for key, one in value.items()}
    return [_local(one) for one in value] if isinstance(value, list | tuple) else value
