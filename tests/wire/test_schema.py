from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from school_health import Absence, Filing, Record, School, from_json, json_schema, to_json
from school_health.errors import FactError, InputError
from school_health.wire.facts import FACTS
from school_health.wire.schema import schema_kinds
from school_health.wire.shown import VIEWS
from tests.wire.facts import facts


MODELS = {model.__name__: model for model in FACTS.values()}

# What a schema cannot say, by the words of the refusal; docs/exchange.md lists the same.
BEYOND = re.compile(
    "the calendar has no such (day|moment)|ends before it begins|begins before its onset|half day outside"
    "|a diagnosis and no disease|recorded before it was filed|names (a part|no class|no grade)|covers no day"
    "|is given twice with one recording time|which is not given|half a character"
)


def validator(kind):
    return Draft202012Validator(json_schema(kind), format_checker=FormatChecker())


VALIDATORS = {name: validator(name) for name in (*MODELS, "Record")}


def errors(kind, tree):
    return [f"{one.json_path}: {one.message[:200]}" for one in validator(kind).iter_errors(tree)]


# ------------------------------------------------------------------ the schemas themselves


@pytest.mark.parametrize("kind", [None, *schema_kinds()])
def test_every_schema_is_one_of_draft_2020_12_and_whole(kind):
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    named = set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(schema)))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert named <= schema["$defs"].keys()
    assert kind is None or named | {kind} == schema["$defs"].keys()


def test_one_document_has_every_fact_and_every_answer():
    assert set(json_schema()["$defs"]) >= {"Record", "Hand", *MODELS, *VIEWS}


def test_a_kind_is_named_by_its_class_its_name_or_its_table():
    assert json_schema(Absence) == json_schema("Absence") == json_schema("absences")


def test_a_kind_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(FactError, match="there is no kind 'Absense' of fact or answer; did you mean 'Absence'"):
        json_schema("Absense")


def test_every_kind_and_every_key_of_it_is_described():
    lacking = [
        f"{name}.{key}"
        for name, one in json_schema()["$defs"].items()
        for key, schema in one.get("properties", {}).items()
        if name != "Fraction" and not schema.get("description")
    ]

    assert [name for name, one in json_schema()["$defs"].items() if not one["description"]] == []
    assert lacking == []


def test_a_schema_says_what_the_model_says():
    absence = json_schema("Absence")["$defs"]["Absence"]

    assert absence["required"] == ["id", "person", "school", "first"]
    assert absence["additionalProperties"] is False
    assert absence["properties"]["cause"]["enum"] == ["illness", "injury", "other"]
    assert absence["properties"]["cause"]["default"] == "illness"
    assert (absence["properties"]["temperature"]["minimum"], absence["properties"]["temperature"]["maximum"]) == (300, 450)
    assert json_schema("School")["$defs"]["School"]["properties"]["connected"]["default"] == "0001-01-01"
    assert "kindergarten" in json_schema("School")["$defs"]["School"]["properties"]["stage"]["enum"]


# ------------------------------------------------------------------ against what there is


def test_the_facts_of_an_example_county_hold(county):
    _, record, _ = county

    assert errors("Record", json.loads(to_json(record))) == []


def test_the_answers_of_an_example_county_hold(county):
    region, record, at = county
    answer = region.assess(record, at)
    days = (record.since, at.date())

    assert errors("Assessment", json.loads(to_json(answer, region=region, cases=True))) == []
    assert errors("Assessment", json.loads(to_json(answer))) == []
    assert errors("Completeness", json.loads(to_json(region.completeness(record, *days, at)))) == []
    several = {
        "Criterion": region.criteria(record, at),
        "Notice": region.timeline(record, at.date(), known_at=at),
        "Attendance": [region.attendance(record, at.date(), one.id, at=at) for one in record.schools[:3]],
        "Rates": [one for one in region.rates(record, *days, at=at).values() if one is not None],
        "Alert": answer.alerts,
        "Due": answer.dues[:20],
    }
    for kind, found in several.items():
        told = json.loads(to_json(found, region=region))
        assert [line for one in told for line in errors(kind, one)] == [], kind


def test_the_document_of_all_takes_a_record_and_an_assessment_and_nothing_else(county):
    region, record, at = county
    everything = Draft202012Validator(json_schema())
    few = Record(schools=record.schools[:1], areas=record.areas, since=record.since)

    assert everything.is_valid(json.loads(to_json(few)))
    assert everything.is_valid(json.loads(to_json(region.assess(few, at))))
    assert not everything.is_valid({"format": "school-health/1"})


# ------------------------------------------------------------------ both sides alike


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 500)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["", "student", "2020-02-30", "2020-10-12", "2020-10-12T09:31:00", "2020-10-12T09:31:00Z", "甲", "S1"]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "at", "person", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def mutated(draw, model):
    """
    Draw a fact as JSON with some of its keys taken away, added or given something else.
    """
    told = json.loads(to_json(draw(facts(model))))
    known = [*json_schema(model)["$defs"][model.__name__]["properties"], "x", "Id"]
    for key in draw(st.lists(st.sampled_from(known), min_size=1, max_size=2)):
        if draw(st.booleans()):
            told[key] = draw(JSON)
        else:
            told.pop(key, None)
    return told


def agree(told, of, *, holds):
    """
    Say whether a reader and a schema agree of facts; where the reader refuses only what no schema can say, they do.
    """
    try:
        from_json(json.dumps(told), of)
    except InputError as error:
        return not holds or all(BEYOND.search(str(one)) for one in error.problems)
    return holds


@pytest.mark.parametrize("name", MODELS)
@given(data=st.data())
def test_what_is_wrong_is_refused_on_both_sides_alike(name, data):
    told = data.draw(mutated(MODELS[name]))
    holds = VALIDATORS[name].is_valid(told)

    assert agree(told, MODELS[name], holds=holds), told


@given(data=st.data())
def test_a_record_with_something_wrong_is_refused_on_both_sides_alike(data):
    record = Record(schools=[School(id="S1", area="A")], filings=data.draw(st.lists(facts(Filing), max_size=2)))
    told = json.loads(to_json(record))
    key = data.draw(st.sampled_from(["format", "schools", "filings", "absences", "since", "assumptions", "x"]))
    if data.draw(st.booleans()):
        told[key] = data.draw(JSON)
    else:
        told.pop(key, None)
    holds = VALIDATORS["Record"].is_valid(told)

    assert agree(told, Record, holds=holds), told


@pytest.mark.parametrize("text", ["2020-1-12", "20201012", "2020-10-12\n", "２０２０-10-12", "0000-10-12", " 2020-10-12"])
def test_a_day_is_written_in_one_way_on_both_sides(text):
    told = {"day": text, "off": True}

    assert not VALIDATORS["Holiday"].is_valid(told)
    with pytest.raises(InputError, match="expected a day like 2020-10-12"):
        from_json(json.dumps(told), MODELS["Holiday"])


def test_a_day_that_the_calendar_has_not_is_refused_where_formats_are_looked_at():
    told = {"day": "2023-02-30", "off": True}

    assert Draft202012Validator(json_schema("Holiday")).is_valid(told)
    assert not VALIDATORS["Holiday"].is_valid(told)
    assert VALIDATORS["Holiday"].is_valid({"day": date(2024, 2, 29).isoformat(), "off": True})
