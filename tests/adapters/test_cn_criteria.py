"""
Influenza-like illness in a class, and the profiles of return and suspension: criteria, never orders.
"""

from __future__ import annotations

import pytest

from school_health import SchoolClass, Suspension, open_region
from tests.adapters.cn_cases import CLASSES, SCHOOLS, assessed, found, ill, later, many
from tests.builders import at, day, record


ILI = {"class_": "S1-1", "disease": "ili"}  # a class of 40
NEW, PRESENT, SEVERE = "cn18-ili-new", "cn18-ili-present", "cn18-ili-severe"


# ---------------------------------------------------------------------- a class with influenza-like illness


@pytest.mark.parametrize(("number", "met"), [(4, 0), (5, 1)])
def test_five_new_cases_of_a_day_meet_the_criterion(number, met):
    answer = assessed(many(number, **ILI))

    assert [(one.rule.id, one.place.id, one.reached) for one in answer.criteria] == [(NEW, "S1-1", "cases")] * met
    assert [due for due in answer.dues if due.event is not None and due.event.kind == f"alert:{NEW}"] == []


def test_new_cases_of_two_days_or_classes_are_not_added_up():
    assert found(assessed([*many(4, **ILI), ill(9, later(1), **ILI)]), NEW) == []
    assert found(assessed([*many(4, **ILI), ill(9, disease="ili", class_="S1-2")]), NEW) == []
    assert found(assessed([*many(4, **ILI), ill(1, id="again", **ILI)]), NEW) == []
    assert found(assessed([*many(4, **ILI), ill(9, role="staff", **ILI)]), NEW) == []
    assert found(assessed([*many(4, **ILI), ill(9, disease="common-cold", class_="S1-1")]), NEW) == []


@pytest.mark.parametrize(("number", "met"), [(11, 0), (12, 1)])
def test_thirty_percent_of_the_class_ill_at_present_meet_the_criterion(number, met):
    # Four a day, none recovered until the third day is over.
    facts = [ill(one, later(one % 3), last=later(2), **ILI) for one in range(number)]
    (*present,) = found(assessed(facts), PRESENT)

    assert [(one.reached, one.first) for one in present] == [("percent", later(2))] * met
    assert found(assessed(facts), NEW) == []


@pytest.mark.parametrize(("number", "met"), [(29, 0), (30, 1)])
def test_the_share_is_of_the_roll_of_the_class(number, met):
    hundred = [SchoolClass(id="S1-1", school="S1", students=100)]

    assert len(found(assessed(many(number, **ILI), classes=hundred), PRESENT)) == met


def test_who_has_recovered_is_not_ill_at_present():
    facts = [ill(one, later(one % 3), last=later(one % 3 == 0 or 2), **ILI) for one in range(12)]

    assert found(assessed(facts), PRESENT) == []


def test_a_class_whose_roll_nobody_knows_meets_no_share():
    facts = [ill(one, later(one % 3), last=later(2), **{**ILI, "class_": "S3-1"}, school="S3") for one in range(12)]

    assert found(assessed(facts, classes=()), PRESENT) == []


def confirmed(number, happened, after=0, disease="influenza", diagnosis="confirmed", **more):
    return ill(number, class_="S1-1", disease=disease, diagnosis=diagnosis, **{happened: later(after)}, **more)


@pytest.mark.parametrize("happened", ["hospitalised", "died"])
@pytest.mark.parametrize(
    ("second", "met"),
    [
        ({}, 1),
        ({"after": 6}, 1),
        ({"after": 7}, 0),
        ({"diagnosis": "suspected"}, 0),
        ({"diagnosis": ""}, 0),
        ({"disease": "influenza-h1n1"}, 1),
        ({"disease": "ili"}, 0),
        ({"role": "staff"}, 0),
    ],
    ids=lambda value: "-".join(f"{one}" for one in value.values()) if isinstance(value, dict) else None,
)
def test_two_confirmed_in_hospital_or_dead_within_a_week_meet_the_criterion(happened, second, met):
    facts = [confirmed(1, happened), confirmed(2, happened, **second)]

    assert [(one.reached, one.persons) for one in found(assessed(facts), SEVERE)] == [("severe", 2)] * met
    assert found(assessed(facts[:1]), SEVERE) == []


