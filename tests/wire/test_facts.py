from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from school_health import SHANGHAI_TIME, Record
from school_health.wire.facts import FACTS, facts_from, record_of
from school_health.wire.strict import UnfitError


DAY = date(2024, 11, 18)
AREAS = [{"id": "C", "name": "市", "level": "city"}, {"id": "A", "name": "县", "level": "county", "parent": "C"}]


def told(tables):
    with pytest.raises(UnfitError) as caught:
        facts_from(tables)
    return caught.value.places


def test_every_kind_of_fact_of_a_record_can_be_told():
    kinds = {name for name in vars(record_of(facts_from({}))) if isinstance(getattr(record_of(facts_from({})), name), tuple)}

    assert kinds - {"assumptions", "memo"} >= set(FACTS)


def test_what_is_left_out_is_filled_in_where_there_is_but_one_answer():
    facts = facts_from(
        {
            "areas": AREAS,
            "schools": [{"id": "S1"}],
            "absences": [{"first": DAY}],
            "filings": [{"duty": "d", "filed_at": datetime(2024, 11, 18, 9)}],  # noqa: DTZ001 - as TOML has it
            "people": [{"role": "staff"}],
        }
    )
    (school,), (absence,), (filing,) = facts["schools"], facts["absences"], facts["filings"]

    assert (school.area, absence.school, absence.id, absence.person) == ("A", "S1", "a1", "person-a1")
    assert (filing.filer, filing.filed_at) == ("S1", datetime(2024, 11, 18, 9, tzinfo=SHANGHAI_TIME))
    assert facts["people"][0].id == "p1"


def test_of_two_schools_or_counties_none_is_filled_in():
    two = [{"id": "S1", "area": "A"}, {"id": "S2", "area": "A"}]

    assert told({"schools": two, "filings": [{"duty": "d", "filed_at": datetime(2024, 11, 18, 9, tzinfo=UTC)}]}) == [
        "the key 'filer' is required @ filer of given.filings[0]"
    ]
    assert told({"areas": [*AREAS, {"id": "B", "name": "区", "level": "county"}], "schools": [{"id": "S1"}]}) == [
        "the key 'area' is required @ area of given.schools[0]"
    ]


def test_a_table_told_several_times_is_several_facts():
    one = {"first": DAY, "class": "k{n}", "symptoms": ["fever"], "times": 3}
    facts = facts_from(
        {"schools": [{"id": "S1", "area": "A"}], "absences": [one, {**one, "id": "x", "person": "p{n}", "times": 2}]}
    )

    assert [(one.id, one.person, one.class_) for one in facts["absences"]] == [
        ("a1-1", "person-a1-1", "k1"),
        ("a1-2", "person-a1-2", "k2"),
        ("a1-3", "person-a1-3", "k3"),
        ("x-1", "p1", "k1"),
        ("x-2", "p2", "k2"),
    ]
    assert facts_from({"areas": [{"id": "A", "name": "{n}", "level": "county", "times": 0}]})["areas"] == ()


def test_nested_values_are_numbered_and_dated_too():
    one = {"duty": "d", "filer": "S1", "filed_at": datetime(2024, 11, 18, 9), "times": 1}  # noqa: DTZ001 - as TOML has it
    at = datetime(2024, 11, 18, 10)  # noqa: DTZ001 - the same
    (filing,) = facts_from({"filings": [{**one, "parts": {"v{n}": at}, "hands": {"head": {"person": "p{n}", "at": at}}}]})[
        "filings"
    ]

    assert filing.hands["head"].person == "p1"
    assert filing.parts == {"v{n}": at.replace(tzinfo=SHANGHAI_TIME)}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"absenses": []}, "unknown key 'absenses'; did you mean 'absences'? @ given"),
        ({"since": "2024-11-18"}, "expected a day like 2023-03-23, not '2024-11-18' @ given.since"),
        ({"absences": {"id": "a"}}, "expected a list of tables, not {'id': 'a'} @ given.absences"),
        ({"absences": [1]}, "expected a table, not 1 @ given.absences[0]"),
        ({"absences": [{"times": "two"}]}, "expected a number from 0 to 10000, not 'two' @ times of given.absences[0]"),
        ({"absences": [{"times": 10_001}]}, "expected a number from 0 to 10000, not 10001 @ times of given.absences[0]"),
        ({"schools": [{"id": 7, "area": "A"}]}, "expected text in quotes, not 7 @ id of given.schools[0]"),
        (
            {"terms": [{"first": DAY, "last": date(2024, 9, 1), "number": 1}]},
            "[SH100] a term from 2024-11-18 to 2024-09-01 ends before it begins @ given.terms[0]",
        ),
    ],
)
def test_what_is_no_fact_is_told_with_its_place(tables, said):
    assert told(tables) == [said]


def test_each_record_is_a_new_one():
    facts = facts_from({"schools": [{"id": "S1", "area": "A"}], "since": DAY})

    assert isinstance(record_of(facts), Record)
    assert record_of(facts) is not record_of(facts)
    assert record_of(facts).since == DAY
