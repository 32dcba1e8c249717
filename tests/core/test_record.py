from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import Adoption, Area, Campaign, DayException, Holiday, Person, Post, Record, School, SchoolClass, Spell
from school_health.errors import FactError, UnknownSubject
from tests.builders import (
    TERMS_2020,
    absence,
    account,
    at,
    day,
    duty,
    event,
    filing,
    move,
    record,
    region,
    school,
    suspension,
)


HOUR = duty('every = ["teaching-day"]\nfiler = "school"\nby = { time = 12:00:00, edge = "out" }')


def state(facts, moment):
    return [due.state for due in region(HOUR).assess(facts, at(moment)).dues]


def test_what_was_recorded_later_changes_answers_only_from_then_on():
    facts = record(filing("d", "2020-10-12 11:00", recorded_at="2020-10-12 15:00"), since="2020-10-12")

    assert state(facts, "2020-10-12 14:59:59") == ["missing"]
    assert state(facts, "2020-10-12 15:00:00") == ["on_time"]


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_fact_that_is_not_known_yet_makes_no_difference(known, asked):
    late = filing("d", "2020-10-12 11:00", recorded_at=f"2020-10-12 12:{known % 60:02}")
    moment = f"2020-10-12 12:{asked % 60:02}"
    with_, without = record(late, since="2020-10-12"), record(since="2020-10-12")

    if asked % 60 < known % 60:
        assert state(with_, moment) == state(without, moment)
    else:
        assert state(with_, moment) == ["on_time"]


@pytest.mark.parametrize(
    "facts",
    [
        {
            "exceptions": [
                DayException(
                    kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), recorded_at=at("2020-10-12 13:00")
                )
            ]
        },
        {"spells": [Spell(school="S1", status="closed", recorded_at=at("2020-10-12 13:00"))]},
    ],
)
def test_a_closure_recorded_later_is_not_known_before(facts):
    found = record(since="2020-10-12", **facts)

    assert state(found, "2020-10-12 12:59:59") == ["missing"]
    assert "missing" not in state(found, "2020-10-12 13:00:00")


def test_a_school_stated_anew_is_what_was_last_recorded():
    before = school(stage="primary", name="旧名")
    after = school(stage="primary", name="新名", recorded_at=at("2020-10-13 08:00"))
    facts = record(schools=[before, after], since="2020-10-12")

    assert [one.name for one in facts.as_of(at("2020-10-13 07:59")).schools] == ["旧名"]
    assert [one.name for one in facts.as_of(at("2020-10-13 08:00")).schools] == ["新名"]


@pytest.mark.parametrize(
    ("name", "before", "after", "was", "is_"),
    [
        ("holidays", Holiday(day=day("2027-01-04"), off=True), {"off": False}, ["public-holiday"], ["make-up-day"]),
        ("terms", TERMS_2020[1], {"first": day("2020-09-07")}, ["2020-09-01"], ["2020-09-07"]),
        ("posts", Post(role="r", organisation="S1", person="p"), {"last": day("2020-10-12")}, [None], ["2020-10-12"]),
        ("spells", Spell(school="S1", status="open"), {"last": day("2020-10-12")}, [None], ["2020-10-12"]),
        ("campaigns", Campaign(area="A", first=day("2020-10-01")), {"last": day("2020-10-12")}, [None], ["2020-10-12"]),
        ("adoptions", Adoption(document="d", by="A"), {"last": day("2020-10-12")}, [None], ["2020-10-12"]),
        (
            "exceptions",
            DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-16"), of="S1"),
            {"last": day("2020-10-12")},
            ["2020-10-16"],
            ["2020-10-12"],
        ),
    ],
)
def test_a_correction_is_a_further_fact_that_counts_from_when_it_is_recorded(name, before, after, was, is_):
    later = attrs.evolve(before, **after, recorded_at=at("2020-10-13 08:00"))

    def seen(facts):
        kinds = {True: "public-holiday", False: "make-up-day"}
        if name == "holidays":
            return [kinds[one.off] for one in facts]
        found = [one.first if name == "terms" else one.last for one in facts]
        return [one and one.isoformat() for one in found]

    for stated in ([before, later], [later, before]):
        facts = record(**{name: stated})
        assert seen(getattr(facts.as_of(at("2020-10-13 07:59")), name)) == was
        assert seen(getattr(facts.as_of(at("2020-10-13 08:00")), name)) == is_


