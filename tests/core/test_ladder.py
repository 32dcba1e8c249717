from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import DayException, Post, Spell
from school_health.core.escalation import Ladder, Step, StepTime
from tests.builders import at, day, duty, filing, post, record, region, school


POSTS = "".join(
    f'[[party]]\nid = "{name}"\nclause = "c"\ntitle = "{name}"\nlevel = "{level}"\n'
    for name, level in (("reporter", "school"), ("head", "school"), ("officer", "county"), ("mayor", "city"))
)
CHECK = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
LADDER = (
    POSTS
    + CHECK
    + """
[[ladder]]
id = "l"
clause = "c"
title = "梯"
duty = ["d"]
[[ladder.step]]
clause = "c"
at = { time = 10:00:00 }
level = "一"
to = ["reporter"]
[[ladder.step]]
clause = "c"
level = "二"
to = ["reporter", "head", "officer"]
[[ladder.step]]
clause = "c"
at = { days = 1, time = 09:00:00 }
level = "三"
to = ["mayor"]
enters = "名单"
"""
)
HELD = (post("reporter", "S1", "r"), post("head", "S1", "h"), post("officer", "A", "o"), post("mayor", "C", "m"))


def monday(facts, moment="2020-10-13 09:30", text=LADDER):
    answer = region(text).assess(facts, at(moment))
    return [
        (f"{one.at:%d %H:%M}", one.level, tuple(who.person for who in one.to))
        for one in answer.notices
        if one.due.first == day("2020-10-12")
    ]


WHOLE = [("12 10:00", "一", ("r",)), ("12 12:00", "二", ("r", "h", "o")), ("13 09:00", "三", ("m",))]


def test_an_open_due_climbs_every_step():
    assert monday(record(posts=HELD, since="2020-10-12")) == WHOLE


@pytest.mark.parametrize(
    ("filed", "steps"),
    [("09:59:59", 0), ("10:00:00", 0), ("10:00:01", 1), ("11:59:59", 1), ("12:00:00", 2), ("12:00:01", 2)],
)
def test_a_step_without_a_time_falls_due_with_the_deadline(filed, steps):
    assert monday(record(filing("d", f"2020-10-12 {filed}"), posts=HELD, since="2020-10-12")) == WHOLE[:steps]


@pytest.mark.parametrize(("edge", "filed", "steps"), [("in", "12:00:00", 1), ("in", "12:00:01", 2), ("out", "12:00:00", 2)])
def test_the_edge_of_the_deadline_decides_at_its_instant(edge, filed, steps):
    text = LADDER.replace('edge = "out"', f'edge = "{edge}"')

    assert monday(record(filing("d", f"2020-10-12 {filed}"), posts=HELD, since="2020-10-12"), text=text) == WHOLE[:steps]


@pytest.mark.parametrize(("edge", "moment", "steps"), [("in", "12:00:00", 1), ("in", "12:00:01", 2), ("out", "12:00:00", 2)])
def test_a_step_at_the_deadline_waits_until_it_has_passed(edge, moment, steps):
    text = LADDER.replace('edge = "out"', f'edge = "{edge}"')

    assert monday(record(posts=HELD, since="2020-10-12"), f"2020-10-12 {moment}", text) == WHOLE[:steps]


def test_without_a_deadline_a_step_without_a_time_never_falls_due():
    text = LADDER.replace('by = { time = 12:00:00, edge = "out" }\n', "")

    closed = Spell(school="S1", status="closed", recorded_at=at("2020-10-13 08:00"))

    assert [level for _, level, _ in monday(record(posts=HELD, since="2020-10-12"), text=text)] == ["一", "三"]
    assert [level for _, level, _ in monday(record(posts=HELD, spells=[closed], since="2020-10-12"), text=text)] == ["一"]


def test_a_notice_goes_to_who_held_the_post_that_day():
    posts = [
        post("reporter", "S1", "old", last="2020-10-11"),
        post("reporter", "S1", "new", first="2020-10-12"),
        post("mayor", "C", "m1", last="2020-10-12"),
        post("mayor", "C", "m2", first="2020-10-13"),
    ]
    found = monday(record(posts=posts, since="2020-10-12"))

    assert [found[0][2], found[2][2]] == [("new",), ("m2",)]


def test_two_who_hold_a_post_are_both_told():
    posts = [post("reporter", "S1", "first"), post("reporter", "S1", "second")]

    assert monday(record(posts=posts, since="2020-10-12"))[0][2] == ("first", "second")


