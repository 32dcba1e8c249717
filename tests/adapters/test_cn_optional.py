"""
Sets of numbers that are off: the indicator of WS/T 772, a city's clusters, criteria of suspension, and signals.
"""

from __future__ import annotations

import pytest

from school_health import open_region
from school_health.errors import RulebookError
from tests.adapters.cn_cases import assessed, found, ill, later, many


BOOK = open_region("cn").rulebook
OFF = {
    "cn772-": ("cn772-numbers", "placeholder", {"cn772-dormitory", "cn772-class", "cn772-campus"}),
    "cluster-": ("cluster-set", "huzhou", {one for one in BOOK.alerts if one.startswith("cluster-")}),
    "criterion-": ("suspension-criteria", "on", {one for one in BOOK.alerts if one.startswith("criterion-")}),
}


def test_every_threshold_says_how_far_it_may_be_trusted():
    for rule in (*BOOK.alerts.values(), *BOOK.recoveries.values(), *BOOK.signals.values()):
        said = rule.trust or BOOK.clauses[rule.clause].trust or BOOK.documents[rule.document].trust
        assert said in {"CODE", "SEC", "WEAK", "MEM", "CITY"}, rule.id


def test_every_alert_says_by_which_reading_it_comes_to_rest():
    for rule in BOOK.alerts.values():
        assert rule.ours.get("quiet.days") or rule.ours.get("quiet"), rule.id


def test_what_is_off_is_off_by_us():
    optional = [*BOOK.signals.values(), *(one for one in BOOK.alerts.values() if not one.active)]

    assert {one.rests_on_us for one in optional} == {True}
    assert {one.ours["active"] for one in optional if not one.id.startswith("cn772-")} == {
        "signals",
        "cluster-set",
        "suspension-criteria",
    }


@pytest.mark.parametrize("prefix", OFF)
def test_a_set_is_off_as_a_whole_until_its_reading_is_chosen(prefix):
    reading, choice, rules = OFF[prefix]
    on = open_region("cn", readings={reading: choice}).rulebook

    assert {one.id for one in BOOK.alerts.values() if not one.active and one.id.startswith(prefix)} == rules
    assert {one.id for one in BOOK.alerts.values() if not one.active} - rules == {
        one.id for one in on.alerts.values() if not one.active
    }


# ---------------------------------------------------------------------- the indicator of WS/T 772


FEVER = {"symptoms": ["fever"]}
UNITS = [
    ("cn772-dormitory", {"dormitory": "101"}, 3, 1),
    ("cn772-class", {"class_": "S1-1"}, 3, 1),
    ("cn772-campus", {}, 5, 3),
]
units = pytest.mark.parametrize(("rule", "where", "cases", "days"), UNITS, ids=[row[0] for row in UNITS])
PLACEHOLDER = {"cn772-numbers": "placeholder"}


@units
def test_the_indicator_raises_nothing_as_shipped(rule, where, cases, days):
    assert found(assessed(many(cases * days, **where, **FEVER)), rule) == []


@units
def test_a_reading_switches_it_on_with_placeholders(rule, where, cases, days):
    within = [*many(cases - 1, **where, **FEVER), ill(99, later(days - 1), **where, **FEVER)]
    outside = [*many(cases - 1, **where, **FEVER), ill(99, later(days), **where, **FEVER)]

    (alert,) = found(assessed(within, readings=PLACEHOLDER), rule)

    assert (alert.rule.trust, alert.rule.rests_on_us, alert.persons) == ("MEM", True, cases)
    assert found(assessed(outside, readings=PLACEHOLDER), rule) == []
    assert found(assessed(within[1:], readings=PLACEHOLDER), rule) == []


@units
def test_a_host_switches_it_on_with_a_number_of_its_own(rule, where, cases, days):
    assert days <= 3
    settings = {f"{rule}.cases": cases + 1}
    facts = many(cases + 1, **where, **FEVER)

    (alert,) = found(assessed(facts, settings=settings), rule)

    assert (alert.rule.configured, alert.rule.rests_on_us) == (("cases",), True)
    assert found(assessed(facts[1:], settings=settings), rule) == []
    others = {row[0] for row in UNITS} - {rule}
    assert all(not open_region("cn", settings=settings).rulebook.alerts[one].active for one in others)


@pytest.mark.parametrize(("days", "alerts"), [(4, 0), (5, 1)])
def test_a_host_sets_the_days_too(days, alerts):
    facts = [*many(2, **FEVER, class_="S1-1"), ill(9, later(4), **FEVER, class_="S1-1")]

    assert len(found(assessed(facts, settings={"cn772-class.days": days}), "cn772-class")) == alerts


@pytest.mark.parametrize(("quiet", "alerts"), [(4, 2), (5, 1)])
def test_a_host_sets_the_quiet_days_too(quiet, alerts):
    facts = [*many(3, **FEVER, class_="S1-1"), *many(3, later(5), 10, **FEVER, class_="S1-1")]

    assert len(found(assessed(facts, settings={"cn772-class.quiet": quiet}), "cn772-class")) == alerts


