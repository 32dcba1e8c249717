from __future__ import annotations

import pytest

from tests.builders import WORDS, absence, at, item, record, region, suspension


PROFILE = WORDS + item("recovery", 'diseases = ["pox", "noro"]\nclear_hours = 72\nonset_days = 5\npapers = ["复课证明"]')
FULL = {"onset": "2020-10-12", "recovered_at": "2020-10-14 10:00", "papers": ["复课证明"]}


def criteria(text, moment, *absences, **more):
    return region(text).criteria(record(absences=absences, since="2020-10-12", **more), at(moment))


def said(moment, text=PROFILE, **more):
    found = criteria(text, moment, absence(**{"disease": "pox", **more}))
    return [(one.met, f"{one.since:%m-%d %H:%M}" if one.since else None, one.lacks) for one in found]


@pytest.mark.parametrize(
    ("moment", "more", "expected"),
    [
        ("2020-10-17 09:59:59", FULL, (False, "10-17 10:00", ())),
        ("2020-10-17 10:00:00", FULL, (True, "10-17 10:00", ())),
        ("2020-10-16 23:59:59", {**FULL, "recovered_at": "2020-10-13 08:00"}, (False, "10-17 00:00", ())),
        ("2020-10-17 00:00:00", {**FULL, "recovered_at": "2020-10-13 08:00"}, (True, "10-17 00:00", ())),
        ("2020-10-17 10:00", {**FULL, "papers": []}, (None, "10-17 10:00", ("复课证明",))),
        ("2020-10-17 09:59", {**FULL, "papers": []}, (False, "10-17 10:00", ("复课证明",))),
        ("2020-10-20 10:00", {**FULL, "recovered_at": None}, (None, "10-17 00:00", ("recovered_at",))),
        ("2020-10-16 10:00", {**FULL, "recovered_at": None}, (False, "10-17 00:00", ("recovered_at",))),
        ("2020-10-20 10:00", {**FULL, "onset": None}, (None, "10-17 10:00", ("onset",))),
        ("2020-10-20 10:00", {}, (None, None, ("onset", "recovered_at", "复课证明"))),
    ],
)
def test_a_profile_is_met_not_met_or_cannot_be_told(moment, more, expected):
    assert said(moment, **more) == [expected]


@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ({"disease": "noro"}, 1),
        ({"disease": "flu"}, 0),
        ({"disease": ""}, 0),
        ({"void": True}, 0),
        ({"cause": "other"}, 0),
        ({"last": "2020-10-13"}, 0),
        ({"last": "2020-10-14"}, 1),
        ({"first": "2020-10-15"}, 0),
    ],
)
def test_it_speaks_of_who_is_ill_that_day_with_one_of_its_diseases(more, seen):
    assert len(said("2020-10-14 12:00", **more)) == seen


def test_a_disease_counts_as_the_one_that_includes_it():
    text = WORDS + item("definition", 'disease = "ili"\nincludes = ["flu"]', "d")
    text += item("recovery", 'diseases = ["ili"]\nonset_days = 7')

    assert said("2020-10-19 00:00", text, disease="flu", onset="2020-10-12") == [(True, "10-19 00:00", ())]


def test_sources_that_disagree_are_told_each_with_its_clause():
    text = WORDS + item("recovery", 'diseases = ["diseases"]\nonset_days = 7', "a")
    text += item("recovery", 'diseases = ["pox"]\nonset_days = 5', "b")
    found = criteria(text, "2020-10-18 12:00", absence(disease="pox", onset="2020-10-12"))

    assert [(one.rule.id, one.met, one.clause, one.of) for one in found] == [("a", False, "c", "a1"), ("b", True, "c", "a1")]


@pytest.mark.parametrize(("since", "seen"), [("2020-10-14", 1), ("2020-10-15", 0)])
def test_a_profile_holds_from_its_day(since, seen):
    text = WORDS + item("recovery", f'since = {since}\ndiseases = ["pox"]\nonset_days = 5\nsuspension_days = 4')

    assert len(said("2020-10-14 12:00", text)) == seen
    assert len(criteria(text, "2020-10-14 12:00", suspensions=[suspension("2020-10-12", reason="pox")])) == seen


def test_a_spell_is_judged_as_it_is_known():
    spells = [absence(disease="pox", **FULL), absence(disease="pox", recorded_at="2020-10-18 09:00", onset="2020-10-11")]

    assert [one.met for one in criteria(PROFILE, "2020-10-18 08:59", *spells)] == [True]
    assert [one.lacks for one in criteria(PROFILE, "2020-10-18 09:00", *spells)] == [("recovered_at", "复课证明")]


# ---------------------------------------------------------------------- suspensions


SUSPENDED = WORDS + item("recovery", 'diseases = ["pox"]\nsuspension_days = 4\npapers = ["复课证明"]')


@pytest.mark.parametrize(
    ("moment", "met"), [("2020-10-12 00:00", False), ("2020-10-15 23:59:59", False), ("2020-10-16 00:00", True)]
)
def test_the_usual_days_of_a_suspension_are_over_at_their_end(moment, met):
    (one,) = criteria(SUSPENDED, moment, suspensions=[suspension("2020-10-12", reason="pox")])

    assert (one.met, one.since, one.lacks, one.of) == (met, at("2020-10-16 00:00"), (), "x1")


@pytest.mark.parametrize(
    "more",
    [
        {"reason": "noro"},
        {"reason": "停水"},
        {"reason": "pox", "void": True},
        {"reason": "pox", "last": "2020-10-13"},
    ],
)
def test_it_speaks_of_suspensions_that_hold_for_one_of_its_diseases(more):
    assert criteria(SUSPENDED, "2020-10-14 12:00", suspensions=[suspension("2020-10-12", **more)]) == ()


def test_a_profile_without_days_of_suspension_says_nothing_of_one():
    assert criteria(PROFILE, "2020-10-14 12:00", suspensions=[suspension("2020-10-12", reason="pox")]) == ()
