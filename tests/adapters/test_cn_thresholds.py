"""
The table of the 2005 norm, row by row: written from what is known of it, not from the rulebook.
"""

from __future__ import annotations

import pytest

from school_health import open_region
from tests.adapters.cn_cases import assessed, found, ill, later, many
from tests.builders import at, event, filing


# Rule, what makes a case, days of the window, cases, deaths (0: none), how far the row may be trusted.
TABLE = [
    ("plague", {"disease": "plague"}, 1, 1, 0, "CODE"),
    ("cholera", {"disease": "cholera"}, 1, 1, 0, "CODE"),
    ("sars", {"disease": "sars"}, 1, 1, 0, "CODE"),
    ("avian-influenza", {"disease": "avian-influenza"}, 1, 1, 0, "CODE"),
    ("pulmonary-anthrax", {"disease": "pulmonary-anthrax"}, 1, 1, 0, "CODE"),
    ("anthrax", {"disease": "cutaneous-anthrax"}, 7, 3, 0, "CODE"),
    ("hepatitis", {"disease": "hepatitis-a"}, 7, 5, 0, "CODE"),
    ("typhoid", {"disease": "typhoid"}, 7, 5, 2, "CODE"),
    ("dysentery", {"disease": "bacillary-dysentery"}, 3, 10, 2, "CODE"),
    ("measles", {"disease": "measles"}, 7, 10, 0, "CODE"),
    ("rubella", {"disease": "rubella"}, 7, 10, 0, "CODE"),
    ("meningococcal", {"disease": "meningococcal-meningitis"}, 3, 3, 2, "CODE"),
    ("dengue", {"disease": "dengue"}, 7, 5, 0, "CODE"),
    ("haemorrhagic-fever", {"disease": "haemorrhagic-fever"}, 7, 5, 1, "CODE"),
    ("leptospirosis", {"disease": "leptospirosis"}, 7, 5, 1, "CODE"),
    ("japanese-encephalitis", {"disease": "japanese-encephalitis"}, 7, 5, 1, "CODE"),
    ("ili", {"disease": "ili"}, 7, 30, 1, "SEC"),
    ("mumps", {"disease": "mumps"}, 7, 10, 0, "CODE"),
    ("infectious-diarrhoea", {"disease": "infectious-diarrhoea"}, 7, 20, 1, "SEC"),
    ("scarlet-fever", {"disease": "scarlet-fever"}, 7, 10, 0, "SEC"),
    ("varicella", {"disease": "varicella"}, 7, 10, 0, "SEC"),
    ("unexplained-pneumonia", {"disease": "unexplained-pneumonia"}, 1, 1, 0, "SEC"),
    ("food-poisoning", {"meal": "M1"}, 3, 5, 1, "SEC"),
    ("food-poisoning-named", {"disease": "food-poisoning"}, 3, 5, 1, "SEC"),
    ("acute-poisoning", {"disease": "acute-poisoning"}, 3, 3, 0, "CODE"),
    ("unexplained-group", {"disease": "unexplained-illness", "symptoms": ["fever"]}, 14, 3, 0, "CODE"),
]
ALONE = [row for row in TABLE if row[3] == 1]
SEVERAL = [row for row in TABLE if row[3] > 1]


def each(rows, *columns):
    return pytest.mark.parametrize(
        ("rule", *columns),
        [
            (f"cn05-{row[0]}", *(row[("case", "days", "cases", "deaths", "trust").index(one) + 1] for one in columns))
            for row in rows
        ],
        ids=[row[0] for row in rows],
    )


def test_every_row_is_carried_and_no_other():
    carried = [one for one in open_region("cn").rulebook.alerts if one.startswith("cn05-")]

    assert carried == [f"cn05-{row[0]}" for row in TABLE]


@each(TABLE, "trust")
def test_each_row_says_how_far_it_may_be_trusted(rule, trust):
    book = open_region("cn").rulebook

    assert (book.alerts[rule].trust, book.alerts[rule].gives, book.alerts[rule].active) == (trust, "alert", True)
    assert book.documents["cn-2005-emergency"].basis == "norm"


@each(SEVERAL, "case", "cases")
def test_one_case_below_the_number_is_none_and_the_number_is_an_alert(rule, case, cases):
    assert found(assessed(many(cases - 1, **case)), rule) == []

    (alert,) = found(assessed(many(cases, **case)), rule)

    assert (alert.persons, alert.reached, alert.first, alert.clause) == (cases, "cases", later(0), "cn05-thresholds")


