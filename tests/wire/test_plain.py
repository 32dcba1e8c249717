from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from time import monotonic

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from school_health import (
    SHANGHAI_TIME,
    Absence,
    Account,
    Area,
    Event,
    Filing,
    Hand,
    Holiday,
    Person,
    Record,
    School,
    Suspension,
    Term,
    from_json,
    json_schema,
    open_region,
    to_json,
)
from school_health.core.alert import Place
from school_health.core.signalrule import Signal
from school_health.errors import FactError, InputError
from school_health.wire.facts import FACTS
from school_health.wire.plain import FORMAT, plain
from tests.wire.facts import facts


VALIDATORS = {model: Draft202012Validator(json_schema(model), format_checker=FormatChecker()) for model in FACTS.values()}
AT = datetime(2020, 10, 12, 9, 31, tzinfo=SHANGHAI_TIME)
DAY = date(2020, 10, 12)


def same(one: Record, other: Record) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in (*FACTS, "since", "assumptions"))


def problems(text, of=Record, **more):
    with pytest.raises(InputError) as caught:
        from_json(text, of, **more)
    assert caught.value.__cause__ is None
    return [str(one) for one in caught.value.problems]


def document(**more):
    return json.dumps({"format": FORMAT, "schools": [], **more})


# ------------------------------------------------------------------ there and back


def test_a_record_comes_back_with_the_same_facts_and_the_same_answers(county):
    region, record, at = county
    back = from_json(to_json(record))

    assert same(record, back)
    assert to_json(region.assess(back, at)) == to_json(region.assess(record, at))


@pytest.mark.parametrize("model", FACTS.values(), ids=lambda model: model.__name__)
@given(data=st.data())
def test_any_fact_holds_to_its_schema_and_comes_back_as_it_was(model, data):
    fact = data.draw(facts(model))
    told = to_json(fact)

    assert from_json(told, model) == fact
    assert [one.message for one in VALIDATORS[model].iter_errors(json.loads(told))] == []


@given(
    absences=st.lists(facts(Absence), max_size=3),
    filings=st.lists(facts(Filing), max_size=3),
    since=st.none() | st.dates(),
    assumptions=st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
)
def test_any_record_comes_back_as_it_was(absences, filings, since, assumptions):
    record = Record(
        schools=[School(id="S1", area="A")], absences=absences, filings=filings, since=since, assumptions=assumptions
    )

    assert same(from_json(to_json(record).encode("utf-8")), record)


def test_every_version_of_a_fact_comes_back_with_when_it_was_recorded():
    record = Record(
        schools=[School(id="S1", area="A"), School(id="S1", area="A", students=9, recorded_at=AT)],
        absences=[
            Absence(id="Q1", person="P1", school="S1", first=DAY),
            Absence(id="Q1", person="P1", school="S1", first=DAY, void=True, recorded_at=AT),
        ],
        filings=[Filing(duty="d", filer="S1", filed_at=AT, revision=number) for number in (1, 2)],
    )
    back = from_json(to_json(record))

    assert same(back, record)
    assert [one.recorded_at for one in back.absences] == [None, AT]


def test_what_is_as_it_would_be_without_being_given_is_left_out_and_a_school_off_the_system_is_not():
    assert json.loads(to_json(School(id="S1", area="A"))) == {"id": "S1", "area": "A"}
    assert json.loads(to_json(School(id="S1", area="A", connected=None))) == {"id": "S1", "area": "A", "connected": None}
    assert from_json('{"id": "S1", "area": "A", "connected": null}', School).connected is None


def test_a_class_is_called_so_where_python_has_a_word_of_its_own():
    person = Person(id="P1", school="S1", class_="S1-1")

    assert json.loads(to_json(person))["class"] == "S1-1"
    assert from_json('{"id": "P1", "school": "S1", "class": "S1-1"}', Person) == person
    assert problems('{"id": "P1", "school": "S1", "class_": "S1-1"}', Person) == [
        "unknown key 'class_'; did you mean 'class'?"
    ]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2020, 10, 12, 1, 31, 0, 1, tzinfo=UTC),
        datetime(1988, 7, 1, 12, tzinfo=SHANGHAI_TIME),  # daylight saving
        datetime(1900, 1, 1, 12, tzinfo=SHANGHAI_TIME),  # five minutes and 43 seconds beside the hour
    ],
    ids=["utc", "summer", "sun"],
)
def test_a_moment_comes_back_as_the_same_instant_in_shanghai_time(moment):
    event = Event(id="E", kind="k", subject="S1", at=moment)
    back = from_json(to_json(event), Event)

    assert back.at == moment
    assert back.at.tzinfo is SHANGHAI_TIME


