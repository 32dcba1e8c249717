from __future__ import annotations

import attrs
import pytest

from school_health import Adoption, Area, Campaign, DayException, Person, Record, SchoolClass, Spell
from school_health.core.alert import Case
from tests.builders import DOCUMENT, WORDS, absence, at, day, days, duty, item, record, region, school, suspension


CLASSES = (
    SchoolClass(id="k1", school="S1", grade="一", students=10),
    SchoolClass(id="k2", school="S1", grade="一", students=20),
    SchoolClass(id="k3", school="S1", grade="二"),
)
CLASS = 'unit = ["class"]\ncases = 2\nquiet = 0\n'


def ill(number, first="2020-10-12", class_="k1", **more):
    """Return a spell of person number so-and-so."""
    more.setdefault("person", f"p{number}")
    return absence(f"a{number}", first, first if more.pop("short", True) else None, class_=class_, **more)


def facts(*absences, **more):
    return record(absences=absences, classes=more.pop("classes", CLASSES), since="2020-09-01", **more)


def assess(keys, *absences, moment="2020-10-30 12:00", text="", **more):
    found = text if "[document]" in text else WORDS + text
    return region(found + item("alert", keys)).assess(facts(*absences, **more), at(moment))


def alerts(keys, *absences, **more):
    return assess(keys, *absences, **more).alerts


def firsts(*args, **more):
    return [(one.place.id, one.first.isoformat()[5:]) for one in alerts(*args, **more)]


# ---------------------------------------------------------------------- whom and what is counted


@pytest.mark.parametrize(("persons", "raised"), [(("p1", "p2"), 1), (("p1", "p1"), 0)])
def test_persons_are_counted_and_not_spells(persons, raised):
    spells = [ill(number, person=person) for number, person in enumerate(persons)]

    assert len(alerts(CLASS, *spells)) == raised


def test_two_spells_of_one_person_within_a_window_are_one_case():
    spells = [ill(1, "2020-10-12", person="p1"), ill(2, "2020-10-13", person="p1"), ill(3, "2020-10-14", person="p2")]
    window = CLASS.replace("cases = 2", "cases = 3\ndays = 3")

    assert alerts(window, *spells) == ()
    assert len(alerts(window, *spells, ill(4, "2020-10-14", person="p3"))) == 1
    assert alerts(window, *spells, ill(4, "2020-10-14", person="p3"))[0].persons == 3


@pytest.mark.parametrize(
    ("more", "raised"),
    [
        ({"cause": "injury"}, 0),
        ({"void": True, "void_reason": "录入错误"}, 0),
        ({"attending": True}, 1),
        ({"role": "staff"}, 1),
        ({"class_": "k2"}, 0),
        ({"class_": None}, 0),
    ],
)
def test_who_counts(more, raised):
    assert len(alerts(CLASS, ill(1), ill(2, **more))) == raised


@pytest.mark.parametrize(("people", "raised"), [('["student"]', 0), ('["student", "staff"]', 1), ('["staff"]', 0)])
def test_a_rule_may_count_some_kinds_of_person_only(people, raised):
    assert len(alerts(CLASS + f"people = {people}\n", ill(1), ill(2, role="staff"))) == raised


def test_the_list_of_persons_says_what_somebody_is_and_where_unless_the_spell_does():
    listed = [Person(id="p1", school="S1", role="staff", class_="k1"), Person(id="p2", school="S1", class_="k2")]
    spells = [ill(1, class_=None), ill(2), ill(3)]

    assert firsts(CLASS.replace("= 2", "= 3"), *spells, people=listed) == [("k1", "10-12")]
    assert alerts(CLASS.replace("= 2", "= 3") + 'people = ["student"]\n', *spells, people=listed) == ()


@pytest.mark.parametrize(("stage", "raised"), [("primary", 1), ("senior", 0), ("", 1)])
def test_a_rule_may_ask_for_schools_of_some_kinds(stage, raised):
    assert len(alerts(CLASS + 'stages = ["primary"]\n', ill(1), ill(2), schools=[school(stage=stage)])) == raised


@pytest.mark.parametrize(
    ("asked", "diagnosis", "raised"),
    [('["suspected"]', "suspected", 1), ('["confirmed"]', "suspected", 0), ('["confirmed"]', "", 0)],
)
def test_a_rule_may_ask_how_sure_a_diagnosis_is(asked, diagnosis, raised):
    spells = [ill(number, disease="flu", diagnosis=diagnosis) for number in (1, 2)]

    assert len(alerts(CLASS + f"diagnosis = {asked}\n", *spells)) == raised


@pytest.mark.parametrize(
    ("keys", "raised"),
    [
        ('symptoms = ["fever"]', 0),
        ('symptoms = ["fever", "rash"]', 1),
        ('symptoms = ["symptoms"]', 1),
        ('symptoms = ["fever"]\ndiseases = ["pox"]', 1),
        ('diseases = ["diseases"]', 0),
    ],
)
def test_a_case_has_one_of_the_symptoms_or_of_the_diseases(keys, raised):
    spells = [ill(1, symptoms=["fever"]), ill(2, symptoms=["rash"], disease="pox")]

    assert len(alerts(CLASS + keys + "\n", *spells)) == raised


TOGETHER = item("definition", 'disease = "ili"\nall_of = ["fever", "vomiting"]', "d")
DEFINED = item("definition", 'disease = "ili"\nincludes = ["flu"]\ntemperature = 380\nany_of = ["fever", "vomiting"]', "d")


@pytest.mark.parametrize(
    ("symptoms", "raised"), [(["fever", "vomiting", "rash"], 1), (["fever"], 0), (["vomiting"], 0), ([], 0)]
)
def test_a_case_definition_may_want_several_symptoms_together(symptoms, raised):
    found = alerts(CLASS.replace("2", "1") + 'diseases = ["ili"]\n', ill(1, symptoms=symptoms), text=TOGETHER)

    assert len(found) == raised


@pytest.mark.parametrize(
    ("more", "raised"),
    [
        ({"disease": "flu"}, 1),
        ({"disease": "ili"}, 1),
        ({"disease": "pox"}, 0),
        ({"temperature": 380, "symptoms": ["fever"]}, 1),
        ({"temperature": 379, "symptoms": ["fever"]}, 0),
        ({"temperature": 380, "symptoms": ["rash"]}, 0),
        ({"temperature": 380}, 0),
        ({"symptoms": ["fever"]}, 0),
    ],
)
def test_a_case_definition_brings_other_cases_of_a_disease(more, raised):
    found = alerts(CLASS.replace("2", "1") + 'diseases = ["ili"]\n', ill(1, **more), text=DEFINED)

    assert len(found) == raised


