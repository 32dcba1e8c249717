from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from school_health import Dues
from school_health.core.due import STATES, receive
from school_health.errors import FactError
from tests.builders import at, day, duty, filing, record, region, rulebook


def declared(keys):
    return rulebook(duty(f'filer = "school"\nevery = ["day"]\nby = {{ edge = "in" }}\n{keys}')).duties["d"]


PLAIN = declared("")
ZERO = declared('zero = { means = "无", clause = "c-zero" }')
VOUCHER = declared('needs = ["voucher", "list"]')
FIRST = declared('again = { takes = "first", clause = "c" }')


def test_silence_is_nothing():
    outcome = receive(PLAIN, [])

    assert (outcome.complete_at, outcome.stands) == (None, None)


def test_an_empty_filing_does_not_meet_a_duty_that_knows_none():
    outcome = receive(PLAIN, [filing("d", "2020-10-12 08:00", content="zero")])

    assert (outcome.complete_at, outcome.lacks) == (None, ("content",))


def test_an_empty_second_filing_never_replaces_one_with_content():
    full, empty = filing("d", "2020-10-12 08:00"), filing("d", "2020-10-12 09:00", revision=2, content="zero")
    outcome = receive(ZERO, [full, empty])

    assert (outcome.complete_at, outcome.stands) == (full.filed_at, full)


def test_content_replaces_a_zero_report_and_the_first_moment_stays():
    empty, full = filing("d", "2020-10-12 08:00", content="zero"), filing("d", "2020-10-12 09:00", revision=2)
    outcome = receive(ZERO, [empty, full])

    assert (outcome.complete_at, outcome.stands) == (empty.filed_at, full)


def test_only_zero_reports_leave_the_last_one_standing():
    filings = [filing("d", f"2020-10-12 0{hour}:00", content="zero", revision=hour) for hour in (1, 2)]

    assert receive(ZERO, filings).stands is filings[-1]


def test_a_filing_is_complete_at_the_latest_of_what_must_be_there():
    whole = filing("d", "2020-10-12 15:00", parts={"voucher": "2020-10-12 17:30", "list": "2020-10-12 16:00"})

    assert receive(VOUCHER, [whole]).complete_at == at("2020-10-12 17:30")


def test_what_lacks_is_named_all_of_it():
    assert receive(VOUCHER, [filing("d", "2020-10-12 15:00")]).lacks == ("voucher", "list")


def test_a_part_that_is_still_to_come_is_not_there():
    whole = filing("d", "2020-10-12 15:00", parts={"voucher": "2020-10-12 17:30", "list": "2020-10-12 16:00"})
    signed = filing("d", "2020-10-12 15:00", hands={"head": ("h", "2020-10-12 17:30")})

    assert receive(VOUCHER, [whole.as_of(at("2020-10-12 17:29:59"))]).lacks == ("voucher",)
    assert whole.as_of(at("2020-10-12 17:30")) is whole
    assert signed.as_of(at("2020-10-12 17:29:59")).hands == {}
    assert record(whole).as_of(at("2020-10-12 17:00")).filings[0].parts == {"list": at("2020-10-12 16:00")}


def test_parts_may_come_with_different_revisions():
    filings = [
        filing("d", "2020-10-12 15:00", parts={"list": "2020-10-12 15:00"}),
        filing("d", "2020-10-12 17:00", revision=2, parts={"voucher": "2020-10-12 16:00"}),
    ]
    outcome = receive(VOUCHER, filings)

    assert (outcome.complete_at, outcome.known_at) == (at("2020-10-12 16:00"), at("2020-10-12 17:00"))


def test_where_the_first_stands_the_others_are_refused():
    filings = [filing("d", f"2020-10-12 0{hour}:00", revision=hour) for hour in (1, 2, 3)]
    outcome = receive(FIRST, filings)

    assert (outcome.stands, outcome.refused) == (filings[0], tuple(filings[1:]))


