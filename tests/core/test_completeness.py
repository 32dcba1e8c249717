from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import Adoption, Area, Campaign, DayException, Record, School, Spell
from school_health.core.measure import DEFINITIONS
from school_health.errors import UnknownSubject
from tests.builders import AREAS, DOCUMENT, TERMS_2020, at, day, days, duty, filing, record, region, school


CHECK = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
END = "2020-10-17 00:00"


def count(facts, text=CHECK, first="2020-10-12", last="2020-10-16", moment=END, **more):
    return region(text).completeness(facts, day(first), day(last), at(moment), **{"duties": ["d"], **more})


def test_every_definition_is_a_different_figure_where_they_differ():
    schools = [school("S1", students=10), school("S2", students=20), school("S3", connected=None, students=70)]
    filings = [filing("d", f"2020-10-{n} 11:00") for n in (12, 13, 14, 15, 16)] + [
        filing("d", "2020-10-12 13:00", filer="S2")
    ]
    total = count(record(*filings, schools=schools, since="2020-10-12")).total()

    assert {name: total.share(name).value for name in DEFINITIONS} == {
        "reports": Fraction(6, 15),
        "on-time": Fraction(5, 15),
        "complete-filers": Fraction(1, 3),
        "any-report": Fraction(2, 3),
        "coverage": Fraction(2, 3),
        "covered-students": Fraction(30, 100),
    }
    assert total.silent == ("S3",)


def test_nothing_expected_is_undefined():
    total = count(Record(schools=[], terms=TERMS_2020)).total()

    assert {total.share(name).value for name in DEFINITIONS} == {None}


def test_an_exempt_day_counts_for_nobody_and_is_listed_with_its_reason():
    off = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-15"), of="S1")
    counted = count(record(filing("d", "2020-10-16 11:00"), exceptions=[off], since="2020-10-12"))

    assert counted.total().share("reports").value == 1
    assert [(one.reason, one.days) for one in counted.exclusions] == [("closure", 4)]


def test_a_weekend_is_nobodys_exclusion():
    scoped = '[[scope]]\nid = "s"\nclause = "c"\ntitle = "t"\nconnected = true\nstages = ["primary"]\n' + CHECK.replace(
        'id = "d"', 'id = "d"\nscope = "s"'
    )
    facts = record(schools=[school(connected=None), school("S2", stage="senior")], since="2020-10-17")
    counted = count(facts, scoped, first="2020-10-17", last="2020-10-18", moment="2020-10-19 00:00")

    assert counted.exclusions == ()


def test_a_closed_school_is_not_there_for_coverage_either():
    spells = [Spell(school="S2", status="closed", first=day("2020-10-16"))]
    total = count(record(schools=[school("S1"), school("S2")], spells=spells, since="2020-10-12")).total()

    assert total.schools == ("S1",)


def test_a_city_run_school_counts_with_the_city_and_not_with_the_county():
    counted = count(record(schools=[school("S1"), school("S2", authority="C")], since="2020-10-12"))

    assert {row.place: row.due for row in counted.rows("county")} == {"A": 5, "C": 5}
    assert {row.place: row.due for row in counted.rows("city")} == {"C": 10}
    assert {row.place: row.due for row in counted.rows("province")} == {"P": 10}
    assert {row.place: row.due for row in counted.rows("school")} == {"S1": 5, "S2": 5}


def test_a_place_without_an_area_above_counts_under_no_name():
    counted = count(record(schools=[school("S1", area="elsewhere")], areas=(), since="2020-10-12"))

    assert [row.place for row in counted.rows("county")] == [""]


