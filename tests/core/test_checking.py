from __future__ import annotations

from pathlib import Path

import pytest

from school_health import Adoption, Campaign, Person, Region, SchoolClass
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.core.checks import NAMES, TESTS
from school_health.core.finding import Found
from school_health.core.signal import DETECTORS
from school_health.errors import PluginFailed, RulebookError, UnknownTerm
from tests.builders import DOCUMENT, WORDS, absence, at, day, duty, event, item, record, region, rulebook, school


EVENT = item("event", 'subject = "any"\ndetails = { seed = "种子" }', "visit")


def check(test, keys="", id_="k"):
    return item("check", f'test = "{test}"\nsays = "错了。"\ndo = "改正。"\n{keys}', id_)


DETAILS = check("details", 'of = ["visit"]\nneeds = ["seed"]')


def visit(when="2020-10-12 10:00", **more):
    return event("visit", when, **more)


def findings(text, moment="2020-10-20 12:00", **more):
    head = text if "[document]" in text else EVENT + text
    facts = record(**{"since": "2020-10-12", "events": [visit()], **more})
    return region(head).assess(facts, at(moment)).findings


# ---------------------------------------------------------------------- what a finding says


def test_a_finding_names_its_clause_whom_it_concerns_and_where():
    (one,) = findings(DETAILS)

    assert (one.clause, one.check.says, one.check.do) == ("c", "错了。", "改正。")
    assert (one.subject, one.place, one.day, one.at, one.lacks) == (
        "S1",
        "S1",
        day("2020-10-12"),
        at("2020-10-12 10:00"),
        ("seed",),
    )
    assert one.key == ("k", "S1", day("2020-10-12"), "visit@2020-10-12 10:00", ("seed",))


@pytest.mark.parametrize(("subject", "place"), [("S1", "S1"), ("A", "A"), ("k1", "S1"), ("p1", "S1"), ("P", "P")])
def test_a_finding_counts_in_the_school_or_area_of_its_subject(subject, place):
    found = findings(
        DETAILS,
        events=[visit(subject=subject)],
        classes=[SchoolClass(id="k1", school="S1")],
        people=[Person(id="p1", school="S1")],
    )

    assert [(one.subject, one.place) for one in found] == [(subject, place)]


def test_somebody_whom_no_list_names_counts_in_the_school_of_the_spell():
    spells = [absence("a1", person="p9"), absence("a2", "2020-10-13", person="p9", school="S2")]
    found = findings(WORDS + check("unnamed"), absences=spells, schools=[school("S1"), school("S2")])

    assert {(one.subject, one.place) for one in found} == {("p9", "S2")}


def test_neither_subject_nor_reference_is_in_a_representation():
    assert "S1" not in repr(Found("S1", day("2020-10-12"), at("2020-10-12 10:00"), "e1", ("x",)))


# ---------------------------------------------------------------------- when and where a check speaks


def test_what_is_found_twice_is_one_finding():
    def twice(checked, check):
        for number in (1, 2):
            yield Found("S1", day("2020-10-12"), at(f"2020-10-12 1{number}:00"), "x")

    def assess(text):
        found = Region("test", "测试", rulebook(text), StateCouncilCalendar(), tests={**TESTS, "twice": twice})
        return found.assess(record(since="2020-10-12"), at("2020-10-20 12:00")).findings

    assert [one.at.hour for one in assess(check("twice"))] == [11]
    assert len(assess(check("twice") + check("twice", id_="l"))) == 2


def test_what_shows_later_is_not_found_yet():
    later = [visit(recorded_at=at("2020-10-14 08:00"))]

    assert findings(DETAILS, "2020-10-14 07:59", events=later) == ()
    assert len(findings(DETAILS, "2020-10-14 08:00", events=later)) == 1


