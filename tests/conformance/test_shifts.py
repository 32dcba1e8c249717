from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from school_health.conformance.shifts import Shift, shifts
from school_health.conformance.unread import EXEMPT
from school_health.registry import draft
from school_health.wire.rulebook import read_chapters
from tests.builders import DOCUMENT, WORDS, duty, item


def chapters(tmp_path, text):
    (tmp_path / "doc.toml").write_text(DOCUMENT + text, "utf-8")
    return read_chapters(tmp_path)


def moved(tmp_path, text, kind, path=None):
    """Return what is done to a rule of a kind, by path; or to one path."""
    found = {}
    for one in shifts(chapters(tmp_path, text), ["doc"]):
        if one.kind == kind:
            found.setdefault(one.place, []).append(one.what)
    return found if path is None else found.get(path, [])


DAILY = 'filer = "school"\nevery = ["teaching-day"]\nby = { time = 10:00:00, edge = "out" }\n'
EVENT = item("event", 'subject = "school"', "e")
OPENED = 'filer = "school"\nafter = ["fact:e"]\nby = { hours = 2, edge = "in" }\n'
ALERT = item("alert", 'unit = ["class"]\ncases = 3\nquiet = 0\ndiseases = ["flu"]\ndays = 2\n', "a")


def test_a_number_goes_up_and_down_by_one_and_none_falls_below_nothing(tmp_path):
    assert moved(tmp_path, WORDS + ALERT, "alert", "cases") == ["3 → 4", "3 → 2"]
    assert moved(tmp_path, WORDS + ALERT, "alert", "quiet") == ["0 → 1"]
    assert moved(tmp_path, duty(DAILY), "duty", "by.days") == ["0 → 1", "0 → -1"]
    assert moved(tmp_path, duty(DAILY), "duty", "by.working_days") == ["0 → 1"]


def test_a_time_moves_by_a_minute_and_a_day_by_a_day(tmp_path):
    assert moved(tmp_path, duty(DAILY), "duty", "by.time") == ["10:00:00 → 10:01:00", "10:00:00 → 09:59:00"]
    assert moved(tmp_path, duty(DAILY + "since = 2024-03-01"), "duty", "since") == [
        "2024-03-01 → 2024-03-02",
        "2024-03-01 → 2024-02-29",
    ]


def test_a_word_of_a_closed_list_is_exchanged_for_its_neighbours(tmp_path):
    assert moved(tmp_path, duty(DAILY), "duty", "filer") == ["'school' → 'province'", "'school' → 'class'"]
    assert moved(tmp_path, duty(DAILY), "duty", "by.edge") == ["'out' → 'in'"]
    assert moved(tmp_path, EVENT, "event", "subject") == ["'school' → 'province'", "'school' → 'class'"]


def test_of_a_list_each_member_is_dropped_and_one_is_added_of_those_that_could_be_there(tmp_path):
    found = [one for one in shifts(chapters(tmp_path, WORDS + ALERT), ["doc"]) if one.place == "diseases"]

    assert [one.what for one in found] == ["'flu' dropped", "one more"]
    assert found[0].becomes == ((),)
    assert found[1].becomes == (("flu", "noro"), ("flu", "ili"), ("flu", "pox"))


def test_a_period_is_exchanged_for_the_ones_beside_it(tmp_path):
    weekly = 'filer = "school"\nevery = ["week"]\nby = { edge = "in" }\n'

    assert moved(tmp_path, duty(weekly), "duty", "every") == ["'week' dropped", "'week' → 'once'", "'week' → 'term'"]


def test_beside_every_day_no_kind_of_day_is_more(tmp_path):
    text = duty('filer = "school"\nevery = ["day"]\nby = { edge = "in" }\n')

    assert moved(tmp_path, text, "duty", "every") == ["'day' dropped"]


def test_a_part_that_may_be_absent_is_left_out(tmp_path):
    found = moved(tmp_path, duty(DAILY + 'zero = { means = "无", clause = "c" }\nmodule = "缺课录入"'), "duty")

    assert (found["by"], found["zero"], found["module"]) == (["left out"], ["left out"], ["'缺课录入' left out"])