@pytest.mark.parametrize("written", ["2020-10-12T01:31Z", "2020-10-12T09:31:00.0+08:00", "2020-10-11T16:01:00-09:30"])
def test_a_moment_may_be_written_in_any_zone(written):
    told = {"id": "E", "kind": "k", "subject": "S1", "at": written}

    assert from_json(json.dumps(told), Event).at == AT


def test_whole_numbers_may_be_written_with_a_fraction_of_nothing():
    back = from_json('{"id": "S1", "area": "A", "students": 320.0}', School)

    assert (back.students, type(back.students)) == (320, int)
    assert from_json('{"first": "2020-09-01", "last": "2021-01-22", "number": 1.0}', Term).number == 1


def test_an_indented_text_is_the_same_and_chinese_stays_chinese():
    record = Record(schools=[School(id="S1", area="甲县")], assumptions=["未给出校历"])
    text = to_json(record, indent=2)

    assert json.loads(text) == json.loads(to_json(record)) == plain(record)
    assert "甲县" in text
    assert to_json(record).count("\n") == 0


# ------------------------------------------------------------------ what is refused


def test_everything_that_is_wrong_is_told_at_once_each_with_its_path_and_without_the_value():
    private = "陈小明39.4"
    text = document(
        since="2020-13-01",
        assumptions=[1],
        sbsences=[],
        schools=[{"id": "S1"}, {"id": 5, "area": "A", "stage": private}],
        filings=[
            {"duty": "d", "filer": "S1", "filed_at": "2020-10-12T09:31:00", "parts": {"voucher": "soon"}},
            {"duty": "d", "filer": "S1", "filed_at": "2020-10-12T09:31:00Z", "hands": []},
        ],
        absences=[
            {"id": "Q1", "person": "P", "school": "S1", "first": "2020-02-30", "temperature": private, "attending": "no"},
            {"id": "Q2", "person": "P", "school": "S1", "first": "2020-10-12", "symptoms": private, "cause": private},
            "Q3",
        ],
        events={},
        holidays=[{"day": "2020-10-01", "off": 1}, {"day": 20201001, "off": None}],
        accounts=[{"user": "u", "of": "S1", "password": private}],
        terms=[{"first": "2020-09-01", "last": "2021-01-22", "number": True}],
    )
    told = problems(text)

    assert told == [
        "unknown key 'sbsences'; did you mean 'absences'?",
        "since: expected a day like 2020-10-12",
        "assumptions[0]: expected a text, not a number",
        "schools[0]: the key 'area' is required",
        "schools[1].id: expected a text, not a number",
        "filings[0].filed_at: the moment has no zone: write it like 2020-10-12T09:31:00+08:00",
        "filings[0].parts.voucher: expected a moment with its zone, like 2020-10-12T09:31:00+08:00",
        "filings[1].hands: expected an object, not a list",
        "events: expected a list",
        "absences[0].first: the calendar has no such day",
        "absences[0].attending: expected true or false, not a text",
        "absences[0].temperature: expected a whole number, not a text",
        "absences[1].cause: must be one of illness, injury, other; what was given is none of them",
        "absences[1].symptoms: expected a list, not a text",
        "absences[2]: expected an object, not a text",
        "terms[0].number: expected a whole number, not true or false",
        "holidays[0].off: expected true or false, not a number",
        "holidays[1].day: expected a day like 2020-10-12, not a number",
        "holidays[1].off: expected true or false, not null",
        "accounts[0]: unknown key 'password'; there are user, of, kind, keeper, system, first, last, recorded_at",
    ]
    assert private not in "".join(told)


