"""
A list of clauses that somebody else keeps, against which a region is held: ``--clauses FILE``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from school_health.errors import ConformanceError


__all__ = ["listed_clauses"]


def listed_clauses(file: Path, region: str) -> tuple[str, ...]:
    """
    Return the ids that a list has of a region.

    The file is TOML: ``clauses = ["id", …]``, or a table ``[clauses.id]`` for each, of which ``region`` may say whose it is.

    Raises:
        ConformanceError: the file cannot be read or is no such list, or it has no clause of the region.
    """
    try:
        raw: Any = tomllib.loads(file.read_bytes().decode("utf-8"))
    except OSError as error:
        message = f"{file}: {error.strerror or error}"
        raise ConformanceError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{file}: {error}"
        raise ConformanceError(message) from error
    clauses = raw.get("clauses")
    if isinstance(clauses, list) and all(isinstance(one, str) for one in clauses):
        found = tuple(clauses)
    elif isinstance(clauses, dict) and all(isinstance(one, dict) for one in clauses.values()):
        found = tuple(name for name, one in clauses.items() if one.get("region", region) == region)
    else:
        message = f'{file}: no list of clauses: give clauses = ["id", …], or a table [clauses.id] for each'
        raise ConformanceError(message)
    if not found:
        message = f"{file}: has no clause of the region {region!r}: nothing would be held against it"
        raise ConformanceError(message)
    return found