@pytest.mark.parametrize(
    ("part", "more", "raised"),
    [
        ("temperature = 380\n", {"temperature": 380}, 1),
        ('any_of = ["fever"]\n', {"symptoms": ["fever"]}, 1),
        ('includes = ["flu"]\n', {"temperature": 400, "symptoms": ["fever"]}, 0),
    ],
)
def test_of_a_definition_only_what_it_names_is_asked(part, more, raised):
    text = item("definition", 'disease = "ili"\n' + part, "d")

    assert len(alerts(CLASS.replace("2", "1") + 'diseases = ["ili"]\n', ill(1, **more), text=text)) == raised


# ---------------------------------------------------------------------- alike


def test_groups_that_share_nothing_are_alerts_of_their_own():
    spells = [ill(n, symptoms=["vomiting"]) for n in (1, 2)] + [ill(n, symptoms=["rash"]) for n in (3, 4)]
    found = alerts(CLASS + 'alike = ["symptom"]\n', *spells)

    assert [(one.shared, one.persons) for one in found] == [(("rash",), 2), (("vomiting",), 2)]
    assert [one.id for one in found] == ["r:k1:2020-10-12", "r:k1:2020-10-12:2"]


def test_groups_that_share_a_person_are_one_alert():
    spells = [ill(1, symptoms=["vomiting"]), ill(2, symptoms=["vomiting", "rash"]), ill(3, symptoms=["rash"])]
    (one,) = alerts(CLASS + 'alike = ["symptom"]\n', *spells)

    assert (one.shared, one.persons) == (("rash", "vomiting"), 3)


def test_a_later_group_joins_an_alert_of_one_of_its_persons():
    spells = [
        ill(1, symptoms=["rash"], recorded_at="2020-10-12 08:00"),
        ill(2, symptoms=["rash"], recorded_at="2020-10-12 09:00"),
        ill(3, symptoms=["fever"], recorded_at="2020-10-12 10:00"),
        ill(2, symptoms=["rash", "fever"], recorded_at="2020-10-12 11:00"),
    ]
    (one,) = alerts(CLASS + 'alike = ["symptom"]\n', *spells)

    assert (one.shared, one.persons, f"{one.raised_at:%H:%M}") == (("rash", "fever"), 3, "09:00")


@pytest.mark.parametrize(
    ("alike", "more", "shared"),
    [
        ('"symptom"', {"symptoms": ["fever"]}, ("fever",)),
        ('"disease"', {"disease": "noro"}, ("noro",)),
        ('"meal"', {"meal": "lunch-1"}, ("lunch-1",)),
        ('"meal"', {}, None),
        ('"symptom"', {"disease": "noro"}, None),
        ('"symptom", "meal"', {"meal": "lunch-1", "symptoms": ["rash"]}, ("lunch-1", "rash")),
    ],
)
def test_what_cases_share(alike, more, shared):
    found = alerts(CLASS + f"alike = [{alike}]\n", ill(1, **more), ill(2, **more))

    assert [one.shared for one in found] == ([] if shared is None else [shared])


@pytest.mark.parametrize(
    ("keys", "shared"),
    [
        ('alike = ["symptom"]\nsymptoms = ["fever"]', [("fever",)]),
        ('alike = ["disease"]\ndiseases = ["pox"]', [("pox",)]),
        ('alike = ["symptom"]\ndiseases = ["pox"]', [("fever", "rash")]),
    ],
)
def test_cases_share_what_the_rule_asks_for(keys, shared):
    more = {"symptoms": ["fever", "rash"], "disease": "pox"}

    assert [one.shared for one in alerts(CLASS + keys + "\n", ill(1, **more), ill(2, **more))] == shared


# ---------------------------------------------------------------------- thresholds


PERCENT = 'unit = ["class"]\npercent = 30\nquiet = 0\n'


@pytest.mark.parametrize(
    ("class_", "cases", "raised"), [("k1", 3, 1), ("k1", 2, 0), ("k2", 6, 1), ("k2", 5, 0), ("k3", 9, 0)]
)
def test_a_share_is_met_by_its_very_number_and_by_none_where_nobody_knows_the_roll(class_, cases, raised):
    found = alerts(PERCENT, *(ill(number, class_=class_) for number in range(cases)))

    assert [one.reached for one in found] == ["percent"] * raised


def test_a_class_of_nobody_meets_no_share():
    assert alerts(PERCENT, ill(1), classes=[SchoolClass(id="k1", school="S1", students=0)]) == ()


@pytest.mark.parametrize(("listed", "raised"), [(10, 1), (11, 0), (0, 0)])
@pytest.mark.parametrize("unit", ["class", "school", "dormitory"])
def test_where_no_roll_is_stated_pupils_are_counted(unit, listed, raised):
    people = [Person(id=f"p{number}", school="S1", class_="k3", dormitory="d") for number in range(listed)]
    people += [
        Person(id="teacher", school="S1", class_="k3", dormitory="d", role="staff"),
        Person(id="gone", school="S1", class_="k3", dormitory="d", last=day("2020-10-11")),
    ]
    spells = [ill(number, class_="k3", dormitory="d") for number in range(3)]

    assert len(alerts(PERCENT.replace("class", unit), *spells, people=people)) == raised


def test_a_stated_roll_of_a_school_comes_before_a_counted_one():
    spells = [ill(number) for number in range(3)]
    people = [Person(id=f"p{number}", school="S1") for number in range(5)]
    schools = [school(students=11)]

    assert alerts(PERCENT.replace("class", "school"), *spells, people=people, schools=schools) == ()


def test_the_threshold_that_is_met_first_is_named():
    keys = 'unit = ["class"]\ncases = 4\npercent = 30\nhospitalised = 1\ndeaths = 1\nquiet = 0\n'

    one_by_one = [ill(number, recorded_at=f"2020-10-12 1{number}:00") for number in range(4)]

    assert [one.reached for one in alerts(keys, *one_by_one)] == ["percent"]
    assert [one.reached for one in alerts(keys, *(ill(number) for number in range(4)))] == ["cases"]
    assert [one.reached for one in alerts(keys, ill(1, hospitalised="2020-10-13"))] == ["hospitalised"]
    assert [one.reached for one in alerts(keys, ill(1, died="2020-10-14"))] == ["deaths"]
    assert alerts(keys, ill(1), ill(2)) == ()


