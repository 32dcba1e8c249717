from __future__ import annotations

import pytest

from school_health import Absence, Campaign, DayException, Person, SchoolClass, Term
from tests.builders import DOCUMENT, WORDS, absence, at, day, duty, event, filing, item, record, region, school


CHECK = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }')
WRONG = '[[event]]\nid = "wrong"\nclause = "c"\ntitle = "错"\nsubject = "school"\n'
GRAVE = '[[event]]\nid = "grave"\nclause = "c"\ntitle = "重"\nsubject = "school"\n'


def breach(seen="overdue", of="d", more="", id_="b"):
    return f'[[breach]]\nid = "{id_}"\nclause = "c"\ntitle = "违"\nseen = "{seen}"\nof = ["{of}"]\n{more}\n'


def consequence(more="count = 1", of='"b"', within="half-year"):
    return f'[[consequence]]\nid = "k"\nclause = "c"\ntitle = "果"\nof = [{of}]\nwithin = "{within}"\n{more}\n'


def assess(text, facts, moment="2020-10-14 13:00", **more):
    return region(CHECK + text).assess(facts, at(moment), **more)


FILED = record(
    filing("d", "2020-10-12 11:00"), filing("d", "2020-10-13 12:00"), since="2020-10-12"
)  # in time, late, missing


@pytest.mark.parametrize(("seen", "days"), [("late", ["13"]), ("never", ["14"]), ("overdue", ["13", "14"])])
def test_what_counts_as_a_breach(seen, days):
    answer = assess(breach(seen), FILED)

    assert [one.day.strftime("%d") for one in answer.breaches] == days
    assert {(one.subject, one.of, one.clause) for one in answer.breaches} == {("S1", "d", "c")}


def test_a_breach_of_a_fact_is_the_fact():
    answer = assess(WRONG + breach("fact", "wrong"), record(events=[event("wrong", "2020-10-13 09:00")], since="2020-10-12"))

    assert [(one.day, one.of) for one in answer.breaches] == [(day("2020-10-13"), "wrong")]


@pytest.mark.parametrize("seen", ["overdue", "fact"])
def test_a_breach_before_its_rule_is_none(seen):
    text = WRONG + breach(seen, "wrong" if seen == "fact" else "d", "since = 2020-10-14")
    facts = record(events=[event("wrong", "2020-10-13 09:00")], since="2020-10-13")

    assert [one.day.strftime("%d") for one in assess(text, facts).breaches] == ([] if seen == "fact" else ["14"])


def test_the_day_of_a_breach_is_the_day_of_its_deadline():
    weekly = duty('filer = "school"\nevery = ["week"]\nopens = { weeks = -1 }\nby = { days = -1, edge = "in" }', "w")
    answer = assess(weekly + breach(of="w"), record(since="2020-10-05"))

    assert [one.day for one in answer.breaches] == [day("2020-10-11")]


@pytest.mark.parametrize(("count", "reached"), [(1, "10-13 12:00"), (2, "10-14 12:00"), (3, None)])
def test_a_consequence_is_reached_by_the_breach_that_fills_the_count(count, reached):
    answer = assess(breach() + consequence(f"count = {count}"), FILED)

    assert [f"{one.at:%m-%d %H:%M}" for one in answer.consequences] == ([reached] if reached else [])


def test_a_consequence_names_every_breach_and_its_clause():
    (one,) = assess(breach() + consequence(), FILED).consequences

    assert (len(one.breaches), one.subject, one.title, one.clause) == (2, "S1", "果", "c")


def test_breaches_of_two_schools_are_not_added_up():
    facts = record(schools=[school("S1"), school("S2")], since="2020-10-14")

    assert assess(breach() + consequence("count = 2"), facts).consequences == ()


@pytest.mark.parametrize(("distinct", "reached"), [("due", 1), ("day", 0)])
def test_dues_or_days_are_counted(distinct, reached):
    twice = duty('filer = "school"\nevery = ["teaching-day"]\nby = { time = 10:00:00, edge = "out" }', "e")
    text = twice + breach().replace('["d"]', '["d", "e"]') + consequence(f'count = 2\ndistinct = "{distinct}"')

    assert len(assess(text, record(since="2020-10-14")).consequences) == reached


