"""
Two readings of one kind of fact against each other: what is new, what has changed and in which columns, what is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Literal

from attrs import frozen

from school_health.files.parsing import Parsed, Values


__all__ = ["Change", "changes"]


@frozen
class Change:
    """
    What has become of one row: its number in the reading that has it, and the fields that differ. No value is told.

    ``taken`` is a row of a reading that is compared with nothing.
    """

    row: int
    state: Literal["taken", "new", "changed", "same", "gone"]
    fields: tuple[str, ...] = ()


def changes(before: Parsed | None, after: Parsed) -> Iterator[Change]:
    """
    Yield what has become of each row, those that are gone last.

    A row is found again by the key of its kind; of rows with one key those that are alike belong together, then the others
    in their order. Rows that could not be read are in neither, and those whose key could be are not gone.

    Args:
        before: the reading that was taken before; None where there was no such file.
        after: the reading that would be taken now.
    """
    old: dict[Hashable, list[tuple[int, Values]]] = defaultdict(list)
    for number, values in before.plain_rows() if before is not None else ():
        old[_key(after, values)].append((number, values))
    for number, values in after.plain_rows():
        found = old.get(_key(after, values))
        if not found:
            yield Change(number, "new")
            continue
        place = next((place for place, (_, one) in enumerate(found) if _differing(one, values) == ()), 0)
        _, one = found.pop(place)
        fields = _differing(one, values)
        yield Change(number, "changed", fields) if fields else Change(number, "same")
    for _, values in after.partial:  # refused, and so not gone
        found = old.get(_key(after, values))
        if found:
            found.pop(0)
    yield from (Change(number, "gone") for number in sorted(number for rows in old.values() for number, _ in rows))


def _key(parsed: Parsed, values: Values) -> Hashable:
    names = parsed.kind.key or tuple(name for name in values if values[name] is not None)
    return tuple((name, values.get(name)) for name in sorted(names))


def _differing(before: Values, after: Values) -> tuple[str, ...]:
    names = dict.fromkeys((*after, *before))
    return tuple(name for name in names if before.get(name) != after.get(name))
