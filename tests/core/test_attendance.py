from __future__ import annotations

from fractions import Fraction

import pytest

from school_health import DayException, Person, SchoolClass, Spell
from school_health.core.rate import Rates
from school_health.errors import FactError, UnknownSubject
from tests.builders import WORDS, absence, at, day, record, region, school, suspension


CLASSES = (
    SchoolClass(id="k1", school="S1", grade="一", students=40),
    SchoolClass(id="k2", school="S1", grade="一", students=30),
    SchoolClass(id="k3", school="S1", grade="二"),
)
ON = day("2020-10-13")
REGION = region(WORDS)


def ill(id_, first="2020-10-13", last="2020-10-13", class_="k1", **more):
    return absence(id_, first, last, class_=class_, **more)


def suspended(level="class", of="k1", **more):
    return suspension("2020-10-12", "2020-10-16", level=level, of=of, **more)


def count(*absences, class_="k1", on=ON, schools=None, **more):
    facts = record(absences=absences, classes=CLASSES, schools=schools or [school(students=100)], since="2020-10-12", **more)
    return REGION.attendance(facts, on, "S1", class_, at=at("2020-10-20 12:00"))


def test_a_suspended_class_of_forty_with_six_sick_has_six_absent_and_thirty_four_suspended():
    one = count(*(ill(f"a{n}") for n in range(6)), suspensions=[suspended()])

    assert (one.place, one.day, one.roll, one.ill, one.suspended, one.present) == ("k1", ON, 40, 6, 34, 0)
    assert one.rate == Fraction(6, 40)


def test_of_what_is_not_suspended_the_others_are_there():
    one = count(ill("a1"), ill("a2", cause="injury"), ill("a3", cause="other"))

    assert (one.absent, one.suspended, one.present) == ({"illness": 1, "injury": 1, "other": 1}, 0, 37)
    assert (one.ill, one.rate) == (1, Fraction(1, 40))


@pytest.mark.parametrize(
    "suspensions",
    [
        [suspended()],
        [suspended("grade", "一")],
        [suspended("school", "")],
        [suspended(), suspended("grade", "一", id_="x2"), suspended("school", "", id_="x3")],
    ],
)
def test_a_class_that_is_suspended_in_several_ways_is_suspended_once(suspensions):
    assert count(ill("a1"), suspensions=suspensions).suspended == 39


@pytest.mark.parametrize(
    "suspensions",
    [
        [suspended(of="k2")],
        [suspended("grade", "二")],
        [suspended(void=True)],
        [suspension("2020-10-14")],
        [suspension("2020-10-10", "2020-10-12")],
        [suspension("2020-10-12", school="S2")],
    ],
)
def test_what_is_suspended_elsewhere_or_on_other_days_takes_nobody_away(suspensions):
    assert count(suspensions=suspensions, schools=[school(students=100), school("S2")]).suspended == 0


def test_nobody_counts_twice_whatever_is_recorded_of_him():
    spells = [
        ill("a1", person="p1"),
        ill("a2", person="p1", cause="injury"),
        ill("a3", person="p1", attending=True),
        ill("a4", person="p2", cause="injury"),
        ill("a5", person="p2", cause="other"),
        ill("a6", person="p3", attending=True),
    ]
    one = count(*spells, suspensions=[suspended()])

    assert (one.absent, one.attending, one.suspended) == ({"illness": 1, "injury": 1, "other": 0}, 1, 37)
    assert one.ill + one.absent["injury"] + one.attending + one.suspended == one.roll


def test_who_is_sick_and_in_class_is_there():
    one = count(ill("a1", attending=True), ill("a2", attending=True, cause="injury"))

    assert (one.ill, one.attending, one.present) == (0, 1, 40)


@pytest.mark.parametrize(
    "more",
    [
        {"void": True},
        {"last": "2020-10-12", "first": "2020-10-12"},
        {"first": "2020-10-14", "last": "2020-10-14"},
        {"class_": "k2"},
        {"class_": None},
    ],
)
def test_who_does_not_belong_to_class_or_day_is_not_counted(more):
    assert count(ill("a1", **more)).ill == 0


def test_staff_are_counted_by_themselves():
    listed = [Person(id="t1", school="S1", role="staff"), Person(id="p1", school="S1", class_="k1")]
    spells = [
        ill("a1", person="t1"),
        ill("a2", person="t2", role="temporary"),
        ill("a3", person="t3", role="staff", attending=True),
        ill("a4", person="t4", role="staff", cause="injury"),
        ill("a5", person="p1", role="staff", class_=None),
    ]
    one = count(*spells, people=listed)

    assert (one.staff, one.ill, one.attending) == (2, 1, 0)


@pytest.mark.parametrize("suspensions", [[], [suspended(of="k3")]])
def test_where_the_roll_is_not_known_nothing_is_guessed(suspensions):
    one = count(ill("a1", class_="k3"), class_="k3", suspensions=suspensions)

    assert (one.roll, one.ill, one.rate, one.present) == (None, 1, None, None)
    assert one.suspended == (None if suspensions else 0)


# ---------------------------------------------------------------------- a whole school


@pytest.mark.parametrize(
    ("suspensions", "number"),
    [
        ([], 0),
        ([suspended()], 38),
        ([suspended(of="k2")], 29),
        ([suspended("grade", "一")], 67),
        ([suspended(), suspended("grade", "一", id_="x2")], 67),
        ([suspended("school", "")], 96),
        ([suspended("school", ""), suspended(id_="x2")], 96),
        ([suspended(of="k3")], None),
        ([suspended("grade", "二")], None),
    ],
)
def test_of_a_school_the_suspended_classes_are_added_up(suspensions, number):
    spells = [ill("a1"), ill("a2"), ill("a3", class_="k2"), ill("a4", class_="k3")]
    one = count(*spells, class_=None, suspensions=suspensions)

    assert (one.place, one.roll, one.ill, one.suspended) == ("S1", 100, 4, number)
    assert one.present == (None if number is None else 96 - number)