@each(ALONE, "case")
def test_a_single_case_of_the_gravest_diseases_is_an_alert(rule, case):
    (alert,) = found(assessed([ill(1, **case)]), rule)

    assert (alert.persons, alert.place.unit, alert.place.id) == (1, "school", "S1")
    assert found(assessed([ill(1, disease="common-cold")]), rule) == []


@each(SEVERAL, "case", "days", "cases")
def test_the_last_day_of_the_window_counts_and_the_next_does_not(rule, case, days, cases):
    first = ill(1, **case)

    assert len(found(assessed([first, *many(cases - 1, later(days - 1), 2, **case)]), rule)) == 1
    assert found(assessed([first, *many(cases - 1, later(days), 2, **case)]), rule) == []


@each([row for row in SEVERAL if row[0] != "dengue"], "case", "cases")
def test_cases_of_two_schools_are_not_added_up(rule, case, cases):
    assert found(assessed([*many(cases - 1, **case), ill(99, school="S2", **case)]), rule) == []


def test_dengue_is_counted_within_the_county():
    split = [*many(4, disease="dengue"), ill(9, disease="dengue", school="S2")]

    (alert,) = found(assessed(split), "cn05-dengue")

    assert (alert.place.unit, alert.place.id) == ("county", "A")
    assert found(assessed([*split[:4], ill(9, disease="dengue", school="S3")]), "cn05-dengue") == []


@each(SEVERAL, "case", "cases")
def test_a_person_with_two_spells_counts_once(rule, case, cases):
    again = ill(1, later(1), id="again", **case)

    assert found(assessed([*many(cases - 1, **case), again]), rule) == []
    assert len(found(assessed([*many(cases - 1, **case), again, ill(99, later(1), **case)]), rule)) == 1


@each(TABLE, "case", "cases")
def test_a_correction_leaves_the_alert_and_makes_it_excludable(rule, case, cases):
    last = ill(cases, recorded_at="2020-10-12 10:00", **case)
    wrong = ill(cases, recorded_at="2020-10-13 10:00", void=True, void_reason="误录", **case)
    facts = [*many(cases - 1, **case), last, wrong]

    (before,) = found(assessed(facts, "2020-10-13 09:59"), rule)
    (after,) = found(assessed(facts, "2020-10-13 10:00"), rule)

    assert (before.raised_at, before.excludable) == (at("2020-10-12 10:00"), "")
    assert (after.id, after.raised_at, bool(after.excludable)) == (before.id, before.raised_at, True)


@each([row for row in TABLE if row[4]], "case", "days", "deaths")
def test_deaths_alone_raise_it_too(rule, case, days, deaths):
    def died(number, on):
        return ill(number, died=later(on), **case)

    fewer = [died(number, 0) for number in range(1, deaths)]
    within = [*fewer, died(9, days - 1)]
    (alert,) = found(assessed(within), rule)

    assert (alert.reached, found(assessed([*fewer, ill(9, **case)]), rule)) == ("deaths", [])
    assert deaths == 1 or found(assessed([*fewer, died(9, days)]), rule) == []


@each([row for row in SEVERAL if not row[4]], "case", "cases")
def test_where_the_row_names_no_deaths_they_count_as_cases_only(rule, case, cases):
    dead = [ill(number, died=later(0), **case) for number in range(1, cases)]

    assert found(assessed(dead), rule) == []


@pytest.mark.parametrize(("number", "reached"), [(4, []), (5, ["hospitalised"])])
def test_five_influenza_like_cases_in_hospital_raise_it(number, reached):
    facts = [ill(one, disease="ili", hospitalised=later(6 if one == 1 else 0)) for one in range(1, number + 1)]

    assert [one.reached for one in found(assessed(facts), "cn05-ili")] == reached
    outside = [*facts[1:], ill(1, disease="ili", hospitalised=later(7))]
    assert found(assessed(outside), "cn05-ili") == []


# ---------------------------------------------------------------------- what makes a case


@pytest.mark.parametrize(
    ("symptoms", "temperature", "counts"),
    [
        (["cough"], 380, True),
        (["sore-throat"], 380, True),
        (["cough"], 379, False),
        (["headache"], 390, False),
        (["cough"], None, False),
    ],
)
def test_an_influenza_like_case_has_38_degrees_with_cough_or_sore_throat(symptoms, temperature, counts):
    facts = many(30, symptoms=symptoms, temperature=temperature)

    assert bool(found(assessed(facts), "cn05-ili")) is counts


