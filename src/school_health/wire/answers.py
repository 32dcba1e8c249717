"""
Answers to plain values of JSON, by what `school_health.wire.shown` shows of each model.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

from attrs import frozen

from school_health.core.assess import Assessment
from school_health.core.completeness import Completeness
from school_health.core.due import Dues
from school_health.core.law import Rule
from school_health.errors import FactError
from school_health.wire.shown import VIEWS, items_of, view_of
from school_health.wire.times import day_text, moment_text


if TYPE_CHECKING:
    from school_health.core.rulebook import Rulebook

__all__ = ["DOCUMENTS", "Telling"]

# Answers that stand alone, and so say what they are.
DOCUMENTS: tuple[type[Any], ...] = (Assessment, Completeness)

_AS_IT_IS = frozenset({str, int, bool, type(None)})


@frozen
class Telling:
    """
    How answers are told.

    Args:
        rulebook: says on what basis a rule rests; without it nothing is said of that.
        cases: whether alerts name their cases.
    """

    rulebook: Rulebook | None
    cases: bool

    def tell(self, value: Any, view: str = "") -> Any:
        """
        Return a value as JSON has it.

        Raises:
            FactError: it is neither a plain value nor an answer.
        """
        kind = type(value)
        if kind in _AS_IT_IS:
            return value
        if kind is tuple or kind is list or kind is Dues:
            return [self.tell(one) for one in value]
        if kind is datetime:
            return moment_text(value)
        if kind is date:
            return day_text(value)
        if kind is Fraction:
            return {"numerator": value.numerator, "denominator": value.denominator}
        if kind is float:
            return value if isfinite(value) else None
        if isinstance(value, Mapping):
            return {key: self.tell(one) for key, one in value.items()}
        return self._shown(value, view)

    def _shown(self, value: Any, name: str) -> dict[str, Any]:
        view = VIEWS[name] if name else view_of(type(value))
        if view is None:
            message = f"to_json takes facts, records and answers, and no {type(value).__name__}"
            raise FactError(message)
        found = {
            item.key: self.tell(item.get(value), item.view) for item in items_of(view) if self.cases or not item.optional
        }
        if view.model is Rule and self.rulebook is not None:
            own, book = value.document, self.rulebook
            found["basis"] = "ours" if value.rests_on_us else book.documents[own].basis
            found["trust"] = getattr(value, "trust", "") or book.clauses[value.clause].trust
        return found
