from __future__ import annotations

import pytest

from school_health import Person
from tests.builders import at, day, duty, event, filing, item, record, region, school


REVIEWER = item("party", 'level = "school"', "reviewer") + item("party", 'level = "school"', "head")
THROUGH = 'through = { hands = ["reviewer", "head"], others = true, holds = false }\n'
BY_NOON = (
    'every = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }\nzero = { means = "nobody", clause = "c-zero" }\n'
)
DAILY = duty('filer = "school"\n' + BY_NOON)


def check(test, keys='of = ["d"]', id_="k"):
    return item("check", f'test = "{test}"\nsays = "错"\ndo = "改"\n{keys}\n', id_)


def findings(text, *filings, moment="2020-10-12 12:00", **more):
    return region(text).assess(record(*filings, since=more.pop("since", "2020-10-12"), **more), at(moment)).findings


# ---------------------------------------------------------------------- hands


HANDS = REVIEWER + duty('filer = "school"\n' + BY_NOON + THROUGH) + check("hands")
BOTH = {"reviewer": ("r", "2020-10-12 11:00"), "head": ("h", "2020-10-12 11:00")}


@pytest.mark.parametrize(
    ("hands", "by", "lacks"),
    [
        (BOTH, "p", None),
        (BOTH, None, None),
        ({}, "p", ("reviewer", "head")),
        ({"head": BOTH["head"]}, "p", ("reviewer",)),
        (BOTH, "r", ("same-person:reviewer",)),
        ({"head": BOTH["head"]}, "h", ("reviewer", "same-person:head")),
        ({**BOTH, "reviewer": ("r", "2020-10-12 12:00:01")}, "p", ("reviewer",)),
    ],
)
def test_a_filing_goes_through_its_hands_and_through_others_than_who_filed(hands, by, lacks):
    found = findings(HANDS, filing("d", "2020-10-12 10:00", hands=hands, filed_by=by))

    assert [one.lacks for one in found] == ([] if lacks is None else [lacks])


def test_who_filed_may_be_a_hand_where_the_law_does_not_ask_for_others():
    text = HANDS.replace("others = true, ", "")

    assert findings(text, filing("d", "2020-10-12 10:00", hands=BOTH, filed_by="r")) == ()


@pytest.mark.parametrize(
    ("filed", "moment", "since"),
    [
        ("2020-10-12 10:00", "2020-10-12 11:59:59", None),
        ("2020-10-12 10:00", "2020-10-12 12:00", "2020-10-12 12:00"),
        ("2020-10-12 14:00", "2020-10-12 15:00", "2020-10-12 14:00"),
    ],
)
def test_a_hand_lacks_from_the_deadline_or_a_later_filing(filed, moment, since):
    found = findings(HANDS, filing("d", filed), moment=moment)

    assert [one.at for one in found] == ([] if since is None else [at(since)])


def test_what_was_not_filed_lacks_no_hand():
    assert findings(HANDS) == ()


@pytest.mark.parametrize(("moment", "seen"), [("2020-10-12 23:59:59", 0), ("2020-10-13 00:00", 1)])
def test_without_a_deadline_the_time_is_over_with_the_day(moment, seen):
    text = REVIEWER + duty('filer = "school"\nevery = ["day"]\n' + THROUGH) + check("hands")
    found = findings(text, filing("d", "2020-10-12 10:00"), moment=moment)

    assert [one.at for one in found if one.day == day("2020-10-12")] == [at("2020-10-12 10:00")] * seen


def test_of_what_an_event_opened_the_finding_names_the_event():
    text = (
        item("event", 'subject = "school"', "call")
        + REVIEWER
        + duty('filer = "school"\nafter = ["fact:call"]\nby = { hours = 2, edge = "in" }\n' + THROUGH)
        + check("hands")
    )
    call = event("call", "2020-10-12 08:00", id_="e1")

    assert [one.about for one in findings(text, filing("d", "2020-10-12 09:00"), events=[call])] == ["e1"]


# ---------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("parts", "lacks"),
    [
        ({}, ("voucher", "list")),
        ({"voucher": "2020-10-12 11:00"}, ("list",)),
        ({"voucher": "2020-10-12 11:00", "list": "2020-10-12 11:00"}, None),
    ],
)
def test_a_filing_has_its_parts_when_its_time_is_over(parts, lacks):
    text = DAILY + check("parts", 'of = ["d"]\nneeds = ["voucher", "list"]')
    one = filing("d", "2020-10-12 10:00", parts=parts)

    assert [found.lacks for found in findings(text, one)] == ([] if lacks is None else [lacks])
    assert findings(text, one, moment="2020-10-12 11:59") == ()


# ---------------------------------------------------------------------- a further filing


def test_where_the_first_filing_stands_a_further_one_is_found():
    text = duty('filer = "school"\n' + BY_NOON + 'again = { takes = "first", clause = "c" }') + check("refused-filings")
    found = findings(text, filing("d", "2020-10-12 10:00"), filing("d", "2020-10-12 11:00", recorded_at="2020-10-12 11:30"))

    assert [(one.about, one.at) for one in found] == [("2020-10-12T11:00:00+08:00", at("2020-10-12 11:30"))]
    assert findings(text, filing("d", "2020-10-12 10:00")) == ()