def test_user_names_are_dropped_and_exchanged(tmp_path):
    text = item("account", 'level = "city"\nkeeper = "city"\nkeeper_title = "市"\nnames = { "甲" = "J", "乙" = "Y" }', "k")

    assert moved(tmp_path, text, "account", "names") == [
        "'甲' dropped",
        "'乙' dropped",
        "the name of '甲' → that of '乙'",
        "the name of '乙' → that of '甲'",
    ]


def test_settings_of_a_detector_move_in_their_last_digit_unless_it_has_them_by_itself(tmp_path):
    keys = 'detector = "ears-c1"\nunit = "school"\nsettings = {{ alpha = "{}", baseline = "7", least_sigma = "0.0" }}'
    found = moved(tmp_path, item("signal", keys.format("0.010")), "signal")

    assert found["settings.alpha"] == ["0.010 → 0.011", "0.010 → 0.009"]
    assert found["settings.baseline"] == ["7 → 8", "7 → 6"]
    assert found["settings.least_sigma"] == ["0.0 → 0.1", "0.0 → -0.1"]
    assert found["settings"] == ["'alpha' dropped"]
    own = moved(tmp_path, item("signal", keys.format("0.001").replace("ears-c1", "own")), "signal")
    assert own["settings"] == ["'alpha' dropped", "'baseline' dropped", "'least_sigma' dropped"]


def test_months_and_days_of_terms_move_each_by_itself(tmp_path):
    found = moved(tmp_path, duty(DAILY), "terms")

    assert found["terms.0.first.0"] == ["9 → 10", "9 → 8"]
    assert found["longest_vacation_days"] == ["75 → 76", "75 → 74"]


def test_a_workflow_begins_with_another_state(tmp_path):
    move = '[[workflow.move]]\nid = "m"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n'
    text = EVENT + item("workflow", 'opens = ["fact:e"]\nstates = { new = "新", done = "完" }\nends = ["done"]', "w") + move

    assert moved(tmp_path, text, "workflow", "states") == ["'new' dropped", "'done' dropped", "begins with the second"]
    assert moved(tmp_path, text, "workflow", "move.0.from") == ["'new' dropped", "one more"]
    assert moved(tmp_path, text, "workflow", "move.0.to") == ["'done' → 'new'", "'done' left out"]


STEP = '[[ladder.step]]\nclause = "c"\nlevel = "{}"\nat = {{ time = {} }}\nto = ["head"]\n'


def test_steps_of_one_time_change_places_and_others_do_not(tmp_path):
    ladder = duty(DAILY) + item("party", 'level = "school"', "head") + item("ladder", 'duty = ["d"]', "l")
    apart = ladder + STEP.format("一", "11:00:00") + STEP.format("二", "12:00:00")
    together = ladder + STEP.format("一", "11:00:00") + STEP.format("二", "11:00:00")

    assert moved(tmp_path, apart, "ladder", "step") == ["number 1 dropped", "number 2 dropped"]
    assert moved(tmp_path, together, "ladder", "step") == ["number 1 dropped", "number 1 after the next", "number 2 dropped"]
    assert moved(tmp_path, apart, "ladder", "step.0.level") == ["'一' → another level"]


SCOPE = item("scope", 'stages = ["primary"]', "s")
BREACH = '[[breach]]\nid = "b"\nclause = "c"\ntitle = "违"\nseen = "late"\nof = ["d"]\n'


