"""
The 2006 norm: clusters in a class or dormitory, single cases, and the reports that they open.
"""

from __future__ import annotations

import pytest

from school_health import Person, open_region
from tests.adapters.cn_cases import assessed, found, ill, later, many
from tests.builders import at, event, filing, school


DAY, DAYS = "cn06-cluster-day", "cn06-cluster-3-days"
IN_CLASS = {"class_": "S1-1", "symptoms": ["fever"]}
IN_ROOM = {"dormitory": "101", "symptoms": ["fever"]}


def number(facts, rule, **more):
    return len(found(assessed(facts, **more), rule))


# ---------------------------------------------------------------------- clusters


@pytest.mark.parametrize("where", [IN_CLASS, IN_ROOM], ids=["class", "dormitory"])
@pytest.mark.parametrize(("cases", "alerts"), [(2, 0), (3, 1)])
def test_three_alike_cases_of_one_day_are_a_cluster(where, cases, alerts):
    assert number(many(cases, **where), DAY) == alerts


@pytest.mark.parametrize("where", [IN_CLASS, IN_ROOM], ids=["class", "dormitory"])
@pytest.mark.parametrize(("cases", "alerts"), [(4, 0), (5, 1)])
def test_five_alike_cases_of_three_consecutive_days_are_a_cluster(where, cases, alerts):
    facts = [ill(one, later(one % 3), **where) for one in range(cases)]

    assert (number(facts, DAYS), number(facts, DAY)) == (alerts, 0)


@pytest.mark.parametrize(("last", "alerts"), [(0, 1), (1, 0)])
def test_the_next_day_is_outside_the_one_day(last, alerts):
    assert number([*many(2, **IN_CLASS), ill(9, later(last), **IN_CLASS)], DAY) == alerts


@pytest.mark.parametrize(("last", "alerts"), [(2, 1), (3, 0)])
def test_the_fourth_day_is_outside_the_three(last, alerts):
    facts = [*many(2, **IN_CLASS), *many(3, later(last), 10, **IN_CLASS)]

    assert number(facts, DAYS) == alerts


@pytest.mark.parametrize(
    ("other", "alerts"),
    [
        ({"class_": "S1-2"}, 0),
        ({"class_": "S2-1", "school": "S2"}, 0),
        ({"dormitory": "101"}, 0),
        ({"class_": "S1-1"}, 1),
    ],
    ids=["another class", "another school", "no class", "the same class"],
)
def test_units_are_not_added_up(other, alerts):
    assert number([*many(2, **IN_CLASS), ill(9, symptoms=["fever"], **other)], DAY) == alerts


def test_rooms_of_one_number_in_two_schools_are_two():
    assert number([*many(2, **IN_ROOM), ill(9, school="S2", **IN_ROOM)], DAY) == 0


def test_a_class_and_a_dormitory_are_counted_separately_and_one_cluster_where_they_share_a_pupil():
    both = many(3, **IN_CLASS, dormitory="101")
    apart = [*many(3, **IN_CLASS), *many(3, start=10, **IN_ROOM)]

    assert [[place.unit for place in one.places] for one in found(assessed(both), DAY)] == [["class", "dormitory"]]
    assert [[place.unit for place in one.places] for one in found(assessed(apart), DAY)] == [["class"], ["dormitory"]]


def test_somebody_with_two_spells_counts_once():
    assert number([*many(2, **IN_CLASS), ill(1, id="again", **IN_CLASS)], DAY) == 0


@pytest.mark.parametrize(
    ("shared", "alerts"),
    [
        ([{"symptoms": ["fever"]}, {"symptoms": ["rash", "fever"]}, {"symptoms": ["fever"]}], 1),
        ([{"symptoms": ["fever"]}, {"symptoms": ["rash"]}, {"symptoms": ["fever"]}], 0),
        ([{"symptoms": ["fever"], "meal": "M"}, {"symptoms": ["rash"], "meal": "M"}, {"meal": "M"}], 1),
        ([{"meal": "M"}, {"meal": "N"}, {"meal": "M"}], 0),
        ([{}, {}, {}], 0),
        ([{"cause": "injury", "symptoms": ["fever"]}] * 3, 0),
    ],
    ids=["a symptom", "two symptoms", "a meal", "two meals", "nothing", "injuries"],
)
def test_cases_are_alike_by_a_symptom_or_a_meal(shared, alerts):
    assert number([ill(one, class_="S1-1", **more) for one, more in enumerate(shared)], DAY) == alerts