def test_a_word_outside_its_list_is_refused_by_the_model_itself():
    (told,) = problems('{"id": "S1", "area": "A", "stage": "college"}', School)

    assert told.startswith("School.stage must be one of combined, junior, kindergarten, primary, ")
    assert told.endswith("; what was given is none of them")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ({"first": "2020-10-12", "last": "2020-10-11"}, "ends before it begins"),
        ({"first": "2020-10-12", "onset": "2020-10-13"}, "begins before its onset"),
        ({"first": "2020-10-12", "last": "2020-10-12", "halves": ["2020-10-13"]}, "half day outside its days"),
        ({"first": "2020-10-12", "diagnosis": "suspected"}, "a diagnosis and no disease"),
        ({"first": "2020-10-12", "temperature": 39}, "tenths of a degree"),
    ],
)
def test_facts_that_contradict_themselves_are_refused_with_their_path(fact, told):
    (line,) = problems(document(absences=[{"id": "Q", "person": "P", "school": "S1", **fact}]))

    assert line.startswith("absences[0]: the absence 'Q' ")
    assert told in line


def test_facts_that_contradict_each_other_are_refused():
    school = {"id": "S1", "area": "A"}

    assert "given twice" in problems(document(schools=[school, school]))[0]
    assert "which is not given" in problems(document(areas=[{"id": "A", "name": "甲", "level": "county", "parent": "C"}]))[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the text is no JSON: Expecting value in line 1, column 1"),
        ("{'a': 1}", "the text is no JSON: Expecting property name enclosed in double quotes in line 1, column 2"),
        ('{"format": NaN}', "NaN is no number of JSON"),
        ('{"format": -Infinity}', "-Infinity is no number of JSON"),
        (b"\xff\xfe{\x00}\x00", "the text is no UTF-8: save or send it as UTF-8"),
        ('"\ud800"', "the text is no UTF-8: save or send it as UTF-8"),
        ("[" * 100_000, "the text nests too deep"),
        ('{"a":' * 100_000, "the text nests too deep"),
        ("[]", "a record is an object"),
        ("null", "a record is an object"),
        ('{"schools": []}', "the key 'format' is required"),
        ('{"format": "school-health/1"}', "the key 'schools' is required"),
        (
            '{"format": "school-health/2", "schools": []}',
            "format: must be 'school-health/1': what was given is of another kind or edition",
        ),
    ],
    ids=range(13),
)
def test_a_text_that_is_no_record_is_refused_in_one_line(text, told):
    assert problems(text) == [told]


def test_a_number_of_thousands_of_digits_is_refused():
    assert len(problems('{"a": ' + "1" * 10_000 + "}")) == 1


def test_a_number_beyond_all_bounds_is_none():
    assert problems('{"id": "S1", "area": "A", "students": 1e999}', School) == [
        "students: expected a whole number, not one with a fraction"
    ]


def test_a_key_given_twice_is_refused_wherever_it_stands():
    text = '{"format": "school-health/1", "schools": [{"id": "S1", "id": "S2", "area": "A"}], "since": null, "since": null}'

    assert problems(text) == ["the key 'since' is given twice", "schools[0]: the key 'id' is given twice"]


@pytest.mark.parametrize("inside", ['{"a": 1, "a": 2}', '"\\ud83d"'], ids=["twice", "half"])
@pytest.mark.parametrize("depth", [10, 300, 700, 900, 980, 2000])
def test_however_deep_something_wrong_lies_it_is_refused(depth, inside):
    assert len(problems("[" * depth + inside + "]" * depth)) == 1


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_bytes_are_given_they_are_refused_by_our_error(content):
    with pytest.raises(InputError):
        from_json(content)


_WHOLE = to_json(
    Record(
        schools=[School(id="S1", area="A", recorded_at=AT)],
        filings=[Filing(duty="d", filer="S1", filed_at=AT, parts={"x": AT}, hands={"h": Hand(person="p", at=AT)})],
        absences=[Absence(id="Q1", person="P1", school="S1", first=DAY, halves=[DAY], symptoms=["fever"])],
    )
)


@given(st.integers(0, len(_WHOLE) - 1), st.integers(0, 9), st.text(max_size=4))
def test_a_text_that_was_damaged_anywhere_is_read_or_refused_by_our_error(place, gone, put):
    text = _WHOLE[:place] + put + _WHOLE[place + gone :]
    with suppress(InputError):
        assert from_json(text).schools