@pytest.mark.parametrize(
    ("text", "kind", "path", "is_read"),
    [
        (WORDS + ALERT, "alert", "calendar", True),
        (WORDS + ALERT.replace("days = 2", "days = 1"), "alert", "calendar", False),
        (WORDS + ALERT, "alert", "otherwise", True),
        (WORDS + ALERT.replace("days = 2", 'counts = "present"'), "alert", "otherwise", False),
        (WORDS + ALERT.replace("cases", "deaths"), "alert", "counts", False),
        (WORDS + ALERT.replace("days = 2", 'alike = ["disease"]'), "alert", "symptoms", False),
        (WORDS + ALERT.replace("days = 2", 'alike = ["symptom"]'), "alert", "symptoms", True),
        (
            WORDS + ALERT.replace('diseases = ["flu"]', 'symptoms = ["fever"]\nalike = ["symptom"]'),
            "alert",
            "diseases",
            False,
        ),
        (duty(DAILY), "duty", "covers", True),
        (duty('filer = "school"\nevery = ["term"]\nby = { edge = "in" }'), "duty", "covers", False),
        (EVENT + duty(OPENED), "duty", "met", False),
        (duty(DAILY), "duty", "met", True),
        (
            EVENT + duty('filer = "school"\nafter = ["fact:e"]\nby = { at_once = true, edge = "in" }'),
            "duty",
            "by.edge",
            False,
        ),
        (EVENT + duty(OPENED), "event", "takes_back", False),
        (EVENT + duty(OPENED + 'unless = ["fact:e"]'), "event", "takes_back", True),
        (SCOPE + duty(DAILY + 'scope = "s"'), "scope", "people", False),
        (SCOPE + duty(DAILY.replace("school", "person") + 'scope = "s"'), "scope", "people", True),
        (duty(DAILY), "document", "since", True),
        (duty(DAILY + "since = 2020-01-01"), "document", "since", False),
        (duty(DAILY), "document", "reach.level", False),
        (duty('filer = "school"\nevery = ["once"]\nby = { date = 2020-02-24, edge = "in" }'), "duty", "by.from", False),
        (duty('filer = "school"\nevery = ["term"]\nby = { from = "vacation", edge = "in" }'), "duty", "by.from", True),
        (
            duty(DAILY) + BREACH + item("consequence", 'of = ["b"]\ncount = 1\nwithin = "half-year"', "k"),
            "consequence",
            "distinct",
            False,
        ),
        (
            duty(DAILY) + BREACH + item("consequence", 'of = ["b"]\ncount = 2\nwithin = "half-year"', "k"),
            "consequence",
            "distinct",
            False,
        ),
        (
            duty(DAILY)
            + duty(DAILY, "e")
            + BREACH.replace('["d"]', '["d", "e"]')
            + item("consequence", 'of = ["b"]\ncount = 2\nwithin = "half-year"', "k"),
            "consequence",
            "distinct",
            True,
        ),
        (
            item("form", 'layout = "ours"\nfield = [{ key = "k", title = "k", need = "paper-only" }]', "f"),
            "form",
            "field.0.many",
            False,
        ),
        (item("form", 'layout = "ours"\nfield = [{ key = "k", title = "k" }]', "f"), "form", "field.0.many", True),
    ],
)
def test_what_nobody_reads_as_the_item_stands_is_not_moved(tmp_path, text, kind, path, is_read):
    assert bool(moved(tmp_path, text, kind, path)) is is_read


def test_a_day_more_of_a_week_that_begins_on_monday_is_the_same_day_of_the_week(tmp_path):
    weekly = 'filer = "school"\nevery = ["week"]\nby = {{ {}edge = "in" }}'

    assert moved(tmp_path, duty(weekly.format('weekday = "friday", ')), "duty", "by.days") == ["0 → -1"]
    assert moved(tmp_path, duty(weekly.format("")), "duty", "by.days") == ["0 → 1", "0 → -1"]


def test_a_document_of_a_campaign_tells_that_it_binds_nobody_from_its_own_day(tmp_path):
    text = DOCUMENT.replace("last_checked", 'during = "campaign"\nlast_checked') + duty(DAILY + "since = 2020-02-01")
    (tmp_path / "doc.toml").write_text(text, "utf-8")
    found = [one.what for one in shifts(read_chapters(tmp_path), ["doc"]) if (one.kind, one.place) == ("document", "since")]

    assert found == ["2020-01-01 → 2020-01-02", "2020-01-01 → 2019-12-31"]


