from __future__ import annotations

import pytest

from school_health.cli.words import TRUSTS as CHINESE
from school_health.core.naming import TRUSTS
from school_health.core.words import near
from school_health.errors import RulebookError
from tests.builders import WORDS, duty, item, region


ALERT = 'unit = ["class"]\nquiet = 1\n'
FAMILY = item("alert", ALERT + 'cases = 1\nfamily = "f"', "a")
FIELD = 'layout = "ours"\n[[form.field]]\nkey = "a"\ntitle = "甲"\nchoices = { x = "某" }\n'
WAYS = (
    'opens = ["fact:call"]\nstates = { new = "新", done = "完", shut = "关" }\nends = ["done", "shut"]\n'
    '[[workflow.move]]\nid = "close"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n'
    '[[workflow.move]]\nid = "shut"\nclause = "c"\ntitle = "关"\nfrom = ["new"]\nto = "shut"\n'
    '[[workflow.move]]\nid = "more"\nclause = "c"\ntitle = "又"\nfrom = ["done"]\nto = "TO"\n'
)
KEEPER = 'level = "school"\nkeeper = "county"\nkeeper_title = "疾控"\n'
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
        "asks for 'b' by the field 'c', which it does not have; there are a, b",
    ),
    "a field that waits for no choice": (
        item("form", FIELD + '[[form.field]]\nkey = "b"\ntitle = "乙"\nwhen = { a = "y" }'),
        "asks for 'b' where 'a' is 'y', which is none of x",
    ),
    "a field that waits for one of other rows": (
        item(
            "form",
            FIELD.replace('title = "甲"', 'title = "甲"\nrows = "sick"')
            + '[[form.field]]\nkey = "b"\ntitle = "乙"\nrows = "well"\nwhen = { a = "x" }',
        ),
        "asks for 'b' by the field 'a', which it does not have; there are b",
    ),
    "a field that waits for one of rows": (
        item(
            "form",
            FIELD.replace('title = "甲"', 'title = "甲"\nrows = "sick"')
            + '[[form.field]]\nkey = "b"\ntitle = "乙"\nwhen = { a = "x" }',
        ),
        "asks for 'b' by the field 'a', which it does not have; there are b",
    ),
    "a misspelt symptom": (
        item("alert", ALERT + 'cases = 1\nsymptoms = ["fevr"]'),
        "names the symptom 'fevr', which nobody declares; did you mean 'fever'",
    ),
    "a share of more than all": (item("alert", ALERT + "percent = 101"), "asks for 101 percent of a roll"),
    "no kind of school": (
        item("alert", ALERT + 'cases = 1\nstages = ["school"]'),
        "has 'school' in 'stages', which must be one of kindergarten, primary",
    ),
    "a profile of no criterion": (item("recovery", 'diseases = ["flu"]'), "says nothing: give it clear_hours, onset_days"),
    "a profile of less than a day": (item("recovery", 'diseases = ["flu"]\nonset_days = -1'), "counts less than no hour"),
    "a sample of more than all": (item("sample", 'of = "school"\npercent = 101'), "draws 101 percent and at least 1"),
    "a sample of less than nothing": (item("sample", 'of = "school"\npercent = -1'), "draws -1 percent and at least 1"),
    "a sample of nothing": (item("sample", 'of = "school"\npercent = 0\nleast = 0'), "draws 0 percent and at least 0"),
    "a sample of less than none": (item("sample", 'of = "school"\npercent = 5\nleast = -1'), "5 percent and at least -1"),
    "a family of one": (
        FAMILY + item("alert", ALERT + "cases = 2", "b"),
        "^.SH400. test/doc: 'a' is alone in its family 'f': take 'family' away$",
    ),
    "a family that is misspelt": (
        "".join(
            item("alert", f'{ALERT}cases = 1\nfamily = "{name}"', f"r{n}") for n, name in enumerate(("flu1", "flu1", "flu2"))
        ),
        "^.SH400. test/doc: 'r2' is alone in its family 'flu2': take 'family' away; did you mean 'flu1'.$",
    ),
    "a way out of an end": (
        item("workflow", WAYS.replace("TO", "new")) + EVENT,
        "leaves the state 'done', which is one of its ends, by 'more': take one of the two away",
    ),
    "two keepers of the same accounts": (
        item("account", KEEPER, "k") + item("account", KEEPER, "l"),
        "^.SH400. test/doc: 'l' says who keeps education accounts of the level school, and so does 'k' at the same time$",
    ),
    "two keepers on one day": (
        item("account", KEEPER + "until = 2021-03-01", "k") + item("account", KEEPER + "since = 2021-03-01", "l"),
        "'l' says who keeps education accounts",
    ),
    "a breach of nothing": (item("breach", 'seen = "late"'), "names nothing in 'of'"),
    "a breach known elsewhere on a day of no kind": (
        item("breach", 'seen = "known-elsewhere"\non = ["dya"]'),
        "has 'dya' in 'on', which must be one of ",
    ),
    "a breach of something else on some days": (
        item("breach", 'seen = "late"\nof = ["d"]\non = ["day"]') + duty('filer = "school"\nevery = ["day"]'),
        "has 'on', which only 'known-elsewhere' reads",
    ),
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
    "a family of alerts and criteria": (
        FAMILY + item("alert", ALERT + 'cases = 1\nfamily = "f"\ngives = "criterion"', "b"),
        "is of one family with 'b' and gives something else",
    ),
    "a duty that one of a family releases": (
        FAMILY
        + item("alert", ALERT + 'cases = 2\nfamily = "f"', "b")
        + EVENT
        + duty('filer = "school"\nafter = ["fact:call"]\nunless = ["alert:a"]'),
        "is of one family with 'b', and 'd' names only one of them: name both",
    ),
    "a duty while one of a family lasts": (
        FAMILY
        + item("alert", ALERT + 'cases = 2\nfamily = "f"', "b")
        + EVENT
        + duty('filer = "school"\nevery = ["day"]\nwhile = { after = ["alert:a"], until = ["fact:call"] }'),
        "is of one family with 'b', and 'd' names only one of them: name both",
    ),
    "a duty after one of a family": (
        FAMILY + item("alert", ALERT + 'cases = 2\nfamily = "f"', "b") + duty('filer = "school"\nafter = ["alert:a"]'),
        "is of one family with 'b', and 'd' names only one of them: name both",
    ),
    "a duty after no alert": (duty('filer = "school"\nafter = ["alert:x"]'), "names the alert 'x'"),
    "a duty after no move": (duty('filer = "school"\nafter = ["move:x.y"]'), "names the workflow 'x'"),
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
        item("recovery", 'diseases = ["diseases", "pox"]\nclear_hours = 0'),
        item("recovery", 'diseases = ["pox"]\npapers = ["证明"]'),
        item("recovery", 'diseases = ["pox"]\ncontact_days = 21'),
        item("sample", 'of = "school"\npercent = 0\nleast = 3'),
        item("sample", 'of = "school"\npercent = 100\nleast = 0'),
        item("account", KEEPER + "until = 2021-02-28", "k") + item("account", KEEPER + "since = 2021-03-01", "l"),
        item("account", KEEPER, "k") + item("account", KEEPER + 'kind = "administrator"', "l"),
        item("account", KEEPER, "k") + item("account", KEEPER + 'since = 2021-03-01\nreplaces = ["k"]', "l"),
        item("account", KEEPER.replace('"school"', '"county"')),
        item("workflow", WAYS.replace("TO", "shut")) + EVENT,
        item("workflow", WAYS.replace("TO", "done")) + EVENT,
        item("workflow", WAYS.replace('to = "TO"\n', "")) + EVENT,
        item("alert", ALERT + 'cases = 1\nstages = ["kindergarten"]\npeople = ["temporary"]'),
        item("scope", 'stages = ["university", "special"]\npeople = ["student", "staff", "temporary"]'),
        item(
            "form",
            FIELD + '[[form.field]]\nkey = "b"\ntitle = "乙"\nrows = "names"\nwhen = { a = "x", c = "任何" }\n'
            '[[form.field]]\nkey = "c"\ntitle = "丙"\nrows = "names"',
        ),
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


