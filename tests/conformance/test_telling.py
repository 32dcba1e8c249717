from __future__ import annotations

from datetime import date, datetime, time

import pytest

from school_health.conformance.kit import Kit
from school_health.conformance.telling import failure, plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": 1, "b": [True, "x"]}, '{ a = 1, b = [true, "x"] }'),
        ({}, "{}"),
        (date(2024, 11, 18), "2024-11-18"),
        (datetime(2024, 11, 18, 9), "2024-11-18T09:00:00"),  # noqa: DTZ001 - as TOML has it
        (time(9, 30), "09:30:00"),
        ('a "b" \\', '"a \\"b\\" \\\\"'),
    ],
)
def test_a_value_is_told_as_toml_has_it(value, text):
    assert plain(value) == text


def test_a_failing_vector_under_another_choice_says_which():
    kit = Kit("jiangsu")
    vector = next(one for one in kit.own_vectors if one.readings)
    said = failure(kit, kit.verdict(vector.id))
    (name, choice), *_ = vector.readings.items()

    assert f"  reading   {name} = {choice}" in said
    assert f"  clause    {vector.clause}: " in said


def test_numbers_that_a_host_sets_are_told_too():
    kit = Kit("cn")
    vector = next(one for one in kit.own_vectors if one.settings)
    (name, number), *_ = vector.settings.items()

    assert f"  setting   {name} = {number}" in failure(kit, kit.verdict(vector.id))
