from __future__ import annotations

import contextlib
import json
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import school_health.adapters
from school_health.core.chapter import Chapter
from school_health.core.duty import Edge
from school_health.core.rulebook import Rulebook
from school_health.errors import RulebookError
from school_health.wire.rulebook import read_chapters
from school_health.wire.strict import UnfitError, strict_converter, structure
from tests.builders import DOCUMENT, duty, item, rulebook


DAILY = 'filer = "school"\nevery = ["day"]\nby = { time = 12:00:00, edge = "out" }\n'
READING = """
[[reading]]
id = "r"
clause = "c"
phrase = "前"
choice = "late"
why = "。"
[reading.choices]
late = "迟"
in-time = "按时"
"""
UNDER = 'ours = { "by.edge" = "r" }\n[duty.under]\nr.in-time = { "by.edge" = "in", title = "另一" }\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (duty(DAILY + "collour = 1"), r"doc.toml: unknown key collour @ duty\[0\]"),
        (duty(DAILY.replace("12:00:00", '"12:00"')), r"doc.toml: expected a time like 15:00:00, not '12:00' @ duty\[0\].by"),
        (
            duty(DAILY.replace('"school"', '"shool"')),
            r"doc.toml: filer must be one of school, class, person, county, city, province, not 'shool' @ duty\[0\].filer$",
        ),
        (
            item("alert", 'unit = ["class", "shool"]\nquiet = 1\ncases = 1'),
            r"doc.toml: unit must be one of person, dormitory, class, school, county, not 'shool' @ alert\[0\].unit\[1\]$",
        ),
        (
            DOCUMENT.replace("last_checked", 'during = "campaing"\nlast_checked'),
            r"doc.toml: during must be one of campaign, not 'campaing' @ document.during$",
        ),
        (item("alert", 'unit = ["class"]\nquiet = 1\ncases = 1\nalike = [3]'), r"symptom, disease, meal, not 3 @ alert"),
        (duty(DAILY + 'to = [3]\nwhile = { after = "x", until = [] }'), r"@ duty\[0\].while.after"),
        (item("alert", 'unit = ["class"]\nquite = 1'), r"unknown key quite; did you mean 'quiet'\? @ alert\[0\]"),
        (duty(DAILY + 'exept = ["closure"]'), r"unknown key exept; did you mean 'except'\? @ duty\[0\]$"),
        (duty(DAILY.replace('["day"]', '"day"')), r"doc.toml: expected a list, not 'day' @ duty\[0\].every"),
        (duty(DAILY.replace('edge = "out"', "days = 1")), r"doc.toml: the key 'edge' is required @ duty\[0\].by"),
        (duty(DAILY + 'document = "x"'), r"doc.toml: unknown key document @ duty\[0\]"),
        (duty(DAILY + "since = 2020-01-01T00:00:00"), r"doc.toml: expected a day like 2023-03-23"),
        (
            duty(DAILY + "title = 1").replace('title = "任务"\n', ""),
            r"doc.toml: expected text in quotes, not 1 @ duty\[0\].title",
        ),
        (duty(DAILY.replace("time = 12:00:00", "days = 1.0")), r"doc.toml: expected a whole number, not 1.0"),
        (duty(DAILY.replace("time = 12:00:00", "at_once = 1")), r"doc.toml: expected true or false, not 1"),
        ("[[duty]\n", r"doc.toml: .*line"),
        (duty(DAILY) + 'id = "twice"\nid = "twice"', r"doc.toml: Cannot overwrite"),
        ("duty = 3", r"doc.toml: expected a list, not 3 @ duty"),
        ("duty = [3]", r"doc.toml: .* @ duty\[0\]"),
        ('reading = ["x"]', r"doc.toml: .* @ reading\[0\]"),
        ('[[reading]]\nid = "r"', r"doc.toml: the key 'clause' is required @ reading\[0\]"),
        (READING + duty(DAILY + "ours = {}\n[duty.under]\nother.x = {}"), "'d' has values under 'other'"),
        (
            READING.replace('"r"', '"noon"') + duty(DAILY + "[duty.under]\nnoom.x = {}"),
            r"a reading that the file does not declare; did you mean 'noon'\? @ duty\[0\]",
        ),
        (
            READING + duty(DAILY + '[duty.under]\nr.in-time = { "by.egde" = "in" }'),
            r"unknown key egde; did you mean 'edge'\? @ by of duty\[0\] under r.in-time",
        ),
        (READING + duty(DAILY + "under = 3"), r"'under' maps a reading's choices to values, and is 3 @ duty\[0\]"),
        (READING + duty(DAILY + 'under = { r = "late" }'), r"'under' maps a reading's choices"),
        (READING.replace('choice = "late"', "choice = 3"), r"expected text in quotes, not 3 @ choice of reading\[0\]"),
        (READING + duty(DAILY + '[duty.under]\nr.in-time = { "filer.x" = "in" }'), r"under r.in-time"),
        (
            READING + duty(DAILY + "[duty.under]\nr.in-time = { filer = 3 }"),
            r"filer must be one of school, .*, not 3 @ filer of duty\[0\] under r.in-time",
        ),
    ],
)
def test_a_broken_file_is_named_with_the_path_of_what_is_wrong(text, message):
    text = text if text.startswith(("duty", "reading")) or "[document]" in text else DOCUMENT + text
    if text.startswith(("duty", "reading")):
        text = text + "\n" + DOCUMENT.replace("[[clause]]", "[[clause]]", 1)

    with pytest.raises(RulebookError, match=message):
        rulebook(text)