def test_one_who_holds_two_posts_is_told_once():
    posts = [post("reporter", "S1", "x"), post("head", "S1", "x"), post("officer", "A", "o")]
    answer = region(LADDER).assess(record(posts=posts, since="2020-10-12"), at("2020-10-12 13:00"))

    assert [(who.person, who.posts) for who in answer.notices[1].to] == [("x", ("reporter", "head")), ("o", ("officer",))]


def test_a_vacant_post_is_shown_as_vacant():
    answer = region(LADDER).assess(record(since="2020-10-12"), at("2020-10-12 10:00"))

    assert [(who.person, who.posts, who.organisation) for who in answer.notices[0].to] == [(None, ("reporter",), "S1")]


def test_a_post_recorded_after_a_notice_was_not_told():
    late = post("reporter", "S1", "r", recorded_at=at("2020-10-12 10:30"))
    found = monday(record(posts=[late], since="2020-10-12"))

    assert (found[0][2], found[1][2][0]) == ((None,), "r")


def test_an_exempt_due_brings_no_notice_unless_it_was_told_before_the_release_was_known():
    def closure(**more):
        return DayException(kind="closure", first=day("2020-10-12"), last=day("2020-10-12"), of="S1", **more)

    always = record(posts=HELD, exceptions=[closure()], since="2020-10-12")
    later = record(posts=HELD, exceptions=[closure(recorded_at=at("2020-10-12 11:00"))], since="2020-10-12")

    assert monday(always) == []
    assert monday(later) == WHOLE[:1]


def test_a_ladder_holds_from_its_own_day():
    text = LADDER.replace('id = "l"', 'id = "l"\nsince = 2020-10-13\nuntil = 2020-10-13')
    answer = region(text).assess(record(posts=HELD, since="2020-10-12"), at("2020-10-15 13:00"))

    assert {one.due.first for one in answer.notices} == {day("2020-10-13")}


def test_a_step_that_speaks_to_nobody_is_no_notice():
    text = LADDER.replace('filer = "school"', 'filer = "county"')
    answer = region(text).assess(record(posts=HELD, since="2020-10-12"), at("2020-10-13 09:00"))
    found = [
        (one.level, tuple(who.person for who in one.to)) for one in answer.notices if one.due.first == day("2020-10-12")
    ]

    assert found == [("二", ("o",)), ("三", ("m",))]


def test_a_notice_says_what_it_is():
    answer = region(LADDER).assess(record(posts=HELD, since="2020-10-12"), at("2020-10-13 09:00"))
    last = answer.notices[-1]

    assert (last.enters, last.clause, last.key) == ("名单", "c", ("d", "S1", None, day("2020-10-12"), "l", 2))


def test_steps_are_values():
    step = Step(clause="c", level="一", to=("reporter",), at=StepTime(time=at("2020-10-12 10:00").time()))

    assert step == Step(clause="c", level="一", to=("reporter",), at=StepTime(time=at("2020-10-12 10:00").time()))
    assert Ladder(id="l", clause="c", title="t", duty=("d",), step=(step,)).step[0].at.on(day("2020-10-12")) == at(
        "2020-10-12 10:00"
    )


# ---------------------------------------------------------------------- replay


FILED = st.lists(
    st.tuples(st.sampled_from(["S1", "S2"]), st.integers(0, 2), st.integers(8 * 60, 16 * 60), st.integers(0, 30 * 60)),
    max_size=8,
)


LATE_FACTS = st.lists(
    st.tuples(
        st.sampled_from(["closed", "reopened", "closure", "teaching", "reporter", "left", "school"]),
        st.sampled_from(["S1", "S2"]),
        st.integers(0, 3),
        st.integers(0, 4 * 24 * 60),
    ),
    max_size=4,
)


def _late(facts):
    """Return facts of other kinds than filings, each recorded at a minute of the four days."""
    found = {"spells": [], "exceptions": [], "posts": list(HELD), "schools": [school("S1"), school("S2")]}
    start = at("2020-10-12 00:00")
    for number, (kind, of, offset, minute) in enumerate(facts):
        on, recorded = day("2020-10-12") + timedelta(days=offset), start + timedelta(minutes=minute)
        if kind in ("closed", "reopened"):
            status = "closed" if kind == "closed" else "open"
            found["spells"].append(Spell(school=of, status=status, first=on, recorded_at=recorded))
        elif kind in ("closure", "teaching"):
            found["exceptions"].append(DayException(kind=kind, first=on, last=on, of=of, recorded_at=recorded))
        elif kind == "school":
            found["schools"].append(school(of, area="B", recorded_at=recorded + timedelta(seconds=number)))
        else:
            end = None if kind == "reporter" else on
            found["posts"].append(
                Post(role="reporter", organisation=of, person=f"r{number}", first=on, last=end, recorded_at=recorded)
            )
    return found


