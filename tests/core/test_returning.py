from __future__ import annotations

import pytest

from school_health import Absence
from tests.builders import at, day, record, region


WORDS = '[[vocabulary]]\nid = "v"\nclause = "c"\ntitle = "病"\nof = "disease"\nwords = { pox = "水痘" }\n'


def criteria(keys, **more):
    text = f'{WORDS}[[recovery]]\nid = "r"\nclause = "c"\ntitle = "复课"\ndiseases = ["v"]\n{keys}\n'
    spell = Absence(id="A1", person="P1", school="S1", first=day("2020-10-12"), disease="pox", **more)
    facts = record(absences=[spell], since="2020-10-12")
    return [(one.met, one.lacks) for one in region(text).criteria(facts, at("2020-10-13 12:00"))]


@pytest.mark.parametrize(("papers", "said"), [((), (None, ("证明",))), (("证明",), (True, ()))])
def test_a_profile_of_papers_alone_is_met_by_them(papers, said):
    assert criteria('papers = ["证明"]', papers=papers) == [said]


def test_a_profile_of_suspensions_alone_says_nothing_of_a_return():
    assert criteria("suspension_days = 4") == []
