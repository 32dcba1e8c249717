"""
An alert that a correction undid is withdrawn with a reason, and nothing has to be reported of it any more.
"""

from __future__ import annotations

import pytest

from tests.adapters.cn_cases import assessed, ill, many
from tests.builders import event


IN_CLASS = {"class_": "S1-1", "symptoms": ["fever"]}
CLUSTER = [
    *many(2, recorded_at="2020-10-12 09:00", **IN_CLASS),
    ill(9, recorded_at="2020-10-12 10:00", **IN_CLASS),
    ill(9, recorded_at="2020-10-12 11:00", void=True, **IN_CLASS),
]
ALERT = "cn06-cluster-day:S1-1:2020-10-12"


def withdrawn(when="2020-10-12 12:00", about=ALERT, **details):
    return event("alert-withdrawn", when, "S1", "w", about=about, details=details)


def state(absences, *events, duty="cn06-cluster-report", moment="2020-10-13 12:00"):
    return [(due.state, due.reason) for due in assessed(absences, moment, events=events).dues if due.duty.id == duty]


def test_an_alert_that_a_correction_undid_has_still_to_be_reported_until_somebody_withdraws_it():
    (alert,) = assessed(CLUSTER, "2020-10-13 12:00").alerts

    assert (alert.id, bool(alert.excludable)) == (ALERT, True)
    assert state(CLUSTER) == [("missing", "")]
    assert state(CLUSTER, withdrawn(reason="登记错误")) == [("exempt", "alert-withdrawn")]


def test_a_withdrawal_speaks_of_the_alert_that_it_names():
    assert state(CLUSTER, withdrawn(about="cn06-cluster-day:S1-2:2020-10-12", reason="登记错误")) == [("missing", "")]


@pytest.mark.parametrize(
    ("duty", "more"),
    [
        ("cn06-suspected-report", {"disease": "varicella"}),
        ("cn06-severe-report", {"symptoms": ["respiratory-distress"]}),
        ("cn05-threshold-report", {"disease": "plague"}),
    ],
)
def test_every_report_of_an_alert_may_be_withdrawn(duty, more):
    spells = [ill(1, recorded_at="2020-10-12 10:00", **more), ill(1, recorded_at="2020-10-12 11:00", void=True, **more)]
    alerts = [one.id for one in assessed(spells, "2020-10-13 12:00").alerts]
    away = [
        event("alert-withdrawn", "2020-10-12 12:00", "S1", f"w{one}", about=one, details={"reason": "登记错误"})
        for one in alerts
    ]

    assert [one for one, _ in state(spells, duty=duty)] == ["missing"]
    assert [one for one, _ in state(spells, *away, duty=duty)] == ["exempt"]


@pytest.mark.parametrize(("details", "found"), [({}, 1), ({"reason": " "}, 1), ({"reason": "登记错误"}, 0)])
def test_a_withdrawal_without_a_reason_is_a_finding(details, found):
    answer = assessed(CLUSTER, "2020-10-13 12:00", events=[withdrawn(**details)])

    assert len([one for one in answer.findings if one.check.id == "withdrawn-without-reason"]) == found


STANDS = [*many(3, recorded_at="2020-10-12 09:00", **IN_CLASS)]


@pytest.mark.parametrize(
    ("absences", "more", "why"),
    [
        (CLUSTER, {}, []),
        (CLUSTER, {"when": "2020-10-12 10:00"}, []),
        (CLUSTER, {"when": "2020-10-12 09:59"}, ["before-alert"]),
        (CLUSTER, {"about": "cn06-cluster-day:S1-1:2020-10-13"}, ["no-alert"]),
        (CLUSTER, {"about": None}, ["no-alert"]),
        (CLUSTER, {"subject": "S2"}, ["other-place"]),
        (CLUSTER, {"subject": "S1-1"}, []),
        (STANDS, {}, ["still-met"]),
    ],
)
def test_only_the_alert_that_a_correction_undid_is_withdrawn_by_its_own_school_and_anything_else_is_a_finding(
    absences, more, why
):
    when, subject, about = more.get("when", "2020-10-12 12:00"), more.get("subject", "S1"), more.get("about", ALERT)
    one = event("alert-withdrawn", when, subject, "w", about=about, details={"reason": "登记错误"})
    answer = assessed(absences, "2020-10-13 12:00", events=[one])

    assert [found.lacks[0] for found in answer.findings if found.check.id == "withdrawn-in-vain"] == why
    assert state(absences, one) == ([("missing", "")] if why else [("exempt", "alert-withdrawn")])


def test_who_belongs_to_an_alert_that_was_undone_are_those_who_still_count():
    (alert,) = assessed(CLUSTER, "2020-10-13 12:00").alerts

    assert (alert.persons, len(alert.raised_on), alert.days) == (2, 3, ())