def test_a_test_may_name_what_is_still_to_come_and_is_not_heard_before():
    def ahead(checked, check):
        yield Found("S1", day("2020-10-12"), at("2020-10-14 08:00"))

    def assess(moment):
        found = Region("test", "测试", rulebook(check("ahead")), StateCouncilCalendar(), tests={"ahead": ahead})
        return found.assess(record(since="2020-10-12"), at(moment)).findings

    assert (len(assess("2020-10-14 07:59:59")), len(assess("2020-10-14 08:00"))) == (0, 1)


@pytest.mark.parametrize(
    ("keys", "seen"),
    [("since = 2020-10-12", 1), ("since = 2020-10-13", 0), ("until = 2020-10-12", 1), ("until = 2020-10-11", 0)],
)
def test_a_check_speaks_of_the_days_on_which_it_holds(keys, seen):
    assert len(findings(DETAILS + keys + "\n")) == seen


def test_a_question_about_some_duties_has_no_findings():
    text = EVENT + DETAILS + duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }')
    facts = record(events=[visit()], since="2020-10-12")

    assert region(text).assess(facts, at("2020-10-12 12:00"), duties=["d"]).findings == ()


CAMPAIGN = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked') + EVENT + DETAILS
SCHOOLS = DOCUMENT.replace('level = "province", of = "某省"', 'level = "school", of = "某学院"') + EVENT + DETAILS


@pytest.mark.parametrize("subject", ["S1", "A"])
@pytest.mark.parametrize(
    ("area", "first", "seen"),
    [("A", "2020-10-12", 1), ("C", "2020-10-12", 1), ("B", "2020-10-12", 0), ("A", "2020-10-13", 0)],
)
def test_a_check_of_a_campaign_speaks_of_its_days(subject, area, first, seen):
    campaigns = [Campaign(area=area, first=day(first))]

    assert len(findings(CAMPAIGN, events=[visit(subject=subject)], campaigns=campaigns)) == seen


@pytest.mark.parametrize(
    ("subject", "by", "seen"),
    [("S1", "S1", 1), ("S1", "A", 1), ("S1", "B", 0), ("A", "A", 1), ("A", "B", 0), ("A", "S1", 0)],
)
def test_a_check_of_one_schools_document_speaks_of_those_who_follow_it(subject, by, seen):
    found = findings(SCHOOLS, events=[visit(subject=subject)], adoptions=[Adoption(document="doc", by=by)])

    assert len(found) == seen
    assert findings(SCHOOLS, events=[visit(subject=subject)]) == ()


@pytest.mark.parametrize(
    ("scope", "school_", "subject", "seen"),
    [
        ('stages = ["primary"]', school(), "S1", 1),
        ('stages = ["senior"]', school(), "S1", 0),
        ('stages = ["senior"]', school(), "A", 1),
        ('people = ["staff"]', school(), "p1", 0),
        ('people = ["student"]', school(), "p1", 1),
        ("connected = true", school(connected=day("2020-10-12")), "S1", 1),
        ("connected = true", school(connected=day("2020-10-13")), "S1", 0),
        ("connected = true", school(connected=None), "S1", 0),
    ],
)
def test_a_check_concerns_those_of_its_scope(scope, school_, subject, seen):
    text = item("scope", scope, "s") + DETAILS + 'scope = "s"\n'
    people = [Person(id="p1", school="S1")]

    assert len(findings(text, schools=[school_], people=people, events=[visit(subject=subject)])) == seen


# ---------------------------------------------------------------------- what a check must not name