def test_versions_count_by_when_they_were_recorded_and_not_by_their_order():
    versions = [school(name=str(n), recorded_at=at(f"2020-10-1{n} 08:00")) for n in (3, 1, 2)]

    assert [one.name for one in record(schools=versions).as_of(at("2020-10-20 00:00")).schools] == ["3"]
    assert [one.name for one in record(schools=versions).as_of(at("2020-10-12 12:00")).schools] == ["2"]


def test_a_record_of_which_all_is_known_is_its_own_past():
    facts = record(filing("d", "2020-10-12 11:00"), since="2020-10-12")

    assert facts.as_of(at("2020-10-12 11:00")) is facts
    assert facts.as_of(at("2020-10-12 10:59")) is not facts


def test_a_record_without_dated_facts_is_known_always():
    facts = Record(schools=[school()])

    assert facts.as_of(at("2000-01-01 00:00")) is facts


@pytest.mark.parametrize(
    ("filings", "events", "since", "first"),
    [
        ([], [], None, None),
        ([], [], "2020-09-01", "2020-09-01"),
        ([filing("d", "2020-10-12 11:00")], [], None, "2020-10-12"),
        ([filing("d", "2020-10-12 11:00", first="2020-10-08")], [], None, "2020-10-08"),
        ([filing("d", "2020-10-11 23:59", first="2020-10-12")], [], None, "2020-10-11"),
        ([filing("d", "2020-10-12 11:00")], [event("e", "2020-10-11 11:00")], None, "2020-10-11"),
        ([filing("d", "2020-10-12 11:00")], [event("e", "2020-10-11 11:00")], "2020-10-12", "2020-10-12"),
    ],
)
def test_the_first_day_is_stated_or_the_earliest_of_filings_and_events(filings, events, since, first):
    facts = record(*filings, events=events, since=since)

    assert facts.first_day == (day(first) if first else None)


@pytest.mark.parametrize(
    ("absences", "first"),
    [
        ([absence(first="2020-10-09")], "2020-10-09"),
        ([absence(first="2020-10-20", recorded_at="2020-10-10 09:00")], "2020-10-12"),
        ([absence(first="2020-10-14"), absence(first="2020-10-08", recorded_at="2020-10-16 09:00")], "2020-10-08"),
    ],
)
def test_an_absence_may_be_the_first_of_which_the_record_speaks(absences, first):
    assert record(filing("d", "2020-10-12 11:00"), absences=absences).first_day == day(first)
    assert record(absences=absences, since="2020-10-11").first_day == day("2020-10-11")


def test_what_was_known_of_a_part_is_asked_of_the_whole():
    versions = [
        absence(recorded_at=f"2020-10-1{n} 09:00", tracing=word) for n, word in ((2, ""), (3, "registered"), (4, "traced"))
    ]
    classes = [SchoolClass(id="k1", school="S1", students=n, recorded_at=at(f"2020-10-1{n} 09:00")) for n in (2, 3, 4)]
    whole = record(absences=versions, classes=classes, since="2020-10-12")
    part = whole.as_of(at("2020-10-13 12:00"))

    assert [one.tracing for one in part.absences] == ["", "registered"]
    assert [one.students for one in part.classes] == [3]
    assert part.as_of(at("2020-10-13 12:00")) is part.as_of(at("2020-10-30 12:00")) is part
    earlier = part.as_of(at("2020-10-12 12:00"))
    assert ([one.tracing for one in earlier.absences], [one.students for one in earlier.classes]) == ([""], [2])
    assert part.whole is earlier.whole is whole.whole is whole
    assert part.resized == whole.resized == tuple(at(f"2020-10-1{n} 09:00") for n in (2, 3, 4))


def test_a_suspension_or_an_account_is_what_was_last_recorded_of_it():
    facts = record(
        suspensions=[suspension("2020-10-12"), suspension("2020-10-12", "2020-10-14", recorded_at="2020-10-14 09:00")],
        accounts=[
            account("u"),
            account("u", last="2020-10-13", recorded_at="2020-10-14 09:00"),
            account("u", system="饮食"),
        ],
        since="2020-10-12",
    )

    def seen(moment):
        part = facts.as_of(at(moment))
        return [one.last for one in part.suspensions], [(one.system, one.last) for one in part.accounts]

    assert seen("2020-10-14 08:59") == ([None], [("", None), ("饮食", None)])
    assert seen("2020-10-14 09:00") == ([day("2020-10-14")], [("", day("2020-10-13")), ("饮食", None)])