@pytest.mark.parametrize("trust", TRUSTS)
def test_every_word_of_trust_is_taken_and_has_a_chinese_name(trust):
    text = WORDS + item("alert", f'{ALERT}cases = 1\ntrust = "{trust}"')

    assert region(text).rulebook.alerts["r"].trust == trust
    assert CHINESE.keys() == set(TRUSTS)


@pytest.mark.parametrize("family", ["", "f"])
def test_rules_of_one_unit_need_no_family(family):
    text = "".join(item("alert", f'{ALERT}cases = 1\nfamily = "{family}"', id_) for id_ in ("a", "b", "e"))

    assert len(region(WORDS + text).rulebook.families) == (1 if family else 3)


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("mourning", ["noon", "morning"], "; did you mean 'morning'?"),
        ("mornin", ["morning", "morning-2"], "; did you mean 'morning'?"),
        ("x", ["noon", "morning"], "; there are noon, morning"),
        ("x", [f"r{number}" for number in range(8)], "; there are r0, r1, r2, r3, r4, r5, r6, r7"),
        ("x", [f"r{number}" for number in range(9)], ""),
        ("x", [], ""),
    ],
)
def test_a_name_that_is_not_there_is_told_with_what_may_be_meant_or_with_the_few_there_are(name, known, told):
    assert near(name, known) == told