def test_who_was_taken_to_hospital_counts_by_that_day():
    (one,) = alerts('unit = ["school"]\nhospitalised = 2\nquiet = 0\n', *(ill(n, hospitalised="2020-10-14") for n in (1, 2)))

    assert (one.first, one.bases) == (day("2020-10-14"), ("hospitalised",))
    late = [ill(1, hospitalised="2020-10-14"), ill(2, hospitalised="2020-10-15")]
    assert alerts('unit = ["school"]\nhospitalised = 2\nquiet = 0\n', *late) == ()


# ---------------------------------------------------------------------- units


def test_each_unit_counts_by_itself():
    keys = 'unit = ["person", "dormitory", "class", "school", "county"]\ncases = 1\nquiet = 0\n'
    found = alerts(keys, ill(1, dormitory="d"))

    assert {(one.unit, one.id, one.subject, one.school) for alert in found for one in alert.places} == {
        ("person", "p1", "S1", "S1"),
        ("dormitory", "S1/d", "S1", "S1"),
        ("class", "k1", "k1", "S1"),
        ("school", "S1", "S1", "S1"),
        ("county", "A", "A", ""),
    }
    assert not any("p1" in one.id for one in found)


def test_the_units_of_a_school_that_share_a_person_raise_one_alert_and_a_county_its_own():
    keys = 'unit = ["school", "class", "county"]\ncases = 2\nquiet = 0\n'
    found = alerts(keys, *(ill(one) for one in (1, 2)), *(ill(one, class_="k2") for one in (3, 4)))

    assert [[place.id for place in one.places] for one in found] == [["A"], ["S1", "k1", "k2"]]


def test_two_classes_that_share_nobody_raise_two_alerts():
    found = alerts(CLASS, *(ill(one) for one in (1, 2)), *(ill(one, class_="k2") for one in (3, 4)))

    assert [one.place.id for one in found] == ["k1", "k2"]


def test_a_county_counts_the_cases_of_its_schools():
    keys = 'unit = ["county"]\ncases = 2\nquiet = 0\n'
    schools = [school("S1"), school("S2"), school("S3", area="B")]

    def counted(*where):
        spells = [ill(number, class_=None, school=one) for number, one in enumerate(where)]
        return firsts(keys, *spells, schools=schools)

    assert counted("S1", "S2") == [("A", "10-12")]
    assert counted("S1", "S3") == []


def test_without_areas_nobody_counts_by_county():
    assert alerts('unit = ["county"]\ncases = 1\nquiet = 0\n', ill(1), areas=[]) == ()
    country = [Area(id="A", name="某市", level="city")]
    assert alerts('unit = ["county"]\ncases = 1\nquiet = 0\n', ill(1), areas=country, schools=[school(area="A")]) == ()


def test_a_dormitory_is_that_of_the_spell_or_of_the_person_and_of_its_school():
    keys = 'unit = ["dormitory"]\ncases = 2\nquiet = 0\n'
    people = [Person(id="p1", school="S1", dormitory="d")]
    schools = [school("S1"), school("S2")]

    assert firsts(keys, ill(1), ill(2, dormitory="d"), people=people) == [("S1/d", "10-12")]
    assert firsts(keys, ill(1), ill(2, dormitory="e"), people=people) == []
    elsewhere = ill(2, school="S2", class_=None, dormitory="d")
    assert firsts(keys, ill(1), elsewhere, people=people, schools=schools) == []


def test_an_unlisted_class_counts_too_and_happens_to_its_school():
    (one,) = alerts(CLASS, ill(1, class_="x"), ill(2, class_="x"), classes=[])

    assert (one.place.id, one.as_event().subject, one.as_event().about) == ("x", "S1", "x")
    (listed,) = alerts(CLASS, ill(1), ill(2))
    assert (listed.as_event().subject, listed.as_event().about) == ("k1", None)


# ---------------------------------------------------------------------- by which day


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ('counts = "onset"', [("10-10", "onset")]),
        ('counts = "first-absence"', [("10-12", "first-absence")]),
        ('counts = "present"', [("10-10", "present")]),
    ],
)
def test_a_case_counts_by_its_onset_its_first_absence_or_each_day(keys, expected):
    found = alerts(f'unit = ["class"]\ncases = 1\nquiet = 0\n{keys}\n', ill(1, "2020-10-12", onset="2020-10-10"))

    assert [(f"{one.first:%m-%d}", *one.bases) for one in found] == expected


@pytest.mark.parametrize(("otherwise", "raised"), [("first-absence", 1), ("left-out", 0)])
def test_a_case_of_unknown_onset_counts_by_its_first_absence_or_not(otherwise, raised):
    found = alerts(CLASS + f'otherwise = "{otherwise}"\n', ill(1, onset="2020-10-12"), ill(2))

    assert [one.bases for one in found] == [("first-absence", "onset")] * raised


def test_who_attends_has_no_first_absence():
    assert alerts(CLASS + 'counts = "first-absence"\n', ill(1), ill(2, attending=True)) == ()
    assert len(alerts(CLASS + 'counts = "onset"\n', ill(1), ill(2, attending=True))) == 1


def test_an_open_spell_is_present_until_today_and_a_closed_one_to_its_end():
    keys = CLASS + 'counts = "present"\n'
    open_, late = ill(1, "2020-10-08", short=False), ill(2, "2020-10-20")

    assert firsts(keys, open_, late, moment="2020-10-20 12:00") == [("k1", "10-20")]
    assert firsts(keys, open_, late, moment="2020-10-19 12:00") == []
    assert firsts(keys, ill(1, "2020-10-19"), late) == []
    before = ill(1, "2020-10-12", onset="2020-10-10", short=False)
    assert firsts(keys, before, ill(2, "2020-10-10")) == [("k1", "10-10")]


def test_a_spell_that_was_recorded_before_it_began_counts_from_its_day():
    spells = [ill(n, "2020-10-14", recorded_at="2020-10-12 09:00") for n in (1, 2)]

    assert firsts(CLASS, *spells, moment="2020-10-13 23:59") == []
    (one,) = alerts(CLASS, *spells, moment="2020-10-14 00:00")
    assert (one.first, one.raised_at) == (day("2020-10-14"), at("2020-10-14 00:00"))


# ---------------------------------------------------------------------- windows


@pytest.mark.parametrize(("second", "raised"), [("2020-10-14", 1), ("2020-10-15", 0), ("2020-10-10", 1), ("2020-10-09", 0)])
def test_a_window_of_calendar_days_ends_with_each_day(second, raised):
    assert len(alerts(CLASS + "days = 3\n", ill(1, "2020-10-12"), ill(2, second))) == raised


