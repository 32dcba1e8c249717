"""
Hypothesis strategies of facts, made from the models: any value that a field may have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from types import UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import strategies as st

from school_health import Hand
from school_health.core.school import STAGES
from school_health.wire.facts import FACTS


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
# Any zone of whole minutes, and never within an hour that a clock shows twice.
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))])
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2024, 1, 1), timezones=ZONES)  # noqa: DTZ001 - has its zones


def values(hint):
    """
    Return a strategy for a type.
    """
    simple = {str: TEXTS, int: st.integers(1, 10**6), bool: st.booleans(), date: DAYS, datetime: MOMENTS}
    if hint in simple:
        return simple[hint]
    of, inside = get_origin(hint), get_args(hint)
    if of is Literal:
        return st.sampled_from(inside)
    if of in (Union, UnionType):
        return st.none() | values(next(one for one in inside if one is not type(None)))
    if of is tuple:
        return st.lists(values(inside[0]), max_size=2).map(tuple)
    if of is Mapping:
        return st.dictionaries(TEXTS, values(inside[1]), max_size=2)
    return facts(hint)


def _mended(model, given):  # noqa: C901 - a list of what contradicts itself
    """
    Return values that do not contradict each other.
    """
    first, last = given.get("first"), given.get("last")
    if first is not None and last is not None and last < first:
        given["first"], given["last"] = last, first
    if model.__name__ == "Filing":
        if given.get("last") is not None and given.get("first") is None:
            del given["last"]
        if given.get("recorded_at") is not None:
            given["recorded_at"] = max(given["recorded_at"], given["filed_at"])
    if model.__name__ == "Absence":
        given["halves"] = (given["first"],) * bool(given.get("halves"))
        if given.get("onset") is not None:
            given["onset"] = min(given["onset"], given["first"])
        if not given.get("disease"):
            given.pop("diagnosis", None)
        if given.get("temperature") is not None:
            given["temperature"] = 300 + given["temperature"] % 151
    if model.__name__ == "Suspension":
        given["of"] = "" if given["level"] == "school" else "x"
    if given.get("stage") is not None:
        given["stage"] = STAGES[len(given["stage"])]
    return model(**given)


def facts(model):
    """
    Return a strategy for facts of a model; what has a default is given or not.
    """
    hints = get_type_hints(model)
    needed = {one.name: values(hints[one.name]) for one in attrs.fields(model) if one.default is attrs.NOTHING}
    others = {one.name: values(hints[one.name]) for one in attrs.fields(model) if one.default is not attrs.NOTHING}
    return st.fixed_dictionaries(needed, optional=others).map(lambda given: _mended(model, given))


MODELS = (*FACTS.values(), Hand)
