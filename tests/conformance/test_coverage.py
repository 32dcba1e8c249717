from __future__ import annotations

import pytest

from school_health.conformance.coverage import Covered, apart, share
from school_health.conformance.declared import Declaration, Declarations, read_declarations
from school_health.conformance.listed import listed_clauses
from school_health.conformance.suites import Bench, items
from school_health.conformance.summary import summary
from school_health.conformance.vectors import read_vectors
from school_health.errors import ConformanceError


TWO = """
[[vector]]
id = "a"
says = "这样。"
clause = "c"
at = 2024-11-18T09:00:00
given = {{ since = 2024-11-18, filings = [{{ duty = "d", filed_at = 2024-11-18T09:00:00 }}] }}
{first}

[[vector]]
id = "b"
says = "那样。"
clause = "c"
like = "a"
{second}
"""
LATE = '[vector.expect.dues]\nd = ["late"]'


@pytest.mark.parametrize(
    ("second", "number"),
    [
        ("", 0),
        ("change = { since = 2024-11-17 }", 1),
        ("at = 2024-11-19T09:00:00", 1),
        ("since = 2024-11-18", 1),
        ('readings = { r = "x" }', 1),
        ('settings = { "a.cases" = 1 }', 1),
        ('without = ["filings.0"]', 1),
        ("at = 2024-11-19T09:00:00\nchange = { since = 2024-11-17 }", 2),
    ],
)
def test_two_vectors_are_so_many_values_apart(tmp_path, second, number):
    (tmp_path / "x.vectors.toml").write_text(TWO.format(first=LATE, second=f"{second}\n{LATE}"), "utf-8")
    one, other = read_vectors(tmp_path)

    assert apart(one, other) == apart(other, one) == number


def test_vectors_of_the_same_facts_are_apart_in_what_is_asked(tmp_path):
    asks = '[vector.expect.passwords]\np = [{{ given = "{}", faults = [] }}]'
    (tmp_path / "x.vectors.toml").write_text(TWO.format(first=asks.format("a"), second=asks.format("b")), "utf-8")
    one, other = read_vectors(tmp_path)

    assert (apart(one, other), apart(one, one)) == (1, 0)


def test_a_share_is_rounded_down_and_of_nothing_it_is_none():
    good, bad = Covered("a", "covered"), Covered("b", "UNCOVERED")

    assert (share([good, good, bad]), share([bad]), share([]), share([Covered("c", "declared")])) == (66, 0, 0, 100)


# ---------------------------------------------------------------------- lists of clauses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('clauses = ["a", "b"]', ("a", "b")),
        ('[clauses.a]\nregion = "demo"\n[clauses.b]\n[clauses.c]\nregion = "other"', ("a", "b")),
    ],
)
def test_a_list_of_clauses_is_plain_or_says_whose_each_is(tmp_path, text, found):
    (tmp_path / "c.toml").write_text(text, "utf-8")

    assert listed_clauses(tmp_path / "c.toml", "demo") == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no list of clauses: give clauses = "),
        ("clauses = 1", "no list of clauses"),
        ("clauses = [1]", "no list of clauses"),
        ("[clauses]\na = 1", "no list of clauses"),
        ("clauses = []", "has no clause of the region 'demo'"),
        ('[clauses.a]\nregion = "x"', "has no clause of the region 'demo'"),
        ("= 1", "Invalid"),
    ],
)
def test_what_is_no_list_of_clauses_is_refused(tmp_path, text, said):
    (tmp_path / "c.toml").write_text(text, "utf-8")

    with pytest.raises(ConformanceError, match=f"c.toml: .*{said}"):
        listed_clauses(tmp_path / "c.toml", "demo")


def test_a_list_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ConformanceError, match="none.toml: No such file"):
        listed_clauses(tmp_path / "none.toml", "demo")


def asked(**how):
    return {f"{one.suite}[{one.name}]": one for one in items(Bench("guyuan", **how))}


def test_a_listed_clause_that_the_region_does_not_have_is_uncovered_with_what_may_be_meant():
    said = asked(listed=("gy-cards",))["clauses[gy-cards]"].ask()

    assert said.startswith("gy-cards: UNCOVERED: the region has no such clause, and declares nothing of it")
    assert "did you mean 'gy-card'?" in said


def test_with_a_share_to_be_reached_single_clauses_are_not_asked_for():
    one = asked(listed=("no-such-clause",), under=90)
    all_ = asked(listed=("no-such-clause",), under=100)

    assert [name for name in one if name.startswith("clauses[")] == ["clauses[at-least-90-percent]"]
    assert one["clauses[at-least-90-percent]"].ask() == ""
    said = all_["clauses[at-least-100-percent]"].ask()
    assert said.startswith("95 percent of the clauses are covered or declared, and 100 are asked for:\n")
    assert "  no-such-clause: UNCOVERED: the region has no such clause" in said


def test_the_summary_counts_the_clauses_and_tells_of_what_lacks():
    bench = Bench("guyuan", listed=("no-such-clause", "lake-portal"))
    portal = Declaration(clause="lake-portal", says="upstream", reason="由省平台负责。")
    bench.kit.declarations = Declarations(declaration=(portal,))

    lines = summary(bench)

    assert lines[0].startswith("21 clauses: 19 covered, 1 declared, 1 UNCOVERED; ")
    assert [line.split(":")[0] for line in lines[1:]] == ["  declared  lake-portal", "  UNCOVERED  no-such-clause"]


def test_a_region_without_declarations_declares_nothing(tmp_path):
    assert read_declarations(tmp_path) == Declarations()
