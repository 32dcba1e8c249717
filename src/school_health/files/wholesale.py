"""
Many absences at once: made column by column from a table in which nothing is wrong.

Making a fact row by row asks the same questions a hundred thousand times. Here each is asked once, of a whole column.
The answer to any of them may be no: then nothing is made, and the rows are made one by one, which tells what is wrong with
which. A test holds both ways to the same facts.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import Any

from attrs import fields

from school_health.core.absence import Absence
from school_health.files.names import Names
from school_health.files.parsing import Parsed


__all__ = ["absences_of"]

_FIELDS = tuple(field.name for field in fields(Absence))
# Put a value into a field of a frozen fact, as its own initialiser does.
_PUT = {name: getattr(Absence, name).__set__ for name in _FIELDS}
_NEW = object.__new__
# So many are made together that they stay in the processor's own memory until they are whole.
_BLOCK = 1024


def absences_of(parsed: Parsed, names: Names) -> list[Absence] | None:
    """
    Return the absences of a table, row by row; None where any row has to be looked at by itself.

    Args:
        parsed: the table, its cells read: each value is one that the field may have.
        names: what the folder names.
    """
    columns = dict(parsed.columns)
    if parsed.partial or not parsed.numbers or any(columns.pop("day")) or not all(columns["first"]):
        return None
    schools, persons, firsts, recorded = (columns[name] for name in ("school", "person", "first", "recorded_at"))
    if not _of_school(schools, persons, columns["class_"], names) or not _in_order(columns):
        return None
    if any(columns["id"]):
        if not all(columns["id"]) or not _once(columns["id"]) or not _once(*(columns[name] for name in _FIELDS[1:])):
            return None
    elif not _once(schools, persons, firsts) and not _once(schools, persons, firsts, recorded):
        return None
    else:
        columns["id"] = _made(schools, persons, firsts)
    columns["cause"] = [cause or "illness" for cause in columns["cause"]]
    with _uncollected():
        return list(chain.from_iterable(_made_of(columns, start) for start in range(0, len(persons), _BLOCK)))


@contextmanager
def _uncollected() -> Iterator[None]:
    """
    Keep the collector of cycles from looking through all facts again and again while they are made: they refer to none.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _made_of(columns: dict[str, list[Any]], start: int) -> list[Absence]:
    """
    Make the absences of a block of rows, field by field.
    """
    end = start + _BLOCK
    made = [_NEW(Absence) for _ in columns["person"][start:end]]
    for name, put in _PUT.items():
        deque(map(put, made, columns[name][start:end]), maxlen=0)
    return made


def _once(*columns: Sequence[Any]) -> bool:
    """
    Say whether no two rows are alike.
    """
    return len(set(zip(*columns, strict=True))) == len(columns[0])


def _made(schools: Iterable[str], persons: Iterable[str], firsts: Iterable[date]) -> list[str]:
    """
    Return the references that `school_health.files.rows.made_id` makes.
    """
    days = {day: str(day) for day in set(firsts)}
    return [
        blake2b(f"{school}\x1f{person}\x1f{days[first]}".encode(), digest_size=8).hexdigest()
        for school, person, first in zip(schools, persons, firsts, strict=True)
    ]


def _of_school(schools: Sequence[Any], persons: Sequence[str], classes: Sequence[Any], names: Names) -> bool:
    """
    Say whether each row names its school, and its person and class are, for all that is known, of that school.
    """
    if not all(schools) or not all(names.has("schools", one) for one in set(schools)):
        return False
    for class_, school in set(zip(classes, schools, strict=True)):
        if class_ is None:
            continue
        if names.given("classes") and not names.has("classes", class_):
            return False
        if names.school_of.get(class_) not in (None, school):
            return False
    if not names.given("people"):
        return True
    of_each = names.schools_of
    return all(
        names.has("people", person) and (person not in of_each or school in of_each[person])
        for person, school in set(zip(persons, schools, strict=True))
    )


def _in_order(columns: dict[str, list[Any]]) -> bool:
    """
    Say whether the days and statements of each row agree with each other.
    """
    firsts, lasts = columns["first"], columns["last"]
    if any(last is not None and last < first for first, last in set(zip(firsts, lasts, strict=True))):
        return False
    onsets = columns["onset"]
    if any(onset is not None and onset > first for first, onset in set(zip(firsts, onsets, strict=True))):
        return False
    if any(columns["halves"]) or any(columns["recovered_at"]):  # rare: looked at row by row
        return False
    pairs = set(zip(columns["diagnosis"], columns["disease"], strict=True))
    if any(diagnosis and not disease for diagnosis, disease in pairs):
        return False
    return not any(reason and not void for reason, void in set(zip(columns["void_reason"], columns["void"], strict=True)))
