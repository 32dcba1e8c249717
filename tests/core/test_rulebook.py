from __future__ import annotations

import pytest

from school_health import Region, open_region
from school_health.core.rulebook import Rulebook
from school_health.errors import RulebookError
from tests.builders import DOCUMENT, day, duty, item, rulebook


DAILY = 'filer = "school"\nevery = ["day"]\nby = { edge = "in" }\n'
REGIONS = ("cn", "guyuan", "jiangsu", "shanghai")


def replaced(line="", document=""):
    return rulebook(duty(DAILY, "old") + duty(DAILY + 'since = 2021-03-01\nreplaces = ["old"]\n' + line, "new") + document)


@pytest.mark.parametrize(
    ("on", "duties"), [("2019-12-31", set()), ("2020-01-01", {"old"}), ("2021-02-28", {"old"}), ("2021-03-01", {"new"})]
)
def test_a_rule_ends_the_day_before_its_successor_begins(on, duties):
    assert {one.id for one in replaced().on(day(on)).duties} == duties


SECOND = DOCUMENT.replace('id = "doc"', 'id = "later"').replace("2020-01-01", "2021-06-01").replace('id = "c', 'id = "l')


def test_a_successor_without_a_day_of_its_own_begins_with_its_document():
    book = rulebook(
        duty(DAILY, "old"), SECOND + duty(DAILY + 'replaces = ["old"]', "new").replace('clause = "c"', 'clause = "l"')
    )

    assert [one.id for one in book.on(day("2021-05-31")).duties] == ["old"]
    assert [one.id for one in book.on(day("2021-06-01")).duties] == ["new"]


def test_a_rule_never_outlives_its_document():
    ended = DOCUMENT.replace("since = 2020-01-01", "since = 2020-01-01\nuntil = 2020-06-30")
    book = rulebook(
        ended + duty(DAILY) + duty(DAILY + "until = 2020-03-31", "short") + duty(DAILY + "until = 2021-03-31", "long")
    )

    assert {one.id for one in book.on(day("2020-03-31")).duties} == {"d", "short", "long"}
    assert {one.id for one in book.on(day("2020-06-30")).duties} == {"d", "long"}
    assert book.on(day("2020-07-01")).duties == ()


def test_every_change_of_law_is_a_day_on_which_something_changes():
    for code in REGIONS:
        book = open_region(code).rulebook
        for change in book.changes:
            before = {
                rule.id
                for chapter in book.chapters
                for rule in chapter.rules
                if book.in_force(rule, change.fromordinal(change.toordinal() - 1))
            }
            after = {rule.id for chapter in book.chapters for rule in chapter.rules if book.in_force(rule, change)}
            assert before != after, (code, change)


def test_what_holds_within_a_span_is_what_holds_on_any_of_its_days():
    book = replaced()

    assert {one.id for one in book.between(day("2021-02-28"), day("2021-03-01")).duties} == {"old", "new"}
    assert {one.id for one in book.between(day("2021-03-01"), day("2021-03-02")).duties} == {"new"}
    assert book.between(day("2021-03-01"), day("2021-03-02")) is book.on(day("2021-05-01"))


@pytest.mark.parametrize("code", REGIONS)
def test_every_rule_cites_a_clause_of_its_own_chapter_and_every_document_was_checked(code):
    for chapter in open_region(code).rulebook.chapters:
        clauses = {clause.id for clause in chapter.clause}
        assert {rule.clause for rule in chapter.rules} <= clauses
        assert chapter.document.last_checked >= day("2026-11-22")


CARRIED = {
    "jiangsu": """js20-coverage js20-complete-rate js20-daily js20-onboarding js20-interview js20-construction-report
        js23-daily-deadline js23-suspension-module js23-criticism js23-alert-daily-view js23-alert-24h js6-travel-survey
        js6-spread-liability""",
    "shanghai": """sh-term-school sh-term-accounts sh-morning sh-noon sh-fever-now sh-daily-100 sh-holiday-suspension
        sh-class-suspension sh-investigation sh-interview sh-bulletin sh-assessment sh-food-term sh-food-accounts
        sh-food-menu
        sh-food-acceptance sh-food-ladder-1 sh-food-ladder-2 sh-food-ladder-3 sh-food-ladder-4 sh-food-ladder-5
        sh-officer-to-head""",
    "guyuan": """gy-health-card gy-daily-statistics gy-accountability-chain gy-baseline gy-daily-update gy-zero-report
        gy-symptoms gy-responsibility gy-all-schools gy-school-file gy10-baseline""",
    "cn": "cn05-two-hours",
}


