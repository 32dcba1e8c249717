from __future__ import annotations

import pytest

from school_health import Event, Person, SchoolClass, Spell
from school_health.core.chapter import configured
from school_health.core.rulebook import Rulebook
from school_health.core.world import World
from school_health.errors import FactError, RulebookError, UnknownSubject
from tests.builders import (
    WORDS,
    absence,
    at,
    day,
    duty,
    filing,
    item,
    record,
    region,
    rulebook,
    school,
)


# ---------------------------------------------------------------------- samples


DAILY = duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }', "daily") + duty(
    'filer = "school"\nevery = ["day"]\nby = { edge = "in" }', "other"
)
SAMPLES = (
    DAILY
    + item("sample", 'of = "school"\npercent = 30', "schools")
    + item("sample", 'of = "filing"\nduty = ["daily"]\npercent = 50\nleast = 2', "filings")
)
SCHOOLS = [school(f"S{number}") for number in range(1, 11)]


def drawn(sample, seed="2020-10-12 抽查", moment="2020-10-12 12:00", filings=(), **more):
    return region(SAMPLES).draw(record(*filings, schools=more.pop("schools", SCHOOLS), **more), sample, seed, at(moment))


def test_a_sample_is_drawn_from_the_schools_that_are_open_and_again_by_its_seed():
    closed = [Spell(school="S1", status="closed", first=day("2020-10-12"))]
    whole = drawn("schools")

    assert len(whole) == 3
    assert whole == drawn("schools")
    assert whole != drawn("schools", "another")
    assert all("S1" not in drawn("schools", f"seed {n}", spells=closed) for n in range(20))
    assert any("S1" in drawn("schools", f"seed {n}", "2020-10-11 12:00", spells=closed) for n in range(20))


def test_a_sample_of_filings_is_drawn_from_those_known_by_then_each_once():
    filings = [
        filing("daily", "2020-10-12 09:00"),
        filing("daily", "2020-10-12 09:30", revision=2),
        filing("daily", "2020-10-12 10:00", filer="S2", first="2020-10-12", last="2020-10-14"),
        filing("daily", "2020-10-12 10:00", filer="S3", first="2020-10-11"),
        filing("other", "2020-10-12 09:00"),
        filing("daily", "2020-10-12 13:00", filer="S4"),
    ]

    assert set(drawn("filings", filings=filings)) < {"daily/S1/2020-10-12", "daily/S2/2020-10-12", "daily/S3/2020-10-11"}
    assert len(drawn("filings", filings=filings)) == 2
    assert drawn("filings", filings=filings[:1]) == ("daily/S1/2020-10-12",)
    assert drawn("filings") == ()
    found = {one for n in range(20) for one in drawn("filings", f"seed {n}", "2020-10-12 13:00", filings=filings)}
    assert found == {"daily/S1/2020-10-12", "daily/S2/2020-10-12", "daily/S3/2020-10-11", "daily/S4/2020-10-12"}


def test_a_sample_needs_a_seed_and_a_name_that_the_region_knows():
    with pytest.raises(FactError, match="seed"):
        drawn("schools", " ")
    with pytest.raises(UnknownSubject, match="test has no sample 'x'; it has schools, filings"):
        drawn("x")
    with pytest.raises(UnknownSubject, match="it has none"):
        region(DAILY).draw(record(), "x", "seed", at("2020-10-12 12:00"))


# ---------------------------------------------------------------------- the world that is asked


def test_the_world_of_a_region_is_the_record_as_known_through_its_law():
    facts = record(absences=[absence(recorded_at="2020-10-13 09:00")], since="2020-10-12")
    found = region(WORDS)

    assert isinstance(found.world(facts, at("2020-10-12 12:00")), World)
    assert found.world(facts, at("2020-10-13 08:59")).record.absences == ()
    assert len(found.world(facts, at("2020-10-13 09:00")).record.absences) == 1


def test_a_record_that_names_what_is_not_there_is_refused_whatever_is_asked():
    facts = record(absences=[absence(symptoms=["x"])], since="2020-10-12")
    found = region(WORDS)

    for ask in (
        lambda: found.world(facts, at("2020-10-12 12:00")),
        lambda: found.criteria(facts, at("2020-10-12 12:00")),
        lambda: found.rates(facts, day("2020-10-12"), day("2020-10-12"), at=at("2020-10-12 12:00")),
        lambda: found.attendance(facts, day("2020-10-12"), "S1", at=at("2020-10-12 12:00")),
        lambda: found.assess(facts, at("2020-10-12 12:00")),
    ):
        with pytest.raises(UnknownSubject, match="a symptom that test has no word for"):
            ask()


