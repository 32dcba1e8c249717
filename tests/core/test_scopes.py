"""
Whom a breach, a rate and a finding concern, and on which days.
"""

from __future__ import annotations

import pytest

from school_health import Person, SchoolClass
from tests.builders import WORDS, absence, account, at, day, duty, event, filing, item, record, region, school, suspension


SCHOOLS = (school("S1"), school("K1", stage="kindergarten"))
SCOPE = item("scope", 'stages = ["primary"]', "primary-only")
DAILY = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 15:00:00, edge = "out" }')


def breach(seen, keys="", id_="b"):
    return item("breach", f'seen = "{seen}"\n{keys}\n', id_)


def subjects(text, moment="2020-10-12 18:00", **facts):
    answer = region(WORDS + text).assess(record(schools=SCHOOLS, since="2020-10-12", **facts), at(moment))
    return [(one.subject, one.day) for one in answer.breaches]


@pytest.mark.parametrize(("scope", "who"), [("", ["S1", "K1"]), ('scope = "primary-only"', ["S1"])])
def test_a_breach_may_be_of_some_schools_only(scope, who):
    text = SCOPE + DAILY + breach("overdue", f'of = ["d"]\n{scope}')

    assert [one for one, _ in subjects(text)] == who


@pytest.mark.parametrize(("scope", "who"), [("", ["S1", "K1"]), ('scope = "primary-only"', ["S1"])])
def test_a_stated_breach_may_be_of_some_schools_only(scope, who):
    text = item("event", 'subject = "school"', "wrong") + SCOPE + breach("fact", f'of = ["wrong"]\n{scope}')
    facts = {"events": [event("wrong", "2020-10-12 09:00", one) for one in ("S1", "K1")]}

    assert [one for one, _ in subjects(text, **facts)] == who


@pytest.mark.parametrize(
    ("first", "last", "asked", "told"),
    [
        ("2020-10-12", "2020-10-12", "2020-10-12 18:00", "2020-10-12"),
        ("2020-10-17", "2020-10-18", "2020-10-20 18:00", None),  # a Saturday and a Sunday
        ("2020-10-17", "2020-10-19", "2020-10-18 18:00", None),
        ("2020-10-17", "2020-10-19", "2020-10-19 00:00", "2020-10-19"),
        ("2020-10-17", None, "2020-10-19 00:00", "2020-10-19"),
        ("2020-10-10", "2020-10-10", "2020-10-12 18:00", "2020-10-10"),  # the make-up Saturday
        ("2021-01-25", "2021-02-05", "2021-02-10 18:00", None),  # the winter vacation
    ],
)
def test_what_only_others_know_counts_from_its_first_day_of_a_kind_that_is_named(first, last, asked, told):
    spell = absence("a1", first, last, source="hospital", recorded_at=f"{first} 00:00")
    text = breach("known-elsewhere", 'on = ["teaching-day"]')

    assert subjects(text, asked, absences=[spell]) == ([("S1", day(told))] if told else [])
    assert subjects(breach("known-elsewhere"), asked, absences=[spell]) == [("S1", day(first))]


def test_a_rate_counts_those_of_its_scope_only():
    text = SCOPE + DAILY
    text += item("measure", 'counts = "reports"\nof = ["d"]', "all") + item(
        "measure", 'counts = "reports"\nof = ["d"]\nscope = "primary-only"', "some"
    )
    facts = record(filing("d", "2020-10-12 09:00", first="2020-10-12"), schools=SCHOOLS, since="2020-10-12")
    counted = region(text).completeness(facts, day("2020-10-12"), day("2020-10-12"), at("2020-10-12 18:00"))

    def shares(by):
        return {(one.rule.id, one.place): (one.share.numerator, one.share.denominator) for one in counted.measures(by)}

    assert shares(None) == {("all", ""): (1, 2), ("some", ""): (1, 1)}
    assert shares("school") == {
        ("all", "K1"): (0, 1),
        ("all", "S1"): (1, 1),
        ("some", "S1"): (1, 1),
    }


def test_a_rate_that_persons_file_counts_those_of_its_schools_and_areas_always_count():
    text = SCOPE + duty('filer = "person"\nevery = ["day"]\nby = { edge = "in" }', "card")
    text += duty('filer = "county"\nevery = ["day"]\nby = { edge = "in" }', "table")
    text += item("measure", 'counts = "reports"\nof = ["card", "table"]\nscope = "primary-only"', "some")
    people = [Person(id="p", school="S1"), Person(id="k", school="K1")]
    facts = record(schools=SCHOOLS, people=people, since="2020-10-12")
    counted = region(text).completeness(facts, day("2020-10-12"), day("2020-10-12"), at("2020-10-13 18:00"))

    (whole,) = counted.measures()
    assert whole.share.denominator == 2  # the person of the primary school, and the county