@units
@pytest.mark.parametrize(("more", "alerts"), [(0, 1), (1, 2)])
def test_the_indicator_comes_to_rest_after_three_days(rule, where, cases, days, more, alerts):
    facts = [*many(cases, **where, **FEVER), *many(cases, later(days - 1 + 3 + more), 100, **where, **FEVER)]

    assert len(found(assessed(facts, readings=PLACEHOLDER), rule)) == alerts


def test_the_indicator_counts_pupils_with_one_symptom():
    staff = [*many(2, **FEVER, class_="S1-1"), ill(9, **FEVER, class_="S1-1", role="staff")]
    unlike = [*many(2, **FEVER, class_="S1-1"), ill(9, symptoms=["rash"], class_="S1-1")]

    assert found(assessed(staff, readings=PLACEHOLDER), "cn772-class") == []
    assert found(assessed(unlike, readings=PLACEHOLDER), "cn772-class") == []


@pytest.mark.parametrize(
    "setting", ["cn06-cluster-day.cases", "cn05-plague.cases", "cluster-ili.cases", "cn772-class.percent", "nowhere.cases"]
)
def test_a_number_that_somebody_has_read_cannot_be_set(setting):
    with pytest.raises(RulebookError, match=setting.partition(".")[0]):
        open_region("cn", settings={setting: 2})


# ---------------------------------------------------------------------- a city's clusters


# Rule, disease, days, cases, deaths (0: none).
HUZHOU = [
    ("hand-foot-mouth-school", "hand-foot-mouth", 7, 5, 0),
    ("hand-foot-mouth-class", "hand-foot-mouth", 7, 2, 0),
    ("norovirus", "norovirus", 7, 10, 0),
    ("dysentery", "bacillary-dysentery", 3, 10, 2),
    ("conjunctivitis", "haemorrhagic-conjunctivitis", 7, 3, 0),
    ("ili", "ili", 7, 10, 0),
    ("scarlet-fever", "scarlet-fever", 7, 10, 0),
    ("measles", "measles", 10, 2, 0),
    ("rubella", "rubella", 7, 5, 0),
    ("mumps", "mumps", 7, 5, 0),
    ("varicella", "varicella", 7, 5, 0),
    ("dengue", "dengue", 14, 3, 0),
]
CRITERIA = [
    ("hand-foot-mouth-class", "hand-foot-mouth", 7, 2, 0),
    ("hand-foot-mouth-school", "hand-foot-mouth", 7, 10, 0),
    ("measles-class", "measles", 10, 2, 0),
    ("varicella-class", "varicella", 7, 10, 0),
]
TABLE = [
    *((f"cluster-{row[0]}", {"cluster-set": "huzhou"}, "alert", *row[1:]) for row in HUZHOU),
    *((f"criterion-{row[0]}", {"suspension-criteria": "on"}, "criterion", *row[1:]) for row in CRITERIA),
]
LATE = {"moment": "2023-11-12 12:00", "since": "2023-10-09", "terms": ()}
MONDAY = "2023-10-09"
rows = pytest.mark.parametrize(
    ("rule", "readings", "gives", "disease", "days", "cases", "deaths"), TABLE, ids=[row[0] for row in TABLE]
)


def test_the_tables_are_whole():
    assert {row[0] for row in TABLE} == OFF["cluster-"][2] | OFF["criterion-"][2]


def case(number, rule, disease, after=0, **more):
    where = {"class_": "S1-1"} if rule.endswith("-class") else {}
    return ill(number, later(after, MONDAY), disease=disease, **where, **more)


@rows
def test_the_number_within_the_days_and_nothing_less(rule, readings, gives, disease, days, cases, deaths):
    first = [case(one, rule, disease) for one in range(cases - 1)]
    within = [*first, case(99, rule, disease, days - 1)]

    (one,) = found(assessed(within, readings=readings, **LATE), rule)

    assert (one.rule.gives, one.persons, one.reached) == (gives, cases, "cases")
    assert found(assessed(within, **LATE), rule) == []
    assert found(assessed(within[1:], readings=readings, **LATE), rule) == []
    assert found(assessed([*first, case(99, rule, disease, days)], readings=readings, **LATE), rule) == []
    elsewhere = ill(99, MONDAY, disease=disease, class_="S1-2", school="S1" if rule.endswith("-class") else "S2")
    assert found(assessed([*first, elsewhere], readings=readings, **LATE), rule) == []
    again = case(0, rule, disease, 1, id="again")
    assert found(assessed([*first, again], readings=readings, **LATE), rule) == []
    dead = [case(one, rule, disease, died=later(0, MONDAY)) for one in range(max(deaths, 1))]
    assert [one.reached for one in found(assessed(dead, readings=readings, **LATE), rule)] == ["deaths"] * bool(deaths)
    assert found(assessed(dead[1:], readings=readings, **LATE), rule) == []