def test_a_field_that_is_needed_where_another_has_a_value_is_needed_where_it_has_another(tmp_path):
    choices = '{ key = "a", title = "a", choices = { x = "X", y = "Y" } }'
    form = item("form", f'layout = "ours"\nfield = [{choices}, {{ key = "b", title = "b", when = {{ a = "x" }} }}]', "f")
    free = form.replace(', choices = { x = "X", y = "Y" }', "")

    assert moved(tmp_path, form, "form", "field.1.when.a") == ["'x' → 'y'"]
    assert moved(tmp_path, free, "form", "field.1.when.a") == ["'x' → '另一样'"]


def test_the_last_day_that_there_is_moves_only_back_and_odd_numbers_stay(tmp_path):
    assert moved(tmp_path, duty(DAILY + "until = 9999-12-31"), "duty", "until") == ["9999-12-31 → 9999-12-30"]
    odd = item("signal", 'detector = "own"\nunit = "school"\nsettings = { alpha = "1e-3" }')
    assert moved(tmp_path, odd, "signal", "settings.alpha") == []


def test_a_key_that_is_not_there_under_another_choice_stays_away(tmp_path):
    book = chapters(tmp_path, item("signal", 'detector = "own"\nunit = "school"\nsettings = { b = "1" }'))
    one = Shift("doc", "signal", "r", ("settings", "a"), "", None, ())
    (found,) = one.applied(book, "2")

    assert found.signal[0].settings == {"b": "1"}


def test_a_document_of_one_school_may_be_that_of_a_city(tmp_path):
    (tmp_path / "doc.toml").write_text(DOCUMENT.replace('level = "province"', 'level = "school"') + duty(DAILY), "utf-8")
    found = {one.place: [] for one in shifts(read_chapters(tmp_path), ["doc"])}
    for one in shifts(read_chapters(tmp_path), ["doc"]):
        found[one.place].append(one.what)

    assert found["reach.level"] == ["'school' → 'city'", "'school' → 'country'"]
    assert found["reach.of"] == ["'某省' → another"]


def test_a_second_person_is_moved_only_where_a_check_asks_for_one(tmp_path):
    reviewed = item("party", 'level = "school"', "head") + duty(
        DAILY + 'through = { hands = ["head"], others = true, holds = false }'
    )
    asked = reviewed + item("check", 'test = "hands"\nsays = "错"\ndo = "改"\nof = ["d"]', "k")

    assert moved(tmp_path, reviewed, "duty", "through.others") == []
    assert moved(tmp_path, asked, "duty", "through.others") == ["True → False"]


def test_what_a_regions_own_test_reads_is_moved_where_it_is_written_and_never_added_to(tmp_path):
    check = item("check", 'test = "own"\nsays = "错"\ndo = "改"\nof = ["d"]\ncount = 3', "k")
    found = moved(tmp_path, duty(DAILY) + check, "check")

    assert found == {"of": ["'d' dropped"], "count": ["3 → 4", "3 → 2"]}


def test_a_scope_that_limits_nobody_may_as_well_not_be_there(tmp_path):
    everyone = item("scope", 'people = ["student", "staff", "temporary"]', "s") + item("scope", 'stages = ["primary"]', "t")
    card = duty(DAILY.replace("school", "person") + 'scope = "ID"')

    assert moved(tmp_path, everyone + card.replace("ID", "s"), "duty", "scope") == ["'s' → another"]
    assert moved(tmp_path, everyone + card.replace("ID", "t"), "duty", "scope") == ["'t' → another", "'t' left out"]


def test_a_word_of_two_vocabularies_is_dropped_only_from_one_that_a_rule_names(tmp_path):
    twice = WORDS + item("vocabulary", 'of = "disease"\nwords = { flu = "流感", other = "另" }', "more")
    named = twice + item("alert", 'unit = ["class"]\ncases = 3\nquiet = 0\ndiseases = ["more"]', "a")

    def dropped(text):
        return [
            (one.item, one.what)
            for one in shifts(chapters(tmp_path, text), ["doc"])
            if one.place == "words" and "flu" in one.what
        ]

    assert dropped(twice) == []
    assert dropped(named) == [("more", "'flu' dropped")]