@given(FILED, LATE_FACTS)
def test_whatever_was_recorded_late_a_run_by_the_half_hour_tells_what_one_run_over_all_tells(filed, facts):
    found, late = region(LADDER), _late(facts)
    whole = record(*_facts(filed).filings, since="2020-10-12", **late)
    end = at("2020-10-15 23:59")
    seen = {}
    moment = at("2020-10-12 00:00")
    while moment <= end:
        for one in _keys(found.assess(whole, moment)):
            seen.setdefault((one[0], one[1]), one)
        moment += timedelta(minutes=30)

    assert sorted(seen.values(), key=repr) == sorted(_keys(found.assess(whole, end)), key=repr)


@pytest.mark.parametrize(
    ("fact", "levels"),
    [
        ({"spells": [Spell(school="S1", status="closed", recorded_at=at("2020-10-12 11:00"))]}, ["一"]),
        ({"spells": [Spell(school="S1", status="closed", recorded_at=at("2020-10-12 10:00"))]}, []),
        ({"spells": [Spell(school="S1", status="closed", recorded_at=at("2020-10-11 10:00"))]}, []),
        ({"schools": [school(area="A"), school(area="B", recorded_at=at("2020-10-13 08:00"))]}, ["一", "二", "三"]),
    ],
)
def test_a_school_that_turns_out_to_be_closed_takes_no_notice_back(fact, levels):
    assert [level for _, level, _ in monday(record(posts=HELD, since="2020-10-12", **fact))] == levels


def test_what_only_the_calendar_of_the_law_can_place_is_replayed_from_the_first_day():
    weekly = (
        POSTS
        + duty('filer = "school"\nevery = ["week"]\nby = { days = 2, time = 12:00:00, edge = "out" }')
        + LADDER[LADDER.index("[[ladder]]") :]
    )
    closed = Spell(school="S1", status="closed", recorded_at=at("2020-10-14 13:00"))

    assert [
        level for _, level, _ in monday(record(posts=HELD, spells=[closed], since="2020-10-05"), "2020-10-15 10:00", weekly)
    ] == [
        "一",
        "三",
        "二",
    ]


def _facts(filed):
    start = at("2020-10-12 00:00")
    filings = [
        filing(
            "d",
            f"{start + timedelta(days=offset, minutes=minute):%Y-%m-%d %H:%M}",
            filer=filer,
            revision=number,
            recorded_at=f"{start + timedelta(days=offset, minutes=minute + delay):%Y-%m-%d %H:%M}",
        )
        for number, (filer, offset, minute, delay) in enumerate(filed, 1)
    ]
    return record(*filings, schools=[school("S1"), school("S2")], posts=HELD, since="2020-10-12")


def _keys(answer):
    return [(one.key, one.at, one.to) for one in answer.notices]


@given(FILED)
def test_a_run_hour_by_hour_brings_the_same_notices_as_one_run_over_all(filed):
    found, facts = region(LADDER), _facts(filed)
    end = at("2020-10-15 12:00")
    seen = {}
    moment = at("2020-10-12 00:00")
    while moment <= end:
        for one in _keys(found.assess(facts, moment)):
            seen.setdefault(one[0], one)
        moment += timedelta(minutes=30)

    assert sorted(seen.values(), key=repr) == sorted(_keys(found.assess(facts, end)), key=repr)


@given(FILED, st.integers(0, 4 * 24 * 60))
def test_nobody_is_told_of_the_same_step_twice_and_time_runs_forward(filed, minutes):
    answer = region(LADDER).assess(_facts(filed), at("2020-10-12 00:00") + timedelta(minutes=minutes))
    keys = [one.key for one in answer.notices]

    assert len(keys) == len(set(keys))
    assert [one.at for one in answer.notices] == sorted(one.at for one in answer.notices)
    assert all(one.at <= answer.at for one in answer.notices)
