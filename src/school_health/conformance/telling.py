"""
What is said of a vector that fails: the sentence, the clause, where it stands, the moment, the facts, expected and got.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from school_health.conformance.judging import Verdict
from school_health.conformance.kit import Kit


__all__ = ["failure", "plain"]


def failure(kit: Kit, verdict: Verdict) -> str:
    """
    Return what is said of a vector that fails.
    """
    return "\n".join(_lines(kit, verdict))


def _lines(kit: Kit, verdict: Verdict) -> Iterator[str]:
    vector, book = verdict.vector, kit.region.rulebook
    yield f"{vector.file}: {vector.id}"
    yield f"  says      {vector.says}"
    clause = book.clauses.get(vector.clause)
    if clause is not None:
        document = book.documents[clause.document]
        yield f"  clause    {clause.id}: {clause.says}"
        yield f"  document  {document.number} {clause.at}".rstrip()
    yield f"  at        {vector.at.isoformat()}"
    for name, chosen in (("reading", vector.readings), ("setting", vector.settings)):
        yield from (f"  {name}   {key} = {value}" for key, value in chosen.items())
    yield "  given"
    for kind, rows in vector.given.items():
        if isinstance(rows, list):
            yield from (f"    {kind}[{place}] {plain(row)}" for place, row in enumerate(rows))
        else:
            yield f"    {kind} = {plain(rows)}"
    if verdict.error:
        yield f"  no answer {verdict.error}"
    for one in verdict.differences:
        yield f"  expected  {one.kind} of {one.rule}: {len(one.expected)}"
        yield from (f"    {plain(part)}" for part in one.expected)
        yield f"  got       {one.kind} of {one.rule}: {len(one.got)}"
        yield from (f"    {plain(part)}" for part in one.got)


def plain(value: Any) -> str:
    """
    Return a value as TOML has it, on one line.
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {plain(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(plain(one) for one in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):
        return value.isoformat()
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(value, str) else str(value)