@pytest.mark.parametrize(("within", "reached"), [("half-year", 0), ("school-year", 1), ("once", 1)])
def test_a_count_is_taken_within_its_span(within, reached):
    facts = record(filing("d", "2021-02-23 11:00"), since="2021-01-22")
    text = breach("late", "d") + consequence("count = 2", within=within)
    late = record(
        filing("d", "2021-01-22 13:00"), filing("d", "2021-02-22 13:00"), filing("d", "2021-02-23 11:00"), since="2021-01-22"
    )
    answer = assess(text, late, "2021-02-23 11:30", since=day("2021-01-22"))

    assert len(answer.consequences) == reached
    assert assess(text, facts, "2021-02-23 11:30", since=day("2021-01-22")).consequences == ()


@pytest.mark.parametrize(("within", "reached"), [("half-year", 0), ("school-year", 1), ("once", 1)])
def test_what_counts_within_a_longer_span_is_counted_from_its_first_day_unless_another_is_asked_for(within, reached):
    text = breach("late", "d") + consequence("count = 2", within=within)
    late = record(filing("d", "2021-01-22 13:00"), filing("d", "2021-02-22 13:00"), since="2021-01-22")
    answer = assess(text, late, "2021-02-22 14:00")

    assert answer.since == day("2021-02-22")
    assert [one.day for one in answer.breaches] == [day("2021-02-22")]
    assert len(answer.consequences) == reached
    assert assess(text, late, "2021-02-22 14:00", since=day("2021-02-22")).consequences == ()
    assert len(assess(text, late, "2021-02-22 14:00", duties=["d"]).consequences) == reached


def test_a_record_without_schools_has_no_school_year_to_look_through():
    text = breach("late", "d") + consequence("count = 2", within="school-year")
    empty = record(schools=[school("S1", connected=None)], since=None, terms=[])

    assert assess(text, empty).consequences == ()


@pytest.mark.parametrize(("campaigns", "reached"), [([Campaign(area="P", first=day("2021-01-22"))], 1), ([], 0)])
def test_under_a_document_of_a_campaign_it_is_counted_from_the_first_campaign(campaigns, reached):
    during = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked')
    text = during + CHECK + breach("late", "d") + consequence("count = 2", within="once")
    late = record(filing("d", "2021-01-22 13:00"), filing("d", "2021-02-22 13:00"), since="2020-01-22", campaigns=campaigns)

    assert len(region(text).assess(late, at("2021-02-22 14:00")).consequences) == reached


def test_a_deadline_before_the_first_vacation_that_is_known_counts_in_an_assumed_half_year():
    weekly = duty('filer = "school"\nevery = ["week"]\nopens = { weeks = -1 }\nby = { days = -1, edge = "in" }', "w")
    term = [Term(first=day("2020-09-05"), last=day("2021-01-22"), number=1)]
    lessons = [DayException(kind="teaching", first=day("2020-06-22"), last=day("2020-06-26"))]
    facts = record(since="2020-06-01", terms=term, exceptions=lessons)
    answer = assess(weekly + breach(of="w") + consequence(), facts, "2020-06-24 12:00")

    assert answer.since == day("2020-06-22")
    assert [one.day for one in answer.breaches] == [day("2020-06-21")]


def test_of_a_district_the_half_year_is_its_own():
    county = duty('filer = "county"\nevery = ["teaching-day"]\nby = { time = 12:00:00, edge = "out" }', "e")
    (one,) = assess(county + breach(of="e") + consequence(), record(since="2020-10-14")).consequences

    assert (one.subject, one.span.first) == ("A", day("2020-09-01"))


def test_an_impact_weighs_only_for_its_subject_and_its_span():
    text = GRAVE + breach() + consequence('count = 1\nimpact = "grave"')

    def reached(*events):
        found = assess(text, record(events=events, schools=[school("S1"), school("S2")], since="2020-10-14")).consequences
        return [f"{one.at:%m-%d %H:%M}" for one in found if one.subject == "S1"]

    assert reached() == []
    assert reached(event("grave", "2020-10-14 12:30")) == ["10-14 12:30"]
    assert reached(event("grave", "2020-10-14 09:00")) == ["10-14 12:00"]
    assert reached(event("grave", "2020-10-14 12:30", subject="S2")) == []
    assert reached(event("grave", "2020-08-31 12:30")) == []


def test_a_breach_before_the_consequence_held_does_not_count():
    text = breach() + consequence("count = 1\nsince = 2020-10-14")

    assert [len(one.breaches) for one in assess(text, FILED).consequences] == [1]
    assert assess(text, FILED, "2020-10-13 13:00").consequences == ()