def test_all_places_of_a_file_are_told_at_once():
    with pytest.raises(RulebookError) as caught:
        rulebook(duty(DAILY + "colour = 1\ntitel = 2").replace("by =", "days = 1\nby ="))

    assert (
        str(caught.value)
        == "[SH400] doc.toml: unknown key colour; unknown key days; unknown key titel; did you mean 'title'? @ duty[0]"
    )


def test_all_files_are_told_at_once():
    second = DOCUMENT.replace('id = "doc"', 'id = "second"')

    with pytest.raises(RulebookError) as caught:
        rulebook(duty(DAILY + "colour = 1"), second + "quay = 2")

    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["[SH400] doc.toml", "second.toml"]


@pytest.mark.parametrize(("name", "fits"), [("doc.toml", True), ("dock.toml", False), ("doc.toml.toml", False)])
def test_a_file_is_called_after_its_document(tmp_path, name, fits):
    (tmp_path / name).write_text(DOCUMENT, "utf-8")

    if fits:
        assert len(read_chapters(tmp_path)) == 1
    else:
        with pytest.raises(RulebookError, match=f"^.SH400. {name}: the document has the id 'doc': the file must be called"):
            read_chapters(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "x.toml").write_bytes("[document]\ntitle = '文件'".encode("gb18030"))

    with pytest.raises(RulebookError, match="x.toml"):
        read_chapters(tmp_path)


def test_a_chosen_reading_changes_the_values_under_it_and_no_others():
    text = READING + duty(DAILY + UNDER)
    shipped, chosen = rulebook(text).duties["d"], rulebook(text, readings={"r": "in-time"}).duties["d"]

    assert (shipped.by.edge, shipped.title) == ("out", "任务")
    assert (chosen.by.edge, chosen.title, chosen.by.time) == ("in", "另一", shipped.by.time)
    assert rulebook(text, readings={"r": "in-time"}).readings["r"].choice == "in-time"


def test_a_nested_value_may_be_put_where_there_was_none():
    text = READING + duty('filer = "school"\nevery = ["day"]\n[duty.under]\nr.in-time = { "by.edge" = "in" }')

    assert rulebook(text).duties["d"].by is None
    assert rulebook(text, readings={"r": "in-time"}).duties["d"].by.edge == "in"