FLOW = item(
    "workflow",
    'opens = ["fact:visit"]\nstates = { new = "新", done = "完" }\nends = ["done"]\n'
    '[[workflow.move]]\nid = "close"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n'
    'needs = [{ key = "verdict", title = "结论", choices = { right = "对", wrong = "错" } }]',
    "w",
)
SUSPENDED = FLOW.replace('id = "w"', 'id = "v"').replace('"fact:visit"', '"suspension:grade", "suspension:school"')
DAILY = 'filer = "school"\nevery = ["day"]\nby = { edge = "in" }\n'
ZERO = duty(DAILY + 'zero = { means = "无", clause = "c-zero" }', "z")
FIRST = duty(DAILY + 'again = { takes = "first", clause = "c" }', "f")
HANDS = item("party", 'level = "school"', "reviewer") + duty(DAILY + 'through = { hands = ["reviewer"], holds = true }', "h")
WRONG = {
    "no such test": (check("x"), "'k' names the test 'x'; there are accounts, breaches"),
    "a misspelt test": (check("keeper"), "'k' names the test 'keeper'; there are .*; did you mean 'keepers'"),
    "no such scope": (check("unnamed", 'scope = "x"'), "names the scope 'x'"),
    "no such kind of day": (
        check("on-days", 'of = ["visit"]\non = ["x"]'),
        "has 'x' in 'on', which must be one of closure, day,",
    ),
    "no such fact": (check("details", 'of = ["x"]\nneeds = ["seed"]'), "names the fact 'x'"),
    "no such detail": (check("details", 'of = ["visit"]\nneeds = ["x"]'), "names the detail 'x'"),
    "no such duty": (check("proxies", 'of = ["x"]'), "names the duty 'x'"),
    "no such breach": (check("breaches", 'of = ["x"]'), "names the breach 'x'"),
    "no such post": (check("vacant", 'of = ["x"]'), "names the party 'x'"),
    "no such workflow": (check("refused-moves", 'of = ["x"]'), "names the workflow 'x'"),
    "no such event": (check("in-state", 'of = ["visit"]\nneeds = ["w.new"]'), "speaks of the event 'visit'"),
    "no such state": (check("in-state", 'of = ["fact:visit"]\nneeds = ["w.x"]'), "names the state 'x'"),
    "no such workflow of a state": (check("stalled", 'needs = ["x.new"]'), "names the workflow 'x'"),
    "no such move": (
        check("results", 'of = ["w.x"]\nneeds = ["verdict=wrong"]'),
        "names the move 'x', which the workflow 'w' does not have; there are close",
    ),
    "no such workflow of a move": (
        check("results", 'of = ["x.close"]\nneeds = ["verdict=wrong"]'),
        "names the workflow 'x'",
    ),
    "no such result": (check("results", 'of = ["w.close"]\nneeds = ["verdict=bad"]'), "names the result 'verdict=bad'"),
    "no such tracing": (
        check("untraced", 'needs = ["told"]'),
        "has 'told' in 'needs', which must be one of registered, traced",
    ),
    "nothing that it needs": (check("details", 'of = ["visit"]'), "gives the test 'details' no 'needs', which it needs"),
    "something that it does not read": (check("unnamed", 'of = ["visit"]'), "a key 'of', which it does not read"),
    "no level": (check("each-has", 'needs = ["visit"]'), "gives the test 'each-has' no 'level', which it needs$"),
    "a level too many": (
        check("unnamed", 'level = "school"'),
        "gives the test 'unnamed' a key 'level', which it does not read; it reads none",
    ),
    "no kind of level": (
        check("each-has", 'needs = ["visit"]\nlevel = "scool"'),
        "level must be one of school, class, person, county, city, province, not 'scool' @ check",
    ),
    "no days": (check("on-days", 'of = ["visit"]'), "gives the test 'on-days' no 'on', which it needs"),
    "days too many": (
        check("each-has", 'needs = ["visit"]\nlevel = "school"\non = ["day"]'),
        "gives the test 'each-has' a key 'on', which it does not read; it reads needs, level",
    ),
    "time that it does not read": (
        check("details", 'of = ["visit"]\nneeds = ["seed"]\ndays = 1'),
        "gives the test 'details' a key 'days', which it does not read; it reads of, needs, on",
    ),
    "a number that it does not read": (
        check("stalled", 'needs = ["w.new"]\ncount = 2'),
        "gives the test 'stalled' a key 'count', which it does not read; it reads needs, days",
    ),
    "a number of none": (check("machine-made", 'of = ["z"]\ncount = 0') + ZERO, "counts less than one time"),
    "less than no day": (check("stalled", 'needs = ["w.new"]\ndays = -1'), "counts less than one time, or less than no day"),
    "a machine that needs one zero": (
        check("machine-made", 'of = ["z"]') + ZERO,
        "gives the test 'machine-made' no 'count', which it needs .more than 1.",
    ),
    "a part without a name": (check("parts", 'of = ["z"]\nneeds = [""]') + ZERO, "names a part without a name"),
    "hands of a duty without hands": (
        check("hands", 'of = ["h", "z"]') + HANDS + ZERO,
        "^.SH400. test/doc: 'k' looks at 'z', which has no 'through': nothing can be found there$",
    ),
    "zeros of a duty without zeros": (
        check("machine-made", 'of = ["h"]\ncount = 2') + HANDS,
        "looks at 'h', which has no 'zero'",
    ),
    "further filings where any takes the place": (
        check("refused-filings", 'of = ["z", "f"]') + ZERO + FIRST,
        "^.SH400. test/doc: 'k' looks at 'z', which has no 'again' that takes the first: nothing can be found there$",
    ),
    "further filings where the last one stands": (
        check("refused-filings", 'of = ["f"]') + FIRST.replace("first", "last"),
        "looks at 'f', which has no 'again' that takes the first",
    ),
    "an end in which something stays": (
        check("stalled", 'needs = ["w.new", "w.done"]\ndays = 3'),
        "^.SH400. test/doc: 'k' asks what stays in 'w.done', which is one of the ends",
    ),
    "a class of a workflow of schools": (
        check("in-state", 'of = ["suspension:class"]\nneeds = ["v.new"]') + SUSPENDED,
        "asks in which state of 'v' 'suspension:class' finds it, which only suspension:grade, suspension:school opens",
    ),
    "a school of a workflow of classes": (
        check("in-state", 'of = ["suspension:school"]\nneeds = ["v.new"]')
        + SUSPENDED.replace('"suspension:grade", "suspension:school"', '"suspension:class"'),
        "asks in which state of 'v' 'suspension:school' finds it, which only suspension:class opens",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_check_that_names_what_is_not_there_is_refused(what):
    text, message = WRONG[what]

    with pytest.raises(RulebookError, match=message):
        region(EVENT + FLOW + text)


@pytest.mark.parametrize(
    "text",
    [
        check("details", 'of = ["visit"]\nneeds = ["seed"]'),
        check("each-has", 'needs = ["visit"]\nlevel = "county"'),
        check("followed", 'of = ["visit"]\nneeds = ["visit"]'),
        check("in-state", 'of = ["fact:visit", "move:w.close"]\nneeds = ["w.new"]'),
        check("on-days", 'of = ["visit"]\non = ["closure", "suspension"]'),
        check("parts", 'of = ["d"]\nneeds = ["voucher"]') + duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }'),
        check("refused-moves", 'of = ["w"]'),
        check("results", 'of = ["w.close"]\nneeds = ["verdict=wrong"]'),
        check("stalled", 'needs = ["w.new"]\ndays = 7'),
        check("hands", 'of = ["h"]') + HANDS,
        check("machine-made", 'of = ["z"]\ncount = 2') + ZERO,
        check("refused-filings", 'of = ["f"]') + FIRST,
        check("followed", 'of = ["visit"]\nneeds = ["visit"]\ndays = 1'),
        check("details", 'of = ["visit"]\nneeds = ["seed"]\non = ["vacation"]'),
        check("in-state", 'of = ["suspension:class", "suspension:school"]\nneeds = ["w.new"]'),
        check("in-state", 'of = ["suspension:school", "fact:visit"]\nneeds = ["v.new"]') + SUSPENDED,
        check("in-state", 'of = ["suspension:school"]\nneeds = ["v.new"]')
        + SUSPENDED.replace('"suspension:grade", "suspension:school"', '"suspension:grade"'),
        check("untraced", 'needs = ["traced", "registered"]'),
        check("accounts"),
    ],
)
def test_a_check_that_names_what_is_there_is_taken(text):
    assert region(EVENT + FLOW + text).rulebook.checks["k"].title == "规则"


def test_a_test_that_a_region_brings_reads_what_it_likes():
    seen = []

    def own(checked, check):
        seen.append((check.of, check.needs, check.level, check.on))
        return ()

    text = check("own", 'of = ["anything"]\nneeds = ["more"]\nlevel = "school"\non = ["day"]')
    found = Region("test", "测试", rulebook(text), StateCouncilCalendar(), tests={**TESTS, "own": own})

    assert found.assess(record(since="2020-10-12"), at("2020-10-20 12:00")).findings == ()
    assert seen == [(("anything",), ("more",), "school", ("day",))]


def test_every_test_of_the_engine_says_what_it_reads():
    assert NAMES.keys() == TESTS.keys()


SIGNAL = 'unit = "school"\ndetector = '


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('"x"', "names the detector 'x'; there are bare, ears-c1, ears-c2, ears-c3, moving-percentile, wants$"),
        ('"ears-c4"', "names the detector 'ears-c4'; there are .*; did you mean 'ears-c.'.$"),
        (
            '"ears-c1"\nsettings = { alfa = "0.1" }',
            "gives the detector 'ears-c1' a setting 'alfa'; it takes alpha, baseline, least_sigma; did you mean 'alpha'",
        ),
        (
            '"ears-c1"\nsettings = { beta = "1", alpha = "small" }',
            "sets 'alpha' to 'small', which is no number\ntown/doc: 'r' gives the detector 'ears-c1' a setting 'beta'",
        ),
        (
            '"ears-c1"\nsettings = { alpha = "1.5" }',
            "gives the detector 'ears-c1' a setting that it refuses: alpha must lie between 0 and 1, not 1.5",
        ),
        ('"bare"\nsettings = { most = "1" }', "gives the detector 'bare' a setting 'most'; it takes none"),
        ('"wants"', "gives the detector 'wants' no setting 'most', which it needs"),
        ('"wants"\nsettings = { most = "7" }', "gives the detector 'wants' a setting that it refuses: ValueError"),
    ],
)
def test_a_signal_that_no_detector_can_give_is_refused(keys, message):
    def bare(counts):
        raise AssertionError

    def wants(counts, *, most):
        raise ValueError

    with pytest.raises(RulebookError, match=f"^.SH400. town/doc: 'r' {message}") as caught:
        own({}, item("signal", SIGNAL + keys), detectors={**DETECTORS, "bare": bare, "wants": wants})
    assert str(caught.value).count("[SH") == 1


