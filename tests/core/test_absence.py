from __future__ import annotations

from fractions import Fraction

import pytest

from school_health import Absence
from school_health.core.absence import missed, shown_since
from school_health.errors import FactError
from tests.builders import absence, at, day, days


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"last": "2020-10-11"}, "'a1' ends before it begins"),
        ({"last": "2020-10-14", "halves": ["2020-10-15"]}, "'a1' has a half day outside its days"),
        ({"halves": ["2020-10-11"]}, "'a1' has a half day outside its days"),
        ({"diagnosis": "suspected"}, "'a1' has a diagnosis and no disease"),
        ({"cause": "weather"}, "Absence.cause must be one of illness, injury, other"),
        ({"tracing": "known"}, "Absence.tracing must be one of registered, traced"),
        ({"source": "press"}, "Absence.source must be one of"),
        ({"role": "pupil"}, "Absence.role must be one of"),
        ({"diagnosis": "certain", "disease": "flu"}, "Absence.diagnosis must be one of confirmed, suspected"),
    ],
)
def test_a_spell_that_cannot_be_is_refused_without_a_word_of_the_person(more, message):
    with pytest.raises(FactError, match=message) as caught:
        absence(person="secret", **more)
    assert "secret" not in str(caught.value)


def test_a_spell_may_last_a_day_and_half_of_it():
    one = absence(last="2020-10-12", halves=["2020-10-12"])

    assert missed(one, [day("2020-10-12")]) == Fraction(1, 2)


def test_what_a_spell_says_of_health_is_in_no_representation():
    health = {"disease": "flu", "symptoms": ["fever"], "diagnosis": "confirmed", "temperature": 385, "onset": "2020-10-11"}
    told = repr(absence(person="secret", **health))

    assert not any(word in told for word in ("secret", "flu", "fever", "385", "2020, 10, 11"))


@pytest.mark.parametrize(
    ("last", "on", "held"),
    [
        ("2020-10-13", "2020-10-11", False),
        ("2020-10-13", "2020-10-12", True),
        ("2020-10-13", "2020-10-13", True),
        ("2020-10-13", "2020-10-14", False),
        (None, "2030-01-01", True),
    ],
)
def test_both_ends_belong_to_a_spell_and_an_open_one_goes_on(last, on, held):
    assert absence(last=last).holds(day(on)) is held


@pytest.mark.parametrize(("more", "ill"), [({}, True), ({"cause": "injury"}, False), ({"void": True}, False)])
def test_only_illness_that_is_not_void_is_a_case(more, ill):
    assert absence(**more).ill is ill


@pytest.mark.parametrize(
    ("more", "share"),
    [
        ({"last": "2020-10-14"}, 3),
        ({}, 5),
        ({"halves": ["2020-10-12", "2020-10-16"]}, 4),
        ({"halves": ["2020-10-17"]}, 5),
        ({"attending": True}, 0),
        ({"void": True}, 0),
    ],
)
def test_half_days_count_half_and_who_attends_misses_nothing(more, share):
    assert missed(absence(**more), list(days("2020-10-12", "2020-10-16"))) == share


def test_without_a_moment_of_its_own_a_spell_is_known_since_it_began():
    assert absence().known_at == at("2020-10-12 00:00")
    assert absence(recorded_at="2020-10-13 09:00").known_at == at("2020-10-13 09:00")
    assert absence(recorded_at="2020-10-11 09:00").known_at == at("2020-10-11 09:00")


def test_what_the_versions_of_a_spell_show_they_show_since_they_did_so_without_a_break():
    versions = [
        absence(recorded_at="2020-10-12 08:00"),
        absence(recorded_at="2020-10-12 09:00", void=True),
        absence(recorded_at="2020-10-12 10:00"),
        absence(recorded_at="2020-10-12 11:00", symptoms=["fever"]),
    ]

    assert shown_since(versions, lambda one: one.ill) == at("2020-10-12 10:00")
    assert shown_since(versions[:1], lambda one: one.ill) == at("2020-10-12 08:00")
    assert shown_since(versions[:2], lambda one: one.ill) is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"temperature": 38.5}, "tenths of a degree"),
        ({"temperature": 38}, "tenths of a degree"),
        ({"temperature": 299}, "tenths of a degree"),
        ({"temperature": 451}, "tenths of a degree"),
        ({"onset": day("2020-10-13")}, "begins before its onset"),
        ({"last": at("2020-10-13 09:00")}, "Absence.last must be a date, not datetime"),
        ({"first": "2020-10-12"}, "Absence.first must be a date, not str"),
        ({"symptoms": "fever"}, "several words are a list of texts, not str"),
        ({"papers": 7}, "several words are a list of texts, not int"),
    ],
)
def test_what_no_spell_can_be_is_refused_where_it_is_made(wrong, message):
    with pytest.raises(FactError, match=message):
        Absence(**{"id": "a1", "person": "p1", "school": "S1", "first": day("2020-10-12"), **wrong})


@pytest.mark.parametrize(
    "right", [{"temperature": 300}, {"temperature": 450}, {"onset": day("2020-10-12")}, {"symptoms": ["fever"]}]
)
def test_what_a_spell_can_just_be_is_taken(right):
    assert Absence(id="a1", person="p1", school="S1", first=day("2020-10-12"), **right).first == day("2020-10-12")


def test_no_message_of_a_refused_spell_tells_of_the_person():
    with pytest.raises(FactError) as caught:
        Absence(id="a1", person="p1", school="S1", first=day("2020-10-12"), temperature=38.5)

    assert "p1" not in str(caught.value).replace("SH100", "")
    assert "38.5 ℃ is 385" in str(caught.value)