def test_a_choice_that_a_reading_does_not_have_is_refused():
    with pytest.raises(RulebookError, match="'r' has no choice 'sometimes'; it has late, in-time"):
        rulebook(READING + duty(DAILY), readings={"r": "sometimes"})


def test_values_under_a_choice_that_the_reading_does_not_have_are_refused():
    with pytest.raises(RulebookError, match=r"the reading 'r' has no choice 'never'; it has late, in-time @ duty\[0\]"):
        rulebook(READING + duty(DAILY + "[duty.under]\nr.never = { title = 3 }"))


def test_an_ordinary_mistake_is_not_blamed_on_a_reading():
    with pytest.raises(RulebookError, match=r"doc.toml: unknown key filers; did you mean 'filer'\? @ duty\[0\]$"):
        rulebook(READING + duty(DAILY + "filers = 3\n" + UNDER))


def test_an_unknown_key_of_the_whole_file_has_no_path():
    with pytest.raises(RulebookError, match=r"doc.toml: unknown key dutty; did you mean 'duty'\?$"):
        rulebook("dutty = 3\n" + DOCUMENT)


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(RulebookError, match="nowhere: .*is the folder part of the distribution"):
        read_chapters(Path("nowhere"))


def test_readings_of_other_files_are_left_to_them():
    assert rulebook(READING + duty(DAILY), readings={"elsewhere": "x"}).readings["r"].choice == "late"


def test_every_item_knows_its_document(tmp_path):
    (tmp_path / "doc.toml").write_text(DOCUMENT + duty(DAILY), "utf-8")
    (tmp_path / "notes.md").write_text("not a rulebook", "utf-8")
    (chapter,) = read_chapters(tmp_path)

    assert isinstance(chapter, Chapter)
    assert {rule.document for rule in chapter.rules} == {"doc"}
    assert {clause.document for clause in chapter.clause} == {"doc"}


def test_a_plain_value_of_the_wrong_kind_is_unfit_as_a_whole():
    with pytest.raises(UnfitError, match=r"^expected a whole number, not '3'$"):
        structure("3", int)


def test_a_word_outside_a_closed_list_is_told_with_the_words_there_are():
    with pytest.raises(UnfitError, match=r"^must be one of in, out, not \['in'\]$"):
        structure(["in"], Edge)
    assert structure("in", Edge) == "in"


def test_the_converter_is_made_once():
    assert strict_converter() is strict_converter()


@given(st.data())
def test_whatever_stands_in_a_rulebook_it_is_read_or_refused_with_its_name(data):
    """Any value of a shipped rulebook exchanged for any other: an answer or a `RulebookError`, never another error."""
    source = data.draw(st.sampled_from(SHIPPED))
    raw = tomllib.loads(source.read_text("utf-8"))
    holder, key = data.draw(st.sampled_from(list(_places(raw))))
    holder[key] = data.draw(
        st.one_of(
            st.integers(-9, 9),
            st.booleans(),
            st.text(max_size=3),
            st.just([]),
            st.just({}),
            st.dates(),
            st.just(3.5),
            st.lists(st.integers(), max_size=2),
            st.just({"x": {"y": 1}}),
            st.sampled_from(["school", "day", "out", "r"]),
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, source.name).write_text(_toml(raw), "utf-8")
        with contextlib.suppress(RulebookError):
            Rulebook("x", tuple(read_chapters(Path(folder))))


SHIPPED = sorted(Path(school_health.adapters.__path__[0]).glob("*/rulebook/*.toml"))


def _places(table):
    keys = table if isinstance(table, dict) else range(len(table))
    for key in keys:
        yield table, key
        if isinstance(table[key], dict | list):
            yield from _places(table[key])


def _toml(value, *, top=True):
    """Write plain values as TOML, every table inline but the outermost."""
    if isinstance(value, dict):
        inside = [f"{json.dumps(key, ensure_ascii=False)} = {_toml(one, top=False)}" for key, one in value.items()]
        return "\n".join(inside) if top else "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one, top=False) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)