@pytest.mark.parametrize(
    ("first", "second", "raised"),
    [
        ("2020-10-16", "2020-10-20", 1),  # Friday, Monday, Tuesday
        ("2020-10-15", "2020-10-20", 0),
        ("2020-10-09", "2020-10-12", 1),  # Friday, the make-up Saturday, Monday
        ("2020-10-09", "2020-10-13", 0),
        ("2020-09-29", "2020-10-09", 1),  # over the holidays of October
        ("2020-09-28", "2020-10-09", 0),
        ("2020-10-17", "2020-10-19", 0),  # a Saturday lies in no window of teaching days
    ],
)
def test_a_window_of_teaching_days_leaves_out_days_without_lessons(first, second, raised):
    found = alerts(CLASS + 'days = 3\ncalendar = "teaching"\n', ill(1, first), ill(2, second))

    assert len(found) == raised


@pytest.mark.parametrize(
    ("of", "kind", "raised"),
    [("S1", "closure", 1), ("k1", "closure", 1), ("", "closure", 1), ("k2", "closure", 0), ("S1", "no-meals", 0)],
)
def test_a_closed_day_is_no_teaching_day_of_the_unit(of, kind, raised):
    closed = DayException(kind=kind, first=day("2020-10-13"), last=day("2020-10-13"), of=of)
    spells = [ill(1, "2020-10-12"), ill(2, "2020-10-15")]

    assert len(alerts(CLASS + 'days = 3\ncalendar = "teaching"\n', *spells, exceptions=[closed])) == raised


def test_a_suspended_day_stays_a_teaching_day():
    spells = [ill(1, "2020-10-12"), ill(2, "2020-10-15")]
    suspended = [suspension("2020-10-13", "2020-10-13", level="class", of="k1")]

    assert alerts(CLASS + 'days = 3\ncalendar = "teaching"\n', *spells, suspensions=suspended) == ()


def test_one_day_may_be_a_weekend():
    assert firsts(CLASS + 'calendar = "teaching"\n', ill(1, "2020-10-17"), ill(2, "2020-10-17")) == [("k1", "10-17")]


def test_a_county_has_its_own_teaching_days():
    keys = 'unit = ["county"]\ncases = 2\ndays = 2\ncalendar = "teaching"\nquiet = 0\n'

    assert firsts(keys, ill(1, "2020-10-16"), ill(2, "2020-10-19")) == [("A", "10-19")]


# ---------------------------------------------------------------------- what was raised


def test_an_alert_names_its_cases_its_clause_and_its_moment():
    first, second = ill(1, recorded_at="2020-10-12 09:00"), ill(2, recorded_at="2020-10-12 16:00")
    (one,) = alerts(CLASS, first, second, ill(3, "2020-10-13"))

    assert (one.clause, one.rule.id, one.first, one.raised_at) == ("c", "r", day("2020-10-12"), at("2020-10-12 16:00"))
    assert one.raised_on == tuple(Case(day("2020-10-12"), f"p{n}", f"a{n}", "first-absence") for n in (1, 2))
    assert (one.persons, one.days, one.excludable) == (2, (day("2020-10-12"),), "")
    assert one.as_event().at == one.raised_at


def test_nothing_of_it_is_known_before_it_is_raised():
    spells = [ill(1), ill(2, recorded_at="2020-10-12 16:00")]

    assert alerts(CLASS, *spells, moment="2020-10-12 15:59:59") == ()
    assert len(alerts(CLASS, *spells, moment="2020-10-12 16:00:00")) == 1


QUIET = 'unit = ["class"]\ncases = 2\nquiet = 3\n'


@pytest.mark.parametrize(
    ("again", "firsts_"), [("2020-10-14", ["10-12"]), ("2020-10-15", ["10-12"]), ("2020-10-16", ["10-12", "10-16"])]
)
def test_what_fires_within_the_quiet_days_joins_and_after_them_raises_another(again, firsts_):
    found = alerts(QUIET, ill(1), ill(2), ill(3, again), ill(4, again))

    assert [f"{one.first:%m-%d}" for one in found] == firsts_
    assert [one.persons for one in found] == ([4] if len(found) == 1 else [2, 2])
    assert len({one.id for one in found}) == len(found)


def test_quiet_days_run_from_when_it_fired_last():
    days_ = ["2020-10-12", "2020-10-12", "2020-10-15", "2020-10-15", "2020-10-18", "2020-10-18"]
    (one,) = alerts(QUIET, *(ill(number, on) for number, on in enumerate(days_)))

    assert [f"{on:%m-%d}" for on in one.days] == ["10-12", "10-15", "10-18"]
    assert one.persons == 6


@pytest.mark.parametrize(("single", "persons"), [("2020-10-15", 3), ("2020-10-16", 2)])
def test_single_cases_of_the_quiet_days_join(single, persons):
    (one,) = alerts(QUIET, ill(1), ill(2), ill(3, single))

    assert one.persons == persons


@pytest.mark.parametrize(("on", "lasts"), [("2020-10-12", True), ("2020-10-15", True), ("2020-10-16", False)])
def test_it_lasts_to_the_end_of_its_quiet_days(on, lasts):
    (one,) = alerts(QUIET, ill(1), ill(2))

    assert one.lasts(day(on)) is lasts


@pytest.mark.parametrize(("since", "seen"), [("2020-10-15", 1), ("2020-10-16", 0)])
def test_an_assessment_shows_what_was_raised_or_lasts_within_its_days(since, seen):
    text = WORDS + item("alert", QUIET)

    assert len(region(text).assess(facts(ill(1), ill(2)), at("2020-10-20 12:00"), since=day(since)).alerts) == seen


def test_days_that_follow_each_other_are_one_alert_even_without_quiet_days():
    assert firsts(CLASS, ill(1), ill(2), ill(3, "2020-10-13"), ill(4, "2020-10-13")) == [("k1", "10-12")]
    apart = [ill(1), ill(2), ill(3, "2020-10-14"), ill(4, "2020-10-14")]
    assert firsts(CLASS, *apart) == [("k1", "10-12"), ("k1", "10-14")]


