"""
The shipped regions pass the kit. Moving everything by one unit takes longer: the tox environment ``conform`` does.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from school_health.conformance.kinds import KINDS
from school_health.conformance.listed import listed_clauses
from school_health.conformance.suites import Bench, items
from tests.test_clauses import LISTED


REGIONS = ("cn", "guyuan", "jiangsu", "shanghai")
BENCHES = {code: Bench(code) for code in REGIONS}


@pytest.mark.parametrize("code", REGIONS)
def test_a_shipped_region_passes_all_that_the_kit_asks(code):
    asked = items(BENCHES[code])

    assert [f"{one.suite}[{one.name}] {wrong}" for one in asked if (wrong := one.ask())] == []


@pytest.mark.skipif(LISTED is None or not LISTED.exists(), reason="the list of clauses lies beside the real data: not here")
@pytest.mark.parametrize("code", REGIONS)
def test_every_clause_of_the_documents_is_covered_or_declared(code):
    bench = Bench(code, listed=listed_clauses(Path(LISTED), code))
    bench.kit = BENCHES[code].kit

    assert [(one.clause, one.status, one.why) for one in bench.clauses if not one.good] == []


def test_every_kind_of_part_of_an_answer_is_expected_by_some_vector():
    used = {kind for bench in BENCHES.values() for vector in bench.kit.own_vectors for kind in vector.expect}

    assert used == set(KINDS)


def test_every_reading_of_a_vector_stands_in_chinese():
    said = {vector.id: vector.says for bench in BENCHES.values() for vector in bench.kit.own_vectors}

    assert [name for name, text in said.items() if text.isascii() or "测试" in text or not text.endswith("。")] == []
