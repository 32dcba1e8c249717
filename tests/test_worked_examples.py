"""
The worked examples of `docs/rulebook.md`, loaded as one region with its tests and detectors, and asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from school_health import registry
from school_health.core.absence import Absence
from school_health.core.account import password_faults
from school_health.core.calendar import DayException
from school_health.core.chapter import RULES, Chapter
from school_health.core.form import form_faults
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.progress import matters
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.school import Post, School, SchoolClass
from school_health.core.workflow import Move
from school_health.registry import open_region
from tests import builders
from tests.test_docs import installed, page


def chapter_of(heading: str, until: str) -> str:
    """
    What stands from one heading to another, sections below it included.
    """
    return page("rulebook.md").partition(f"## {heading}\n")[2].partition(f"## {until}\n")[0]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


EXAMPLES = "\n".join(blocks(chapter_of("Worked examples", "A test of one's own"), "toml"))
OWN = blocks(chapter_of("A test of one's own", "A plugin"), "python")


@pytest.fixture
def care(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Region:
    """
    The region of the worked examples, with its tests and detectors, as if it were installed.
    """
    package = tmp_path / "school_health_lakecare"
    (package / "rulebook").mkdir(parents=True)
    (package / "rulebook" / "lakecare-2024.toml").write_text(EXAMPLES, "utf-8")
    functions = [one for one in OWN if "def test_" not in one]
    (package / "__init__.py").write_text("\n".join(functions), "utf-8")
    installed(tmp_path, "school-health-lakecare", "lakecare", "school_health_lakecare")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "school_health_lakecare", raising=False)
    registry._open.cache_clear()
    return open_region("lakecare")


def test_the_worked_examples_make_a_rulebook_with_one_of_each_kind(care: Region) -> None:
    chapter = next(one for one in care.rulebook.chapters if one.document.id == "lakecare-2024")
    shown = {kind for kind in RULES if getattr(chapter, kind)}

    assert set(RULES) - shown == {"scope", "ladder", "breach", "consequence", "measure"}
    assert [one.id for one in chapter.clause if not one.not_yet and one.id not in carried(chapter)] == []


def carried(chapter: Chapter) -> set[str]:
    return {clause for rule in chapter.rules for clause in rule.clauses}


def own_tests() -> dict[str, Callable[[], None]]:
    """
    The tests that the page writes of its region.
    """
    names: dict[str, Any] = {}
    exec("\n".join(one for one in OWN if "def test_" in one), names)  # noqa: S102 - the page's own code, as a reader runs it
    return {name: test for name, test in names.items() if name.startswith("test_")}


@pytest.mark.usefixtures("care")
@pytest.mark.parametrize("name", own_tests())
def test_the_tests_that_the_page_writes_of_its_region_pass(name: str) -> None:
    own_tests()[name]()


CASES = [
    Absence(
        id=f"A{number}",
        person=f"S1-3-P{number}",
        school="S1",
        class_="S1-3",
        first=date(2024, 10, 8),
        symptoms=["cough"],
        temperature=380,
        recorded_at=datetime(2024, 10, 8, 8, number, tzinfo=SHANGHAI_TIME),
    )
    for number in (1, 2, 3)
]


def in_care(**facts: Any) -> Record:
    return Record(
        schools=[School(id="S1", area="甲区"), School(id="S2", area="甲区"), School(id="S3", area="甲区")],
        classes=[SchoolClass(id="S1-3", school="S1", students=40)],
        absences=CASES,
        since=date(2024, 9, 23),
        **facts,
    )


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 10, day, hour, minute, tzinfo=SHANGHAI_TIME)


MATTER = "care-three:S1-3:2024-10-08"


def step(number: int, name: str, by: str, post: str = "", **details: str) -> Move:
    return Move(
        id=f"M{number}",
        workflow="care-matter",
        matter=MATTER,
        move=name,
        at=moment(8, 9, number),
        by=by,
        post=post,
        details=details,
    )


VERIFIED = step(1, "verify", "S1-nurse", "nurse", way="phone")


def test_the_alert_of_the_worked_examples_opens_its_duty(care: Region) -> None:
    found = care.assess(in_care(), moment(8, 12))
    (alert,) = [one for one in found.alerts if one.rule.id == "care-three"]
    (due,) = [one for one in found.dues if one.duty.id == "care-report"]

    assert (alert.id, alert.persons, alert.raised_at) == (MATTER, 3, moment(8, 8, 3))
    assert due.deadline is not None
    assert (due.deadline.at, due.duty.to, due.basis) == (moment(9, 8, 3), ("区疾控中心",), "text")


@pytest.mark.parametrize(("second", "state", "why"), [("S1-nurse", "reviewed", ["same-person"]), ("S1-head", "ended", [])])
def test_an_end_that_takes_two_persons_takes_two_persons(care: Region, second: str, state: str, why: list[str]) -> None:
    moves = [
        VERIFIED,
        step(2, "review", "S1-head"),
        step(3, "end", "S1-nurse", "nurse"),
        step(4, "end", second, "head"),
    ]
    found = care.assess(in_care(moves=moves), moment(8, 12))
    (matter,) = [one for one in found.matters if one.workflow.id == "care-matter"]

    assert (matter.state, [one.reason for one in matter.refused]) == (state, why)


def test_one_person_in_both_posts_agrees_for_both_where_others_does_not_name_the_move(care: Region) -> None:
    workflow = care.rulebook.workflows["care-matter"]
    (end,) = [one for one in workflow.move if one.id == "end"]
    one_person = attrs.evolve(end, others=())
    alone = attrs.evolve(workflow, move=(*workflow.move[:2], one_person))
    moves = [VERIFIED, step(2, "review", "S1-head"), step(3, "end", "S1-x", "nurse"), step(4, "end", "S1-x", "head")]
    record = in_care(moves=moves)
    events = [one.as_event() for one in care.assess(record, moment(8, 12)).alerts if one.id == MATTER]
    (matter,) = matters(care.world(record, moment(8, 12)), alone, events)

    assert (matter.state, matter.refused) == ("ended", ())


def test_a_review_without_a_name_lacks_it(care: Region) -> None:
    found = care.assess(in_care(moves=[VERIFIED, step(2, "review", "")]), moment(8, 12))
    (matter,) = [one for one in found.matters if one.workflow.id == "care-matter"]

    assert [(one.reason, one.lacks) for one in matter.refused] == [("lacks", ("by",))]


@pytest.mark.parametrize(("school", "reasons"), [("S1", ["not-their-post"]), ("S2", [])])
def test_a_post_counts_where_the_matter_is(care: Region, school: str, reasons: list[str]) -> None:
    holder = Post(role="nurse", organisation=school, person="S9-nurse")
    found = care.assess(in_care(moves=[VERIFIED], posts=[holder]), moment(8, 12))
    (matter,) = [one for one in found.matters if one.workflow.id == "care-matter"]

    assert [one.reason for one in matter.refused] == reasons


@pytest.mark.parametrize(("at", "found"), [(moment(11, 9, 1), []), (moment(11, 9, 2), [MATTER])], ids=["three days", "more"])
def test_a_verified_matter_is_stalled_after_more_than_three_days(care: Region, at: datetime, found: list[str]) -> None:
    answer = care.assess(in_care(moves=[VERIFIED]), at)

    assert [one.about for one in answer.findings if one.check.id == "care-stalled"] == found


def test_the_definition_of_the_worked_examples_makes_a_case_that_the_profile_speaks_of(care: Region) -> None:
    told = [one for one in care.criteria(in_care(), moment(8, 12)) if one.rule.id == "care-return"]

    assert [(one.of, one.met, one.lacks) for one in told] == [
        (f"A{number}", None, ("recovered_at", "复课证明")) for number in (1, 2, 3)
    ]


def test_the_password_the_form_and_the_sample_of_the_worked_examples_are_asked(care: Region) -> None:
    book = care.rulebook
    form = book.forms["care-form"]
    seats = care.draw(in_care(), "care-sample", "2024-10-08 登记表", moment(8, 12))

    assert password_faults(book.passwords["care-password"], "abcdefg") == ("too-short", "no-digit")
    assert form_faults(form, {"absent": "no"}) == ()
    assert [(one.key, one.kind) for one in form_faults(form, {"absent": "yes"})] == [
        ("way", "missing"),
        ("persons", "missing"),
    ]
    assert [(one.key, one.kind) for one in form_faults(form, {"absent": "no", "signature": "x"})] == [
        ("signature", "paper-only")
    ]
    assert len(set(seats)) == 2


def test_the_detector_of_the_page_alarms_where_a_count_is_many_times_the_one_before(care: Region) -> None:
    (detector,) = [care.detectors[one.detector] for one in care.rulebook.signals.values() if one.id == "care-jump"]
    told = detector([0, 3, 8, 9, 27], times=3)

    assert [one.verdict for one in told] == ["no-baseline", "no-baseline", "quiet", "quiet", "alarm"]
    assert [one.verdict for one in detector([2, 4])] == ["no-baseline", "alarm"]


def test_what_except_names_comes_before_while() -> None:
    duty = (
        '[[duty]]\nid = "d"\nclause = "c"\ntitle = "报"\nfiler = "school"\nevery = ["teaching-day"]\n'
        'except = ["closure"]\nwhile = { after = ["fact:open"], until = ["fact:shut"] }\n'
    )
    kinds = "".join(
        f'[[event]]\nid = "{name}"\nclause = "c"\ntitle = "{name}"\nsubject = "school"\n' for name in ("open", "shut")
    )
    law = builders.region(duty + kinds)
    facts = builders.record(
        events=[builders.event("open", "2020-10-12 08:00", "S1", "E1")],
        exceptions=[DayException(of="S1", first=date(2020, 10, 17), last=date(2020, 10, 17), kind="closure")],
    )
    dues = law.assess(facts, builders.at("2020-10-18 12:00"), since=date(2020, 10, 16)).dues

    assert [due.first.day for due in dues if due.state != "exempt"] == [16, 18]