def test_the_same_cases_raise_nothing_again_after_a_weekend_or_the_holidays():
    keys = CLASS + 'days = 3\ncalendar = "teaching"\n'

    assert firsts(keys, ill(1, "2020-10-16"), ill(2, "2020-10-16")) == [("k1", "10-16")]
    (one,) = alerts(keys, ill(1, "2020-09-30"), ill(2, "2020-09-30"))
    assert [f"{on:%m-%d}" for on in one.days] == ["09-30", "10-09", "10-10"]


def test_a_late_case_that_makes_an_earlier_day_fire_raises_it_when_it_is_recorded():
    spells = [ill(1), ill(2, recorded_at="2020-10-15 09:00")]
    (one,) = alerts(CLASS, *spells)

    assert (one.first, one.raised_at) == (day("2020-10-12"), at("2020-10-15 09:00"))
    assert alerts(CLASS, *spells, moment="2020-10-15 08:59") == ()


def test_a_late_case_joins_what_was_raised_for_a_later_day():
    spells = [ill(1, "2020-10-13"), ill(2, "2020-10-13"), ill(3), ill(4, recorded_at="2020-10-15 09:00")]
    (one,) = alerts(CLASS, *spells)

    assert (one.first, one.persons) == (day("2020-10-13"), 4)
    assert [f"{on:%m-%d}" for on in one.days] == ["10-12", "10-13"]


# ---------------------------------------------------------------------- corrections


CORRECTED = {
    "void": {"void": True, "void_reason": "录入错误"},
    "another class": {"class_": "k2"},
    "another day": {"onset": "2020-10-09"},
    "another cause": {"cause": "injury"},
    "another symptom": {"symptoms": ["rash"]},
}


@pytest.mark.parametrize("how", CORRECTED)
def test_a_correction_that_undoes_an_alert_makes_it_excludable_and_leaves_it_as_it_was_raised(how):
    keys = CLASS + 'symptoms = ["fever"]\n'
    more = {"symptoms": ["fever"], **CORRECTED[how]}
    spells = [ill(1, symptoms=["fever"]), ill(2, symptoms=["fever"]), ill(2, recorded_at="2020-10-13 09:00", **more)]
    (before,) = alerts(keys, *spells, moment="2020-10-13 08:59")
    (after,) = alerts(keys, *spells, moment="2020-10-13 09:00")

    assert (before.excludable, after.excludable) == ("", "更正后不再达到标准")
    assert (after.id, after.raised_at, after.raised_on) == (before.id, before.raised_at, before.raised_on)
    assert (after.days, after.persons) == ((), 1)
    assert not after.lasts(day("2020-10-12"))


def test_a_correction_of_a_correction_brings_an_alert_back():
    spells = [ill(1), ill(2), ill(2, recorded_at="2020-10-13 09:00", void=True), ill(2, recorded_at="2020-10-13 10:00")]
    (one,) = alerts(CLASS, *spells)

    assert (one.excludable, one.persons, one.raised_at) == ("", 2, at("2020-10-12 00:00"))


def test_a_case_that_moves_to_another_class_raises_it_there():
    spells = [ill(1), ill(2), ill(3, class_="k2"), ill(2, class_="k2", recorded_at="2020-10-13 09:00")]
    found = alerts(CLASS, *spells)

    assert [(one.place.id, bool(one.excludable), one.raised_at) for one in found] == [
        ("k1", True, at("2020-10-12 00:00")),
        ("k2", False, at("2020-10-13 09:00")),
    ]


def test_a_correction_that_changes_nothing_that_counts_changes_nothing():
    spells = [ill(1), ill(2), ill(2, recorded_at="2020-10-13 09:00", tracing="traced")]
    (one,) = alerts(CLASS, *spells)

    assert (one.raised_at, one.excludable, one.persons) == (at("2020-10-12 00:00"), "", 2)


def test_versions_of_one_moment_are_one_of_which_the_last_given_counts():
    spells = [ill(1), ill(2, recorded_at="2020-10-13 09:00"), ill(2, class_="k2", recorded_at="2020-10-13 09:00")]

    assert alerts(CLASS, *spells) == ()


def test_a_case_corrected_before_its_day_never_counted():
    spells = [ill(1, "2020-10-14"), ill(2, "2020-10-14", recorded_at="2020-10-12 09:00")]
    gone = ill(2, "2020-10-14", recorded_at="2020-10-12 10:00", void=True)

    assert alerts(CLASS, *spells, gone) == ()


def test_a_spell_corrected_to_another_person_raises_an_alert_of_another_id():
    keys = 'unit = ["person"]\ncases = 1\nquiet = 0\n'
    found = alerts(keys, ill(1, person="p1"), ill(1, person="p2", recorded_at="2020-10-13 09:00"))

    assert [(one.id, one.place.id, bool(one.excludable)) for one in found] == [
        ("r:a1:2020-10-12", "p1", True),
        ("r:a1:2020-10-12:2", "p2", False),
    ]


MOVED = [
    Person(id="p1", school="S1", class_="k1"),
    Person(id="p2", school="S1", class_="k2"),
    Person(id="p2", school="S1", class_="k1", recorded_at=at("2020-10-14 09:00")),
]


def test_a_case_stays_in_the_class_of_its_person_when_it_became_known():
    spells = [ill(1, class_=None, short=False), ill(2, class_=None)]

    assert alerts(CLASS, *spells, people=MOVED) == ()


def test_a_case_that_becomes_known_later_counts_in_the_class_of_then():
    spells = [ill(1, class_=None), ill(2, class_=None, recorded_at="2020-10-14 09:00")]
    (one,) = alerts(CLASS, *spells, people=MOVED)

    assert (one.place.id, one.first, one.raised_at) == ("k1", day("2020-10-12"), at("2020-10-14 09:00"))


def test_the_end_of_a_spell_that_is_recorded_after_its_person_moved_moves_nothing():
    people = [
        Person(id="p1", school="S1", class_="k1"),
        Person(id="p2", school="S1", class_="k1"),
        *(Person(id=one, school="S1", class_="k2", recorded_at=at("2020-10-14 09:00")) for one in ("p1", "p2")),
    ]
    spells = [ill(1, class_=None, recorded_at="2020-10-12 08:00"), ill(2, class_=None, recorded_at="2020-10-12 08:00")]
    ended = [ill(one, class_=None, recorded_at="2020-10-15 08:00", recovered_at=at("2020-10-14 20:00")) for one in (1, 2)]
    (one,) = alerts(CLASS, *spells, *ended, people=people)

    assert (one.place.id, one.excludable) == ("k1", "")


