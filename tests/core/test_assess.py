from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import Campaign, assess, open_region
from school_health.errors import NaiveMoment
from tests.builders import DOCUMENT, TERMS_2020, at, day, duty, filing, record, region, school


CHECK = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')


def test_a_naive_moment_is_refused():
    with pytest.raises(NaiveMoment):
        region(CHECK).assess(record(), datetime(2020, 10, 12, 9, 31))  # noqa: DTZ001 - the naive moment is the case


@pytest.mark.parametrize(
    ("since", "asked", "first"),
    [
        (None, None, "2020-10-14"),
        ("2020-10-12", None, "2020-10-12"),
        ("2020-05-01", None, "2020-09-01"),
        ("2020-05-01", "2020-08-30", "2020-08-30"),
        ("2020-10-12", "2020-08-30", "2020-10-12"),
        (None, "2020-10-05", "2020-10-05"),
        ("2020-10-15", None, "2020-10-15"),
    ],
)
def test_the_first_day_looked_at_is_the_records_within_the_half_year_or_the_one_asked_for(since, asked, first):
    answer = region(CHECK).assess(record(since=since), at("2020-10-14 13:00"), since=day(asked) if asked else None)

    assert answer.since == day(first)


def test_before_the_stated_first_day_nothing_is_expected_and_a_derived_one_ahead_changes_nothing():
    ahead = record(filing("d", "2020-10-14 09:00", first="2020-10-20"), since="2020-10-15")

    assert list(region(CHECK).assess(ahead, at("2020-10-14 13:00")).dues) == []
    assert (
        len(region(CHECK).assess(record(filing("d", "2020-10-14 09:00", first="2020-10-20")), at("2020-10-14 13:00")).dues)
        == 1
    )


def test_a_timeline_looks_at_the_whole_record_for_what_is_named_and_at_the_known_one_for_the_rest():
    later = school("S2", recorded_at=at("2020-10-13 08:00"))
    facts = record(filing("d", "2020-10-12 09:00", filer="S2"), schools=[school(), later], since="2020-10-12")

    assert region(CHECK).timeline(facts, day("2020-10-12"), known_at=at("2020-10-12 12:00")) == ()


def test_only_the_duties_asked_for_are_looked_at():
    text = CHECK + duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }', "e")
    answer = region(text).assess(record(since="2020-10-12"), at("2020-10-12 13:00"), duties=["e"])

    assert {due.duty.id for due in answer.dues} == {"e"}


def test_the_moment_decides_which_law_holds_and_not_the_day_of_asking():
    text = CHECK.replace('id = "d"', 'id = "d"\nuntil = 2020-10-12') + duty(
        'filer = "school"\nsince = 2020-10-13\nevery = ["teaching-day"]\nby = { time = 10:00:00, edge = "out" }', "e"
    )
    found, facts = region(text), record(since="2020-10-12")

    assert [(due.duty.id, due.first) for due in found.assess(facts, at("2020-10-13 13:00")).dues] == [
        ("d", day("2020-10-12")),
        ("e", day("2020-10-13")),
    ]
    assert [due.duty.id for due in found.assess(facts, at("2020-10-12 13:00")).dues] == ["d"]


@given(st.integers(0, 3 * 24 * 60))
def test_the_same_facts_and_moment_give_the_same_answer(minutes):
    moment = at("2020-10-12 00:00").replace(day=12 + minutes // 1440, hour=minutes // 60 % 24, minute=minutes % 60)
    filings = [filing("morning-check", "2020-10-12 08:00"), filing("noon-check", "2020-10-13 15:00")]

    def ask():
        answer = open_region("shanghai").assess(record(*filings, since="2020-10-12"), moment)
        return [(due.key, due.state) for due in answer.dues], [one.key for one in answer.notices], answer.consequences != ()

    assert ask() == ask()


def test_the_function_and_the_region_give_the_same_answer():
    found, facts = region(CHECK), record(since="2020-10-12")
    plain = assess(found.rulebook, found.national, facts, at("2020-10-12 13:00"))

    assert [due.key for due in plain.dues] == [due.key for due in found.assess(facts, at("2020-10-12 13:00")).dues]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, [("A", "no-campaign"), ("B", "no-campaign")]),
        ({"campaigns": [Campaign(area="A", first=day("2020-10-12"))]}, [("A", "not-adopted"), ("B", "no-campaign")]),
        ({"campaigns": [Campaign(area="C", first=day("2020-10-12"))]}, [("A", "not-adopted"), ("B", "not-adopted")]),
    ],
)
def test_a_document_that_binds_nobody_is_named_with_the_reason(facts, expected):
    text = DOCUMENT.replace('level = "province", of = "某省"', 'level = "school", of = "某校"').replace(
        "last_checked", 'during = "campaign"\nlast_checked'
    )
    answer = region(text + CHECK).assess(
        record(schools=[school("S1"), school("S2", area="B")], since="2020-10-12", **facts), at("2020-10-12 13:00")
    )

    assert [(one.area, one.reason) for one in answer.unbound] == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [("2019-12-31 12:00", 0), ("2020-01-01 12:00", 1), ("2020-12-31 12:00", 1), ("2021-01-01 12:00", 0)],
)
def test_a_document_that_does_not_hold_that_day_is_not_named(moment, expected):
    text = DOCUMENT.replace("since = 2020-01-01", "since = 2020-01-01\nuntil = 2020-12-31").replace(
        "last_checked", 'during = "campaign"\nlast_checked'
    )
    answer = region(text).assess(record(terms=(), since="2019-12-01"), at(moment))

    assert len(answer.unbound) == expected


def test_assumptions_of_the_record_stand_in_the_answer():
    assert region(CHECK).assess(record(assumptions=["学期未给出"]), at("2020-10-12 13:00")).assumptions == ("学期未给出",)


@pytest.mark.parametrize("duty_ours", [("by.edge", "text"), ("by", "ours"), ("every.weekend", "text")])
def test_a_reading_of_a_whole_value_makes_the_basis_ours_and_one_of_a_detail_does_not(duty_ours):
    path, basis = duty_ours
    reading = '[[reading]]\nid = "r"\nclause = "c"\nphrase = "前"\nchoice = "x"\nwhy = "。"\nchoices = { x = "迟" }\n'
    text = reading + CHECK + f'ours = {{ "{path}" = "r" }}\n'
    (due,) = region(text).assess(record(since="2020-10-12"), at("2020-10-12 13:00")).dues

    assert (due.basis, due.readings, due.clause) == (basis, ("r",), "c")


def test_a_norm_that_nobody_read_says_so():
    text = DOCUMENT.replace("last_checked", 'trust = "SEC"\nlast_checked') + CHECK
    (due,) = region(text).assess(record(since="2020-10-12"), at("2020-10-12 13:00")).dues

    assert due.basis == "norm"


def test_asking_twice_of_one_record_does_not_look_everything_up_again():
    found, facts = region(CHECK), record(since="2020-10-12", terms=TERMS_2020)
    found.assess(facts, at("2020-10-12 13:00"))
    before = dict(facts.memo)
    found.assess(facts, at("2020-10-12 14:00"))

    assert list(facts.memo.values()) == list(before.values())
