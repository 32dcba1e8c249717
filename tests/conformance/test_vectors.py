from __future__ import annotations

import pytest

from school_health import SHANGHAI_TIME
from school_health.conformance.vectors import read_vectors
from school_health.errors import ConformanceError
from tests.builders import at, day


VECTOR = """
[[vector]]
id = "{id}"
says = "这样。"
clause = "c"
{keys}
[vector.expect.dues]
d = ["late"]
"""


def read(folder, *texts):
    for number, text in enumerate(texts):
        (folder / f"{number}.vectors.toml").write_text(text, "utf-8")
    return read_vectors(folder)


def vector(id_="v", keys="at = 2024-11-18T09:00:00"):
    return VECTOR.format(id=id_, keys=keys)


def test_a_vector_is_read_with_its_file_its_moment_and_what_it_expects(tmp_path):
    (one,) = read(tmp_path, vector())

    assert (one.id, one.clause, one.file, one.at) == ("v", "c", "0.vectors.toml", at("2024-11-18 09:00"))
    assert one.expect == {"dues": {"d": ({"state": "late"},)}}
    assert (one.rules, one.shipped) == ({"d"}, True)
    assert one.record.schools[0].id == "S1"
    assert one.record is not one.record


def test_a_moment_with_a_zone_keeps_its_instant(tmp_path):
    (one,) = read(tmp_path, vector(keys="at = 2024-11-18T01:00:00Z"))

    assert one.at.astimezone(SHANGHAI_TIME) == at("2024-11-18 09:00")


def test_other_files_are_left_alone(tmp_path):
    (tmp_path / "declarations.toml").write_text("x", "utf-8")

    assert read(tmp_path) == ()


def test_a_vector_takes_over_what_it_is_like_and_changes_what_it_says(tmp_path):
    first = vector(
        "a",
        'at = 2024-11-18T09:00:00\nsince = 2024-11-01\nreadings = { r = "x" }\ngiven = { since = 2024-11-11, terms = [] }',
    )
    second = vector("b", 'like = "a"\nchange = { since = 2024-11-12 }\nsettings = { "k.cases" = 3 }')
    third = vector("c", 'like = "b"\nat = 2024-11-19T09:00:00\nsince = 2024-11-02\nreadings = { r = "y", q = "z" }')
    _, two, three = read(tmp_path, first + second + third)

    assert (two.at, two.since, two.given["since"]) == (at("2024-11-18 09:00"), day("2024-11-01"), day("2024-11-12"))
    assert (two.readings, two.settings, two.shipped) == ({"r": "x"}, {"k.cases": 3}, False)
    assert (three.at, three.since, three.given["since"]) == (at("2024-11-19 09:00"), day("2024-11-02"), day("2024-11-12"))
    assert (three.readings, three.settings) == ({"r": "y", "q": "z"}, {"k.cases": 3})


def test_a_scene_is_what_the_vectors_of_a_file_begin_with(tmp_path):
    scenes = '[scene.default]\nschools = [{ id = "D" }]\n[scene.two]\nschools = [{ id = "T" }]\n'
    moment = "at = 2024-11-18T09:00:00\n"
    text = scenes + vector("a") + vector("b", moment + 'scene = "two"') + vector("c", 'like = "b"')

    assert [one.record.schools[0].id for one in read(tmp_path, text)] == ["D", "T", "T"]


def test_two_files_must_not_share_an_id(tmp_path):
    with pytest.raises(ConformanceError, match="1.vectors.toml: the vector 'v' stands in 0.vectors.toml too: rename one"):
        read(tmp_path, vector(), vector())


def test_every_mistake_of_every_file_is_told(tmp_path):
    (tmp_path / "3.vectors.toml").write_bytes(b"\xff")
    bad = vector("b", "at = 2024-11-18T09:00:00\nchange = { 'x.1' = 2 }").replace('clause = "c"', 'clause = ""')
    with pytest.raises(ConformanceError) as caught:
        read(tmp_path, bad, vector("d", "at = 3"), "= 1")
    lines = caught.value.args[0].split("\n")

    assert [line.partition(": ")[0] for line in lines] == [f"{number}.vectors.toml" for number in (0, 0, 1, 2, 3)]
    assert "'clause' is empty @ vector[0] 'b'" in lines[0]
    assert "the path 'x.1' leads nowhere" in lines[1]
    assert "expected a moment, not 3 @ vector[0].at" in lines[2]
    assert "can't decode byte" in lines[4]


def test_a_fact_that_does_not_fit_is_told_with_its_vector(tmp_path):
    with pytest.raises(ConformanceError, match=r"unknown key x @ given.terms\[0\] of 'v'"):
        read(tmp_path, vector(keys="at = 2024-11-18T09:00:00\ngiven = { terms = [{ x = 1 }] }"))


@pytest.mark.parametrize("expect", ["[vector.expect.dues]", "[vector.expect]"])
def test_a_vector_expects_something_or_that_there_is_nothing(tmp_path, expect):
    text = vector().replace('[vector.expect.dues]\nd = ["late"]', expect)

    with pytest.raises(ConformanceError, match="nothing is expected"):
        read(tmp_path, text)