# ---------------------------------------------------------------------- machine-made


def zeros(*times, first=12, content="zero", **more):
    return [
        filing("d", f"2020-10-{first + number} {time}", content=content, **more)
        for number, time in enumerate(times)
        if time is not None
    ]


MACHINE = DAILY + check("machine-made", 'of = ["d"]\ncount = 3')


@pytest.mark.parametrize(
    ("times", "found"),
    [
        (("09:00:07", "09:00:07", "09:00:07"), ["14"]),
        (("09:00:07", "09:00:07"), []),
        (("09:00:07", "09:00:07", "09:00:08"), []),
        (("09:00:07", "09:00:08", "09:00:08", "09:00:08"), ["15"]),
        (("09:00:07",) * 5, ["14"]),
        (("09:00:07", "09:00:07.250", "09:00:07.900"), ["14"]),
        (("09:00:07", "09:00:07", None, "09:00:07"), ["15"]),
    ],
)
def test_zeros_at_one_second_of_days_running_are_found_once_on_the_day_that_fills_the_count(times, found):
    answer = findings(MACHINE, *zeros(*times), moment="2020-10-16 20:00")

    assert [f"{one.day:%d}" for one in answer] == found


def test_a_run_that_begins_again_is_found_again():
    again = zeros(*(["09:00:07"] * 3), first=19)
    other = [filing("d", "2020-10-15 10:00:00", content="zero")]

    assert len(findings(MACHINE, *zeros(*(["09:00:07"] * 3)), *other, *again, moment="2020-10-30 20:00")) == 2


def test_a_report_with_content_ends_a_run():
    full = zeros("09:00:07", first=14, content="content")
    rest = zeros("09:00:07", "09:00:07", first=15)

    assert findings(MACHINE, *zeros("09:00:07", "09:00:07"), *full, *rest, moment="2020-10-16 20:00") == ()


def test_each_school_has_runs_of_its_own():
    mixed = [
        *zeros("09:00:07", "09:00:07"),
        *zeros("09:00:07", "09:00:07", first=14, filer="S2"),
    ]
    found = findings(MACHINE, *mixed, schools=[school("S1"), school("S2")], moment="2020-10-16 20:00")

    assert found == ()


# ---------------------------------------------------------------------- proxies


CARD = duty('filer = "person"\nevery = ["day"]\nby = { edge = "in" }') + check("proxies")
PEOPLE = [
    Person(id="p1", school="S1"),
    Person(id="p2", school="S1", needs_proxy=True, proxy="q"),
    Person(id="p3", school="S1", needs_proxy=True),
]


@pytest.mark.parametrize(
    ("filer", "by", "lacks"),
    [
        ("p1", "p1", None),
        ("p1", "q", None),
        ("p1", None, ("filled-by",)),
        ("p2", "q", None),
        ("p2", "p2", ("by-proxy",)),
        ("p2", None, ("filled-by",)),
        ("p3", "q", ("proxy",)),
        ("p3", None, ("filled-by", "proxy")),
    ],
)
def test_a_card_says_who_filled_it_in_and_the_proxy_does(filer, by, lacks):
    found = findings(CARD, filing("d", "2020-10-12 10:00", filer=filer, filed_by=by), people=PEOPLE)

    assert [(one.subject, one.lacks) for one in found] == ([] if lacks is None else [(filer, lacks)])


def test_a_school_needs_no_proxy():
    assert findings(DAILY + check("proxies"), filing("d", "2020-10-12 10:00", filed_by="p")) == ()


# ---------------------------------------------------------------------- a survey


SURVEY = (
    item("event", 'subject = "person"', "travel")
    + duty('filer = "school"\nevery = ["week"]\nby = { days = 4, edge = "in" }')
    + check("omitted", 'of = ["d"]\nneeds = ["travel"]')
)


def omitted(*filings, people, **more):
    return [one.subject for one in findings(SURVEY, *filings, people=people, moment="2020-10-14 12:00", **more)]


def test_a_survey_leaves_nobody_out_once_it_is_filed():
    people = [
        Person(id="p1", school="S1"),
        Person(id="p2", school="S1"),
        Person(id="left", school="S1", last=day("2020-10-12")),
        Person(id="here", school="S1", last=day("2020-10-13")),
        Person(id="elsewhere", school="S2"),
    ]
    told = [event("travel", "2020-10-12 10:00", subject="p1")]
    schools = [school("S1"), school("S2")]

    assert omitted(people=people, events=told, schools=schools) == []
    assert omitted(filing("d", "2020-10-13 10:00"), people=people, events=told, schools=schools) == ["p2", "here"]


def test_a_survey_may_concern_some_people_only():
    people = [Person(id="p1", school="S1"), Person(id="t1", school="S1", role="staff")]
    text = SURVEY + 'scope = "s"\n' + item("scope", 'people = ["staff"]', "s")
    found = findings(text, filing("d", "2020-10-13 10:00"), people=people, moment="2020-10-14 12:00")

    assert [one.subject for one in found] == ["t1"]


def test_a_school_without_listed_people_leaves_nobody_out():
    assert omitted(filing("d", "2020-10-13 10:00"), people=[]) == []