def test_a_person_who_is_listed_after_the_spell_counts_from_then_on():
    people = [
        Person(id="p1", school="S1", class_="k1"),
        Person(id="p2", school="S1", class_="k1", recorded_at=at("2020-10-14 09:00")),
    ]
    (one,) = alerts(CLASS, ill(1, class_=None), ill(2, class_=None), people=people)

    assert (one.first, one.raised_at) == (day("2020-10-12"), at("2020-10-14 09:00"))


PRESENT = PERCENT + 'counts = "present"\n'


def test_a_roll_that_is_stated_anew_counts_from_the_day_on_which_it_is_recorded():
    classes = [*CLASSES, SchoolClass(id="k2", school="S1", students=10, recorded_at=at("2020-10-14 09:00"))]
    spells = [ill(number, class_="k2", short=False) for number in range(3)]
    (one,) = alerts(PRESENT, *spells, classes=classes, moment="2020-10-16 12:00")

    assert (one.first, one.raised_at) == (day("2020-10-14"), at("2020-10-14 09:00"))
    assert alerts(PRESENT, *spells, classes=classes, moment="2020-10-14 08:59") == ()


def test_a_roll_that_is_stated_anew_undoes_nothing_of_the_days_before():
    classes = [*CLASSES, SchoolClass(id="k1", school="S1", students=11, recorded_at=at("2020-10-14 09:00"))]
    (one,) = alerts(PRESENT, *(ill(number, short=False) for number in range(3)), classes=classes, moment="2020-10-16 12:00")

    assert (one.raised_at, one.excludable) == (at("2020-10-12 00:00"), "")
    assert one.days == (day("2020-10-12"), day("2020-10-13"))


def test_a_roll_that_is_counted_from_persons_is_the_one_known_then():
    people = [Person(id=f"p{number}", school="S1", class_="k3") for number in range(10)]
    more = [Person(id=f"q{number}", school="S1", class_="k3", recorded_at=at("2020-10-13 09:00")) for number in range(5)]
    gone = Person(id="p9", school="S1", class_="k2", recorded_at=at("2020-10-13 09:00"))
    late = [ill(number, "2020-10-14", class_="k3", recorded_at="2020-10-14 09:00") for number in range(3)]

    assert len(alerts(PERCENT, *(ill(number, class_="k3") for number in range(3)), people=[*people, *more, gone])) == 1
    assert alerts(PERCENT, *late, people=[*people, *more]) == ()
    assert len(alerts(PERCENT, *late, people=[*people, gone])) == 1


@pytest.mark.parametrize(("unit", "dormitory"), [("school", ""), ("dormitory", "3")])
def test_a_roll_of_a_school_or_dormitory_that_is_counted_from_persons_is_the_one_known_then(unit, dormitory):
    keys = PERCENT.replace('"class"', f'"{unit}"')
    of = {"school": "S1", "dormitory": dormitory or None}
    people = [Person(id=f"p{number}", **of) for number in range(10)]
    more = [Person(id=f"q{number}", recorded_at=at("2020-10-13 09:00"), **of) for number in range(5)]
    late = [ill(number, "2020-10-14", recorded_at="2020-10-14 09:00", **of) for number in range(3)]
    early = [ill(number, **of) for number in range(3)]

    assert len(alerts(keys, *early, people=[*people, *more], classes=[])) == 1
    assert alerts(keys, *late, people=[*people, *more], classes=[]) == ()


@pytest.mark.parametrize("until", ["2020-10-12", "2020-10-20"])
def test_a_roll_stated_anew_after_a_rule_has_ended_raises_nothing(until):
    classes = [*CLASSES, SchoolClass(id="k2", school="S1", students=10, recorded_at=at("2020-10-20 09:00"))]
    spells = [ill(number, class_="k2", short=until == "2020-10-12") for number in range(3)]
    found = alerts(f"{PRESENT}until = {until}\n", *spells, classes=classes, moment="2020-10-21 12:00")

    assert len(found) == (until == "2020-10-20")


def test_a_version_that_counts_as_the_one_before_it_judges_no_day_anew():
    classes = [*CLASSES, SchoolClass(id="k2", school="S1", students=10, recorded_at=at("2020-10-20 09:00"))]
    spells = [ill(number, class_="k2", short=False) for number in range(3)]
    ended = ill(0, class_="k2", recorded_at="2020-10-21 08:00")

    assert alerts(PERCENT, *spells, ended, classes=classes, moment="2020-10-22 12:00") == ()


CLOSED = DayException(
    kind="closure", first=day("2020-10-16"), last=day("2020-10-16"), of="S1", recorded_at=at("2020-10-21 09:00")
)


def test_a_closure_that_is_recorded_later_undoes_what_only_its_day_raised():
    keys = CLASS.replace("2", "3") + 'days = 3\ncalendar = "teaching"\n'
    spells = [ill(1, "2020-10-14"), ill(2, "2020-10-15"), ill(3, "2020-10-16")]
    (before,) = alerts(keys, *spells, exceptions=[CLOSED], moment="2020-10-21 08:59")
    (after,) = alerts(keys, *spells, exceptions=[CLOSED], moment="2020-10-21 09:00")

    assert (before.days, before.excludable) == ((day("2020-10-16"),), "")
    assert (after.days, bool(after.excludable)) == ((), True)


def test_a_closure_that_is_recorded_later_draws_a_window_together():
    keys = CLASS + 'days = 2\ncalendar = "teaching"\n'
    (one,) = alerts(keys, ill(1, "2020-10-15"), ill(2, "2020-10-19"), exceptions=[CLOSED])

    assert (one.first, one.raised_at) == (day("2020-10-19"), at("2020-10-21 09:00"))


# ---------------------------------------------------------------------- which rules hold


@pytest.mark.parametrize(
    ("keys", "on", "raised"),
    [
        ("since = 2020-10-13\n", "2020-10-12", 0),
        ("since = 2020-10-12\n", "2020-10-12", 1),
        ("until = 2020-10-12\n", "2020-10-12", 1),
        ("until = 2020-10-11\n", "2020-10-12", 0),
        ("active = false\n", "2020-10-12", 0),
    ],
)
def test_a_rule_speaks_of_the_days_on_which_it_holds(keys, on, raised):
    assert len(alerts(CLASS + keys, ill(1, on), ill(2, on))) == raised


def test_days_after_a_rule_has_ended_raise_nothing_by_what_came_before():
    keys = CLASS.replace("2", "3") + "days = 3\nuntil = 2020-10-13\n"

    assert alerts(keys, ill(1), ill(2, "2020-10-13"), ill(3, "2020-10-14")) == ()