def test_duties_of_counties_are_counted_by_county_and_city():
    text = duty('filer = "county"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
    counted = count(record(since="2020-10-12"), text)

    assert {row.place: row.due for row in counted.rows("county") if row.due} == {"A": 5}
    assert {row.place: row.due for row in counted.rows("city") if row.due} == {"C": 5}
    assert {row.place: row.due for row in counted.rows("school") if row.due} == {"A": 5}
    assert [
        row.place
        for row in count(Record(schools=[], areas=[Area(id="A", name="甲", level="county")], terms=TERMS_2020), text).rows(
            "city"
        )
    ] == []


def test_a_county_under_no_city_stands_for_itself():
    text = duty('filer = "county"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
    facts = Record(
        schools=[school()], areas=[Area(id="A", name="甲", level="county")], terms=TERMS_2020, since=day("2020-10-12")
    )

    assert {row.place for row in count(facts, text).rows("city") if row.due} == {"A"}


def test_weeks_are_counted_by_their_first_day():
    text = duty('filer = "school"\nevery = ["week"]\nopens = { weeks = -1 }\nby = { days = 4, edge = "in" }')
    counted = count(
        record(filing("d", "2020-10-12 11:00"), since="2020-09-01"),
        text,
        first="2020-10-10",
        last="2020-10-23",
        moment="2020-10-24 00:00",
    )

    assert (counted.total().received, counted.total().due) == (1, 2)


@pytest.mark.parametrize(
    ("duties", "message"), [(["d", "x"], "'x' is opened by events"), (["nope"], "no duty 'nope'; it has d, x")]
)
def test_of_what_events_open_and_of_nothing_no_completeness_is_given(duties, message):
    text = (
        CHECK
        + '[[event]]\nid = "e"\nclause = "c"\ntitle = "t"\nsubject = "school"\n'
        + duty('filer = "school"\nafter = ["fact:e"]', "x")
    )

    with pytest.raises(UnknownSubject, match=message):
        count(record(since="2020-10-12"), text, duties=duties)


def test_by_default_the_duties_that_measures_name_are_counted():
    measure = '[[measure]]\nid = "m"\nclause = "c"\ntitle = "率"\ncounts = "reports"\nof = ["d"]\ntarget = 50\n'
    counted = count(
        record(*(filing("d", f"2020-10-{n} 11:00") for n in (12, 13)), since="2020-10-12"),
        CHECK + duty('filer = "school"\nevery = ["day"]', "other") + measure,
        duties=None,
    )

    assert counted.duties == ("d",)
    assert [(one.share.value, one.reached, one.place) for one in counted.measures()] == [(Fraction(2, 5), False, "")]


def test_a_measure_of_duties_that_were_not_counted_is_not_given():
    measure = '[[measure]]\nid = "m"\nclause = "c"\ntitle = "率"\ncounts = "reports"\nof = ["other"]\n'
    counted = count(record(since="2020-10-12"), CHECK + duty('filer = "school"\nevery = ["day"]', "other") + measure)

    assert counted.measures() == ()


@pytest.mark.parametrize(("received", "reached"), [(2, False), (3, True)])
def test_a_target_is_reached_exactly_and_not_by_rounding(received, reached):
    measure = '[[measure]]\nid = "m"\nclause = "c"\ntitle = "率"\ncounts = "reports"\nof = ["d"]\ntarget = 60\n'
    filings = [filing("d", f"2020-10-{12 + n} 11:00") for n in range(received)]
    counted = count(record(*filings, since="2020-10-12"), CHECK + measure, duties=None)

    assert [one.reached for one in counted.measures("school")] == [reached]


@pytest.mark.parametrize(
    ("head", "facts", "reasons"),
    [
        ('during = "campaign"\n', {}, {"no-campaign": 5}),
        ('during = "campaign"\n', {"campaigns": [Campaign(area="A", first=day("2020-10-14"))]}, {"no-campaign": 2}),
        ("SCHOOL", {}, {"not-adopted": 5}),
        ("SCHOOL", {"adoptions": [Adoption(document="doc", by="S1", first=day("2020-10-16"))]}, {"not-adopted": 4}),
        ("SCHOOL", {"schools": [school(name="某校")]}, {}),
        (
            'during = "campaign"\nSCHOOL',
            {"campaigns": [Campaign(area="", first=day("2020-10-14"))]},
            {"no-campaign": 2, "not-adopted": 3},
        ),
    ],
)
def test_why_a_document_did_not_bind_is_said_for_each_day(head, facts, reasons):
    document = DOCUMENT
    if "SCHOOL" in head:
        document = document.replace('level = "province", of = "某省"', 'level = "school", of = "某校"')
    document = document.replace("last_checked", head.replace("SCHOOL", "") + "last_checked")
    counted = count(record(since="2020-10-12", **facts), document + CHECK)

    assert {one.reason: one.days for one in counted.exclusions} == reasons
    assert counted.total().due + sum(reasons.values()) == 5


def test_an_unconnected_school_is_left_out_with_its_reason_and_an_uncovered_one_too():
    text = '[[scope]]\nid = "s"\nclause = "c"\ntitle = "t"\nconnected = true\nstages = ["primary"]\n' + CHECK.replace(
        'id = "d"', 'id = "d"\nscope = "s"'
    )
    schools = [school("S1", connected=day("2020-10-15")), school("S2", stage="senior"), school("S3")]
    counted = count(record(schools=schools, since="2020-10-12"), text)

    assert {(one.filer, one.reason): one.days for one in counted.exclusions} == {
        ("S1", "not-connected"): 3,
        ("S2", "out-of-scope"): 5,
    }
    assert counted.total().due == 7


def test_a_period_before_the_law_has_nothing_due():
    assert count(record(since="2019-12-30"), first="2019-12-30", last="2019-12-31", moment="2020-10-12 00:00").duties == ()


SCHOOLS = tuple(
    School(id=f"S{n}", area="AB"[n % 2], stage="primary", connected=None if n == 4 else day("2020-01-01")) for n in range(5)
)


@given(
    st.sets(
        st.tuples(
            st.sampled_from([one.id for one in SCHOOLS]),
            st.sampled_from(list(days("2020-10-12", "2020-10-16"))),
            st.sampled_from(["11:00", "13:00"]),
        ),
        max_size=25,
    )
)
def test_the_levels_agree_with_each_other_whatever_was_filed(filed):
    facts = Record(
        schools=SCHOOLS,
        areas=AREAS,
        terms=TERMS_2020,
        since=day("2020-10-12"),
        filings=[filing("d", f"{on} {hour}", filer=one) for one, on, hour in sorted(filed)],
    )
    counted = count(facts)
    total = counted.total()

    for by in ("school", "county", "city", "province"):
        rows = counted.rows(by)
        assert sum(row.due for row in rows) == total.due == 25
        assert sum(row.received for row in rows) == total.received == len({(one, on) for one, on, _ in filed})
        assert sorted(one for row in rows for one in row.silent) == sorted(total.silent)
        assert sorted(one for row in rows for one in row.complete) == sorted(total.complete)
        assert sum(len(row.schools) for row in rows) == 5
    assert set(total.complete) <= set(total.heard) <= set(total.expected)
    assert set(total.silent) == set(total.expected) - set(total.heard)