@pytest.mark.parametrize(("after", "met"), [(0, 1), (6, 1), (7, 0)])
def test_one_in_hospital_and_one_dead_add_up(after, met):
    facts = [confirmed(1, "hospitalised"), confirmed(2, "died", after)]

    assert len(found(assessed(facts), SEVERE)) == met


def test_who_died_in_hospital_is_one():
    one = confirmed(1, "hospitalised", died=later(2))

    assert found(assessed([one]), SEVERE) == []
    assert [met.persons for met in found(assessed([one, confirmed(2, "died", 2)]), SEVERE)] == [2]


def test_under_another_reading_any_influenza_like_case_in_hospital_counts():
    facts = [confirmed(one, "hospitalised", disease="ili", diagnosis="") for one in (1, 2)]

    assert found(assessed(facts), SEVERE) == []
    assert len(found(assessed(facts, readings={"cn18-severe": "any-ili"}), SEVERE)) == 1


def test_a_correction_makes_a_criterion_excludable():
    wrong = [
        ill(9, recorded_at=when, void=void, **ILI)
        for when, void in (("2020-10-12 10:00", False), ("2020-10-12 11:00", True))
    ]
    facts = [*many(4, **ILI), *wrong]

    assert [bool(one.excludable) for one in found(assessed(facts, "2020-10-12 10:59"), NEW)] == [False]
    assert [bool(one.excludable) for one in found(assessed(facts, "2020-10-12 11:00"), NEW)] == [True]


@pytest.mark.parametrize(
    ("choice", "unknown", "attending"), [("onset-or-absence", 1, 1), ("onset-only", 0, 1), ("first-absence", 1, 0)]
)
def test_the_day_of_a_new_case_is_a_reading(choice, unknown, attending):
    readings = {"cn18-case-day": choice}

    assert len(found(assessed(many(5, onset=None, **ILI), readings=readings), NEW)) == unknown
    assert len(found(assessed(many(5, attending=True, **ILI), readings=readings), NEW)) == attending


@pytest.mark.parametrize(("apart", "choice", "met"), [(7, "week", 1), (8, "week", 2), (2, "none", 2)])
def test_a_criterion_met_again_within_the_quiet_days_joins(apart, choice, met):
    for rule, number in ((NEW, 5), (PRESENT, 12)):
        facts = [*many(number, **ILI), *many(number, later(apart), 100, **ILI)]
        assert len(found(assessed(facts, readings={"cn18-quiet": choice}), rule)) == met
    # A window of a week fires for a week after the second one.
    severe = [confirmed(one, "hospitalised", 0 if one < 3 else 6 + apart) for one in (1, 2, 3, 4)]
    assert len(found(assessed(severe, readings={"cn18-quiet": choice}), SEVERE)) == met


@pytest.mark.parametrize(("on", "met"), [("2017-12-31", 0), ("2018-01-01", 1)])
def test_the_guide_speaks_from_its_year(on, met):
    answer = assessed(many(5, on, **ILI), "2018-01-05 12:00", since="2017-12-18", terms=())

    assert len(found(answer, NEW)) == met


def test_no_criterion_opens_a_duty():
    book = open_region("cn").rulebook
    criteria = {one.id for one in book.alerts.values() if one.gives == "criterion"}

    assert {NEW, PRESENT, SEVERE} < criteria
    assert criteria.isdisjoint(name.partition(":")[2] for duty in book.duties.values() for name in duty.after)


# ---------------------------------------------------------------------- profiles


def criteria(moment, *absences, suspensions=(), readings=None):
    facts = record(schools=SCHOOLS, classes=CLASSES, absences=absences, suspensions=suspensions, since="2020-09-01")
    told = open_region("cn", readings=readings).criteria(facts, at(moment))
    return {one.rule.id: (one.met, *one.lacks) for one in told if one.rule.id != "return-papers" and one.what != "contacts"}


def spell(disease, **more):
    return ill(1, disease=disease, last=None, **more)


def test_influenza_is_over_48_hours_after_the_symptoms():
    one = spell("ili", recovered_at=at("2020-10-14 08:00"))

    assert criteria("2020-10-16 07:59:59", one)["cn18-ili-return"] == (False,)
    assert criteria("2020-10-16 08:00:00", one)["cn18-ili-return"] == (True,)
    assert criteria("2020-10-16 08:00:00", spell("ili"))["cn18-ili-return"] == (None, "recovered_at")


