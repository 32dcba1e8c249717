from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health.conformance.scene import SceneError, begun, changed, differences


TABLES = {"since": 1, "filings": [{"duty": "a", "parts": {"v": 1}}, {"duty": "b"}, {"duty": "c"}]}

values = st.recursive(
    st.integers(0, 2) | st.sampled_from(["a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    max_leaves=8,
)


def test_a_vector_has_a_school_in_a_county_of_a_city_of_a_province_unless_it_says_otherwise():
    plain = begun({}, {})

    assert [one["id"] for one in plain["areas"]] == ["P", "C", "A"]
    assert [(one["id"], one["area"]) for one in plain["schools"]] == [("S1", "A")]
    assert begun({}, {"schools": [{"id": "S9"}]})["schools"] == [{"id": "S9"}]
    assert begun({"schools": [{"id": "S8"}]}, {"schools": [{"id": "S9"}]})["schools"] == [{"id": "S8"}, {"id": "S9"}]


def test_values_are_changed_left_out_and_added_and_what_they_came_from_stays():
    before = deepcopy(TABLES)
    found = changed(
        TABLES,
        {"filings.0.parts.v": 2, "filings.-1.duty": "z", "since": 5},
        ["filings.1", "filings.2.duty"],
        {"filings": [{"duty": "n"}], "terms": [1]},
    )

    assert found == {"since": 5, "filings": [{"duty": "a", "parts": {"v": 2}}, {}, {"duty": "n"}], "terms": [1]}
    assert before == TABLES
    assert changed(TABLES, {}, (), {"since": 9})["since"] == 9


def test_paths_of_what_is_left_out_count_as_things_stood():
    assert changed(TABLES, {}, ["filings.0", "filings.1"], {})["filings"] == [{"duty": "c"}]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("filings.7.duty", "the path 'filings.7.duty' leads nowhere: '7' is none of 3 facts, counted from 0"),
        ("filings.x", "'x' is none of 3 facts"),
        ("events.0.id", "leads nowhere: there is no 'events'"),
        ("since.0", "leads nowhere: there is no 'since'"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path, said):
    with pytest.raises(SceneError, match=said):
        changed(TABLES, {path: 1}, (), {})


@pytest.mark.parametrize(("path", "key"), [("filings.0.parts.w", "w"), ("event", "event")])
def test_what_is_not_there_cannot_be_left_out(path, key):
    with pytest.raises(SceneError, match=f"'{key}' is left out, and is not there"):
        changed(TABLES, {}, [path], {})


def test_a_member_of_a_list_within_a_fact_can_be_left_out():
    assert changed({"absences": [{"symptoms": ["a", "b"]}]}, {}, ["absences.0.symptoms.0"], {}) == {
        "absences": [{"symptoms": ["b"]}]
    }


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [
        ({"a": 1}, {"a": 2}, 1),
        ({"a": 1}, {}, 1),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, 1),
        ({"a": [1, 2, 3]}, {"a": [1, 3]}, 1),
        ({"a": [1, 2, 3]}, {"a": [4]}, 3),
        ({"a": [{"x": 1, "y": 2}]}, {"a": [{"x": 2, "y": 3}]}, 2),
        ({"a": [1, 2]}, {}, 2),
        ({}, {"a": []}, 0),
        ({"a": 1}, {"a": True}, 1),
        ({"a": [1]}, {"a": 1}, 1),
        ({"a": {"x": 1, "y": [2, 3]}}, {}, 3),
        ({"a": {}}, {"a": 1}, 1),
    ],
)
def test_differences_are_counted_value_by_value_and_a_fact_more_is_one(one, other, number):
    assert differences(one, other) == differences(other, one) == number


@given(values)
def test_nothing_differs_from_itself(value):
    assert differences(value, deepcopy(value)) == 0


@given(st.dictionaries(st.sampled_from("abc"), values), st.dictionaries(st.sampled_from("abc"), values))
def test_differences_are_the_same_both_ways(one, other):
    assert differences(one, other) == differences(other, one)