@pytest.mark.parametrize(
    ("rule", "others"),
    [(DAY, many(2, "2020-10-14", **IN_CLASS)), (DAYS, [ill(one, later(one % 3), **IN_CLASS) for one in (3, 4, 5, 6)])],
)
def test_a_correction_leaves_the_cluster_and_makes_it_excludable(rule, others):
    told = [("2020-10-14 10:00", False), ("2020-10-14 11:00", True)]
    facts = [*others, *(ill(9, "2020-10-14", recorded_at=when, void=void, **IN_CLASS) for when, void in told)]

    (before,) = found(assessed(facts, "2020-10-14 10:30"), rule)
    (after,) = found(assessed(facts, "2020-10-14 11:00"), rule)

    assert (before.excludable, bool(after.excludable), after.raised_at) == ("", True, at("2020-10-14 10:00"))


@pytest.mark.parametrize("role", ["staff", "temporary"])
@pytest.mark.parametrize(("choice", "day", "days"), [("students", 0, 0), ("everybody", 1, 0)])
def test_staff_are_no_pupils_and_count_on_one_day_only_where_that_is_read(role, choice, day, days):
    readings = {"cn06-whose-cases": choice}
    of_a_day = [*many(2, **IN_CLASS), ill(9, role=role, **IN_CLASS)]
    of_three = [ill(one, later(one % 3), role=role if one == 4 else "student", **IN_CLASS) for one in range(5)]

    assert number(of_a_day, DAY, readings=readings) == day
    assert number(of_three, DAYS, readings=readings) == days
    assert number([*of_a_day, ill(10, **IN_CLASS)], DAY, readings=readings) == 1


def test_three_in_a_day_and_five_in_three_days_of_a_class_are_one_cluster_and_one_report():
    answer = assessed([*many(3, **IN_CLASS), *many(2, later(2), 10, **IN_CLASS)], "2020-10-14 12:00")

    assert [([rule.id for rule in one.rules], one.persons) for one in answer.alerts] == [([DAY, DAYS], 5)]
    assert [due.duty.id for due in answer.dues if due.event is not None] == ["cn06-cluster-report"]


def test_the_five_are_a_cluster_of_their_own_where_no_day_had_three():
    answer = assessed([ill(one, later(one % 3), **IN_CLASS) for one in range(5)])

    assert [[rule.id for rule in one.rules] for one in answer.alerts] == [[DAYS]]
    assert [due.duty.id for due in answer.dues if due.event is not None] == ["cn06-cluster-report"]


# ---------------------------------------------------------------------- readings of the clusters


@pytest.mark.parametrize(("choice", "alerts"), [("calendar", 0), ("teaching", 1)])
def test_consecutive_days_are_calendar_days_or_teaching_days(choice, alerts):
    # A Thursday, a Friday and the Monday after: 2020-10-15, -16, -19.
    facts = [*many(2, later(3), 1, **IN_CLASS), *many(2, later(4), 5, **IN_CLASS), *many(2, later(7), 9, **IN_CLASS)]

    assert number(facts, DAYS, readings={"cn06-consecutive": choice}) == alerts


@pytest.mark.parametrize(("choice", "alerts"), [("calendar", 1), ("teaching", 0)])
def test_a_weekend_counts_in_calendar_days(choice, alerts):
    facts = [*many(2, later(4), 1, **IN_CLASS), *many(2, later(5), 5, **IN_CLASS), ill(9, later(6), **IN_CLASS)]

    assert number(facts, DAYS, readings={"cn06-consecutive": choice}) == alerts