@pytest.mark.parametrize(("during", "kept"), [(True, 1), (False, 0)])
def test_under_a_document_of_a_campaign_there_is_no_breach_without_one(during, kept):
    bound = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked')
    text = bound + WRONG + breach("fact", "wrong") + breach("known-elsewhere", more="", id_="h").replace('of = ["d"]', "")
    ill = Absence(id="a", person="p", school="S1", first=day("2020-10-12"), source="hospital")
    facts = record(
        events=[event("wrong", "2020-10-13 09:00")],
        absences=[ill],
        campaigns=[Campaign(area="C", first=day("2020-10-01"))] if during else [],
        since="2020-10-12",
    )
    found = region(text).assess(facts, at("2020-10-14 13:00")).breaches

    assert [sum(one.rule.id == rule for one in found) for rule in ("b", "h")] == [kept, kept]


@pytest.mark.parametrize(("during", "days"), [(True, ["13", "14"]), (False, [])])
def test_a_document_of_a_campaign_counts_dues_of_another_document_only_within_one(during, days):
    other = DOCUMENT.replace('"doc"', '"other"').replace('id = "c', 'id = "other-c').partition("[terms]")[0]
    other = other.replace("last_checked", 'during = "campaign"\nlast_checked')
    facts = record(
        *FILED.filings, campaigns=[Campaign(area="C", first=day("2020-10-13"))] if during else [], since="2020-10-12"
    )
    found = region(CHECK, other + breach("overdue").replace('"c"', '"other-c"')).assess(facts, at("2020-10-14 13:00"))

    assert [one.day.strftime("%d") for one in found.breaches] == days


# ---------------------------------------------------------------------- contradicted, and known elsewhere


ZERO = CHECK.rstrip() + '\nzero = { means = "nobody", clause = "c-zero" }\n'


def nobody(when="2020-10-12 09:00", **more):
    return filing("d", when, content="zero", **more)


def shown(*filings, text=ZERO, moment="2020-10-14 13:00", seen="contradicted", **more):
    found = region(text + breach(seen)).assess(record(*filings, **{"since": "2020-10-12", **more}), at(moment)).breaches
    return [(one.subject, f"{one.day:%d}", f"{one.at:%m-%d %H:%M}") for one in found]


def away(**more):
    return absence(**{"last": "2020-10-12", **more})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"source": "hospital"}, True),
        ({"role": "staff"}, True),
        ({"first": "2020-10-09", "last": None}, True),
        ({"cause": "injury"}, False),
        ({"attending": True}, False),
        ({"void": True}, False),
        ({"halves": ["2020-10-12"]}, False),
        ({"first": "2020-10-13", "last": "2020-10-13"}, False),
        ({"school": "S2"}, False),
    ],
)
def test_nobody_is_contradicted_by_a_whole_day_of_illness_of_that_school_and_day(more, found):
    schools = [school("S1"), school("S2")]

    assert shown(nobody(), absences=[away(**more)], schools=schools) == ([("S1", "12", "10-12 09:00")] if found else [])


@pytest.mark.parametrize("content", ["content", "no-change"])
def test_only_an_empty_report_is_contradicted(content):
    assert shown(filing("d", "2020-10-12 09:00", content=content), absences=[away()]) == []
    assert shown(absences=[away()]) == []


def test_a_contradiction_happens_when_the_record_shows_it_and_stays_where_it_was():
    late = away(recorded_at="2020-10-13 09:00")
    again = away(recorded_at="2020-10-14 09:00", symptoms=["fever"])

    assert shown(nobody(), absences=[late], moment="2020-10-13 08:59") == []
    assert shown(nobody(), text=WORDS + ZERO, absences=[late, again]) == [("S1", "12", "10-13 09:00")]
    assert shown(nobody(recorded_at="2020-10-14 08:00"), absences=[away()]) == [("S1", "12", "10-14 08:00")]


def test_a_spell_that_is_prolonged_contradicts_from_when_it_was():
    spells = [away(), away(last="2020-10-13", recorded_at="2020-10-14 09:00")]

    assert shown(nobody("2020-10-13 09:00"), absences=spells) == [("S1", "13", "10-14 09:00")]
    assert shown(nobody("2020-10-13 09:00"), absences=spells[:1]) == []


def test_several_spells_are_one_contradiction_since_the_first_was_shown():
    spells = [away(id_="a1", recorded_at="2020-10-13 09:00"), away(id_="a2", recorded_at="2020-10-12 20:00")]

    assert shown(nobody(), absences=spells) == [("S1", "12", "10-12 20:00")]