def test_a_suspension_is_known_when_it_was_decided():
    facts = record(suspensions=[suspension("2020-10-12", decided_at="2020-10-13 09:00")], since="2020-10-12")

    assert facts.as_of(at("2020-10-13 08:59")).suspensions == ()
    assert len(facts.as_of(at("2020-10-13 09:00")).suspensions) == 1


def test_a_move_is_known_when_it_was_made_or_recorded():
    moves = [
        move("a", "2020-10-12 09:00", matter="e"),
        move("b", "2020-10-12 09:00", matter="e", recorded_at="2020-10-13 09:00"),
    ]
    facts = record(moves=moves, since="2020-10-12")

    assert [one.move for one in facts.as_of(at("2020-10-12 09:00")).moves] == ["a"]
    assert [one.move for one in facts.as_of(at("2020-10-13 09:00")).moves] == ["a", "b"]


@pytest.mark.parametrize(
    ("facts", "moments"),
    [
        ({"events": [event("x", "2020-10-12 09:00")]}, []),
        ({"events": [event("x", "2020-10-12 09:00", first=day("2020-10-11"))]}, ["2020-10-12 09:00"]),
        ({"events": [event("x", "2020-10-12 09:00", first=day("2020-10-13"))]}, []),
        ({"suspensions": [suspension("2020-10-12")]}, []),
        ({"suspensions": [suspension("2020-10-12", decided_at="2020-10-11 09:00")]}, []),
        ({"suspensions": [suspension("2020-10-12", decided_at="2020-10-13 09:00")]}, ["2020-10-13 09:00"]),
        (
            {"suspensions": [suspension("2020-10-12", decided_at="2020-10-13 09:00", recorded_at="2020-10-14 09:00")]},
            ["2020-10-14 09:00"],
        ),
        ({"absences": [absence(recorded_at="2020-10-14 09:00")]}, []),
        ({"accounts": [account("u", recorded_at="2020-10-14 09:00")]}, []),
        ({"moves": [move("a", "2020-10-12 09:00", matter="e", recorded_at="2020-10-13 09:00")]}, ["2020-10-13 09:00"]),
    ],
)
def test_the_moments_at_which_it_may_have_changed_who_is_asked(facts, moments):
    assert record(**facts).restated == tuple(at(moment) for moment in moments)


def test_what_decides_of_units_and_persons_is_told_apart():
    facts = record(
        classes=[SchoolClass(id="k1", school="S1", recorded_at=at("2020-10-14 09:00"))],
        people=[Person(id="p1", school="S1", recorded_at=at("2020-10-13 09:00")), Person(id="p2", school="S1")],
        campaigns=[Campaign(area="A", first=day("2020-10-01"), recorded_at=at("2020-10-12 09:00"))],
        posts=[Post(role="r", organisation="S1", person="q", recorded_at=at("2020-10-15 09:00"))],
    )

    assert facts.redated == (at("2020-10-12 09:00"),)
    assert facts.resized == (at("2020-10-14 09:00"),)
    assert facts.restated_around == (at("2020-10-12 09:00"), at("2020-10-14 09:00"))
    assert (facts.persons_recorded, record(people=[Person(id="p2", school="S1")]).persons_recorded) == (True, False)
    assert facts.person_at("p1", at("2020-10-13 08:59")) is facts.person_at("p9", at("2020-10-13 09:00")) is None
    assert facts.person_at("p1", at("2020-10-13 09:00")) == facts.people[0]