UNKNOWN = {**IN_CLASS, "onset": None}
EARLIER = {**IN_CLASS, "onset": later(-1)}
ATTENDING = {**IN_CLASS, "attending": True}


@pytest.mark.parametrize(
    ("choice", "unknown", "earlier", "attending"),
    [("onset-or-absence", 1, 0, 1), ("onset-only", 0, 0, 1), ("first-absence", 1, 1, 0)],
)
def test_a_case_counts_by_onset_or_first_absence(choice, unknown, earlier, attending):
    for more, alerts in ((UNKNOWN, unknown), (EARLIER, earlier), (ATTENDING, attending)):
        facts = [*many(2, **IN_CLASS), ill(9, **more)]
        five = [*many(4, **IN_CLASS), ill(9, **more)]

        assert number(facts, DAY, readings={"cn06-case-day": choice}) == alerts
        if more is not EARLIER:  # three days hold the day before
            assert number(five, DAYS, readings={"cn06-case-day": choice}) == alerts


@pytest.mark.parametrize(("choice", "alerts"), [("symptom", 0), ("symptom-or-disease", 1)])
@pytest.mark.parametrize(("rule", "cases"), [(DAY, 3), (DAYS, 5)])
def test_the_same_disease_is_alike_unless_only_symptoms_are_read(choice, alerts, rule, cases):
    facts = many(cases, class_="S1-1", disease="varicella")

    assert number(facts, rule, readings={"cn06-alike": choice}) == alerts


@pytest.mark.parametrize(("more", "choice", "alerts"), [(0, "three-days", 1), (1, "three-days", 2), (0, "none", 2)])
@pytest.mark.parametrize(("rule", "cases", "days"), [(DAY, 3, 1), (DAYS, 5, 3)])
def test_what_fires_again_within_the_quiet_days_joins(rule, cases, days, more, choice, alerts):
    facts = [*many(cases, **IN_CLASS), *many(cases, later(days - 1 + 3 + more), 10, **IN_CLASS)]

    assert number(facts, rule, readings={"cn06-quiet": choice}) == alerts


@pytest.mark.parametrize(("last", "alerts"), [("2006-03-31", 0), ("2006-04-01", 1)])
def test_the_norm_speaks_from_the_month_of_its_issue(last, alerts):
    answer = assessed(many(3, last, **IN_CLASS), "2006-04-10 12:00", since="2006-03-27", terms=())

    assert len(found(answer, DAY)) == alerts


# ---------------------------------------------------------------------- single cases


@pytest.mark.parametrize(
    ("disease", "alerts"),
    [
        ("varicella", 1),
        ("norovirus", 1),
        ("tuberculosis", 1),
        ("other-notifiable", 1),
        ("common-cold", 0),
        ("ili", 0),
        ("", 0),
    ],
)
def test_every_infectious_disease_is_a_case_of_its_own(disease, alerts):
    facts = many(2, disease=disease, symptoms=["fever"], temperature=390)

    assert number(facts, "cn06-suspected") == 2 * alerts


def test_somebody_ill_with_fever_and_cough_is_not_suspected_of_a_disease_that_nobody_named():
    assert number([ill(1, symptoms=["fever", "cough"], temperature=395)], "cn06-suspected") == 0


@pytest.mark.parametrize(
    ("choice", "diagnosis", "alerts"),
    [("any", "", 1), ("diagnosed", "", 0), ("diagnosed", "suspected", 1), ("diagnosed", "confirmed", 1)],
)
def test_a_named_disease_is_suspected_at_least(choice, diagnosis, alerts):
    facts = [ill(1, disease="measles", diagnosis=diagnosis)]

    assert number(facts, "cn06-suspected", readings={"cn06-named": choice}) == alerts


SEVERE = ("unexplained-high-fever", "respiratory-distress", "severe-vomiting", "severe-diarrhoea")


