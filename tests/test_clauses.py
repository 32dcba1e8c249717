"""
Every clause of the documents is carried, or said to be not yet carried and why; `school-health rules` lists each.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from school_health.cli.commands import cli
from school_health.registry import open_region


HERE = Path(__file__).parent
CLAUSES = tomllib.loads((HERE / "clauses.toml").read_text("utf-8"))
REGIONS = tuple(CLAUSES)
DATA = os.environ.get("SCHOOL_HEALTH_REAL_DATA")
LISTED = Path(DATA).parent / "clauses.toml" if DATA else None


def carried(code):
    """
    For each clause the ids of the rules that carry it.
    """
    found = {}
    for chapter in open_region(code).rulebook.chapters:
        for rule in chapter.rules:
            for clause in rule.clauses:
                found.setdefault(clause, []).append(rule.id)
    return found


@pytest.mark.skipif(LISTED is None or not LISTED.exists(), reason="the list of clauses lies beside the real data: not here")
def test_the_list_of_this_project_is_that_of_the_documents():
    listed = tomllib.loads(LISTED.read_text("utf-8"))["clauses"]
    ours = {clause: (code, kind) for code, kinds in CLAUSES.items() for kind, clauses in kinds.items() for clause in clauses}

    kinds = {name: "reserved" if one["kind"] in ("format", "portal") else "carried" for name, one in listed.items()}

    assert ours == {name: (one["region"], kinds[name]) for name, one in listed.items()}


@pytest.mark.parametrize("code", REGIONS)
def test_every_clause_is_carried_by_a_rule_save_those_of_forms_and_portals(code):
    rules = carried(code)

    assert [clause for clause in CLAUSES[code]["carried"] if not rules.get(clause)] == []


@pytest.mark.parametrize("code", REGIONS)
def test_every_clause_of_a_form_or_portal_is_declared_and_carried_or_says_why_not(code):
    book, rules = open_region(code).rulebook, carried(code)

    assert [
        clause
        for clause in CLAUSES[code]["reserved"]
        if clause not in book.clauses or bool(rules.get(clause)) is bool(book.clauses[clause].not_yet)
    ] == []


@pytest.mark.parametrize("code", REGIONS)
def test_no_other_clause_is_said_to_be_not_yet_carried(code):
    book = open_region(code).rulebook
    waiting = {clause.id for clause in book.clauses.values() if clause.not_yet}

    assert waiting <= {*CLAUSES[code]["reserved"], *CLAUSES["cn"]["reserved"]}


@pytest.mark.parametrize("code", REGIONS)
def test_rules_lists_every_clause_with_what_carries_it_and_on_what_basis(code):
    done = CliRunner().invoke(cli, ["rules", code, "--format", "json"])
    assert done.exit_code == 0, done.output
    rows = {row["clause"]: row for row in json.loads(done.output)["clauses"]}
    wanted = [*CLAUSES[code]["carried"], *CLAUSES[code]["reserved"], *CLAUSES["cn"]["carried"]]
    waiting = {clause.id for clause in open_region(code).rulebook.clauses.values() if clause.not_yet}

    assert [clause for clause in wanted if clause not in rows] == []
    assert [one for one in wanted if one not in waiting and not (rows[one]["carried"] and rows[one]["basis"])] == []