def test_the_indexes_find_cases_suspensions_and_moves():
    facts = record(
        absences=[
            absence("a1", recorded_at="2020-10-13 09:00", class_="k9"),
            absence("a1", recorded_at="2020-10-12 09:00"),
            absence("a2", person="p1", school="S2"),
        ],
        people=[
            Person(id="p1", school="S2", class_="k1", dormitory="d", role="student"),
            Person(id="t1", school="S2", role="staff", dormitory="d"),
            Person(id="p2", school="S2"),
        ],
        classes=[SchoolClass(id="k1", school="S2", grade="一"), SchoolClass(id="k2", school="S2", grade="一")],
        suspensions=[suspension("2020-10-12"), suspension("2020-10-12", id_="x2", void=True)],
        moves=[move("b", "2020-10-12 10:00", matter="e"), move("a", "2020-10-12 09:00", matter="e")],
        schools=[school("S1"), school("S2")],
        events=[event("call", "2020-10-12 10:00", id_="e1")],
    )
    first, last = facts.absence_versions["a1"]

    assert (first.class_, last.class_) == (None, "k9")
    assert facts.absences_by_school == {"S1": [last], "S2": [facts.absences[2]]}
    assert facts.absences_by_person == {"person-a1": [last], "p1": [facts.absences[2]]}
    assert [facts.class_of(one) for one in facts.absences] == ["k9", None, "k1"]
    assert [facts.role_of(one) for one in (*facts.absences[:1], absence(person="t1"), absence(role="temporary"))] == [
        "student",
        "staff",
        "temporary",
    ]
    assert [one.id for one in facts.classes_by_grade["S2", "一"]] == ["k1", "k2"]
    assert [one.id for one in facts.suspensions_by_school["S1"]] == ["x1", "x2"]
    assert set(facts.event_by_id) == {"e1", "x1"}
    assert [one.id for one in facts.events_by_kind["suspension:school"]] == ["x1"]
    assert [one.move for one in facts.moves_by_matter["w", "e"]] == ["a", "b"]
    assert [one.id for one in facts.pupils_by_dormitory["S2/d"]] == ["p1"]
    assert [one.id for one in facts.pupils_by_class["k1"]] == ["p1"]
    assert [one.id for one in facts.pupils_by_school["S2"]] == ["p1", "p2"]


def test_no_event_is_lost_to_another_that_two_schools_called_alike():
    events = [event("call", "2020-10-12 10:00", id_="e1", subject=one) for one in ("S1", "S2")]

    assert [one.subject for one in record(events=events).events_by_kind["call"]] == ["S1", "S2"]


def test_a_list_that_goes_on_changing_changes_nothing():
    schools = [school()]
    facts = record(schools=schools)
    schools.append(school("S2"))

    assert len(facts.schools) == 1


def test_the_same_school_twice_is_refused():
    with pytest.raises(FactError, match="'S1' is given twice"):
        record(schools=[school(), school()])


def test_an_area_within_an_unknown_one_is_refused():
    with pytest.raises(UnknownSubject, match=r"SH102.*'A' lies in 'Z'"):
        Record(schools=[school()], areas=[Area(id="A", name="甲县", level="county", parent="Z")])


def test_the_indexes_find_what_is_there():
    facts = record(
        filing("d", "2020-10-12 11:00", first="2020-10-12", last="2020-10-14"),
        filing("d", "2020-10-12 10:00"),
        classes=[SchoolClass(id="S1-1", school="S1")],
        people=[Person(id="p", school="S1")],
        posts=[Post(role="r", organisation="S1", person="q")],
        events=[event("b", "2020-10-12 09:00", id_="e2"), event("b", "2020-10-12 08:00", id_="e1")],
    )

    assert [one.filed_at.hour for one in facts.filings_by_pair["d", "S1"]] == [10, 11]
    assert list(facts.filings_by_day) == [("d", "S1", day("2020-10-12"))]
    assert [one.last for one in facts.filings_of_spans["d", "S1"]] == [day("2020-10-14")]
    assert [one.id for one in facts.events_by_kind["b"]] == ["e1", "e2"]
    assert facts.event_by_id["e1"].kind == "b"
    assert facts.posts_by_role["r", "S1"][0].person == "q"
    assert facts.class_by_id["S1-1"].school == facts.person_by_id["p"].school == "S1"


@pytest.mark.parametrize(
    "fact",
    [
        School(id="S", area="A"),
        Spell(school="S", status="open"),
        SchoolClass(id="c", school="S"),
        Person(id="p", school="S"),
        Post(role="r", organisation="S", person="p"),
        Campaign(area="A", first=day("2020-02-19")),
        Adoption(document="d", by="A"),
        Holiday(day=day("2027-01-01"), off=True),
    ],
)
def test_facts_cannot_be_changed(fact):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fact.recorded_at = at("2020-10-12 08:00")


@pytest.mark.parametrize("kind", [Spell, SchoolClass, Person, Post, Adoption])
def test_both_ends_of_a_dated_fact_belong_to_it(kind):
    fields = {
        "school": "S",
        "status": "open",
        "id": "x",
        "role": "staff",
        "organisation": "S",
        "person": "p",
        "document": "d",
        "by": "A",
    }
    names = {one.name for one in attrs.fields(kind)}
    fact = kind(
        **{name: value for name, value in fields.items() if name in names}, first=day("2020-10-12"), last=day("2020-10-14")
    )

    assert [fact.holds(day(f"2020-10-{n}")) for n in (11, 12, 14, 15)] == [False, True, True, False]