@pytest.mark.parametrize(
    ("rule", "disease", "number", "counts"),
    [
        ("cn05-ili", "influenza", 30, True),
        ("cn05-ili", "influenza-h1n1", 30, True),
        ("cn05-ili", "common-cold", 30, False),
        ("cn05-infectious-diarrhoea", "norovirus", 20, True),
        ("cn05-infectious-diarrhoea", "rotavirus", 20, True),
        ("cn05-infectious-diarrhoea", "cholera", 20, False),
        ("cn05-infectious-diarrhoea", "bacillary-dysentery", 20, False),
        ("cn05-infectious-diarrhoea", "typhoid", 20, False),
        ("cn05-infectious-diarrhoea", "gastrointestinal", 20, False),
    ],
)
def test_what_is_a_case_of_a_wider_disease(rule, disease, number, counts):
    assert bool(found(assessed(many(number, disease=disease)), rule)) is counts


def test_those_who_shared_another_meal_are_not_added_up():
    facts = [*many(4, meal="M1"), ill(9, meal="M2")]

    assert found(assessed(facts), "cn05-food-poisoning") == []
    assert found(assessed([*facts, ill(10)]), "cn05-food-poisoning") == []


def test_a_named_poisoning_is_counted_whatever_the_meal_and_is_one_alert_with_that_of_the_meal():
    facts = [ill(one, disease="food-poisoning", **({"meal": f"M{one % 3}"} if one else {})) for one in range(5)]
    both = assessed(many(5, disease="food-poisoning", meal="M1", recorded_at="2020-10-12 10:00"), "2020-10-12 10:00")

    assert [[met.id for met in one.rules] for one in assessed(facts).alerts if one.place.unit == "school"] == [
        ["cn05-food-poisoning-named"]
    ]
    assert found(assessed(facts[:4]), "cn05-food-poisoning-named") == []
    assert [{met.id for met in one.rules} for one in both.alerts if one.place.unit == "school"] == [
        {"cn05-food-poisoning", "cn05-food-poisoning-named"}
    ]
    assert [one.duty.id for one in both.dues if one.duty.id in REPORTS] == ["cn05-threshold-report"]


def test_two_who_were_poisoned_at_a_meal_and_three_otherwise_are_no_food_poisoning():
    facts = [*many(2, meal="M1", disease="food-poisoning"), *many(2, meal="M2", start=5), ill(9, disease="acute-poisoning")]

    assert [one for one in assessed(facts).alerts if one.rule.id.startswith("cn05-")] == []


def test_unexplained_cases_with_different_symptoms_are_not_added_up():
    facts = [
        ill(number, disease="unexplained-illness", symptoms=[one]) for number, one in enumerate(("fever", "rash", "cough"))
    ]

    assert found(assessed(facts), "cn05-unexplained-group") == []


# ---------------------------------------------------------------------- readings


PAIRS = [
    ("anthrax", "cutaneous-anthrax", "intestinal-anthrax", 3),
    ("hepatitis", "hepatitis-a", "hepatitis-e", 5),
    ("typhoid", "typhoid", "paratyphoid", 5),
    ("dysentery", "bacillary-dysentery", "amoebic-dysentery", 10),
]


@pytest.mark.parametrize(("rule", "one", "other", "number"), PAIRS, ids=[row[0] for row in PAIRS])
def test_two_diseases_of_one_row_are_pooled_or_counted_each(rule, one, other, number):
    mixed = [*many(number - 1, disease=one), ill(99, disease=other)]
    separately = {"cn05-pairs": "each"}

    assert len(found(assessed(mixed), f"cn05-{rule}")) == 1
    assert found(assessed(mixed, readings=separately), f"cn05-{rule}") == []
    for disease in (one, other):
        assert len(found(assessed(many(number, disease=disease), readings=separately), f"cn05-{rule}")) == 1