def test_what_becomes_known_after_a_rule_has_ended_still_counts_for_its_days():
    keys = CLASS + "until = 2020-10-12\n"
    late = [ill(1), ill(2, recorded_at="2020-10-14 09:00")]
    (one,) = alerts(keys, *late)
    (undone,) = alerts(keys, ill(1), ill(2), ill(2, recorded_at="2020-10-14 09:00", void=True))

    assert one.raised_at == at("2020-10-14 09:00")
    assert undone.excludable


def test_a_criterion_is_met_and_raises_no_alert():
    found = assess(CLASS + 'gives = "criterion"\n', ill(1), ill(2))

    assert (found.alerts, [one.first for one in found.criteria]) == ((), [day("2020-10-12")])


BOUND = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked') + WORDS


@pytest.mark.parametrize(
    ("area", "first", "raised"), [("A", "2020-10-12", 1), ("A", "2020-10-13", 0), ("B", "2020-10-12", 0)]
)
def test_a_rule_of_a_campaign_speaks_of_its_days_only(area, first, raised):
    campaign = Campaign(area=area, first=day(first))

    assert len(alerts(CLASS, ill(1), ill(2), text=BOUND, campaigns=[campaign])) == raised
    county = CLASS.replace("class", "county")
    assert len(alerts(county, ill(1), ill(2), text=BOUND, campaigns=[campaign])) == raised


def test_a_campaign_whose_end_is_corrected_makes_excludable_what_lay_behind_it():
    campaigns = [
        Campaign(area="A", first=day("2020-10-01")),
        Campaign(area="A", first=day("2020-10-01"), last=day("2020-10-10"), recorded_at=at("2020-10-20 09:00")),
    ]
    (one,) = alerts(CLASS, ill(1), ill(2), text=BOUND, campaigns=campaigns)

    assert (one.raised_at, bool(one.excludable)) == (at("2020-10-12 00:00"), True)


@pytest.mark.parametrize(("adopts", "raised"), [("S1", 1), ("A", 1), ("B", 0)])
def test_a_rule_of_one_schools_document_speaks_of_those_who_follow_it(adopts, raised):
    text = DOCUMENT.replace('level = "province", of = "某省"', 'level = "school", of = "某学院"') + WORDS
    adopted = [Adoption(document="doc", by=adopts)]

    assert len(alerts(CLASS, ill(1), ill(2), text=text, adoptions=adopted)) == raised
    assert alerts(CLASS, ill(1), ill(2), text=text) == ()


def test_without_absences_or_rules_there_are_no_alerts():
    assert alerts(CLASS) == ()
    assert region(WORDS).assess(facts(ill(1)), at("2020-10-30 12:00")).alerts == ()


def test_an_alert_opens_what_must_be_filed_from_the_moment_at_which_it_was_raised():
    text = WORDS + item("alert", CLASS) + duty('filer = "school"\nafter = ["alert:r"]\nby = { hours = 24, edge = "in" }')
    spells = [ill(1, "2020-10-16", recorded_at="2020-10-16 09:00"), ill(2, "2020-10-16", recorded_at="2020-10-16 16:00")]
    (due,) = region(text).assess(facts(*spells), at("2020-10-17 16:00")).dues
    (late,) = region(text).assess(facts(*spells), at("2020-10-17 16:00:01")).dues

    assert (due.state, due.deadline.at, due.about) == ("not_yet_due", at("2020-10-17 16:00"), "r:k1:2020-10-16")
    assert late.state == "missing"


def test_the_ids_of_a_run_each_day_are_those_of_one_run():
    spells = [
        ill(n, f"2020-10-{12 + n % 9}", symptoms=[("fever", "rash")[n % 2]], recorded_at=f"2020-10-{13 + n % 11} 09:00")
        for n in range(40)
    ]
    text = WORDS + item("alert", CLASS + 'alike = ["symptom"]\n')
    found = region(text)
    whole = [(one.id, one.raised_at) for one in found.assess(facts(*spells), at("2020-10-31 12:00")).alerts]

    assert len({id_ for id_, _ in whole}) == len(whole) > 1
    for on in days("2020-10-12", "2020-10-30"):
        moment = at(f"{on} 12:00")
        told = [(one.id, one.raised_at) for one in found.assess(facts(*spells), moment).alerts]
        assert told == [one for one in whole if one[1] <= moment]


def test_a_record_as_it_was_known_raises_what_it_would_have_raised():
    whole = facts(ill(1), ill(2), ill(2, recorded_at="2020-10-13 09:00", void=True))
    part = whole.as_of(at("2020-10-13 08:59"))
    found = region(WORDS + item("alert", CLASS))

    assert isinstance(part, Record)
    assert found.assess(part, at("2020-10-30 12:00")).alerts[0].excludable == ""
    assert found.assess(whole, at("2020-10-30 12:00")).alerts[0].excludable


def test_a_school_that_closed_keeps_its_alerts():
    closed = [Spell(school="S1", status="closed", first=day("2020-10-20"))]

    assert firsts(CLASS, ill(1), ill(2), spells=closed) == [("k1", "10-12")]


# ---------------------------------------------------------------------- families


def family(*parts, quiet=(0, 0)):
    """Return rules of one family: the first counts rashes, the second fevers, unless more is said."""
    rules = zip(("rash", "fever"), quiet, parts or ("", ""), strict=True)
    return WORDS + "".join(
        item(
            "alert",
            f'unit = ["class"]\nfamily = "f"\ncases = 2\nquiet = {days_}\nsymptoms = ["{name}"]\n{part}',
            f"r-{name}",
        )
        for name, days_, part in rules
    )


def together(text, *absences, moment="2020-10-30 12:00", **more):
    return region(text).assess(facts(*absences, **more), at(moment)).alerts


def pair(name, *numbers, first="2020-10-12", **more):
    return [ill(number, first, symptoms=[name], **more) for number in numbers]


def test_rules_of_one_family_raise_one_alert_where_they_share_a_person():
    spells = [*pair("rash", 1, 2), ill(2, symptoms=["rash", "fever"], recorded_at="2020-10-12 09:00"), *pair("fever", 3)]
    (one,) = together(family(), *spells)

    assert (one.id, one.rule.id, [rule.id for rule in one.joined]) == ("r-rash:k1:2020-10-12", "r-rash", ["r-fever"])
    assert ([rule.id for rule in one.rules], one.persons, one.raised_at) == (
        ["r-rash", "r-fever"],
        3,
        at("2020-10-12 00:00"),
    )