@pytest.mark.parametrize("code", REGIONS)
def test_every_obligation_ladder_statistic_and_consequence_is_carried_by_a_rule(code):
    """Not merely cited: a duty, ladder step, breach's consequence or measure carries it."""
    book = open_region(code).rulebook
    carried = {clause for one in book.duties.values() for clause in one.clauses}
    carried |= {step.clause for one in book.ladders.values() for step in one.step}
    carried |= {one.clause for one in (*book.consequences.values(), *book.measures.values())}

    assert set(CARRIED[code].split()) <= carried
    assert set(CARRIED["cn"].split()) <= carried


# ---------------------------------------------------------------------- what a rulebook must not be


EVENT = '[[event]]\nid = "e"\nclause = "c"\ntitle = "事"\nsubject = "school"\n'
BROKEN = {
    "no such clause": (duty(DAILY).replace('"c"', '"x"'), "'d' names the clause 'x', which nobody declares"),
    "no such scope": (duty(DAILY + 'scope = "x"'), "names the scope 'x'"),
    "no such reading": (duty(DAILY + 'ours = { by = "x" }'), "names the reading 'x'"),
    "no such stand-in": (duty(DAILY + 'met = ["x"]'), "names the duty 'x'"),
    "no such hand": (duty(DAILY + 'through = { hands = ["x"], holds = true }'), "names the party 'x'"),
    "no such event": (duty('filer = "school"\nafter = ["fact:x"]'), "names the fact 'x'"),
    "no such breach": (duty('filer = "school"\nafter = ["breach:x"]'), "names the breach 'x'"),
    "no such release": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nunless = ["fact:x"]'),
        "names the fact 'x'",
    ),
    "hours without an event": (
        duty('filer = "school"\nevery = ["day"]\nby = { hours = 2, edge = "in" }'),
        "has 'hours' and no",
    ),
    "hours and days": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nby = { hours = 2, days = 1, edge = "in" }'),
        "counts hours and days together",
    ),
    "an opening of what an event opens": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nopens = { days = 1 }'),
        "has 'opens'",
    ),
    "a stand-in of what an event opens": (
        duty(DAILY, "a") + EVENT + duty('filer = "school"\nafter = ["fact:e"]\nmet = ["a"]'),
        "something else than moves",
    ),
    "a while beside a period": (
        EVENT + duty('filer = "school"\nevery = ["week"]\nwhile = { after = ["fact:e"], until = [] }'),
        "has 'while', which only kinds of day go with",
    ),
    "a release without an event": (EVENT + duty('filer = "school"\nevery = ["day"]\nunless = ["fact:e"]'), "has 'unless'"),
    "a release by a breach": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nunless = ["breach:b"]'),
        "by what only dues bring",
    ),
    "the vacation of a day": (
        duty('filer = "school"\nevery = ["day"]\nby = { from = "vacation", edge = "in" }'),
        "counts from the vacation",
    ),
    "a filing for a day": (
        duty(DAILY, "a") + duty('filer = "school"\nevery = ["day"]\nby = { from = "filed:a", edge = "in" }'),
        "counts from a filing, which only",
    ),
    "an opening at hours": (duty('filer = "school"\nevery = ["day"]\nopens = { hours = 2 }'), "opens at hours"),
    "about each school each day": (duty('filer = "county"\nabout = "school"\nevery = ["day"]'), "is about each school"),
    "at once and by some time": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nby = { at_once = true, days = 1, edge = "in" }'),
        "is due at once and by some time",
    ),
    "a count from a fact": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nby = { from = "fact:e", edge = "in" }'),
        "counts from a fact",
    ),
    "no such while": (
        duty('filer = "school"\nevery = ["day"]\nwhile = { after = ["fact:x"], until = [] }'),
        "names the fact 'x'",
    ),
    "no such start": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]\nby = { from = "filed:x", edge = "in" }'),
        "names the duty 'x'",
    ),
    "unknown kind of event": (duty('filer = "school"\nafter = ["x"]'), "speaks of the event 'x'; there are fact:…"),
    "neither every nor after": (duty('filer = "school"'), "must have either 'every' or 'after'"),
    "both every and after": (duty('filer = "school"\nevery = ["day"]\nafter = ["fact:x"]'), "must have either"),
    "unknown kind of day": (duty('filer = "school"\nevery = ["holliday"]'), "comes back with 'holliday'"),
    "period mixed with days": (duty('filer = "school"\nevery = ["day", "week"]'), "mixes a period"),
    "replaces nothing": (duty(DAILY + 'replaces = ["x"]'), "replaces 'x', which nobody declares"),
    "the same duty twice": (
        duty(DAILY) + duty(DAILY),
        "^.SH400. test: two items of kind 'duty' have the id 'd', both in 'doc': rename one$",
    ),
    "replaces one of another kind": (
        EVENT + duty(DAILY + 'replaces = ["e"]'),
        "'d' replaces 'e', which is of the kind 'event' and not 'duty'",
    ),
    "replaces itself": (duty(DAILY + 'replaces = ["d"]'), "'d' replaces itself"),
    "replaces one of a misspelt name": (
        duty(DAILY, "morning") + duty(DAILY + 'replaces = ["mourning"]'),
        "replaces 'mourning', which nobody declares; did you mean 'morning'",
    ),
    "ends before it begins": (
        duty(DAILY + "since = 2021-03-02\nuntil = 2021-03-01"),
        "'d' holds from 2021-03-02 to 2021-03-01: it ends before it begins",
    ),
    "ends before its document begins": (duty(DAILY + "until = 2019-12-31"), "from 2020-01-01 to 2019-12-31: it ends before"),
    "begins after its document has ended": (
        DOCUMENT.replace("since = 2020-01-01", "since = 2020-01-01\nuntil = 2020-06-30")
        + duty(DAILY + "since = 2020-07-01"),
        "'d' holds from 2020-07-01 to 2020-06-30: it ends before it begins",
    ),
    "begins before its document": (
        duty(DAILY + "since = 2019-12-31"),
        "'d' holds from 2019-12-31, before its document does .2020-01-01.: name a reading for 'since' in 'ours'",
    ),
    "a document that ends before it begins": (
        DOCUMENT.replace("since = 2020-01-01", "since = 2020-01-01\nuntil = 2019-12-31") + duty(DAILY),
        "^.SH400. test/doc: the document holds from 2020-01-01 to 2019-12-31: it ends before it begins$",
    ),
    "a document trusted in no way": (
        DOCUMENT.replace("last_checked", 'trust = "SCE"\nlast_checked'),
        "test/doc: the document has 'SCE' in 'trust', which must be one of SEC, CODE, CITY, MEM, WEAK$",
    ),
    "a clause trusted in no way": (
        DOCUMENT.replace('says = "要求。"', 'says = "要求。"\ntrust = "x"'),
        "test/doc: the clause 'c' has 'x' in 'trust', which must be one of SEC",
    ),
    "a rule trusted in no way": (
        item("alert", 'unit = ["class"]\ncases = 1\nquiet = 1\ntrust = "sec"', "a"),
        "'a' has 'sec' in 'trust', which must be one of SEC",
    ),
    "a reading of no clause": (
        '[[reading]]\nid = "q"\nclause = "x"\nphrase = "p"\nchoice = "y"\nwhy = "w"\nchoices = { y = "y" }\n',
        "test/doc: the reading 'q' names the clause 'x', which nobody declares; there are c, c-zero",
    ),
    "no such kind of school": (
        item("scope", 'stages = ["primry"]', "s"),
        "'s' has 'primry' in 'stages', which must be one of kindergarten, primary, ",
    ),
    "no such kind of person": (
        item("scope", 'people = ["student", "teacher"]', "s"),
        "'s' has 'teacher' in 'people', which must be one of student, staff, temporary$",
    ),
    "a target above all": (
        item("measure", 'counts = "coverage"\ntarget = 101'),
        "has a target of 101 percent: a share has from 1 to 100",
    ),
    "a target of nothing": (item("measure", 'counts = "coverage"\ntarget = 0'), "has a target of 0 percent"),
    "a rate of what only events open": (
        EVENT + duty('filer = "school"\nafter = ["fact:e"]') + item("measure", 'counts = "reports"\nof = ["d"]'),
        "counts 'd', which only events open: a rate needs days or periods",
    ),
    "steps on from the vacation": (
        duty('filer = "school"\nevery = ["term"]\nopens = { from = "vacation", days = 1 }'),
        "opens with the vacation and counts on from there, which nobody reads",
    ),
    "hours on from the vacation": (
        duty('filer = "school"\nevery = ["term"]\nopens = { from = "vacation", hours = 1 }'),
        "opens with the vacation and counts on from there, which nobody reads",
    ),
    "what no breach brings": (
        duty(DAILY)
        + '[[breach]]\nid = "b"\nclause = "c"\ntitle = "t"\nseen = "late"\nof = ["d"]\n'
        + item("consequence", 'of = ["b"]\ncount = 0\nwithin = "once"'),
        "is brought by 0 breaches: give 1 or more",
    ),
    "a workflow of no scope": (
        EVENT
        + item("workflow", 'opens = ["fact:e"]\nscope = "x"\nstates = { new = "新", done = "完" }\nends = ["done"]\n', "w")
        + '[[workflow.move]]\nid = "m"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n',
        "'w' names the scope 'x', which nobody declares",
    ),
    "a part without a name": (duty(DAILY + 'needs = ["voucher", " "]'), "'d' needs a part without a name"),
    "an event without its kind": (EVENT + duty('filer = "school"\nafter = ["e"]'), "the event 'e'; there are fact:e$"),
    "ladder of no duty": ('[[ladder]]\nid = "l"\nclause = "c"\ntitle = "t"\nduty = ["x"]\nstep = []', "names the duty 'x'"),
    "ladder to nobody": (
        duty(DAILY)
        + '[[ladder]]\nid = "l"\nclause = "c"\ntitle = "t"\nduty = ["d"]\n'
        + 'step = [{ clause = "c", level = "x", to = ["x"] }]',
        "names the party 'x'",
    ),
    "breach of no event": (
        '[[breach]]\nid = "b"\nclause = "c"\ntitle = "t"\nseen = "fact"\nof = ["x"]',
        "names the event 'x'",
    ),
    "breach of no duty": (
        '[[breach]]\nid = "b"\nclause = "c"\ntitle = "t"\nseen = "late"\nof = ["x"]',
        "names the duty 'x'",
    ),
    "measure of no duty": (
        '[[measure]]\nid = "m"\nclause = "c"\ntitle = "t"\ncounts = "reports"\nof = ["x"]',
        "names the duty 'x'",
    ),
    "consequence of nothing": (
        '[[consequence]]\nid = "k"\nclause = "c"\ntitle = "t"\nof = ["x"]\ncount = 1\nwithin = "once"',
        "names the breach 'x'",
    ),
    "a clause that is carried and waits": (
        DOCUMENT.replace('says = "要求。"', 'says = "要求。"\nnot_yet = "尚未。"') + duty(DAILY),
        "the clause 'c' is carried, and has 'not_yet'",
    ),
    "a circle": (
        duty('filer = "school"\nafter = ["breach:b"]\nby = { edge = "in" }')
        + '[[breach]]\nid = "b"\nclause = "c"\ntitle = "t"\nseen = "late"\nof = ["d"]',
        "open each other in a circle: .*breach:b",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_rulebook_that_does_not_hang_together_is_refused(what):
    text, message = BROKEN[what]

    with pytest.raises(RulebookError, match=message):
        rulebook(text)


def test_two_files_of_one_document_are_refused():
    (one,), (other,) = rulebook(duty(DAILY)).chapters, rulebook(DOCUMENT + duty(DAILY, "e")).chapters

    with pytest.raises(RulebookError) as caught:
        Rulebook("test", (one, other))
    assert str(caught.value).splitlines() == [
        "[SH400] test: two files declare the document 'doc'",
        "test: two items of kind 'clause' have the id 'c', both in 'doc': rename one",
        "test: two items of kind 'clause' have the id 'c-zero', both in 'doc': rename one",
    ]


def test_an_id_that_two_documents_give_is_told_with_both():
    with pytest.raises(RulebookError) as caught:
        rulebook(duty(DAILY), SECOND + duty(DAILY).replace('"c"', '"l"'))

    assert (
        str(caught.value)
        == "[SH400] test: two items of kind 'duty' have the id 'd', one in 'doc' and one in 'later': rename one"
    )


def test_all_that_is_wrong_is_told_at_once_and_once():
    with pytest.raises(RulebookError) as caught:
        rulebook(duty(DAILY + 'scope = "x"\nmet = ["y", "y"]') + duty(DAILY + 'scope = "x"', "e"))

    assert str(caught.value).splitlines() == [
        "[SH400] test/doc: 'd' names the scope 'x', which nobody declares",
        "test/doc: 'd' names the duty 'y', which nobody declares; there are d, e",
        "test/doc: 'e' names the scope 'x', which nobody declares",
    ]


READING = '[[reading]]\nid = "q"\nclause = "c"\nphrase = "p"\nchoice = "y"\nwhy = "w"\nchoices = { y = "y" }\n'


@pytest.mark.parametrize("path", ["since", "since.day"])
def test_a_rule_may_hold_before_its_document_where_a_reading_says_why(path):
    book = rulebook(READING + duty(DAILY + f'since = 2019-12-01\nours = {{ "{path}" = "q" }}'))

    assert [one.id for one in book.on(day("2019-12-01")).duties] == ["d"]
    assert book.on(day("2019-11-30")).duties == ()


def test_a_rule_may_hold_for_one_day():
    book = rulebook(duty(DAILY + "since = 2020-01-01\nuntil = 2020-01-01"))

    assert [bool(book.on(day(one)).duties) for one in ("2019-12-31", "2020-01-01", "2020-01-02")] == [False, True, False]


def test_a_rule_of_another_kind_that_has_the_id_of_a_replaced_one_stays():
    text = duty(DAILY, "old") + item("event", 'subject = "school"', "old")
    book = rulebook(text + duty(DAILY + 'since = 2021-03-01\nreplaces = ["old"]', "new"))

    assert book.duties["old"].until == day("2021-02-28")
    assert book.event_kinds["old"].until is None


@pytest.mark.parametrize(
    ("until", "last"), [("2020-12-31", "2020-12-31"), ("2021-02-28", "2021-02-28"), ("2021-03-01", "2021-02-28")]
)
def test_a_rule_that_ended_by_itself_is_not_drawn_out_by_its_successor(until, last):
    text = duty(DAILY + f"until = {until}", "old") + duty(DAILY + 'since = 2021-03-01\nreplaces = ["old"]', "new")

    assert rulebook(text).duties["old"].until == day(last)


@pytest.mark.parametrize("days", [("2021-03-01", "2022-03-01"), ("2022-03-01", "2021-03-01")])
def test_of_two_successors_the_earlier_one_ends_a_rule(days):
    successors = [duty(f'{DAILY}since = {one}\nreplaces = ["old"]', f"new-{number}") for number, one in enumerate(days)]

    assert rulebook(duty(DAILY, "old") + "".join(successors)).duties["old"].until == day("2021-02-28")


def test_a_rule_may_be_replaced_before_it_ever_held():
    text = duty(DAILY + "since = 2021-06-01", "old") + duty(DAILY + 'since = 2021-03-01\nreplaces = ["old"]', "new")

    assert [one.id for one in rulebook(text).on(day("2021-07-01")).duties] == ["new"]


def test_two_rules_of_one_id_and_two_kinds_each_change_the_law():
    text = duty(DAILY + "since = 2021-03-01", "same") + item("event", 'subject = "school"\nsince = 2021-05-01', "same")

    assert rulebook(text).changes == (day("2021-03-01"), day("2021-05-01"))


def test_a_rulebook_must_say_what_is_assumed_of_terms():
    bare = DOCUMENT[: DOCUMENT.index("[terms]")]

    with pytest.raises(RulebookError, match="nothing says what is assumed of terms"):
        rulebook(bare + duty(DAILY))


@pytest.mark.parametrize("first", ["[0, 15]", "[2, 29]", "[13, 1]", "[2, 0]"])
def test_a_term_begins_and_ends_on_days_that_every_year_has(first):
    with pytest.raises(RulebookError, match="test/doc: the terms begin or end on the day .* which not every year has"):
        rulebook(DOCUMENT.replace("first = [2, 15]", f"first = {first}") + duty(DAILY))


def test_terms_that_are_none_are_refused():
    text = DOCUMENT[: DOCUMENT.index("terms = [")] + "terms = []\n"

    with pytest.raises(RulebookError, match="test/doc: the terms are none: say when each begins and ends"):
        rulebook(text + duty(DAILY))


def test_a_duty_after_another_one_is_sorted_behind_it():
    book = rulebook(duty('filer = "school"\nafter = ["filed:z"]', "a") + duty(DAILY, "z"))

    assert [one.id for one in book.order] == ["z", "a"]


def test_an_empty_rulebook_has_no_change_and_expects_nothing():
    book = rulebook(DOCUMENT)

    assert (book.changes, book.on(day("2020-10-12")).steps, book.longest_ladder_days) == ((), (), 0)
    assert isinstance(book, Rulebook)


def test_a_regions_ladders_are_known_by_their_longest_step():
    found: Region = open_region("shanghai")

    assert found.rulebook.longest_ladder_days == 1