DAY_UNKNOWN = many(10, disease="mumps", onset=None)
ATTENDING = many(10, disease="mumps", attending=True)
READ = {
    "haemorrhagic fever, below": ("cn05-haemorrhagic-area", "high-incidence", many(9, disease="haemorrhagic-fever"), 1, 0),
    "haemorrhagic fever, at": ("cn05-haemorrhagic-area", "high-incidence", many(10, disease="haemorrhagic-fever"), 1, 1),
    "one death": ("cn05-ili-deaths", "two", [ill(1, disease="ili", died=later(0))], 1, 0),
    "two deaths": ("cn05-ili-deaths", "two", [ill(n, disease="ili", died=later(0)) for n in (1, 2)], 1, 1),
    "undiagnosed": ("cn05-diagnosis", "confirmed", many(10, disease="measles"), 1, 0),
    "suspected": ("cn05-diagnosis", "confirmed", many(10, disease="measles", diagnosis="suspected"), 1, 0),
    "confirmed": ("cn05-diagnosis", "confirmed", many(10, disease="measles", diagnosis="confirmed"), 1, 1),
    "SARS, suspected": ("cn05-diagnosis", "confirmed", [ill(1, disease="sars", diagnosis="suspected")], 1, 1),
    "SARS, undiagnosed": ("cn05-diagnosis", "confirmed", [ill(1, disease="sars")], 1, 0),
    "meal, any illness": ("cn05-food", "named", many(5, meal="M1"), 1, 0),
    "meal, named": ("cn05-food", "named", many(5, meal="M1", disease="food-poisoning"), 1, 1),
    "meal, two days": ("cn05-one-event", "one-day", [*many(4, meal="M1"), ill(9, later(1), meal="M1")], 1, 0),
    "meal, one day": ("cn05-one-event", "one-day", many(5, meal="M1"), 1, 1),
    "influenza": ("cn05-influenza", "ili-only", many(30, disease="influenza"), 1, 0),
    "H1N1": ("cn05-influenza", "ili-only", many(30, disease="influenza-h1n1"), 1, 0),
    "influenza-like": ("cn05-influenza", "ili-only", many(30, disease="ili"), 1, 1),
    "influenza with fever and cough": (
        "cn05-influenza",
        "ili-only",
        many(30, disease="influenza", symptoms=["cough"], temperature=380),
        1,
        1,
    ),
    "named, two days": (
        "cn05-one-event",
        "one-day",
        [*many(4, disease="food-poisoning"), ill(9, later(1), disease="food-poisoning")],
        1,
        0,
    ),
    "named, one day": ("cn05-one-event", "one-day", many(5, disease="food-poisoning"), 1, 1),
    "poisoned, two days": (
        "cn05-one-event",
        "one-day",
        [*many(2, disease="acute-poisoning"), ill(9, later(1), disease="acute-poisoning")],
        1,
        0,
    ),
    "poisoned, one day": ("cn05-one-event", "one-day", many(3, disease="acute-poisoning"), 1, 1),
    "poisoned, suspected": ("cn05-diagnosis", "confirmed", many(3, disease="acute-poisoning", diagnosis="suspected"), 1, 0),
    "named, suspected": ("cn05-diagnosis", "confirmed", many(5, disease="food-poisoning", diagnosis="suspected"), 1, 0),
    "fever, three": ("cn05-unexplained", "any", many(3, symptoms=["fever"]), 0, 1),
    "fever, two": ("cn05-unexplained", "any", many(2, symptoms=["fever"]), 0, 0),
    "onset unknown, left out": ("cn05-case-day", "onset-only", DAY_UNKNOWN, 1, 0),
    "onset unknown": ("cn05-case-day", "first-absence", DAY_UNKNOWN, 1, 1),
    "ill in class": ("cn05-case-day", "first-absence", ATTENDING, 1, 0),
}


@pytest.mark.parametrize(("reading", "choice", "facts", "shipped", "chosen"), READ.values(), ids=READ)
def test_another_reading_raises_more_or_less(reading, choice, facts, shipped, chosen):
    def raised(**more):
        return [one for one in assessed(facts, **more).alerts if one.rule.id.startswith("cn05-")]

    assert len(raised()) == shipped
    assert len(raised(readings={reading: choice})) == chosen


@each(TABLE, "case", "days", "cases")
@pytest.mark.parametrize(("more", "choice", "alerts"), [(0, "as-window", 1), (1, "as-window", 2), (0, "none", 2)])
def test_what_fires_again_within_the_quiet_days_joins(rule, case, days, cases, more, choice, alerts):
    # As many days as the window has; a week where a single case is enough.
    quiet = 7 if cases == 1 else days
    facts = [*many(cases, **case), *many(cases, later(days - 1 + quiet + more), 100, **case)]

    assert len(found(assessed(facts, "2020-12-24 12:00", readings={"cn05-quiet": choice}), rule)) == alerts


# ---------------------------------------------------------------------- what it opens


def dues(answer, *duties):
    return [(due.duty.id, due.filer, due.state, due.basis) for due in answer.dues if due.duty.id in duties]


REPORTS = ("cn05-threshold-report", "cn05-county-report", "emergency-report")