def test_a_key_that_may_be_somebodys_number_is_not_shown():
    number = "3201" + "0" * 10
    told = problems(
        json.dumps({"id": "E", "kind": "k", "subject": "S", "at": "x", number: 1, "details": {number: 1}}), Event
    )

    assert told == [
        "at: expected a moment with its zone, like 2020-10-12T09:31:00+08:00",
        "details.…: expected a text, not a number",
        "unknown key '…'",
    ]


def test_half_a_character_is_refused_on_both_ways():
    assert problems('{"id": "S1", "area": "\\ud83d"}', School) == [
        "area: a text holds half a character: write the pair \\ud83d\\ude00, or the character itself"
    ]
    assert from_json('{"id": "S1", "area": "\\ud83d\\ude00"}', School).area == "😀"
    with pytest.raises(FactError, match="half a character"):
        to_json(School(id="S1", area="\ud83d"))


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    assert problems(" " * 11, most_bytes=10) == ["the text has 11 bytes, and at most 10 are read: send it in parts"]
    assert problems("甲" * 4, most_bytes=10) == ["the text has 12 bytes, and at most 10 are read: send it in parts"]


def test_a_byte_order_mark_is_no_matter():
    assert from_json(b"\xef\xbb\xbf" + to_json(Record(schools=[])).encode()).schools == ()


@pytest.mark.parametrize(
    "text",
    [
        document(absences=[{"symptoms": [1] * 100_000}]),
        document(filings=[{"parts": {str(number): 1 for number in range(100_000)}}]),
        document(schools=[{f"k{number}": 1 for number in range(100_000)}]),
        document(**{f"k{number}": 1 for number in range(100_000)}),
        "{" + ",".join(['"a": 1'] * 100_000) + "}",
        "[" + ",".join(['{"a": 1, "a": 1}'] * 20_000) + "]",
        document(accounts=[{"x": 1}] * 20_000),
    ],
    ids=["list", "mapping", "keys", "kinds", "twice", "twice-each", "rows"],
)
def test_a_mistake_a_hundred_thousand_times_costs_little_time_and_few_lines(text):
    before = monotonic()

    assert len(problems(text)) <= 1003
    assert monotonic() - before < 30  # on a busy machine, and traced; what grows with the square takes minutes


def test_of_the_same_mistake_in_every_row_a_thousand_are_told():
    told = problems(document(schools=[{}] * 600))

    assert len(told) == 1001
    assert told[-1] == "and more"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+23:00"])
def test_a_moment_that_shanghai_has_not_is_refused(moment):
    told = {"id": "E", "kind": "k", "subject": "S1", "at": moment}

    assert problems(json.dumps(told), Event) == ["at: the calendar has no such moment"]


@pytest.mark.parametrize("of", [Hand, dict, Fraction], ids=lambda of: of.__name__)
def test_only_kinds_of_fact_are_read(of):
    with pytest.raises(FactError, match="from_json reads a Record, or one of Absence, Account"):
        from_json("{}", of)


# ------------------------------------------------------------------ answers


def test_an_assessment_says_of_everything_by_which_clause(county):
    region, record, at = county
    told = json.loads(to_json(region.assess(record, at), region=region))

    assert (told["format"], told["answer"], told["at"]) == (FORMAT, "Assessment", at.isoformat())
    assert {one["state"] for one in told["dues"]} >= {"on_time", "late", "missing"}
    for due in told["dues"]:
        assert due["clause"] == due["duty"]["clause"]
        assert due["clause"] in region.rulebook.clauses
        assert due["duty"]["document"] in region.rulebook.documents
        assert due["duty"]["basis"] in ("text", "norm", "ours")
    for key, rule in (("alerts", "rule"), ("findings", "check"), ("matters", "workflow"), ("breaches", "rule")):
        assert {one[rule]["clause"] for one in told[key]} <= region.rulebook.clauses.keys()


def test_without_a_region_nothing_is_said_of_the_basis_of_a_rule(county):
    region, record, at = county
    told = json.loads(to_json(region.assess(record, at)))

    assert "basis" not in told["dues"][0]["duty"]
    assert told["dues"][0]["basis"] in ("text", "norm", "ours")


