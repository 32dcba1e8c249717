"""
Rulebook files: TOML to chapters, with the readings that a host chose.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from school_health.core.rulebook import RULES, Chapter
from school_health.errors import RulebookError
from school_health.wire.strict import UnfitError, structure


__all__ = ["read_chapters"]


def read_chapters(folder: Traversable, readings: Mapping[str, str] | None = None) -> list[Chapter]:
    """
    Return the chapters of a folder of rulebook files, in order of their names.

    Args:
        folder: holds one ``*.toml`` for each document.
        readings: for a reading's id the choice to be taken instead of the shipped one. Readings that no file of this
            folder declares are left to others.

    Raises:
        RulebookError: a file is no TOML, has unknown keys or values that do not fit, or a reading has no such choice.
    """
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return [_chapter(one.name, one.read_bytes(), readings or {}) for one in files]


def _chapter(name: str, content: bytes, readings: Mapping[str, str]) -> Chapter:
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{name}: {error}"
        raise RulebookError(message) from error
    chosen = _choices(name, raw, readings)
    try:
        for variant in _variants(name, raw, chosen):
            structure(variant, Chapter)  # a reading that nobody chose must be sound too
        chapter = structure(_applied(raw, chosen), Chapter)
    except UnfitError as error:
        message = "\n".join(f"{name}: {place}" for place in error.places)
        raise RulebookError(message) from error
    return _owned(chapter)


def _choices(name: str, raw: Mapping[str, Any], readings: Mapping[str, str]) -> dict[str, str]:
    """
    Return for each reading of a file the choice taken.
    """
    chosen = {}
    for reading in _tables(raw, "reading"):
        if not {"id", "choice", "choices"} <= reading.keys():
            continue  # said by the strict reading
        choice = readings.get(reading["id"], reading["choice"])
        if choice not in reading["choices"]:
            known = ", ".join(reading["choices"])
            message = f"{name}: the reading {reading['id']!r} has no choice {choice!r}; it has {known}"
            raise RulebookError(message)
        reading["choice"] = chosen[reading["id"]] = choice
    return chosen


def _tables(raw: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """
    Return the tables of a kind; what is no table is said by the strict reading.
    """
    items = raw.get(kind, ())
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _variants(name: str, raw: Mapping[str, Any], chosen: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for item in (item for kind in RULES for item in _tables(raw, kind)):
        for reading, choices in item.get("under", {}).items():
            if reading not in chosen:
                message = f"{name}: {item.get('id')!r} has values under {reading!r}, a reading the file does not declare"
                raise RulebookError(message)
            for choice in choices:
                yield _applied(raw, {**chosen, reading: choice})


def _applied(raw: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the file with the values that its items have under the readings chosen.
    """
    result = dict(raw)
    for kind in RULES:
        if isinstance(raw.get(kind), list):
            result[kind] = [_item(item, chosen) if isinstance(item, dict) else item for item in raw[kind]]
    return result


def _item(item: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    plain = {key: value for key, value in item.items() if key != "under"}
    for reading, choices in item.get("under", {}).items():
        for path, value in choices.get(chosen.get(reading), {}).items():
            _put(plain, path.split("."), value)
    return plain


def _put(item: dict[str, Any], path: list[str], value: Any) -> None:
    """
    Set one value inside an item, without touching the tables that it came from.
    """
    for key in path[:-1]:
        item[key] = dict(item.get(key, {}))
        item = item[key]
    item[path[-1]] = value


def _owned(chapter: Chapter) -> Chapter:
    """
    Write the document's id into each of its items.
    """
    owned: dict[str, Any] = {
        kind: tuple(attrs.evolve(item, document=chapter.document.id) for item in getattr(chapter, kind))
        for kind in ("clause", "reading", *RULES)
    }
    return attrs.evolve(chapter, **owned)