@each([row for row in TABLE if row[0] != "dengue"], "case", "cases")
def test_the_number_is_reported_at_once_by_the_school(rule, case, cases):
    answer = assessed(many(cases, recorded_at="2020-10-12 10:00", **case), "2020-10-12 10:00")
    reports = [due for due in answer.dues if due.duty.id in REPORTS]

    assert rule in {met.id for one in answer.alerts for met in one.rules}
    assert [(due.duty.id, due.filer, due.state, due.deadline) for due in reports] == [
        ("cn05-threshold-report", "S1", "missing", None)
    ]


def test_what_was_filed_answers_it():
    facts = many(10, disease="mumps", recorded_at="2020-10-12 10:00")
    told = [filing("cn05-threshold-report", "2020-10-12 10:20")]

    assert dues(assessed(facts, filings=told), *REPORTS) == [("cn05-threshold-report", "S1", "on_time", "ours")]


def test_numbers_of_the_county_are_reported_by_the_county():
    answer = assessed(many(5, disease="dengue", recorded_at="2020-10-12 10:00"))

    assert dues(answer, *REPORTS) == [("cn05-county-report", "A", "missing", "ours")]


@pytest.mark.parametrize(
    ("choice", "to"),
    [("both", ("县级疾病预防控制机构", "教育行政部门")), ("disease-control", ("县级疾病预防控制机构",))],
)
def test_to_whom_all_three_are_sent_is_a_reading(choice, to):
    duties = open_region("cn", readings={"cn05-addressees": choice}).rulebook.duties

    assert {duties[one].to for one in REPORTS} == {to}
    assert {duties[one].ours["to"] for one in REPORTS} == {"cn05-addressees"}


DECLARED = [
    ("occupational-anthrax", "S1"),
    ("encephalitis-township", "S1"),
    ("food-poisoning-general", "S1"),
    ("acute-poisoning-event", "S1"),
    ("environmental-event", "S1"),
    ("preventive-medication", "S1"),
    ("vaccination-reaction", "S1"),
    ("first-dengue", "A"),
    ("new-disease", "A"),
]


@pytest.mark.parametrize(("kind", "subject"), DECLARED)
def test_a_row_that_no_case_of_a_school_can_show_is_declared_and_opens_the_same(kind, subject):
    answer = assessed([], events=[event(kind, "2020-10-12 10:00", subject)])
    duty = "cn05-county-report" if subject == "A" else "cn05-threshold-report"

    assert dues(answer, *REPORTS) == [(duty, subject, "missing", "ours")]


def test_every_declared_row_is_tried():
    kinds = {one.id for one in open_region("cn").rulebook.event_kinds.values() if one.clause == "cn05-thresholds"}

    assert kinds == {kind for kind, _ in DECLARED}


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("acute-poisoning-event", "3例"),
        ("environmental-event", "3例"),
        ("preventive-medication", "10例"),
        ("preventive-medication", "死亡1例"),
        ("vaccination-reaction", "死亡"),
        ("new-disease", "1例"),
        ("food-poisoning-general", "30人"),
    ],
)
def test_what_is_declared_says_how_many_make_it_one(kind, number):
    assert number in open_region("cn").rulebook.event_kinds[kind].title


@pytest.mark.parametrize(
    ("readings", "when", "state"),
    [
        ({"cn05-alert-duty": "two-hours"}, "2020-10-12 12:00:00", "on_time"),
        ({"cn05-alert-duty": "two-hours"}, "2020-10-12 12:00:01", "late"),
        ({"cn05-alert-duty": "two-hours", "within-hours": "last-instant-out"}, "2020-10-12 11:59:59", "on_time"),
        ({"cn05-alert-duty": "two-hours", "within-hours": "last-instant-out"}, "2020-10-12 12:00:00", "late"),
    ],
)
@pytest.mark.parametrize(
    ("disease", "duty", "filer"), [("plague", "cn05-threshold-report", "S1"), ("dengue", "cn05-county-report", "A")]
)
def test_under_another_reading_the_number_counts_as_confirmed(readings, when, state, disease, duty, filer):
    facts = many(5, disease=disease, recorded_at="2020-10-12 10:00")
    answer = assessed(facts, readings=readings, filings=[filing(duty, when, filer)])

    assert [due.state for due in answer.dues if due.duty.id == duty] == [state]


def test_the_county_may_be_the_one_that_reports():
    answer = assessed([ill(1, disease="plague")], readings={"emergency-filer": "county"})

    assert [(one, filer) for one, filer, _, _ in dues(answer, *REPORTS)] == [("cn05-threshold-report", "A")]