def test_a_detector_that_takes_any_setting_is_given_what_there_is():
    seen = []

    def any_(counts, **settings):
        seen.append(settings)
        return ()

    text = item("signal", SIGNAL + '"any"\nsettings = { most = "3", share = "0.5" }')

    assert own({}, text, detectors={"any": any_}).rulebook.signals["r"].detector == "any"
    assert seen == [{"most": 3, "share": 0.5}]


def test_all_that_is_wrong_with_checks_and_signals_is_told_at_once():
    with pytest.raises(RulebookError) as caught:
        region(check("x") + check("details", "days = 1", "l") + item("signal", SIGNAL + '"y"'))

    assert [line.split("'")[1] for line in str(caught.value).splitlines()] == ["r", "k", "l", "l", "l"]


# ---------------------------------------------------------------------- a test that fails


def own(tests, text, **more):
    return Region("town", "某地", rulebook(text, region="town"), StateCouncilCalendar(), tests=tests, **more)


def failing(test):
    return own({"own": test}, check("own")).assess(record(since="2020-10-12"), at("2020-10-20 12:00"))


def gives(*found):
    return lambda checked, check: found


MONDAY, TEN = day("2020-10-12"), at("2020-10-12 10:00")


def raises(checked, check):
    message = "S0001-reporter"
    raise KeyError(message)