@pytest.mark.parametrize("symptom", SEVERE)
def test_one_pupil_with_a_severe_symptom_is_enough(symptom):
    assert number([ill(1, symptoms=[symptom, "headache"])], "cn06-single-severe") == 1
    assert number([ill(1, symptoms=[symptom], role="staff")], "cn06-single-severe") == 0


@pytest.mark.parametrize("symptom", ["fever", "vomiting", "diarrhoea"])
def test_the_plain_symptom_is_not_severe(symptom):
    assert number([ill(1, symptoms=[symptom])], "cn06-single-severe") == 0


TOLD = [("2020-10-12 10:00", False), ("2020-10-12 11:00", True)]


@pytest.mark.parametrize(
    ("rule", "more"),
    [("cn06-suspected", {"disease": "measles"}), ("cn06-single-severe", {"symptoms": ["respiratory-distress"]})],
)
def test_a_single_case_is_raised_once_and_excludable_when_it_was_an_error(rule, more):
    again = [ill(1, **more), ill(1, later(3), id="again", **more), ill(1, later(7), id="later", **more)]
    wrong = [ill(1, recorded_at=when, void=void, **more) for when, void in TOLD]

    assert (number(again, rule), number(again[:2], rule, readings={"cn06-quiet": "none"})) == (2, 2)
    assert [bool(one.excludable) for one in found(assessed(wrong, "2020-10-12 10:59"), rule)] == [False]
    assert [bool(one.excludable) for one in found(assessed(wrong, "2020-10-12 11:00"), rule)] == [True]


# ---------------------------------------------------------------------- what has to be reported


KNOWN = {"recorded_at": "2020-10-12 10:00"}
OPENED = [
    ("cn06-cluster-report", many(3, **IN_CLASS, **KNOWN), []),
    ("cn06-cluster-report", [ill(one, later(-(one % 3)), **IN_ROOM, **KNOWN) for one in range(5)], []),
    ("cn06-severe-report", [ill(1, symptoms=["severe-vomiting"], **KNOWN)], []),
    ("cn06-unknown-report", [], [event("group-unknown-illness", "2020-10-12 10:00")]),
]
opened = pytest.mark.parametrize(("duty", "cases", "events"), OPENED, ids=["day", "three days", "severe", "unknown"])


@opened
@pytest.mark.parametrize(
    ("when", "choice", "state"),
    [
        ("2020-10-13 10:00:00", "last-instant-in", "on_time"),
        ("2020-10-13 10:00:01", "last-instant-in", "late"),
        ("2020-10-13 09:59:59", "last-instant-out", "on_time"),
        ("2020-10-13 10:00:00", "last-instant-out", "late"),
    ],
)
def test_it_is_reported_within_24_hours_over_midnight(duty, cases, events, when, choice, state):
    answer = assessed(
        cases, events=events, filings=[filing(duty, when)], readings={"cn06-within-hours": choice}, since="2020-10-08"
    )

    assert [(due.duty.id, due.filer, due.state) for due in answer.dues if due.duty.id.startswith("cn06")] == [
        (duty, "S1", state)
    ]


@opened
@pytest.mark.parametrize(("moment", "state"), [("2020-10-13 10:00:00", "not_yet_due"), ("2020-10-13 10:00:01", "missing")])
def test_it_is_missing_when_the_24_hours_are_over(duty, cases, events, moment, state):
    answer = assessed(cases, moment, events=events, since="2020-10-08")

    assert [(due.duty.id, due.state, due.basis) for due in answer.dues if due.duty.id.startswith("cn06")] == [
        (duty, state, "norm")
    ]


def test_the_24_hours_do_not_wait_for_monday():
    facts = many(3, later(4), **IN_CLASS, recorded_at="2020-10-16 15:00")  # a Friday
    told = [filing("cn06-cluster-report", "2020-10-17 15:00:01")]

    assert [due.state for due in assessed(facts, filings=told).dues] == ["late"]