def test_what_was_restated_is_seen_as_it_was_and_nothing_else_makes_another_world():
    classes = [
        SchoolClass(id="k1", school="S1", students=9),
        SchoolClass(id="k1", school="S1", students=8, recorded_at=at("2020-10-14 09:00")),
    ]
    facts = record(classes=classes, since="2020-10-12")
    world = region(WORDS).world(facts, at("2020-10-20 12:00"))
    before = world.seen_at(at("2020-10-14 08:59"))

    assert before.record.class_by_id["k1"].students == 9
    assert world.seen_at(at("2020-10-12 00:00")) is before
    assert world.seen_at(at("2020-10-14 09:00")) is world
    assert world.record.class_by_id["k1"].students == 8


@pytest.mark.parametrize(
    ("area", "level", "expected"),
    [("A", "county", "A"), ("A", "city", "C"), ("A", "province", "P"), ("C", "county", None), ("Z", "county", None)],
)
def test_an_area_lies_in_those_above_it(area, level, expected):
    assert region(WORDS).world(record(), at("2020-10-12 12:00")).area_at(area, level) == expected


@pytest.mark.parametrize(
    ("subject", "level", "expected"),
    [
        ("x9", "school", None),
        ("k1", "class", "k1"),
        ("p1", "class", "k1"),
        ("p2", "class", None),
        ("p1", "person", "p1"),
        ("k1", "person", None),
    ],
)
def test_who_files_for_an_event(subject, level, expected):
    facts = record(
        classes=[SchoolClass(id="k1", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1"), Person(id="p2", school="S1")],
    )
    world = region(WORDS).world(facts, at("2020-10-12 12:00"))
    found = world.filer_for(level, Event(id="e", kind="x", subject=subject, at=at("2020-10-12 10:00")))

    assert (found.id if found is not None else None) == expected


# ---------------------------------------------------------------------- numbers that a host sets


SETTABLE = (
    WORDS
    + item("alert", 'unit = ["class"]\ncases = 9\nquiet = 1\nactive = false\nconfigurable = ["cases", "days"]')
    + item("alert", 'unit = ["class"]\ncases = 2\nquiet = 1', "fixed")
)


def set_to(**numbers):
    settings = {f"r.{key}": value for key, value in numbers.items()}
    return Rulebook("test", configured("test", rulebook(SETTABLE).chapters, settings))


def test_a_number_that_a_host_sets_switches_the_rule_on_and_makes_it_ours():
    rule = set_to(cases=2, days=3).alerts["r"]

    assert (rule.active, rule.cases, rule.days, set(rule.configured), rule.rests_on_us) == (
        True,
        2,
        3,
        {"cases", "days"},
        True,
    )
    assert (rulebook(SETTABLE).alerts["r"].active, rulebook(SETTABLE).alerts["r"].rests_on_us) == (False, False)
    assert set_to(cases=2).alerts["fixed"].rests_on_us is False


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"r.cases": 0}, "'r.cases' is set to 0; it must be a whole number from 1"),
        ({"r.cases": True}, "it must be a whole number from 1"),
        ({"r.cases": 1.5}, "it must be a whole number from 1"),
        ({"r.quiet": 2}, "'r' does not let 'quiet' be set; what may be set of it: cases, days"),
        ({"fixed.cases": 2}, "what may be set of it: none"),
        ({"x.cases": 2}, "there is no alert rule 'x'"),
    ],
)
def test_a_number_that_nobody_may_set_is_refused(settings, message):
    with pytest.raises(RulebookError, match=message):
        configured("test", rulebook(SETTABLE).chapters, settings)


# ---------------------------------------------------------------------- what an assessment holds


def test_an_assessment_of_one_moment_is_the_same_whenever_it_is_asked():
    text = WORDS + DAILY + item("alert", 'unit = ["school"]\ncases = 1\nquiet = 0')
    facts = record(absences=[absence()], since="2020-10-12")
    found = region(text)

    def asked(moment):
        answer = found.assess(facts, at(moment))
        return answer.alerts, answer.since, [due.key for due in answer.dues]

    first = asked("2020-10-12 12:00")
    assert asked("2020-10-20 12:00") != first
    assert asked("2020-10-12 12:00") == first