def test_rules_of_a_family_are_evaluated_where_they_are_switched_on():
    (one,) = together(family("", "active = false"), *pair("rash", 1, 2), *pair("fever", 3, 4))

    assert (one.joined, one.persons) == ((), 2)


def test_rules_of_a_family_whose_cases_share_nothing_join_by_their_group():
    """Neither asks what is alike, so that all cases of both are of one group."""
    (one,) = together(family(), *pair("rash", 1, 2), *pair("fever", 3, 4))

    assert ([rule.id for rule in one.joined], one.persons) == (["r-fever"], 4)
    apart = together(family('alike = ["symptom"]', 'alike = ["symptom"]'), *pair("rash", 1, 2), *pair("fever", 3, 4))
    assert [(found.rule.id, found.joined) for found in apart] == [("r-fever", ()), ("r-rash", ())]


@pytest.mark.parametrize(("quiet", "later"), [((5, 1), "2020-10-17"), ((1, 5), "2020-10-17")])
def test_an_alert_of_a_family_lasts_as_long_as_the_longest_of_its_rules_says(quiet, later):
    spells = [*pair("rash", 1, 2), *pair("fever", 3, 4, first=later)]
    (one,) = together(family(quiet=quiet), *spells)

    assert [f"{on:%m-%d}" for on in one.days] == ["10-12", "10-17"]
    assert one.lasts(day("2020-10-22"))
    assert not one.lasts(day("2020-10-23"))
    assert len(together(family(quiet=quiet), *spells[:2], *pair("fever", 3, 4, first="2020-10-18"))) == 2


def test_an_alert_of_a_family_is_excludable_when_none_of_its_rules_would_raise_it():
    spells = [*pair("rash", 1, 2), *pair("fever", 3, 4)]
    first_gone = ill(2, symptoms=["rash"], void=True, recorded_at="2020-10-13 09:00")
    both_gone = ill(4, symptoms=["fever"], void=True, recorded_at="2020-10-13 10:00")
    (kept,) = together(family(), *spells, first_gone)
    (undone,) = together(family(), *spells, first_gone, both_gone)

    assert (kept.excludable, kept.days, kept.persons) == ("", (day("2020-10-12"),), 2)
    assert (bool(undone.excludable), undone.days, undone.raised_on) == (True, (), kept.raised_on)


def test_a_day_to_come_is_judged_for_each_rule_of_a_family():
    spells = [*pair("rash", 1, 2, first="2020-10-14", recorded_at="2020-10-12 09:00")]
    spells += pair("fever", 3, 4, first="2020-10-14", recorded_at="2020-10-12 09:00")

    assert together(family(), *spells, moment="2020-10-13 12:00") == ()
    (one,) = together(family(), *spells, moment="2020-10-14 00:00")
    assert (one.raised_at, len(one.rules)) == (at("2020-10-14 00:00"), 2)


@pytest.mark.parametrize(("since", "rules"), [("2020-10-12", 2), ("2020-10-13", 1)])
def test_each_rule_of_a_family_holds_on_its_own_days(since, rules):
    (one,) = together(family("", f"since = {since}"), *pair("rash", 1, 2), *pair("fever", 3, 4))

    assert len(one.rules) == rules


# ---------------------------------------------------------------------- what was undone, and who connects

QUIET = CLASS.replace("quiet = 0", "quiet = 3")


def undone(*more, again=()):
    """Return two spells of the 12th, both void an hour later, with whatever came then."""
    first = [ill(number, recorded_at="2020-10-12 09:00") for number in (1, 2)]
    void = [ill(number, recorded_at="2020-10-12 10:00", void=True) for number in (1, 2)]
    return [*first, *void, *more, *again]


def test_an_alert_that_a_correction_undid_keeps_the_next_one_not_quiet():
    real = [ill(number, "2020-10-13", recorded_at="2020-10-13 09:00") for number in (3, 4)]
    found = alerts(QUIET, *undone(*real))

    assert [(one.first.day, one.persons, bool(one.excludable)) for one in found] == [(12, 0, True), (13, 2, False)]


def test_a_day_that_fires_again_is_of_the_alert_that_it_raised():
    again = [ill(number, recorded_at="2020-10-12 11:00") for number in (1, 2)]
    (one,) = alerts(QUIET, *undone(again=again))

    assert (one.persons, one.excludable, one.days) == (2, "", (day("2020-10-12"),))


def test_whoever_joined_an_alert_connects_it_with_the_dormitory():
    keys = 'unit = ["class", "dormitory"]\ncases = 2\nquiet = 2\n'
    spells = [ill(1), ill(2), ill(3, "2020-10-13", dormitory="d"), ill(9, "2020-10-13", class_="k2", dormitory="d")]
    (one,) = alerts(keys, *spells)

    assert [place.id for place in one.places] == ["k1", "S1/d"]
    assert one.persons == 4


def test_whoever_joined_an_alert_connects_it_with_what_is_alike_otherwise():
    keys = 'unit = ["class"]\nalike = ["symptom"]\ncases = 2\nquiet = 2\n'
    both = ill(3, "2020-10-13", symptoms=["fever", "rash"])
    spells = [ill(1, symptoms=["fever"]), ill(2, symptoms=["fever"]), both, ill(4, "2020-10-13", symptoms=["rash"])]

    assert [one.shared for one in alerts(keys, *spells)] == [("fever", "rash")]


@pytest.mark.parametrize("moment", ["2020-10-19 12:00", "2020-10-20 12:00", "2020-10-21 08:59", "2020-10-21 09:00"])
def test_a_case_of_an_earlier_day_that_is_told_late_joins_no_alerts_that_were_two(moment):
    one = item("alert", CLASS.replace("quiet = 0", 'quiet = 0\nfamily = "f"') + 'symptoms = ["fever"]\n', "ra")
    other = f'{CLASS}symptoms = ["rash"]\nfamily = "f"\ndays = 2\ncalendar = "teaching"\n'
    spells = [
        *(ill(number, "2020-10-16", symptoms=["fever"]) for number in (1, 2)),  # a Friday
        *(ill(number, "2020-10-19", symptoms=["rash"]) for number in (1, 2)),
        ill(3, "2020-10-16", symptoms=["rash"], recorded_at="2020-10-21 09:00"),
    ]
    spells = [attrs.evolve(spell, id=f"a{number}") for number, spell in enumerate(spells)]

    assert [one.id for one in alerts(other, *spells, text=one, moment=moment)] == ["ra:k1:2020-10-16"]