def test_the_smallest_sample_matters_only_without_a_share(tmp_path):
    sample = item("sample", 'of = "school"\npercent = {}\nleast = 1', "p")

    assert moved(tmp_path, sample.replace("{}", "5"), "sample", "least") == ["1 → 2"]
    assert moved(tmp_path, sample.replace("{}", "0"), "sample", "least") == ["1 → 2", "1 → 0"]


CHECKED = (
    WORDS
    + EVENT
    + item("event", 'subject = "school"', "f")
    + item("workflow", 'opens = ["fact:e"]\nstates = { new = "新", done = "完" }\nends = ["done"]', "e")
    + '[[workflow.move]]\nid = "m"\nclause = "c"\ntitle = "结"\nfrom = ["new"]\nto = "done"\n'
    + 'needs = [{ key = "result", title = "果", choices = { right = "对", wrong = "错" } }]\n'
    + '[[workflow.move]]\nid = "n"\nclause = "c"\ntitle = "记"\nfrom = ["new"]\n'
)


@pytest.mark.parametrize(
    ("keys", "place", "more"),
    [
        ('test = "refused-moves"\nof = ["e"]', "of", None),
        ('test = "on-days"\nof = ["e"]\non = ["weekend"]', "of", ("f",)),
        ('test = "results"\nof = ["e.m"]\nneeds = ["result=wrong"]', "of", None),
        ('test = "in-state"\nof = ["fact:e"]\nneeds = ["e.done"]', "needs", ("e.new",)),
        ('test = "followed"\nof = ["e"]\nneeds = ["f"]', "needs", ("e", "另一样")),
        ('test = "accounts"\nof = ["某平台"]', "of", None),
    ],
)
def test_a_check_could_look_at_more_of_what_its_test_looks_at(tmp_path, keys, place, more):
    text = CHECKED + item("check", f'says = "错"\ndo = "改"\n{keys}', "k")
    found = [
        one
        for one in shifts(chapters(tmp_path, text), ["doc"])
        if (one.kind, one.place, one.what) == ("check", place, "one more")
    ]

    assert [tuple(value[-1] for value in one.becomes) for one in found] == ([more] if more else [])


@pytest.mark.parametrize(
    ("code", "own"), [("jiangsu", ["js-2020-22", "js-2020-6", "js-2023-6"]), ("cn", ["cn-signals", "cn-ours"])]
)
def test_a_shift_is_put_in_its_place_and_nothing_else_changes(code, own):
    book = draft(code).chapters
    for one in list(shifts(book, own))[:: 7 if code == "jiangsu" else 1]:
        value = one.becomes[0]
        found = one.applied(book, value)
        (before,) = [chapter for chapter in book if chapter.document.id == one.document]
        (after,) = [chapter for chapter in found if chapter.document.id == one.document]

        assert [chapter for chapter in found if chapter.document.id != one.document] == [
            chapter for chapter in book if chapter.document.id != one.document
        ]
        kinds = [field.name for field in attrs.fields(type(before))]
        assert [kind for kind in kinds if getattr(before, kind) is not getattr(after, kind)] == [one.kind]
        assert repr(one.was) != repr(value)


def test_the_list_of_what_is_not_moved_is_published():
    page = (Path(__file__).parents[2] / "docs" / "conformance.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, re.MULTILINE))

    assert {name: why for name, why in listed.items() if name in EXEMPT} == EXEMPT


def test_a_shift_says_where_it_is_and_what_is_done():
    one = Shift("doc", "duty", "d", ("while_", "after"), "'x' dropped", ("x",), ((),))

    assert (str(one), one.place) == ("doc: duty d while.after: 'x' dropped", "while.after")
