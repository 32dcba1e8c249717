from __future__ import annotations

import pytest

from school_health import open_region
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.errors import UnknownYear
from tests.builders import at, day, event, filing, record, states


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ("2020-09-30", "workday"),
        ("2020-10-01", "public-holiday"),
        ("2020-10-03", "public-holiday"),  # a Saturday within the holiday
        ("2020-10-08", "public-holiday"),
        ("2020-10-09", "workday"),
        ("2020-10-10", "make-up-day"),
        ("2020-10-11", "weekend"),
        ("2020-01-31", "public-holiday"),  # the amendment that lengthened the Spring Festival of 2020
        ("2019-05-05", "make-up-day"),  # the amendment of 2019
    ],
)
def test_days_are_as_the_state_council_published_them(on, kind):
    assert StateCouncilCalendar().kind(day(on)) == kind


@pytest.mark.parametrize("on", ["2003-12-31", "2027-01-01"])
def test_past_the_data_there_is_an_error_that_names_the_year(on):
    with pytest.raises(UnknownYear, match=on[:4]):
        StateCouncilCalendar().kind(day(on))


@pytest.mark.parametrize("code", ["cn", "jiangsu", "shanghai", "guyuan"])
@pytest.mark.parametrize(("when", "state"), [("2020-10-12 12:00:00", "on_time"), ("2020-10-12 12:00:01", "late")])
def test_every_region_reports_a_confirmed_emergency_within_two_hours(code, when, state):
    confirmed = event("emergency-confirmed", "2020-10-12 10:00")
    facts = record(filing("emergency-report", when), events=[confirmed], since="2020-10-12")
    answer = open_region(code).assess(facts, at("2020-10-12 13:00"), duties=["emergency-report"])

    assert states(answer, "emergency-report") == [("2020-10-12", state)]
    assert {due.basis for due in answer.dues} == {"ours"}


def test_the_hour_that_ends_the_two_is_late_under_another_reading():
    region = open_region("cn", readings={"within-hours": "last-instant-out", "emergency-filer": "county"})
    facts = record(
        filing("emergency-report", "2020-10-12 12:00", filer="A", about="S1"),
        events=[event("emergency-confirmed", "2020-10-12 10:00")],
    )

    assert [(due.filer, due.state) for due in region.assess(facts, at("2020-10-12 13:00")).dues] == [("A", "late")]
