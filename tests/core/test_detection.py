from __future__ import annotations

import pytest

from school_health import DayException, Person, Region, SchoolClass
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.core.detection import numbers
from school_health.core.signal import DETECTORS
from school_health.errors import PluginFailed, RulebookError
from tests.builders import WORDS, absence, at, day, item, record, region, rulebook


EARS = 'detector = "ears-c1"\nunit = "school"\ncalendar = "calendar"\n'
CLASSES = [SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S1")]


def spread(*numbers_, first=12, **more):
    """Return so many spells of one day on each day from the 12th on."""
    return [
        absence(f"a{first}-{offset}-{number}", on := f"2020-10-{first + offset}", on, **more)
        for offset, count in enumerate(numbers_)
        for number in range(count)
    ]


def signals(keys, *absences, moment="2020-10-20 12:00", since=None, **more):
    facts = record(absences=absences, classes=CLASSES, **{"since": "2020-10-12", **more})
    return region(WORDS + item("signal", keys)).assess(facts, at(moment), since=since and day(since)).signals


def told(*args, **more):
    return [(f"{one.day:%d}", one.observed, one.verdict) for one in signals(*args, **more)]


def test_a_signal_says_of_each_day_what_was_counted_and_whether_there_is_a_baseline():
    found = told(EARS, *spread(1, 2, 1, 2, 1, 2, 1, 9), moment="2020-10-19 12:00")

    assert found == [
        *((f"{12 + n}", observed, "no-baseline") for n, observed in enumerate((1, 2, 1, 2, 1, 2, 1))),
        ("19", 9, "alarm"),
    ]


def test_a_quiet_day_is_quiet_and_says_how_much_would_have_been_too_much():
    last = signals(EARS, *spread(1, 2, 1, 2, 1, 2, 1, 2), moment="2020-10-19 12:00")[-1]

    assert (last.verdict, last.clause, last.place.id) == ("quiet", "c", "S1")
    assert last.upper > 2


def test_the_series_begins_with_the_record_and_only_the_days_asked_for_are_told():
    found = told(EARS, *spread(1, 2, 1, 2, 1, 2, 1, 9), moment="2020-10-19 12:00", since="2020-10-18")

    assert found == [("18", 1, "no-baseline"), ("19", 9, "alarm")]
    earlier = told(EARS, *spread(1, 2, 1, 2, 1, 2, 1, 9), moment="2020-10-19 12:00", since="2020-10-19")
    assert earlier == [("19", 9, "alarm")]


def test_a_series_of_teaching_days_leaves_the_others_out():
    closed = DayException(kind="closure", first=day("2020-10-14"), last=day("2020-10-14"), of="S1")
    found = told(EARS.replace('calendar = "calendar"\n', ""), *spread(1, 1, 1, 1, 1, 1, 1, 1), exceptions=[closed])

    assert [on for on, _, _ in found] == ["12", "13", "15", "16", "19", "20"]


@pytest.mark.parametrize(("unit", "places"), [("class", ["k1", "k2"]), ("school", ["S1"]), ("county", ["A"])])
def test_each_unit_that_has_a_case_has_its_series(unit, places):
    spells = [absence("a1", class_="k1"), absence("a2", class_="k2")]

    assert list(dict.fromkeys(one.place.id for one in signals(EARS.replace("school", unit), *spells))) == places


@pytest.mark.parametrize(
    ("keys", "observed"),
    [
        ("", 2),
        ('symptoms = ["fever"]', 1),
        ('people = ["student"]', 1),
        ('counts = "onset"', 1),
        ('counts = "onset"\notherwise = "left-out"', 0),
    ],
)
def test_a_signal_counts_as_an_alert_rule_does(keys, observed):
    spells = [
        absence("a1", "2020-10-13", "2020-10-13", symptoms=["fever"], onset="2020-10-12"),
        absence("a2", "2020-10-13", "2020-10-13", person="t"),
    ]
    people = [Person(id="t", school="S1", role="staff")]
    found = {one.day: one.observed for one in signals(EARS + keys, *spells, people=people)}

    assert found[day("2020-10-13")] == observed


def test_persons_are_counted_and_a_void_spell_is_none():
    spells = [
        absence("a1", "2020-10-12", "2020-10-12", person="p"),
        absence("a2", "2020-10-12", "2020-10-12", person="p"),
        absence("a3", "2020-10-12", "2020-10-12"),
        absence("a3", "2020-10-12", "2020-10-12", recorded_at="2020-10-13 09:00", void=True),
    ]

    assert told(EARS, *spells, moment="2020-10-12 12:00") == [("12", 2, "no-baseline")]
    assert told(EARS, *spells, moment="2020-10-13 09:00")[0] == ("12", 1, "no-baseline")


def test_who_is_present_counts_on_every_day_of_illness():
    found = told(EARS + 'counts = "present"', absence("a1", "2020-10-12", "2020-10-14"), moment="2020-10-15 12:00")

    assert [observed for _, observed, _ in found] == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("keys", "days"),
    [("since = 2020-10-14", ["14", "15"]), ("until = 2020-10-13", ["12", "13"]), ("active = false", [])],
)
def test_a_signal_speaks_of_the_days_on_which_it_holds(keys, days):
    assert [on for on, _, _ in told(EARS + keys, absence(), moment="2020-10-15 12:00")] == days