def test_of_a_suspended_school_of_unknown_roll_nobody_knows_how_many():
    one = count(class_=None, suspensions=[suspended("school", "")], schools=[school()])

    assert (one.roll, one.suspended, one.present) == (None, None, None)


def test_more_absent_than_a_class_has_leaves_none_suspended():
    classes = [SchoolClass(id="k1", school="S1", students=1)]
    facts = record(
        absences=[ill("a1"), ill("a2")],
        classes=classes,
        suspensions=[suspended()],
        schools=[school(students=9)],
        since="2020-10-12",
    )

    assert REGION.attendance(facts, ON, "S1", "k1", at=at("2020-10-20 12:00")).suspended == 0
    assert REGION.attendance(facts, ON, "S1", at=at("2020-10-20 12:00")).suspended == 0


def test_what_was_not_known_yet_does_not_count():
    facts = record(absences=[ill("a1", recorded_at="2020-10-14 09:00")], classes=CLASSES, since="2020-10-12")

    assert REGION.attendance(facts, ON, "S1", "k1", at=at("2020-10-14 08:59")).ill == 0
    assert REGION.attendance(facts, ON, "S1", "k1", at=at("2020-10-14 09:00")).ill == 1


def test_a_school_that_the_record_does_not_hold_is_an_error():
    with pytest.raises(UnknownSubject, match="no school 'S9'"):
        REGION.attendance(record(since="2020-10-12"), ON, "S9", at=at("2020-10-14 08:59"))


# ---------------------------------------------------------------------- rates


def rates(*absences, schools=None, symptoms=(), first="2020-10-12", last="2020-10-18", **more):
    facts = record(absences=absences, schools=schools or [school(students=100)], since="2020-09-01", **more)
    return REGION.rates(facts, day(first), day(last), at=at("2020-10-30 12:00"), symptoms=symptoms)


def test_the_rates_of_a_school_are_of_its_pupils_and_its_teaching_days():
    found = rates(ill("a1", last="2020-10-14"), ill("a2", halves=["2020-10-13"]))["S1"]

    assert found == Rates(pupils=100, teaching_days=500, ill_days=Fraction(5, 2), ill_times=2)
    assert found.absence_rate == Fraction(1, 200)


@pytest.mark.parametrize(
    ("more", "days", "times"),
    [
        ({"cause": "injury"}, 0, 0),
        ({"void": True}, 0, 0),
        ({"attending": True}, 0, 0),
        ({"role": "staff"}, 0, 0),
        ({"first": "2020-10-17", "last": "2020-10-18"}, 0, 0),
        ({"first": "2020-10-16", "last": "2020-10-20"}, 1, 1),
        ({"first": "2020-10-09", "last": "2020-10-12"}, 1, 1),
        ({"first": "2020-10-09", "last": None}, 5, 1),
    ],
)
def test_only_illness_of_pupils_on_days_taught_counts(more, days, times):
    found = rates(ill("a1", **more))["S1"]

    assert (found.ill_days, found.ill_times) == (days, times)


def test_two_spells_of_one_person_on_one_day_are_one_day_and_two_times():
    spells = [ill("a1", person="p", halves=["2020-10-13"]), ill("a2", person="p")]
    found = rates(*spells)["S1"]

    assert (found.ill_days, found.ill_times) == (1, 2)


def test_rates_may_be_of_some_symptoms():
    spells = [ill("a1", symptoms=["fever", "rash"]), ill("a2", symptoms=["vomiting"]), ill("a3")]

    assert rates(*spells, symptoms=["fever"])["S1"].ill_times == 1
    assert rates(*spells, symptoms=["fever", "vomiting"])["S1"].ill_times == 2


def test_a_suspension_takes_no_day_taught_away_and_a_closure_does():
    closed = DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-14"), of="S1")

    assert rates(suspensions=[suspension("2020-10-12", "2020-10-14")])["S1"].teaching_days == 500
    assert rates(exceptions=[closed])["S1"].teaching_days == 200
    assert rates(spells=[Spell(school="S1", status="closed", first=day("2020-10-13"))])["S1"].teaching_days == 100


SCHOOLS = [school(students=100), school("S2"), school("S3", students=50)]


def test_each_school_has_its_rates_and_none_where_the_roll_is_not_known():
    found = rates(
        ill("a1"),
        ill("a2", class_=None, school="S2"),
        schools=[school(students=100), school("S2"), school("S3", students=50)],
    )

    assert found["S2"] is None
    assert Rates.total([one for one in found.values() if one is not None]).pupils == 150


@pytest.mark.parametrize(("school_", "class_"), [("S1", "k9"), ("S2", "k1")])
def test_a_class_that_is_not_there_is_an_error_and_no_zero(school_, class_):
    facts = record(schools=[school("S1"), school("S2")], classes=[SchoolClass(id="k1", school="S1")], since="2020-10-12")

    with pytest.raises(UnknownSubject, match=f"no class '{class_}' of the school '{school_}'"):
        region(WORDS).attendance(facts, day("2020-10-12"), school_, class_, at=at("2020-10-12 12:00"))


def test_rates_of_days_in_the_wrong_order_are_refused():
    with pytest.raises(FactError, match="the last day lies before the first"):
        region(WORDS).rates(record(since="2020-10-12"), day("2020-10-13"), day("2020-10-12"), at=at("2020-10-13 12:00"))