@rows
@pytest.mark.parametrize(("more", "choice", "times"), [(0, "as-window", 1), (1, "as-window", 2), (0, "none", 2)])
def test_what_comes_within_as_many_quiet_days_joins(
    rule, readings, gives, disease, days, cases, deaths, more, choice, times
):
    assert (gives, deaths) in {("alert", 0), ("alert", 2), ("criterion", 0)}
    facts = [case(one, rule, disease) for one in range(cases)]
    # Cases later than the window fire again so many days after the last day on which the first ones did.
    facts += [case(one, rule, disease, 2 * days - 1 + more) for one in range(100, 100 + cases)]
    quiet = "cluster-quiet" if rule.startswith("cluster") else "suspension-quiet"

    assert len(found(assessed(facts, readings={**readings, quiet: choice}, **LATE), rule)) == times


def test_a_city_counts_from_the_day_of_its_notice():
    early = [ill(one, "2023-09-09", disease="measles") for one in (1, 2)]
    answer = assessed(early, "2023-09-10 23:59", since="2023-09-04", terms=(), readings={"cluster-set": "huzhou"})

    assert found(answer, "cluster-measles") == []


def test_hand_foot_mouth_is_counted_in_a_dormitory_too():
    facts = [ill(one, MONDAY, disease="hand-foot-mouth", dormitory="101") for one in (1, 2)]

    (one,) = found(assessed(facts, readings={"cluster-set": "huzhou"}, **LATE), "cluster-hand-foot-mouth-class")

    assert one.place.unit == "dormitory"


@pytest.mark.parametrize("readings", [{"cluster-set": "huzhou"}, {"suspension-criteria": "on"}, PLACEHOLDER])
def test_an_optional_set_opens_no_duty(readings):
    with_it = open_region("cn", readings=readings).rulebook
    opened = {one.partition(":")[2] for duty in with_it.duties.values() for one in duty.after}

    assert opened.isdisjoint(set().union(*(rules for _, _, rules in OFF.values())))


# ---------------------------------------------------------------------- signals


SIGNALS = ("signal-c1", "signal-c2", "signal-c3", "signal-percentile")
QUIET = [ill(f"{after}", later(after, "2020-09-07")) for after in range(0, 33, 4)]
BURST = [ill(f"burst-{one}", "2020-10-14") for one in range(12)]


def told(absences, moment, *, on=True, since="2020-09-07", **more):
    readings = {"signals": "on"} if on else None
    answer = assessed(absences, moment, readings=readings, since=since, **more)
    return {one.rule.id: one.verdict for one in answer.signals if one.day == later(0, moment[:10])}


def test_signals_are_off_until_a_host_asks_for_them():
    assert told([*QUIET, *BURST], "2020-10-14 18:00", on=False) == {}
    assert set(told([*QUIET, *BURST], "2020-10-14 18:00")) == set(SIGNALS)


@pytest.mark.parametrize(
    ("moment", "without"),
    [
        ("2020-09-15 18:00", {"signal-c1", "signal-c2", "signal-c3", "signal-percentile"}),  # the 7th teaching day
        ("2020-09-16 18:00", {"signal-c2", "signal-c3", "signal-percentile"}),
        ("2020-09-18 18:00", {"signal-c3", "signal-percentile"}),
        ("2020-09-22 18:00", {"signal-percentile"}),
    ],
)
def test_a_signal_has_no_baseline_at_first(moment, without):
    assert {rule for rule, verdict in told(QUIET, moment).items() if verdict == "no-baseline"} == without


def test_a_burst_of_absences_is_an_alarm_and_opens_nothing():
    verdicts = told([*QUIET, *BURST], "2020-10-14 18:00")
    answer = assessed([*QUIET, *BURST], "2020-10-14 18:00", readings={"signals": "on"}, since="2020-09-07")

    assert verdicts == {**dict.fromkeys(SIGNALS[:3], "alarm"), "signal-percentile": "no-baseline"}
    assert (list(answer.dues), answer.alerts) == ([], ())


@pytest.mark.parametrize(("count", "verdict"), [(1, "quiet"), (2, "alarm")])
def test_the_least_deviation_keeps_a_single_absence_quiet(count, verdict):
    # Nothing for a fortnight: the deviation is taken as a half, and the bound is 1.55.
    few = [ill("first", "2020-09-07"), *(ill(f"few-{one}", "2020-10-14") for one in range(count))]

    assert told(few, "2020-10-14 18:00")["signal-c1"] == verdict


# Of the fifteen days about the same day of three years, so many had five absences.
@pytest.mark.parametrize(
    ("since", "days", "verdict"),
    [("2017-10-13", 3, "alarm"), ("2017-10-13", 4, "quiet"), ("2017-10-14", 3, "no-baseline")],
)
def test_the_moving_percentile_speaks_after_three_years(since, days, verdict):
    usual = [ill(f"{on}-{one}", f"2018-10-{on}") for on in range(13, 13 + days) for one in range(5)]
    facts = [*usual, *(ill(f"now-{one}", "2020-10-14") for one in range(3))]

    assert told(facts, "2020-10-14 18:00", since=since, terms=())["signal-percentile"] == verdict
