"""
The facts of a vector as tables: those of its scene, those of a vector that it is like, and what it changes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any


__all__ = ["SceneError", "begun", "changed", "differences"]

# Where nothing is said of schools: one, in a county of a city of a province.
_AREAS = (
    {"id": "P", "name": "某省", "level": "province"},
    {"id": "C", "name": "某市", "level": "city", "parent": "P"},
    {"id": "A", "name": "某县", "level": "county", "parent": "C"},
)
_SCHOOLS = ({"id": "S1", "area": "A", "stage": "primary"},)


class SceneError(ValueError):
    """
    A vector's facts cannot be put together; the message says which.
    """


def begun(scene: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the tables of a scene with the facts that a vector gives beside them.

    Where neither says anything of schools there is one, and where neither says anything of areas there are those above it.
    """
    found = changed(scene, {}, (), given)
    found.setdefault("areas", deepcopy(list(_AREAS)))
    found.setdefault("schools", deepcopy(list(_SCHOOLS)))
    return found


def changed(
    tables: Mapping[str, Any], change: Mapping[str, Any], without: Iterable[str], more: Mapping[str, Any]
) -> dict[str, Any]:
    """
    Return tables with some values changed, some facts left out and others added; ``since`` is replaced.

    Args:
        tables: what there is.
        change: values by path, such as ``filings.0.filed_at``.
        without: paths of what is left out, such as ``absences.4``; all are as they stand before anything is left out.
        more: what is added.

    Raises:
        SceneError: a path leads nowhere.
    """
    found: dict[str, Any] = deepcopy(dict(tables))
    for path, value in change.items():
        holder, key = _holder(found, path)
        holder[key] = value
    left_out = [_holder(found, path) for path in without]
    for holder, key in left_out:
        if isinstance(holder, list):
            holder[key] = _GONE
        elif holder.pop(key, _GONE) is _GONE:
            message = f"{key!r} is left out, and is not there"
            raise SceneError(message)
    found = _kept(found)
    for kind, rows in more.items():
        both_lists = isinstance(rows, list) and isinstance(found.get(kind), list)
        found[kind] = [*found[kind], *rows] if both_lists else rows
    return found


_GONE: Any = object()


def _kept(value: Any) -> Any:
    """
    Return tables without what is gone.
    """
    if isinstance(value, dict):
        return {key: _kept(one) for key, one in value.items()}
    return [_kept(one) for one in value if one is not _GONE] if isinstance(value, list) else value


def _holder(tables: Any, path: str) -> tuple[Any, Any]:
    """
    Return the list or table that holds the last step of a path, with that step.
    """
    *steps, last = path.split(".")
    holder = tables
    for step in steps:
        holder = holder.get(step) if isinstance(holder, dict) else _member(holder, step, path)
        if not isinstance(holder, dict | list):
            message = f"the path {path!r} leads nowhere: there is no {step!r}"
            raise SceneError(message)
    if isinstance(holder, dict):
        return holder, last
    _member(holder, last, path)
    return holder, int(last)


def _member(holder: list[Any], step: str, path: str) -> Any:
    try:
        return holder[int(step)]
    except (ValueError, IndexError) as error:
        message = f"the path {path!r} leads nowhere: {step!r} is none of {len(holder)} facts, counted from 0"
        raise SceneError(message) from error


def differences(one: Any, other: Any) -> int:
    """
    Return in how many values two trees of tables differ; a fact that only one of them has is one difference.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return sum(differences(one.get(key), other.get(key)) for key in {**one, **other})
    if isinstance(one, list) and isinstance(other, list):
        if len(one) == len(other):
            return sum(differences(mine, its) for mine, its in zip(one, other, strict=True))
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return min(_lacking(longer, shorter))
    if isinstance(one, Mapping) != isinstance(other, Mapping):
        return max(1, _leaves(one if isinstance(one, Mapping) else other))
    if isinstance(one, list | None) and isinstance(other, list | None):
        return len(one or ()) + len(other or ())
    return int(type(one) is not type(other) or one != other)


def _leaves(value: Any) -> int:
    """
    Return how many values stand in a tree of tables.
    """
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else None
    return 1 if inner is None else sum(_leaves(one) for one in inner)


def _lacking(longer: list[Any], shorter: list[Any]) -> Iterator[int]:
    """
    Yield the number of differences where the facts that are too many are left out at each place.
    """
    gap = len(longer) - len(shorter)
    for place in range(len(shorter) + 1):
        rest = [*longer[:place], *longer[place + gap :]]
        yield gap + sum(differences(mine, its) for mine, its in zip(rest, shorter, strict=True))