@pytest.mark.parametrize(("reached", "alerts"), [(2, 0), (3, 1)])
def test_hospital_and_death_add_up_where_the_rule_says_so(reached, alerts):
    rule = item("alert", 'unit = ["school"]\ndays = 7\nsevere = 3\nquiet = 7')
    spells = [
        absence("a1", "2020-10-12", hospitalised="2020-10-12", died="2020-10-13"),
        absence("a2", "2020-10-12", hospitalised="2020-10-14"),
        absence("a3", "2020-10-12", died="2020-10-18"),
    ]
    found = region(WORDS + rule).assess(record(absences=spells[:reached], since="2020-10-12"), at("2020-10-20 12:00")).alerts

    assert [(one.reached, one.persons, one.bases) for one in found] == [("severe", 3, ("deaths", "hospitalised"))] * alerts


def test_the_eighth_day_is_outside_the_seven():
    rule = item("alert", 'unit = ["school"]\ndays = 7\nsevere = 2\nquiet = 7')
    spells = [absence("a1", hospitalised="2020-10-12"), absence("a2", died="2020-10-19")]

    assert region(WORDS + rule).assess(record(absences=spells, since="2020-10-12"), at("2020-10-20 12:00")).alerts == ()


FILED = duty('filer = "school"\nafter = ["suspension:school"]\nby = { edge = "in" }\ncovers = "span"')


@pytest.mark.parametrize(
    ("about", "covers", "state"),
    [("x1", "span", "on_time"), (None, "span", "missing"), ("x1", "one", "missing")],
)
def test_what_may_be_filed_ahead_may_be_filed_before_it_begins_if_it_names_it(about, covers, state):
    text = FILED.replace('"span"', f'"{covers}"')
    facts = record(
        filing("d", "2020-10-12 20:00", about=about, first="2020-10-13"),
        suspensions=[suspension("2020-10-13", recorded_at="2020-10-12 19:00")],
        since="2020-10-12",
    )
    (due,) = region(text).assess(facts, at("2020-10-15 12:00")).dues

    assert due.state == state


KEPT = item("account", 'level = "school"\nkeeper = "county"\nkeeper_title = "县疾控"') + item(
    "check", 'test = "keepers"\nsays = "错"\ndo = "改"'
)


def test_a_finding_of_how_things_stand_is_the_same_one_tomorrow():
    facts = record(accounts=[account("u", keeper="B")], since="2020-10-12")
    today, tomorrow = (
        region(KEPT).assess(facts, at(moment)).findings for moment in ("2020-10-13 12:00", "2020-10-14 12:00")
    )

    assert [one.day for one in today] != [one.day for one in tomorrow]
    assert [one.key for one in today] == [one.key for one in tomorrow] != []


def test_a_consequence_on_a_class_is_counted_in_the_half_year_of_its_school():
    text = item("event", 'subject = "class"', "wrong") + breach("fact", 'of = ["wrong"]')
    text += item("consequence", 'of = ["b"]\ncount = 2\nwithin = "half-year"', "twice")
    facts = record(
        classes=[SchoolClass(id="k1", school="S1")],
        events=[event("wrong", f"2020-10-{one} 09:00", "k1") for one in (12, 13)],
        since="2020-10-12",
    )
    (one,) = region(text).assess(facts, at("2020-10-15 12:00")).consequences

    assert (one.subject, one.span.first, one.span.last) == ("k1", day("2020-09-01"), day("2021-02-21"))


OBSERVED = (
    item("event", 'subject = "person"', "named")
    + item("event", 'subject = "person"', "observed")
    + item("check", 'test = "followed"\nof = ["named"]\nneeds = ["observed"]\nsays = "错"\ndo = "改"')
)


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ({"first": "2020-10-05", "last": "2020-10-12"}, 0),
        ({"first": "2020-10-05", "last": "2020-10-11"}, 1),
        ({"first": "2020-10-05"}, 0),
        ({}, 1),
    ],
)
def test_what_began_before_and_still_lasts_follows_too(span, found):
    span = {name: day(value) for name, value in span.items()}
    facts = record(
        people=[Person(id="p", school="S1")],
        events=[event("observed", "2020-10-05 09:00", "p", **span), event("named", "2020-10-12 09:00", "p")],
        since="2020-10-01",
    )

    assert len(region(OBSERVED).assess(facts, at("2020-10-15 12:00")).findings) == found


@pytest.mark.parametrize(("attending", "found"), [(False, 1), (True, 0)])
def test_who_attends_though_sick_is_no_absence_to_be_traced(attending, found):
    text = WORDS + item("check", 'test = "untraced"\nneeds = ["traced"]\nsays = "错"\ndo = "改"')
    facts = record(absences=[absence(attending=attending)], since="2020-10-12")

    assert len(region(text).assess(facts, at("2020-10-15 12:00")).findings) == found


def test_a_part_that_came_with_an_earlier_filing_is_there_where_the_duty_needs_it():
    text = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 17:00:00, edge = "out" }\nneeds = ["voucher"]')
    text += item("check", 'test = "parts"\nof = ["d"]\nneeds = ["voucher", "seal"]\nsays = "错"\ndo = "改"')
    facts = record(
        filing(
            "d", "2020-10-12 10:00", first="2020-10-12", parts={"voucher": "2020-10-12 10:00", "seal": "2020-10-12 10:00"}
        ),
        filing("d", "2020-10-12 11:00", first="2020-10-12", revision=2),
        since="2020-10-12",
    )

    assert [one.lacks for one in region(text).assess(facts, at("2020-10-12 18:00")).findings] == [("seal",)]