def raises_late(checked, check):
    yield Found("S1", MONDAY, TEN)
    raises(checked, check)


@pytest.mark.parametrize("test", [raises, raises_late, lambda: ()])
def test_a_test_that_fails_is_an_error_that_names_it_and_quotes_nobody(test):
    with pytest.raises(PluginFailed) as caught:
        failing(test)

    assert isinstance(caught.value.__cause__, KeyError | TypeError)
    cause = type(caught.value.__cause__).__name__
    assert str(caught.value) == f"[SH504] town/doc: the test 'own' of the check 'k' fails with {cause}"


NO_TEXT = "yields a Found whose 'subject' or 'about' is no text, or whose 'lacks' is no tuple of texts"


@pytest.mark.parametrize(
    ("test", "what"),
    [
        (lambda checked, check: None, "gives NoneType, and no findings to go through"),
        (lambda checked, check: 3, "gives int, and no findings to go through"),
        (gives("S0001-reporter"), "yields str and not Found"),
        (gives(Found("S1", MONDAY, TEN), None), "yields NoneType and not Found"),
        (gives(Found("S1", MONDAY, TEN.replace(tzinfo=None))), "yields a Found whose 'at' is no moment with a time zone"),
        (gives(Found("S1", MONDAY, MONDAY)), "yields a Found whose 'at' is no moment with a time zone"),
        (gives(Found("S1", TEN, TEN)), "yields a Found whose 'day' is no day"),
        (gives(Found("S1", "2020-10-12", TEN)), "yields a Found whose 'day' is no day"),
        (gives(Found(None, MONDAY, TEN)), NO_TEXT),
        (gives(Found("S1", MONDAY, TEN, b"x")), NO_TEXT),
        (gives(Found("S1", MONDAY, TEN, "x", ["seed"])), NO_TEXT),
        (gives(Found("S1", MONDAY, TEN, "x", ("seed", {"drawn"}))), NO_TEXT),
    ],
)
def test_a_test_that_yields_what_is_no_finding_is_an_error_that_names_it(test, what):
    with pytest.raises(PluginFailed) as caught:
        failing(test)

    assert str(caught.value).startswith(f"[SH504] town/doc: the test 'own' of the check 'k' {what}")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("test", [raises, gives(Found("S1", MONDAY, TEN.replace(tzinfo=None)))])
def test_the_message_of_a_test_that_fails_stands_on_the_page(test):
    text = DOCUMENT.replace('id = "doc"', 'id = "lakeside-2024"') + check("own", id_="lake-own")
    lakeside = Region("lakeside", "湖", rulebook(text, region="lakeside"), StateCouncilCalendar(), tests={"own": test})
    with pytest.raises(PluginFailed) as caught:
        lakeside.assess(record(since="2020-10-12"), at("2020-10-20 12:00"))

    page = Path(__file__).parents[2] / "docs" / "errors.md"
    assert f"\n{caught.value}\n" in page.read_text("utf-8").partition("## SH504")[2]


def test_a_test_may_give_a_list_a_generator_or_nothing():
    one = Found("S1", MONDAY, TEN)

    assert [len(failing(test).findings) for test in (gives(one), lambda c, k: iter([one, one]), gives())] == [1, 1, 0]


def test_a_day_past_the_calendar_is_told_as_such():
    def asks(checked, check):
        checked.world.calendar.kinds_for("A", day("2031-01-01"))
        return ()

    with pytest.raises(UnknownTerm):
        failing(asks)
