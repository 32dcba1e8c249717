"""
Details of moves and events: which column holds which, row by row, because one title may mean different keys.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from school_health.core.workflow import Need
from school_health.files.columns import normal
from school_health.files.parsing import Parsed, Values


__all__ = ["Details"]

# What people write where a paper is not there, or nothing is to be said, in place of leaving the cell empty.
_NONE = frozenset(("否", "无", "没有", "未取得", "未提供", "缺", "-", "_", "—", "－", "/", "×", "✗", "no", "none", "n/a"))

# Called with a field, what is wrong, how to mend it, and the value.
Wrong = Callable[[str, str, str, object], None]


class Details:
    """
    The details in the rows of one file.

    Args:
        parsed: the file, if it is there.
    """

    def __init__(self, parsed: Parsed | None) -> None:
        headings = parsed.headings.items() if parsed is not None else ()
        # For each column of details its key, and the word that heads it in this file.
        self._columns = {
            field: (field.split(":")[1], normal(heading)) for field, heading in headings if field.startswith("detail:")
        }
        self._plans: dict[Hashable, list[tuple[Need | None, str, str]]] = {}

    def read(self, rule: Hashable, needs: Sequence[Need], values: Values, wrong: Wrong) -> Mapping[str, str]:
        """
        Return the details of a row by key; what no need of its rule asks for stands under the key of its column.

        Args:
            rule: what the row is of, in which the same needs come back.
            needs: what may be said of it.
            values: the row.
            wrong: takes what is wrong.
        """
        if not self._columns:
            return {}
        plan = self._plans.get(rule)
        if plan is None:
            plan = self._plans[rule] = self._planned(needs)
        found: dict[str, str] = {}
        for need, key, field in plan:
            value = values[field]
            if value is None:
                continue
            if need is not None and need.choices:
                words = {normal(word): one for one, title in need.choices.items() for word in (title, one)}
                if normal(value) not in words:
                    wrong(field, "不认得这个词", f"可以填：{'、'.join(need.choices.values())}", value)
                    continue
                value = words[normal(value)]
            elif need is not None and (need.paper or need.either) and normal(value) in _NONE:
                continue  # a paper that is not there, a reason that is none
            if found.setdefault(key, value) != value:
                wrong(field, "与另一列说的不同", "两列说的是同一项：请只填一列", value)
        return found

    def _planned(self, needs: Sequence[Need]) -> list[tuple[Need | None, str, str]]:
        """
        Return for each column the need that it answers, the key, and its field.
        """
        plan: list[tuple[Need | None, str, str]] = []
        for field, (key, heading) in self._columns.items():
            answered = [need for need in needs if heading in (normal(need.key), normal(need.title))]
            need = next(iter(answered or [need for need in needs if need.key == key]), None)
            plan.append((need, key if need is None else need.key, field))
        return plan