@given(st.lists(st.tuples(st.integers(0, 1439), st.sampled_from(["content", "zero", "no-change"])), max_size=6))
def test_a_further_filing_never_makes_a_due_later(moments):
    filings = sorted(
        (
            filing("d", f"2020-10-12 {minute // 60:02}:{minute % 60:02}", revision=number, content=content)
            for number, (minute, content) in enumerate(moments, 1)
        ),
        key=lambda one: one.filed_at,
    )
    moments_of_completion = [receive(ZERO, filings[:count]).complete_at for count in range(1, len(filings) + 1)]

    assert len(set(moments_of_completion)) <= 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"first": "2020-10-12", "last": "2020-10-11"}, "ends before it begins"),
        ({"last": "2020-10-11"}, "covers no day to 2020-10-11"),
        ({"recorded_at": "2020-10-12 07:59"}, "recorded before it was filed"),
    ],
)
def test_a_filing_that_contradicts_itself_is_refused(more, message):
    with pytest.raises(FactError, match=message):
        filing("d", "2020-10-12 08:00", **more)


# ---------------------------------------------------------------------- states


AT_ONCE = 'every = ["day"]\nfiler = "school"\nby = { at_once = true, edge = "in" }'
NO_DEADLINE = 'every = ["day"]\nfiler = "school"'
HOUR = 'every = ["day"]\nfiler = "school"\nby = { time = 12:00:00, edge = "out" }'


@pytest.mark.parametrize(
    ("keys", "filed", "moment", "state"),
    [
        (HOUR, None, "11:59:59", "not_yet_due"),
        (HOUR, None, "12:00:00", "missing"),
        (HOUR, "11:59:59", "18:00", "on_time"),
        (HOUR, "12:00:00", "18:00", "late"),
        (HOUR, "08:00", "09:00", "on_time"),
        (AT_ONCE, None, "00:00", "missing"),
        (AT_ONCE, "17:00", "18:00", "on_time"),
        (NO_DEADLINE, None, "23:59:59", "not_yet_due"),
        (NO_DEADLINE, "17:00", "18:00", "on_time"),
    ],
)
def test_the_state_of_a_due(keys, filed, moment, state):
    filings = [filing("d", f"2020-10-12 {filed}")] if filed else []
    answer = region(duty(keys)).assess(record(*filings, since="2020-10-12"), at(f"2020-10-12 {moment}"))

    assert [due.state for due in answer.dues] == [state]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 24 * 60 - 1), st.integers(0, 5)), max_size=12),
    st.integers(0, 5 * 24 * 60),
)
def test_every_due_has_exactly_one_state_and_the_states_add_up(filed, minutes):
    start = at("2020-10-12 00:00")
    filings = [
        filing(
            "d",
            f"{start + timedelta(days=offset + lateness, minutes=minute):%Y-%m-%d %H:%M}",
            first=f"2020-10-{12 + offset}",
            revision=n,
        )
        for n, (offset, minute, lateness) in enumerate(filed, 1)
    ]
    answer = region(duty(HOUR)).assess(record(*filings, since="2020-10-12"), start + timedelta(minutes=minutes))
    dues = answer.dues

    assert sum(len(dues.of(state)) for state in STATES) == len(dues)
    assert len(dues.on_time) + len(dues.late) + len(dues.missing) + len(dues.exempt) + len(dues.not_yet_due) == len(dues)
    assert len({due.key for due in dues}) == len(dues)


def test_dues_are_a_sequence():
    answer = region(duty(HOUR)).assess(record(since="2020-10-12"), at("2020-10-13 18:00"))

    assert len(answer.dues) == 2
    assert answer.dues[0].first == day("2020-10-12")
    assert isinstance(answer.dues, Dues)
    assert list(answer.dues) == [answer.dues[0], answer.dues[1]]
    assert "d" in repr(answer.dues[0])
