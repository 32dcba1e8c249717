# ruff: noqa: INP001 - a script beside the pages that it writes
"""
Writes docs/regions/<code>.md from the rulebooks: ``python docs/make_regions.py``. A test compares the pages with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from school_health.core.chapter import Chapter
from school_health.core.duty import Deadline, Duty, Reckoning
from school_health.core.escalation import Ladder
from school_health.core.law import EventKind, Party, Rule, Scope
from school_health.core.rulebook import Rulebook
from school_health.registry import open_region
from school_health.wire.rulebook import read_chapters


__all__ = ["NOT_YET", "REGIONS", "page"]

_DOCUMENT = ("id", "number", "title", "issuer", "since", "until", "addresses", "binds", "checked")
_DUTY = ("id", "title", "filer", "on or after", "deadline", "since", "until", "clause", "basis")

PAGES = Path(__file__).parent / "regions"

REGIONS = ("cn", "jiangsu", "shanghai", "guyuan")

# What the documents require beside it and no rulebook carries yet, by the id that it will have.
NOT_YET: dict[str, dict[str, str]] = {
    "cn": {
        "cn06-cluster-day": "2006 norm: cases in one class or dormitory in one day",
        "cn06-cluster-3-days": "2006 norm: cases in one class or dormitory in three consecutive days",
        "cn06-suspected": "2006 norm: an infectious disease or a suspected case",
        "cn06-single-severe": "2006 norm: one pupil with severe symptoms",
        "cn06-group-unknown": "2006 norm: group illness of unknown cause",
        "cn06-addressees": "2006 norm: who receives the reports",
        "cn05-thresholds": "2005 norm: cases in a school that make an emergency, disease by disease",
        "cn772-symptoms": "WS/T 772-2020: symptoms that are watched",
        "cn772-indicator": "WS/T 772-2020: the indicator; its numbers were not found",
        "cn18-ili-class": "2018 guide: influenza-like illness and the suspension of a class",
    },
    "jiangsu": {
        "js20-unreported-list": "附件1: the list of schools that reported nothing, in its form",
        "js20-tracing": "三: the cause of each absence is traced",
        "js20-data-exchange": "四: exchange of data between education and health",
        "js23-suspension-approval": "一: approval before a suspension",
        "js23-suspension-double": "一: the sick of a suspended class are filed by name once more",
        "js23-suspension-public": "一: public information after a suspension",
        "js23-area-review": "一: review by cities and counties",
        "js23-spot-check": "一: spot checks",
        "js23-alert-advice": "二: the epidemiological advice as an attachment",
        "js23-account-custody": "三: who keeps whose account",
        "js23-password": "三: the password rule",
        "js23-password-help": "三: help with a password",
        "js23-login-urls": "三: the two entrances",
        "js23-education-accounts": "附件1: user names of the education authorities",
        "js23-admin-accounts": "附件2: user names of the administrators",
        "js23-application-form": "附件3: the application form",
        "js6-gate": "二: temperature and registration at the gate",
        "js6-no-gathering": "二: no early opening, no gatherings",
        "js6-supervision": "三: special inspections by 政府教育督导部门",
        "js6-open-spot-check": "三: unannounced inspections by the province",
        "js6-concealment": "三: 瞒报、缓报、漏报 told apart",
        "js6-clues": "三: 问题线索、意见建议 and their handling",
        "js6-own-channel": "三: each area and school opens a channel of its own",
    },
    "shanghai": {
        "sh-designated": "一: each district names a person responsible",
        "sh-term-students": "附件1 一.2: 学生信息导入模板",
        "sh-cluster": "附件1 三.1: 市级聚集性苗子响应",
        "sh-emergency": "附件1 三.2: 突发公共卫生或传染病事件",
        "sh-truthful": "附件1 三.3: 迟报、谎报、瞒报、漏报 told apart",
    },
    "guyuan": {
        "gy-returnee": "市 二.2: quarantine of those who return",
        "gy-release": "市 二.2: release papers before the return to school",
        "gy-proxy": "市 三.2: a proxy who fills in the card",
        "gy-truth": "市 三.3: the declaration on the card",
        "gy-inspection": "市 三.3: unannounced inspections",
        "gy-table": "市 附件1: 固原市师生员工健康状况及行踪统计表 as a form",
        "gy-card": "市 附件2-3: 固原市学校师生员工每日健康卡 as a form",
    },
}


def page(code: str) -> str:
    """
    Return the page of a region.
    """
    region = open_region(code)
    own = read_chapters(files(f"school_health.adapters.{code}") / "rulebook")
    book, ids = region.rulebook, {chapter.document.id for chapter in own}
    chapters = [chapter for chapter in book.chapters if chapter.document.id in ids]
    carried = NOT_YET[code].keys() & book.clauses.keys()
    if carried:
        message = f"{code}: {min(carried)} is carried now; take it out of NOT_YET"
        raise ValueError(message)
    lines = [
        "<!-- Written by docs/make_regions.py from the rulebooks; change those, and run it again. -->",
        "",
        f"# {region.name} (`{code}`)",
        "",
        *_introduction(code, chapters, book),
        "## Documents",
        "",
        *_table(
            ("id", "number", "title", "issuer", "since", "until", "addresses", "binds", "checked"), _documents(chapters)
        ),
        "## Duties",
        "",
        *_table(
            ("id", "title", "filer", "on or after", "deadline", "since", "until", "clause", "basis"), _duties(book, ids)
        ),
        "## Clauses carried",
        "",
        *_table(("id", "at", "what", "carried by", "since", "until", "basis"), _clauses(book, chapters)),
        "## Readings taken",
        "",
        "Where the text is silent. Another choice, where there is one, is taken by `--reading id=choice` on the",
        "command line and by `open_region(code, readings={id: choice})` in Python.",
        "",
        *_table(("id", "clause", "phrase", "choice", "other choices", "why"), _readings(chapters)),
        "## Not carried yet",
        "",
        *_table(("id", "what"), ((f"`{clause}`", what) for clause, what in NOT_YET[code].items())),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _introduction(code: str, chapters: Sequence[Chapter], book: Rulebook) -> Iterator[str]:
    inherited = [one for one in book.documents.values() if one.id not in {chapter.document.id for chapter in chapters}]
    if inherited:
        names = " and ".join(f"`{one.id}`" for one in inherited)
        yield f"Inherits {names} from [全国](cn.md): what stands there holds here too."
        yield ""
    elif code == "cn":
        yield "What every other region inherits."
        yield ""


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""


def _documents(chapters: Iterable[Chapter]) -> Iterator[Sequence[str]]:
    for document in (chapter.document for chapter in chapters):
        yield (
            f"`{document.id}`",
            document.number,
            document.title,
            document.issuer,
            document.since.isoformat(),
            document.until.isoformat() if document.until is not None else "",
            f"{document.reach.of} ({document.reach.level})",
            "within a campaign only" if document.during else "always",
            document.last_checked.isoformat(),
        )


def _duties(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    for plan in book.plans.values():
        duty = plan.duty
        if duty.document in documents:
            since, until = book.span(duty)
            yield (
                f"`{duty.id}`",
                duty.title,
                duty.filer,
                _when(duty),
                _reckoning(duty.by),
                since.isoformat(),
                until.isoformat() if until is not None else "",
                f"`{duty.clause}`",
                plan.basis,
            )


def _when(duty: Duty) -> str:
    words = [*duty.every, *(f"after {one}" for one in duty.after)]
    if duty.while_ is not None:
        words.append(f"while {duty.while_.after} is open")
    return ", ".join([*words, *(f"unless {one}" for one in duty.unless)])


def _reckoning(by: Reckoning | None) -> str:
    """
    Return a deadline in the words of the rulebook.
    """
    if by is None:
        return "none"
    words = [f"from {by.from_}"] if by.from_ != "opening" else []
    words += [by.date.isoformat()] if by.date is not None else []
    words += [f"{value} {unit}" for unit in ("days", "weeks", "working_days", "hours") if (value := getattr(by, unit))]
    words += [by.weekday] if by.weekday is not None else []
    words += [by.time.isoformat()] if by.time is not None else []
    if isinstance(by, Deadline):
        words += ["at once"] if by.at_once else [f"edge {by.edge}"]
    return ", ".join(words)


def _clauses(book: Rulebook, chapters: Iterable[Chapter]) -> Iterator[Sequence[str]]:
    rules = [rule for chapter in book.chapters for rule in chapter.rules]
    for chapter in chapters:
        for clause in chapter.clause:
            found = [rule for rule in rules if clause.id in _cited(rule)]
            carriers = [rule for rule in found if not isinstance(rule, Party | EventKind | Scope)] or found
            carried = "、".join(f"{rule.title} (`{rule.id}`)" for rule in carriers)
            since = min((book.span(rule)[0] for rule in carriers), default=None)
            ends = [book.span(rule)[1] for rule in carriers]
            until = "" if None in ends else max((end.isoformat() for end in ends if end is not None), default="")
            ours = any(rule.rests_on_us for rule in carriers)
            yield (
                f"`{clause.id}`",
                clause.at,
                clause.says,
                carried or ("`[terms]`" if chapter.terms is not None else ""),
                since.isoformat() if since is not None else "",
                until,
                ("ours" if ours else chapter.document.basis) if carriers else "",
            )


def _cited(rule: Rule) -> tuple[str, ...]:
    if isinstance(rule, Duty):
        return rule.clauses
    return (rule.clause, *(step.clause for step in rule.step)) if isinstance(rule, Ladder) else (rule.clause,)


def _readings(chapters: Iterable[Chapter]) -> Iterator[Sequence[str]]:
    for reading in (one for chapter in chapters for one in chapter.reading):
        others = [f"`{key}`: {words}" for key, words in reading.choices.items() if key != reading.choice]
        taken = f"`{reading.choice}`: {reading.choices[reading.choice]}"
        yield f"`{reading.id}`", f"`{reading.clause}`", reading.phrase, taken, "; ".join(others), reading.why


def main() -> None:
    """
    Write every page.
    """
    PAGES.mkdir(exist_ok=True)
    for code in REGIONS:
        (PAGES / f"{code}.md").write_text(page(code), encoding="utf-8", newline="\n")
        sys.stdout.write(f"docs/regions/{code}.md\n")


if __name__ == "__main__":
    main()
