from __future__ import annotations

import pytest

from school_health import Absence, Person, SchoolClass, Suspension, Term, open_region
from tests.builders import at, day, filing, record, school


TERM = Term(first=day("2023-02-13"), last=day("2023-06-30"), number=2)
CLASSES = (
    SchoolClass(id="K1", school="S1", grade="一年级", students=40),
    SchoolClass(id="K2", school="S1", grade="一年级", students=42),
    SchoolClass(id="K3", school="S1", grade="二年级", students=38),
)
SICK = tuple(f"S1-sick-{number}" for number in range(1, 7))
FIRST = "2023-04-10"
FILED = filing("suspension-module", "2023-04-10 10:00", about="s1", first=FIRST, last="2023-04-13")


@pytest.fixture(scope="module")
def jiangsu():
    return open_region("jiangsu")


def suspension(level="class", sick=SICK, **more):
    of = {"class": "K1", "grade": "一年级", "school": ""}[level]
    given = {"id": "s1", "school": "S1", "level": level, "of": of, "first": day(FIRST), "last": day("2023-04-13")}
    return Suspension(**{**given, "sick": sick, **more})


def absent(person, **more):
    return Absence(**{"id": f"a-{person}", "person": person, "school": "S1", "class_": "K1", "first": day(FIRST), **more})


def found(region, absences=(), moment="2023-04-11 00:00:00", filings=(FILED,), suspended=None, **more):
    more.setdefault("suspensions", [suspended or suspension()])
    facts = record(*filings, absences=absences, classes=CLASSES, terms=[TERM], since=FIRST, **more)
    return [one for one in region.assess(facts, at(moment)).findings if one.check.id == "sick-by-name"]


def lacks(*arguments, **more):
    return [one.lacks for one in found(*arguments, **more)]


def test_filing_only_as_suspended_is_a_finding_that_names_all_six(jiangsu):
    (one,) = found(jiangsu)

    assert (one.subject, one.place, one.about, one.day) == ("K1", "S1", "s1", day(FIRST))
    assert (one.clause, one.lacks) == ("js23-suspension-double", SICK)
    assert f"{one.at:%m-%d %H:%M:%S}" == "04-11 00:00:00"


def test_with_all_six_by_name_there_is_none_and_with_five_the_sixth_is_told(jiangsu):
    assert lacks(jiangsu, [absent(person) for person in SICK]) == []
    assert lacks(jiangsu, [absent(person) for person in SICK[:5]]) == [(SICK[5],)]


@pytest.mark.parametrize(("moment", "count"), [("2023-04-10 23:59:59", 0), ("2023-04-11 00:00:00", 1)])
def test_it_is_told_when_the_first_day_is_over(jiangsu, moment, count):
    assert len(found(jiangsu, moment=moment)) == count


def test_a_later_entry_makes_it_go(jiangsu):
    late = [absent(person, recorded_at=at("2023-04-12 09:00")) for person in SICK]

    assert lacks(jiangsu, late, "2023-04-12 08:59:59") == [SICK]
    assert lacks(jiangsu, late, "2023-04-12 09:00:00") == []


def test_a_suspension_recorded_later_is_told_when_it_is_known(jiangsu):
    late = suspension(recorded_at=at("2023-04-12 09:00"))

    assert [f"{one.at:%m-%d %H:%M}" for one in found(jiangsu, suspended=late, moment="2023-04-13 00:00")] == ["04-12 09:00"]


@pytest.mark.parametrize("filings", [(FILED,), ()])
def test_the_fact_is_enough_whether_it_was_filed_or_not(jiangsu, filings):
    assert lacks(jiangsu, filings=filings) == [SICK]


@pytest.mark.parametrize(
    ("what", "counts"),
    [
        ({}, True),
        ({"first": day("2023-04-07")}, True),
        ({"first": day("2023-04-07"), "last": day("2023-04-10")}, True),
        ({"first": day("2023-04-07"), "last": day("2023-04-09")}, False),
        ({"first": day("2023-04-11")}, False),
        ({"cause": "injury"}, False),
        ({"attending": True}, False),
        ({"source": "hospital"}, False),
        ({"void": True}, False),
        ({"class_": None}, True),
    ],
)
def test_what_counts_is_an_illness_that_the_school_filed_and_that_covers_the_first_day(jiangsu, what, counts):
    one = suspension(sick=SICK[:1])

    assert (lacks(jiangsu, [absent(SICK[0], **what)], suspended=one) == []) is counts


def test_an_absence_at_another_school_does_not_count(jiangsu):
    other = absent(SICK[0], school="S2", class_=None)
    schools = [school("S1"), school("S2")]

    assert lacks(jiangsu, [other], suspended=suspension(sick=SICK[:1]), schools=schools) == [(SICK[0],)]


@pytest.mark.parametrize(
    ("level", "class_", "expected"),
    [
        ("class", "K1", []),
        ("class", "K2", [("absences",)]),
        ("grade", "K2", []),
        ("grade", "K3", [("absences",)]),
        ("school", "K3", []),
    ],
)
def test_where_nobody_was_named_somebody_of_what_is_suspended_must_be_filed(jiangsu, level, class_, expected):
    one = suspension(level, sick=())

    assert lacks(jiangsu, [absent("S1-x", class_=class_)], suspended=one) == expected
    assert lacks(jiangsu, suspended=one) == [("absences",)]


def test_the_class_of_somebody_is_taken_from_the_list_of_persons_where_the_absence_names_none(jiangsu):
    people = [Person(id="S1-x", school="S1", class_="K1")]

    assert lacks(jiangsu, [absent("S1-x", class_=None)], suspended=suspension(sick=()), people=people) == []
    assert lacks(jiangsu, [absent("S1-x", class_=None)], suspended=suspension(sick=())) == [("absences",)]


@pytest.mark.parametrize(
    ("about", "subject", "class_", "expected"),
    [
        (None, "S1", "K3", []),
        (None, "S1", None, [("absences",)]),
        ("K1", "K1", "K1", []),
        ("K1", "K1", "K3", [("absences",)]),
    ],
)
def test_what_was_filed_as_suspended_counts_where_the_record_has_no_such_suspension(
    jiangsu, about, subject, class_, expected
):
    filings = (filing("suspension-module", "2023-04-10 10:00", about=about),)
    absences = [absent("S1-x", class_=class_)] if class_ else []
    told = found(jiangsu, absences, filings=filings, suspensions=())

    assert [one.lacks for one in told] == expected
    assert {one.subject for one in told} <= {subject}


@pytest.mark.parametrize("about", [None, "s1", "K1"])
def test_what_was_filed_of_a_known_suspension_is_told_once(jiangsu, about):
    filings = (filing("suspension-module", "2023-04-10 10:00", about=about),)

    assert lacks(jiangsu, filings=filings) == [SICK]


def test_a_filing_of_another_class_is_another_suspension(jiangsu):
    filings = (filing("suspension-module", "2023-04-10 10:00", about="K3"),)

    assert sorted((one.subject, one.lacks) for one in found(jiangsu, filings=filings)) == [
        ("K1", SICK),
        ("K3", ("absences",)),
    ]


def test_one_named_twice_is_told_once(jiangsu):
    assert lacks(jiangsu, suspended=suspension(sick=(SICK[0], SICK[0]))) == [(SICK[0],)]


def test_a_university_is_not_asked(jiangsu):
    assert lacks(jiangsu, schools=[school(stage="university")]) == []