def test_of_an_empty_record_there_is_nothing_to_say():
    assert signals(EARS, since=None, moment="2020-10-20 12:00") == ()
    facts = record()
    assert region(WORDS + item("signal", EARS)).assess(facts, at("2020-10-20 12:00")).signals == ()


def test_a_question_about_some_duties_has_no_signals():
    facts = record(absences=[absence()], since="2020-10-12")

    assert region(WORDS + item("signal", EARS)).assess(facts, at("2020-10-20 12:00"), duties=[]).signals == ()


def fails(counts, **settings):
    if counts:
        message = "S1-P1"
        raise KeyError(message)
    return ()


def test_a_detector_that_fails_on_an_empty_series_is_refused_when_the_region_opens():
    book = rulebook(WORDS + item("signal", 'detector = "own"\nunit = "school"'))
    with pytest.raises(RulebookError, match=r"names the detector 'own', which fails on an empty series with IndexError$"):
        Region("test", "测试", book, StateCouncilCalendar(), detectors={"own": lambda counts: counts[0]})


@pytest.mark.parametrize(
    ("detector", "what"),
    [
        (fails, "fails with KeyError"),
        (lambda counts: None, "fails with TypeError"),
        (lambda counts: DETECTORS["ears-c1"](counts)[1:], "gives other than one Point for each count"),
        (lambda counts: [0] * len(counts), "gives other than one Point for each count"),
    ],
)
def test_a_detector_that_fails_or_answers_amiss_is_an_error_that_names_it(detector, what):
    book = rulebook(WORDS + item("signal", 'detector = "own"\nunit = "school"'))
    found = Region("test", "测试", book, StateCouncilCalendar(), detectors={"own": detector})
    with pytest.raises(PluginFailed) as caught:
        found.assess(record(absences=[absence()], since="2020-10-12"), at("2020-10-13 12:00"))

    assert str(caught.value) == f"[SH504] test/doc: the detector 'own' of the signal 'r' {what}"


def test_a_detector_is_told_its_settings_as_numbers():
    heard = []

    def own(counts, *, most=0, alpha=0.0):
        heard.append((most, alpha))
        return DETECTORS["ears-c1"](counts)

    book = rulebook(WORDS + item("signal", 'detector = "own"\nunit = "school"\nsettings = { most = "3", alpha = "0.5" }'))
    found = Region("test", "测试", book, StateCouncilCalendar(), detectors={"own": own})
    found.assess(record(absences=[absence()], since="2020-10-12"), at("2020-10-13 12:00"))

    assert numbers(book.signals["r"]) == {"most": 3, "alpha": 0.5}
    assert heard == [(3, 0.5), (3, 0.5)]
    assert [type(one) for one in heard[0]] == [int, float]