@pytest.mark.parametrize(("told", "state"), [([], "missing"), (["2020-10-14 17:00"], "on_time")])
def test_an_infectious_disease_is_reported_at_once(told, state):
    facts = [ill(1, disease="varicella", **KNOWN)]
    answer = assessed(facts, filings=[filing("cn06-suspected-report", one) for one in told])

    assert [(due.duty.id, due.state, due.deadline) for due in answer.dues] == [("cn06-suspected-report", state, None)]


def test_nothing_is_due_before_anything_is_known():
    answer = assessed([ill(1, disease="varicella", **KNOWN)], "2020-10-12 09:59")

    assert (answer.alerts, list(answer.dues)) == ((), [])


def test_reports_go_to_the_county_and_the_principal_answers_first():
    book = open_region("cn").rulebook
    reports = [one for one in book.duties.values() if one.document == "cn-2006-65"]

    assert {one.id for one in reports} == {*(duty for duty, _, _ in OPENED), "cn06-suspected-report"}
    assert {one.to for one in reports} == {("县级疾病预防控制机构", "教育行政部门")}
    assert all("cn06-addressees" in one.clauses for one in reports)
    assert (book.parties["cn06-principal"].liability, book.parties["cn06-principal"].level) == ("第一责任人", "school")


# ---------------------------------------------------------------------- words


def test_the_twelve_symptoms_are_watched_by_their_names():
    words = open_region("cn").rulebook.vocabularies["cn772-symptoms"]

    assert " ".join(words.words.values()) == "发热 咳嗽 头痛 咽痛 腮腺肿大 腹痛 腹泻 呕吐 皮疹 头晕 乏力 结膜充血"
    assert words.open


def test_which_diseases_are_infectious_is_ours_and_every_symptom_stands_in_one_list():
    book = open_region("cn").rulebook

    assert (book.vocabularies["cn06-infectious"].ours, book.vocabularies["cn06-infectious"].rests_on_us) == (
        {"words": "cn06-which-diseases"},
        True,
    )
    assert "jaundice" in book.vocabularies["cn06-symptoms"].words
    assert set(book.vocabularies["symptoms-in-use"].words) == {"parotid-pain"}


def test_a_word_has_one_name_and_a_name_one_word():
    book = open_region("cn").rulebook
    for of in ("symptom", "disease"):
        named = [pair for one in book.vocabularies.values() if one.of == of for pair in one.words.items()]
        assert len(set(named)) == len(dict(named)) == len({name for _, name in named})


@pytest.mark.parametrize(
    ("more", "lacking"),
    [({}, 1), ({"symptoms": ["cough"]}, 0), ({"disease": "common-cold"}, 0), ({"cause": "injury"}, 0), ({"void": True}, 0)],
)
def test_an_absence_through_illness_names_a_symptom_or_a_disease(more, lacking):
    answer = assessed([ill(1, **more)], people=[Person(id="P1", school="S1")])

    assert [(one.check.id, one.about) for one in answer.findings] == [("cn772-unnamed", "A1")] * lacking


@pytest.mark.parametrize(
    ("stage", "general", "every"),
    [
        ("primary", 1, 1),
        ("junior", 1, 1),
        ("senior", 1, 1),
        ("special", 1, 1),
        ("", 1, 1),
        ("kindergarten", 0, 1),
        ("university", 0, 1),
    ],
)
def test_the_standard_asks_primary_and_secondary_schools_and_others_only_where_that_is_read(stage, general, every):
    for choice, lacking in (("general", general), ("all", every)):
        answer = assessed([ill(1)], schools=[school("S1", stage=stage)], classes=(), readings={"cn772-schools": choice})

        assert [one.check.id for one in answer.findings] == ["cn772-unnamed"] * lacking


@pytest.mark.parametrize(("on", "lacking"), [("2020-07-27", 0), ("2020-07-28", 1)])
def test_symptoms_are_asked_for_from_the_day_of_the_standard(on, lacking):
    answer = assessed([ill(1, on)], "2020-07-30 12:00", since="2020-07-01")

    assert len(answer.findings) == lacking