@pytest.mark.parametrize(
    ("level", "filer", "more", "found"),
    [
        ("class", "k1", {"class_": "k1"}, True),
        ("class", "k1", {"class_": "k2"}, False),
        ("class", "k1", {"person": "p1"}, True),
        ("class", "k1", {"person": "p2"}, False),
        ("person", "p1", {"person": "p1"}, True),
        ("person", "p1", {"person": "p2"}, False),
        ("county", "A", {}, False),
    ],
)
def test_a_class_or_a_person_is_contradicted_by_its_own(level, filer, more, found):
    answer = shown(
        nobody(filer=filer),
        text=ZERO.replace('filer = "school"', f'filer = "{level}"'),
        absences=[away(**more)],
        classes=[SchoolClass(id="k1", school="S1"), SchoolClass(id="k2", school="S1")],
        people=[Person(id="p1", school="S1", class_="k1"), Person(id="p2", school="S1", class_="k2")],
    )

    assert [subject for subject, _, _ in answer] == ([filer] if found else [])


ELSEWHERE = breach("known-elsewhere").replace('of = ["d"]', "")


def unreported(*absences, moment="2020-10-14 13:00", text=ELSEWHERE):
    found = region(WORDS + text).assess(record(absences=absences, since="2020-10-12"), at(moment)).breaches
    return [(one.subject, f"{one.day:%d}", f"{one.at:%m-%d %H:%M}", one.of, one.key) for one in found]


HOSPITAL = absence("h1", "2020-10-13", "2020-10-14", person="p1", source="hospital")


@pytest.mark.parametrize(
    ("own", "found"),
    [
        ({"first": "2020-10-12", "last": "2020-10-12"}, True),
        ({"first": "2020-10-12", "last": "2020-10-13"}, False),
        ({"first": "2020-10-14", "last": "2020-10-20"}, False),
        ({"first": "2020-10-12", "last": None}, False),
        ({"first": "2020-10-13", "person": "p2"}, True),
        ({"first": "2020-10-13", "void": True}, True),
        ({"first": "2020-10-13", "cause": "other"}, False),
        ({"first": "2020-10-13", "source": "cdc", "cause": "injury"}, True),
    ],
)
def test_what_others_know_is_a_breach_where_the_school_reported_nothing_that_overlaps(own, found):
    reported = absence("a1", **{"person": "p1", **own})

    assert bool(unreported(HOSPITAL, reported)) is found


def test_it_happens_when_the_record_shows_it_and_a_correction_does_not_move_it():
    told = absence("h1", "2020-10-13", person="p1", source="parent", recorded_at="2020-10-14 09:00")
    again = absence("h1", "2020-10-13", person="p1", source="parent", recorded_at="2020-10-14 12:00", symptoms=["rash"])

    assert unreported(told, again) == [("S1", "13", "10-14 09:00", "absence", "h1")]
    assert unreported(told, moment="2020-10-14 08:59") == []


def test_an_open_spell_of_others_is_met_by_any_later_one_of_the_school():
    open_ = absence("h1", "2020-10-13", person="p1", source="cdc")

    assert unreported(open_, absence("a1", "2020-10-30", person="p1", recorded_at="2020-10-14 09:00")) == []
    assert len(unreported(open_, absence("a1", "2020-10-12", "2020-10-12", person="p1"))) == 1


def test_before_its_rule_neither_is_a_breach():
    assert unreported(HOSPITAL, text=ELSEWHERE + "since = 2020-10-14\n") == []
    text = ZERO + breach("contradicted", more="since = 2020-10-13")
    facts = record(nobody(), nobody("2020-10-13 09:00"), absences=[absence()], since="2020-10-12")

    assert [f"{one.day:%d}" for one in region(text).assess(facts, at("2020-10-14 13:00")).breaches] == ["13"]


def test_what_is_contradicted_in_a_campaign_is_so_within_it():
    other = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked').replace('id = "doc"', 'id = "other"')
    other = other.replace('id = "c', 'id = "o').partition("[terms]")[0] + breach("contradicted").replace('"c"', '"o"')

    def found(*campaigns):
        facts = record(nobody(), absences=[away()], campaigns=campaigns, since="2020-10-12")
        return region(ZERO, other).assess(facts, at("2020-10-12 13:00")).breaches

    assert found() == ()
    assert len(found(Campaign(area="A", first=day("2020-10-01")))) == 1


def test_the_span_of_a_subject_that_is_no_school_is_that_of_its_area():
    """A breach of a fact about a county counts in the county's half-year."""
    text = item("event", 'subject = "county"', "wrong") + breach("fact", "wrong") + consequence()
    (one,) = (
        region(text)
        .assess(record(events=[event("wrong", "2020-10-12 09:00", subject="A")], since="2020-10-12"), at("2020-10-14 13:00"))
        .consequences
    )

    assert (one.subject, one.span.first) == ("A", day("2020-09-01"))