# Profile, disease, days since the onset, hours without symptoms.
RETURNS = [
    ("return-influenza-onset", "influenza", 7, None),
    ("return-varicella-dry", "varicella", 14, 0),
    ("return-varicella-flat", "varicella", 21, None),
    ("return-mumps-clear", "mumps", None, 0),
    ("return-mumps-nine", "mumps", 9, None),
    ("return-mumps-ten", "mumps", 10, None),
    ("return-mumps-weeks", "mumps", 21, None),
    ("return-measles-jiangsu", "measles", 7, None),
    ("return-scarlet-clear", "scarlet-fever", None, 72),
    ("return-hand-foot-mouth", "hand-foot-mouth", 14, 0),
    ("return-conjunctivitis-seven", "haemorrhagic-conjunctivitis", 7, 0),
    ("return-conjunctivitis-ten", "haemorrhagic-conjunctivitis", 10, 0),
    ("return-diarrhoea", "norovirus", None, 72),
    ("return-dysentery-clear", "bacillary-dysentery", None, 168),
    ("return-dysentery-onset", "bacillary-dysentery", 28, None),
    ("return-hepatitis-weeks", "hepatitis-a", 21, None),
    ("return-hepatitis-forty", "hepatitis-e", 40, None),
    ("return-meningococcal", "meningococcal-meningitis", 7, 72),
    ("return-pertussis", "pertussis", 40, None),
]
PAPERS = {
    "return-measles-rash": ("measles", ["出疹满五天证明"]),
    "return-rubella-rash": ("rubella", ["出疹满五天证明"]),
    "return-rubella-week": ("rubella", ["出疹次日起满七天证明"]),
    "return-scarlet-seven": ("scarlet-fever", ["治疗满七天证明"]),
    "return-scarlet-ten": ("scarlet-fever", ["治疗满十天证明"]),
    "return-dysentery-cultures": ("bacillary-dysentery", ["两次培养阴性报告"]),
    "return-dysentery-treated": ("bacillary-dysentery", ["治疗满七天证明"]),
    "return-tuberculosis": ("tuberculosis", ["治疗满两个月证明", "三次痰检阴性报告"]),
}


def test_every_profile_is_tried():
    profiles = {one for one in open_region("cn").rulebook.recoveries if one.startswith("return-")}

    assert profiles == {row[0] for row in RETURNS} | PAPERS.keys() | {"return-papers"}


@pytest.mark.parametrize(("profile", "disease", "days", "hours"), RETURNS, ids=[row[0] for row in RETURNS])
def test_a_profile_is_met_when_its_days_and_hours_are_over(profile, disease, days, hours):
    # Long recovered, so that the days decide; then recovered so late that the hours do.
    if days is not None:
        early = spell(disease, recovered_at=at("2020-10-12 12:00"))
        assert criteria(f"{later(days - 1)} 23:59:59", early)[profile] == (False,)
        assert criteria(f"{later(days)} 00:00", early)[profile][0] is (True if hours != 72 or days > 3 else None)
    if hours is not None:
        late = spell(disease, recovered_at=at("2020-12-01 08:00"))
        over = day("2020-12-01").toordinal() + hours // 24
        assert criteria(f"{day('2020-12-01').fromordinal(over)} 08:00", late)[profile] == (True,)
        assert criteria(f"{day('2020-12-01').fromordinal(over)} 07:59:59", late)[profile][0] is not True
        assert criteria("2020-12-24 08:00", spell(disease))[profile] == (None, "recovered_at")


@pytest.mark.parametrize(("onset", "last_watched"), [(None, "2020-11-01"), ("2020-10-10", "2020-10-30")])
def test_contacts_are_watched_for_so_many_days_from_the_onset_or_the_first_day_also_when_the_case_is_back(
    onset, last_watched
):
    one = ill(1, disease="varicella", last=day("2020-10-13"), onset=day(onset) if onset else None)
    facts = record(schools=SCHOOLS, classes=CLASSES, absences=[one], since="2020-09-01")

    def watched(moment):
        found = open_region("cn").criteria(facts, at(moment))
        return {(one.rule.contact_days, one.met) for one in found if one.what == "contacts"}

    assert watched(f"{last_watched} 23:59:59") == {(21, False)}
    assert watched(f"{day(last_watched).fromordinal(day(last_watched).toordinal() + 1)} 00:00") == set()
    assert watched("2020-10-09 12:00") == set()


