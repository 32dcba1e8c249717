"""
What a region says of clauses that its vectors do not show: ``declarations.toml`` beside them.
"""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from typing import Literal

from attrs import frozen

from school_health.errors import ConformanceError
from school_health.wire.strict import UnfitError, structure


__all__ = ["FILE", "Declaration", "Declarations", "Equivalent", "read_declarations"]

FILE = "declarations.toml"


@frozen(kw_only=True)
class Declaration:
    """
    Why a clause is not covered on both sides.

    Args:
        clause: the clause.
        says: ``not-yet``: nobody has carried it yet; ``law-silent``: there is nothing in the law to carry, or no case in
            which it is silent; ``upstream``: somebody else carries it, or has to.
        reason: why; of ``law-silent`` where was searched.
    """

    clause: str
    says: Literal["not-yet", "law-silent", "upstream"]
    reason: str = ""
    searched: str = ""

    @property
    def why(self) -> str:
        """
        The reason, or where was searched.
        """
        return self.searched if self.says == "law-silent" else self.reason


@frozen(kw_only=True)
class Equivalent:
    """
    A shift that no facts can show, because the shifted rule gives the same answers; ``why`` is the proof.
    """

    shift: str
    why: str


@frozen(kw_only=True)
class Declarations:
    """
    What a region declares: of clauses, and of shifts.
    """

    declaration: tuple[Declaration, ...] = ()
    equivalent: tuple[Equivalent, ...] = ()


def read_declarations(folder: Traversable) -> Declarations:
    """
    Return the declarations of a folder of vectors; none where it has no such file.

    Raises:
        ConformanceError: the file is malformed, gives no reason, or speaks twice of a clause.
    """
    file = folder / FILE
    if not file.is_file():
        return Declarations()
    try:
        found = structure(tomllib.loads(file.read_bytes().decode("utf-8")), Declarations)
    except UnfitError as error:
        raise ConformanceError("\n".join(f"{FILE}: {line}" for line in error.places)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{FILE}: {error}"
        raise ConformanceError(message) from error
    told = []
    seen: set[str] = set()
    for place, one in enumerate(found.declaration):
        key, other = ("searched", one.reason) if one.says == "law-silent" else ("reason", one.searched)
        if not one.why.strip() or other:
            told.append(f"{FILE}: {one.says!r} needs {key!r}, and nothing else @ declaration[{place}] {one.clause!r}")
        if one.clause in seen:
            told.append(f"{FILE}: the clause is declared twice @ declaration[{place}] {one.clause!r}")
        seen.add(one.clause)
    told += [f"{FILE}: no 'why' @ equivalent[{place}]" for place, one in enumerate(found.equivalent) if not one.why.strip()]
    if told:
        raise ConformanceError("\n".join(told))
    return found