def test_answers_hold_no_health_value_of_a_person(county):
    region, record, at = county
    told = to_json(region.assess(record, at), region=region)
    shared = {word for alert in region.assess(record, at).alerts for word in alert.shared}
    words = {word for one in record.absences for word in (*one.symptoms, one.disease) if word} - shared
    said = {text for move in (*record.moves, *record.events) for text in move.details.values() if len(text) > 3}

    assert [word for word in words if f'"{word}"' in told] == []
    assert [text for text in said if f'"{text}"' in told] == []
    assert '"cases":' not in told


def test_cases_are_named_by_their_absences_where_they_are_asked_for(county):
    region, record, at = county
    answer = region.assess(record, at)
    told = json.loads(to_json(answer, cases=True))
    ids = {one.id for one in record.absences}

    assert [len(one["cases"]) for one in told["alerts"]] == [len(one.cases) for one in answer.alerts]
    assert {case["absence"] for one in told["alerts"] for case in one["cases"]} <= ids
    assert all(set(case) == {"day", "absence", "by"} for one in told["alerts"] for case in one["cases"])


def test_completeness_has_every_level_and_every_share(county):
    region, record, at = county
    counted = region.completeness(record, record.since, at.date(), at)
    told = json.loads(to_json(counted, region=region))
    total = counted.total()

    assert told["answer"] == "Completeness"
    assert told["total"]["shares"]["reports"] == {"numerator": total.received, "denominator": total.due}
    assert sum(one["due"] for one in told["tallies"]["county"]) == total.due
    assert [one["reached"] for one in told["measures"]] == [one.reached for one in counted.measures()]


def test_rates_are_exact_and_undefined_ones_are_null():
    region = open_region("shanghai")
    record = Record(
        schools=[School(id="S1", area="A", students=3), School(id="S2", area="A")],
        absences=[Absence(id="Q", person="P", school="S1", first=DAY, last=DAY, halves=[DAY])],
        since=DAY,
    )
    told = json.loads(to_json(region.rates(record, DAY, DAY, at=AT + timedelta(days=1))))

    assert told["S1"]["ill_days"] == {"numerator": 1, "denominator": 2}
    assert told["S1"]["absence_rate"] == {"numerator": 1, "denominator": 6}
    assert told["S2"] is None


def test_a_number_that_json_has_not_is_null():
    region = open_region("cn")
    rule = next(iter(region.rulebook.signals.values()))
    one = Signal(rule, Place("school", "S1", "S1", "S1"), DAY, 3, "alarm", 2.5)

    assert json.loads(to_json(one))["upper"] == 2.5
    assert json.loads(to_json(attrs.evolve(one, upper=float("inf"))))["upper"] is None


def test_several_answers_are_a_list_and_plain_values_are_themselves():
    region = open_region("shanghai")
    duty = region.rulebook.duties["morning-check"]

    assert [one["id"] for one in json.loads(to_json([duty, duty]))] == ["morning-check"] * 2
    assert json.loads(to_json(Holiday(day=DAY, off=True))) == {"day": "2020-10-12", "off": True}
    assert to_json(()) == "[]"
    assert to_json("晨检") == '"晨检"'


@pytest.mark.parametrize("first", ["2020-10-12", AT], ids=["text", "moment"])
def test_a_fact_that_holds_something_else_than_a_day_is_not_written(first):
    with pytest.raises(FactError, match="Person has a value of another type than it declares"):
        to_json(Record(schools=[], people=[Person(id="P", school="S1", first=first)]))


def test_what_is_neither_fact_nor_answer_is_refused():
    with pytest.raises(FactError, match="takes facts, records and answers, and no Region"):
        to_json(open_region("cn"))


def test_facts_that_hold_health_are_facts_and_are_told():
    absence = Absence(id="Q", person="P", school="S1", first=DAY, symptoms=["fever"], temperature=385)

    assert json.loads(to_json(absence))["symptoms"] == ["fever"]
    assert json.loads(to_json(Suspension(id="T", school="S1", level="school", first=DAY, sick=["P"])))["sick"] == ["P"]
    assert json.loads(to_json(Account(user="u", of="S1"))) == {"user": "u", "of": "S1"}
    assert json.loads(to_json(Area(id="A", name="甲", level="county"))) == {"id": "A", "name": "甲", "level": "county"}
