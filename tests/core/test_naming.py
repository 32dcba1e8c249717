from __future__ import annotations

import pytest

from school_health.errors import RulebookError
from tests.builders import WORDS, duty, item, region


ALERT = 'unit = ["class"]\nquiet = 1\n'
FAMILY = item("alert", ALERT + 'cases = 1\nfamily = "f"', "a")
FIELD = 'layout = "ours"\n[[form.field]]\nkey = "a"\ntitle = "甲"\nchoices = { x = "某" }\n'
EVENT = item("event", 'subject = "school"', "call")
WRONG = {
    "an alert without a threshold": (item("alert", ALERT), "has no threshold"),
    "an alert of no case": (item("alert", ALERT + "cases = 0"), "counts less than one case or day"),
    "an alert of no share": (item("alert", ALERT + "percent = 0"), "counts less than one case or day"),
    "an alert of no day": (item("alert", ALERT + "cases = 1\ndays = 0"), "counts less than one case or day"),
    "an alert of negative quiet": (
        item("alert", 'unit = ["class"]\nquiet = -1\ncases = 1'),
        "counts less than one case or day",
    ),
    "a share of a county": (item("alert", 'unit = ["class", "county"]\nquiet = 1\npercent = 10'), "a unit that has none"),
    "a share of a person": (item("alert", 'unit = ["person"]\nquiet = 1\npercent = 10'), "a unit that has none"),
    "a key that no host may set": (item("alert", ALERT + 'cases = 1\nconfigurable = ["unit"]'), "lets a host set 'unit'"),
    "an alert of no symptom": (item("alert", ALERT + 'cases = 1\nsymptoms = ["x"]'), "names the symptom 'x'"),
    "an alert of no disease": (item("alert", ALERT + 'cases = 1\ndiseases = ["symptoms"]'), "names the disease 'symptoms'"),
    "a signal of no symptom": (
        item("signal", 'detector = "ears-c1"\nunit = "class"\nsymptoms = ["x"]'),
        "names the symptom 'x'",
    ),
    "a definition of no disease": (item("definition", 'disease = "x"'), "names the disease 'x'"),
    "a definition that includes none": (item("definition", 'disease = "ili"\nincludes = ["x"]'), "names the disease 'x'"),
    "a definition by no symptom": (item("definition", 'disease = "ili"\nany_of = ["symptoms"]'), "names the symptom"),
    "a profile of no disease": (item("recovery", 'diseases = ["x"]'), "names the disease 'x'"),
    "a vocabulary called like a word": (
        item("vocabulary", 'of = "disease"\nwords = { v = "某" }', "v"),
        "is a vocabulary and a word of one",
    ),
    "a password of none": (
        item("password", 'least = 9\nmost = 8\nall_of = ["digit"]'),
        "at least 9 characters and at most 8",
    ),
    "a sample of filings of none": (item("sample", 'of = "filing"\npercent = 5'), "draws filings and names no duty"),
    "a sample of schools of a duty": (
        item("sample", 'of = "school"\npercent = 5\nduty = ["d"]') + duty('filer = "school"\nevery = ["day"]'),
        "draws schools and names one",
    ),
    "a sample of no duty": (item("sample", 'of = "filing"\npercent = 5\nduty = ["x"]'), "names the duty 'x'"),
    "a form with a field twice": (
        item("form", FIELD + '[[form.field]]\nkey = "a"\ntitle = "乙"'),
        "has a field twice",
    ),
    "a field that waits for no field": (
        item("form", FIELD + '[[form.field]]\nkey = "b"\ntitle = "乙"\nwhen = { c = "x" }'),
        "asks for 'b' where 'c' is something that it cannot be",
    ),
    "a field that waits for no choice": (
        item("form", FIELD + '[[form.field]]\nkey = "b"\ntitle = "乙"\nwhen = { a = "y" }'),
        "asks for 'b' where 'a' is something that it cannot be",
    ),
    "a breach of nothing": (item("breach", 'seen = "late"'), "names nothing in 'of'"),
    "a breach known elsewhere of something": (
        item("breach", 'seen = "known-elsewhere"\nof = ["d"]') + duty('filer = "school"\nevery = ["day"]'),
        "is known elsewhere and names something",
    ),
    "an exception that is no kind of day": (
        duty('filer = "school"\nevery = ["day"]\nexcept = ["holliday"]'),
        "has 'holliday' in 'except', which is no kind of day",
    ),
    "an exception of a period": (
        duty('filer = "school"\nevery = ["week"]\nexcept = ["closure"]'),
        "has 'except', which only kinds of day go with",
    ),
    "an exception of an event": (
        EVENT + duty('filer = "school"\nafter = ["fact:call"]\nexcept = ["closure"]'),
        "has 'except', which only kinds of day go with",
    ),
    "a family in other units": (
        FAMILY + item("alert", 'unit = ["school"]\nquiet = 1\ncases = 1\nfamily = "f"', "b"),
        "is of one family with 'b' and counts in other units",
    ),
    "a family of alerts and criteria": (
        FAMILY + item("alert", ALERT + 'cases = 1\nfamily = "f"\ngives = "criterion"', "b"),
        "is of one family with 'b' and counts in other units, or gives something else",
    ),
    "a duty after one of a family": (
        FAMILY + item("alert", ALERT + 'cases = 2\nfamily = "f"', "b") + duty('filer = "school"\nafter = ["alert:a"]'),
        "is of one family with 'b', and 'd' names only one of them: name both",
    ),
    "a duty after no alert": (duty('filer = "school"\nafter = ["alert:x"]'), "names the alert 'x'"),
    "a duty after no move": (duty('filer = "school"\nafter = ["move:x.y"]'), "names the move 'x'"),
    "a duty after no suspension": (duty('filer = "school"\nafter = ["suspension:x"]'), "names the suspension 'x'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_rule_that_names_nothing_or_contradicts_itself_is_refused(what):
    text, message = WRONG[what]

    with pytest.raises(RulebookError, match=message) as caught:
        region(WORDS + text)
    assert "test/doc: " in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        item(
            "alert", 'unit = ["class", "dormitory", "school"]\nquiet = 0\npercent = 100\nconfigurable = ["percent", "days"]'
        ),
        item("alert", ALERT + 'cases = 1\nsymptoms = ["symptoms", "fever"]\ndiseases = ["diseases"]'),
        item("signal", 'detector = "ears-c1"\nunit = "class"\nsymptoms = ["symptoms"]\ndiseases = ["flu"]'),
        item("definition", 'disease = "ili"\nincludes = ["flu"]\nany_of = ["fever"]'),
        item("recovery", 'diseases = ["diseases", "pox"]'),
        FAMILY
        + item("alert", ALERT + 'cases = 2\nfamily = "f"', "b")
        + item("alert", 'unit = ["school"]\nquiet = 1\ncases = 2', "other")
        + duty('filer = "school"\nafter = ["alert:a", "alert:b"]\nby = { edge = "in" }'),
        item("password", 'least = 8\nmost = 8\nall_of = ["digit"]'),
        item("sample", 'of = "school"\npercent = 5'),
        item("breach", 'seen = "known-elsewhere"'),
        item("form", FIELD + '[[form.field]]\nkey = "b"\ntitle = "乙"\nwhen = { a = "x" }'),
        item("form", FIELD + '[[form.field]]\nkey = "a"\ntitle = "乙"\nrows = "names"'),
        duty('filer = "school"\nevery = ["day"]\nexcept = ["suspension", "closure"]\nby = { edge = "in" }'),
    ],
)
def test_a_rule_that_hangs_together_is_taken(text):
    assert region(WORDS + text).rulebook.words("symptom")["fever"] == "发热"


def test_a_vocabulary_of_symptoms_may_be_called_like_a_disease():
    text = WORDS + item("vocabulary", 'of = "symptom"\nwords = { cough = "咳嗽" }', "flu")

    assert region(text).rulebook.expanded("symptom", ("flu", "fever")) == {"cough", "fever"}
    assert region(text).rulebook.expanded("disease", ("flu",)) == {"flu"}