@pytest.mark.parametrize(("profile", "disease", "papers"), [(one, *row) for one, row in PAPERS.items()], ids=PAPERS)
def test_a_profile_by_papers_lacks_them_until_they_are_shown(profile, disease, papers):
    assert criteria("2021-01-08 12:00", spell(disease))[profile] == (None, *papers)
    assert criteria("2020-10-12 12:00", spell(disease, papers=papers))[profile] == (True,)


@pytest.mark.parametrize(
    ("profile", "days"), [("return-measles-rash", 5), ("return-rubella-rash", 5), ("return-rubella-week", 8)]
)
def test_the_onset_may_stand_for_the_rash(profile, days):
    one, readings = spell(PAPERS[profile][0]), {"rash-day": "onset"}

    assert criteria(f"{later(days - 1)} 23:59:59", one, readings=readings)[profile] == (False,)
    assert criteria(f"{later(days)} 00:00", one, readings=readings)[profile] == (True,)


def test_two_papers_are_asked_for_after_any_infectious_disease():
    facts = record(
        schools=SCHOOLS, absences=[spell("measles"), ill(2, disease="common-cold", last=None)], since="2020-09-01"
    )
    told = [one for one in open_region("cn").criteria(facts, at("2020-10-13 12:00")) if one.rule.id == "return-papers"]

    assert [(one.of, one.lacks) for one in told] == [("A1", ("诊断证明", "复课证明"))]


@pytest.mark.parametrize(
    ("reason", "profile", "days"),
    [
        ("ili", "cn18-ili-return", 4),
        ("influenza", "cn18-ili-return", 4),
        ("influenza-h1n1", "suspension-h1n1", 7),
        ("hand-foot-mouth", "suspension-hand-foot-mouth", 10),
        ("measles", "suspension-measles", 7),
        ("varicella", "suspension-varicella", 21),
        ("mumps", "suspension-mumps-21", 21),
        ("mumps", "suspension-mumps-25", 25),
    ],
)
def test_the_usual_days_of_a_suspension_are_over_or_not(reason, profile, days):
    one = Suspension(id="X", school="S1", level="class", of="S1-1", first=later(0), reason=reason)

    assert criteria(f"{later(days - 1)} 23:59:59", suspensions=[one])[profile] == (False,)
    assert criteria(f"{later(days)} 00:00", suspensions=[one])[profile] == (True,)


# A range is read as its longest; of rubella the list says that nobody is watched.
CONTACTS = {
    "return-influenza": 4,
    "return-varicella": 21,
    "return-mumps": 21,
    "return-measles": 21,
    "return-rubella": 0,
    "return-scarlet": 12,
    "return-dysentery": 5,
    "return-hepatitis": 42,
    "return-meningococcal": 7,
    "return-pertussis": 21,
}


def test_contacts_are_watched_for_the_days_of_the_lists():
    for profile in open_region("cn").rulebook.recoveries.values():
        expected = next((days for begins, days in CONTACTS.items() if profile.id.startswith(begins)), None)
        assert profile.contact_days == expected, profile.id


@pytest.mark.parametrize(("choice", "days"), [("longest", 21), ("shortest", 14)])
def test_contacts_of_measles_are_watched_for_either_end_of_the_range(choice, days):
    book = open_region("cn", readings={"measles-contacts": choice}).rulebook

    assert [book.recoveries[f"return-measles-{one}"].contact_days for one in ("rash", "jiangsu")] == [days, days]
    assert book.recoveries["return-rubella-week"].contact_days == 0


# What a profile says of scabs or swelling is read as the end of the symptoms; days of which no beginning is said run from
# the onset. Those that say so themselves rest on no reading.
@pytest.mark.parametrize(("profile", "disease", "days", "hours"), RETURNS, ids=[row[0] for row in RETURNS])
def test_a_profile_says_where_its_numbers_are_ours(profile, disease, days, hours):
    rule = open_region("cn").rulebook.recoveries[profile]
    unsaid = {
        "return-varicella-dry",
        "return-mumps-weeks",
        "return-measles-jiangsu",
        "return-hepatitis-forty",
        "return-conjunctivitis-seven",
        "return-conjunctivitis-ten",
    }

    assert disease in rule.diseases or disease == "norovirus"
    assert (rule.ours.get("clear_hours.from") == "return-clear") is (hours == 0)
    assert (rule.ours.get("onset_days.from") == "return-days") is (profile in unsaid)
    assert days is not None or profile not in unsaid
