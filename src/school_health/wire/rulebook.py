"""
Rulebook files: TOML to chapters, with the readings that a host chose.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any, get_args, get_type_hints

import attrs

from school_health.core.chapter import RULES, Chapter
from school_health.core.law import Reading
from school_health.core.words import alike
from school_health.errors import RulebookError
from school_health.wire.strict import UnfitError, structure


__all__ = ["read_chapters"]

_Under = dict[str, dict[str, dict[str, Any]]]

# The model of each kind of rule, as `Chapter` declares it.
_ITEMS: Mapping[str, type[Any]] = {kind: get_args(get_type_hints(Chapter)[kind])[0] for kind in RULES}


def read_chapters(folder: Traversable, readings: Mapping[str, str] | None = None) -> list[Chapter]:
    """
    Return the chapters of a folder of rulebook files, in order of their names.

    Args:
        folder: holds one ``*.toml`` for each document.
        readings: for a reading's id the choice to be taken instead of the shipped one. Readings that no file of this
            folder declares are left to others.

    Raises:
        RulebookError: a file cannot be read, is no TOML, has unknown keys or values that do not fit, or another name than
            its document; or a reading has no such choice. A line for each mistake, of all files together.
    """
    try:
        files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
        contents = [(one.name, one.read_bytes()) for one in files]
    except OSError as error:
        message = f"{folder}: {error.strerror or error}; is the folder part of the distribution?"
        raise RulebookError(message) from error
    chapters, told = [], []
    for name, content in contents:
        try:
            chapters.append(_chapter(name, content, readings or {}))
        except RulebookError as error:
            told.append(error.args[0])
    if told:
        raise RulebookError("\n".join(told))
    return chapters


def _chapter(name: str, content: bytes, readings: Mapping[str, str]) -> Chapter:
    try:
        raw = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{name}: {error}"
        raise RulebookError(message) from error
    try:
        chosen = _choices(raw, readings)
        chapter = structure(_applied(raw, chosen), Chapter)
        known = {reading.id: reading.choices for reading in chapter.reading}
        for kind, item_type in _ITEMS.items():
            for place, item in enumerate(_tables(raw, kind)):
                _check_variants(f"{kind}[{place}]", item, item_type, chosen, known)
    except UnfitError as error:
        message = "\n".join(f"{name}: {place}" for place in error.places)
        raise RulebookError(message) from error
    if name != f"{chapter.document.id}.toml":
        message = f"{name}: the document has the id {chapter.document.id!r}: the file must be called after it @ document.id"
        raise RulebookError(message)
    return _owned(chapter)


def _tables(raw: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """
    Return the tables of a kind; what is no table is said by the strict reading.
    """
    items = raw.get(kind, ())
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _choices(raw: Mapping[str, Any], readings: Mapping[str, str]) -> dict[str, str]:
    """
    Return for each reading of a file the choice taken, and write it into the reading.
    """
    chosen = {}
    for place, table in enumerate(_tables(raw, "reading")):
        if not {"id", "choice", "choices"} <= table.keys():
            continue  # said by the strict reading
        try:
            reading = structure(table, Reading)
        except UnfitError as error:
            raise UnfitError([_within(told, f"reading[{place}]") for told in error.places]) from error
        choice = readings.get(reading.id, reading.choice)
        if choice not in reading.choices:
            known = ", ".join(reading.choices)
            message = f"the reading {reading.id!r} has no choice {choice!r}; it has {known} @ reading[{place}]"
            raise UnfitError([message])
        table["choice"] = chosen[reading.id] = choice
    return chosen


def _under(path: str, item: Mapping[str, Any], chosen: Mapping[str, str]) -> Mapping[str, Mapping[str, dict[str, Any]]]:
    """
    Return the values that an item has under the choices of readings: by reading, choice and path.
    """
    try:
        under = structure(item.get("under", {}), _Under)
    except UnfitError as error:
        raise UnfitError([f"'under' maps a reading's choices to values, and is {item['under']!r} @ {path}"]) from error
    for reading in under:
        if reading not in chosen:
            what = f"{item.get('id')!r} has values under {reading!r}, a reading that the file does not declare"
            message = f"{what}{alike(reading, chosen)} @ {path}"
            raise UnfitError([message])
    return under


def _check_variants(
    path: str,
    item: Mapping[str, Any],
    item_type: type[Any],
    chosen: Mapping[str, str],
    known: Mapping[str, Mapping[str, str]],
) -> None:
    """
    Refuse values that do not fit under a choice that nobody has taken yet.
    """
    for reading, choices in _under(path, item, chosen).items():
        for choice in choices:
            if choice not in known[reading]:
                message = f"the reading {reading!r} has no choice {choice!r}; it has {', '.join(known[reading])} @ {path}"
                raise UnfitError([message])
            variant = _item(item, {**chosen, reading: choice}, path)
            try:
                structure(variant, item_type)
            except UnfitError as error:
                where = f"{path} under {reading}.{choice}"
                raise UnfitError([_within(told, where) for told in error.places]) from error


def _applied(raw: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the file with the values that its items have under the readings chosen.
    """
    result = dict(raw)
    for kind in RULES:
        if isinstance(raw.get(kind), list):
            items = enumerate(raw[kind])
            result[kind] = [_item(one, chosen, f"{kind}[{place}]") if isinstance(one, dict) else one for place, one in items]
    return result


def _item(item: Mapping[str, Any], chosen: Mapping[str, str], path: str) -> dict[str, Any]:
    plain = {key: value for key, value in item.items() if key != "under"}
    for reading, choices in _under(path, item, chosen).items():
        for where, value in choices.get(chosen[reading], {}).items():
            _put(plain, where.split("."), value)
    return plain


def _within(told: str, where: str) -> str:
    """
    Add to a line of what is wrong where its path begins.
    """
    return f"{told} of {where}" if " @ " in told else f"{told} @ {where}"


def _put(item: dict[str, Any], path: list[str], value: Any) -> None:
    """
    Set one value inside an item, without touching the tables that it came from.
    """
    for key in path[:-1]:
        within = item.get(key, {})
        item[key] = dict(within) if isinstance(within, dict) else {}
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
