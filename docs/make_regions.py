# ruff: noqa: INP001 - a script beside the pages that it writes
"""
Writes docs/regions/<code>.md from the rulebooks: ``python docs/make_regions.py``. A test compares the pages with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from school_health.conformance.coverage import coverage
from school_health.conformance.kit import Kit
from school_health.core.chapter import Chapter
from school_health.core.duty import Deadline, Duty, Reckoning
from school_health.core.law import EventKind, Party, Scope
from school_health.core.rulebook import Rulebook
from school_health.registry import open_region
from school_health.wire.rulebook import read_chapters


__all__ = ["REGIONS", "page"]

_DOCUMENT = ("id", "number", "title", "issuer", "since", "until", "addresses", "binds", "checked")
_ALERT = ("id", "title", "unit", "window", "alike", "of", "reached at", "quiet days", "gives", "clause", "trust")
_RECOVERY = ("id", "title", "diseases", "back after", "lessons suspended for", "trust")
_DUTY = ("id", "title", "filer", "on or after", "deadline", "since", "until", "clause", "basis")

PAGES = Path(__file__).parent / "regions"

REGIONS = ("cn", "jiangsu", "shanghai", "guyuan")


def page(code: str) -> str:
    """
    Return the page of a region.
    """
    region = open_region(code)
    own = read_chapters(files(f"school_health.adapters.{code}") / "rulebook")
    book, ids = region.rulebook, {chapter.document.id for chapter in own}
    chapters = [chapter for chapter in book.chapters if chapter.document.id in ids]
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
        *_section("## Alerts", _ALERT, _alerts(book, ids)),
        *_section("## Workflows", ("id", "title", "opened by", "states", "moves", "clauses"), _workflows(book, ids)),
        *_section("## Checks", ("id", "title", "test", "of", "needs", "clause"), _checks(book, ids)),
        *_section("## Return and suspension", _RECOVERY, _recoveries(book, ids)),
        *_section("## Accounts", ("id", "whose", "kind", "kept by", "clause", "basis"), _accounts(book, ids)),
        *_section("## Kinds of event", ("id", "title", "happens to", "clause"), _events(chapters)),
        *_section("## Posts", ("id", "title", "held in", "clause"), _posts(chapters)),
        "## Clauses carried",
        "",
        *_table(("id", "at", "what", "carried by", "since", "until", "basis"), _clauses(book, chapters)),
        "## Readings taken",
        "",
        "Where the text is silent. Another choice, where there is one, is taken by `--reading id=choice` on the",
        "command line and by `open_region(code, readings={id: choice})` in Python.",
        "",
        *_table(("id", "clause", "phrase", "choice", "other choices", "why"), _readings(chapters)),
        "## Conformance",
        "",
        "What the [vectors](../conformance.md#covered-on-both-sides) of the region show of each clause.",
        "",
        *_table(("clause", "state", "speaks in", "silent in", "declared"), _conformance(code)),
        "## Not carried yet",
        "",
        *_table(
            ("id", "at", "what", "why"),
            (
                (f"`{clause.id}`", clause.at, clause.says, clause.not_yet)
                for chapter in chapters
                for clause in chapter.clause
                if clause.not_yet
            ),
        ),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _conformance(code: str) -> Iterator[Sequence[str]]:
    for one in coverage(Kit(code)):
        yield f"`{one.clause}`", one.status, str(len(one.speaks)), str(len(one.silent)), one.why


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


def _section(heading: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """
    Yield a table with its heading; nothing where it has no rows.
    """
    held = list(rows)
    if held:
        yield from (heading, "", *_table(headings, held))


def _alerts(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    for rule in book.alerts.values():
        if rule.document in documents:
            units = {"percent": "% of the roll"}
            reached = [f"{least} {units.get(measure, measure)}" for measure, least in rule.thresholds.items()]
            window = f"{rule.days} {rule.calendar} day{'s' if rule.days > 1 else ''}, {rule.counts}"
            yield (
                f"`{rule.id}`",
                rule.title,
                ", ".join(rule.unit),
                window if rule.counts != "onset" else f"{window} (else {rule.otherwise})",
                ", ".join(rule.alike),
                ", ".join((*rule.symptoms, *rule.diseases)) or "any illness",
                " or ".join(reached),
                str(rule.quiet),
                rule.gives if rule.active else f"{rule.gives}, off by default",
                f"`{rule.clause}`",
                rule.trust or book.clauses[rule.clause].trust or book.documents[rule.document].trust or "text",
            )


def _workflows(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    for rule in book.workflows.values():
        if rule.document in documents:
            states = " → ".join(f"{title}{'。' if state in rule.ends else ''}" for state, title in rule.states.items())
            moves = "、".join(f"{move.title} (`{move.id}`)" for move in rule.move)
            yield (
                f"`{rule.id}`",
                rule.title,
                ", ".join(rule.opens),
                states,
                moves,
                ", ".join(f"`{one}`" for one in rule.clauses),
            )


def _checks(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    for rule in book.checks.values():
        if rule.document in documents:
            yield f"`{rule.id}`", rule.title, f"`{rule.test}`", ", ".join(rule.of), ", ".join(rule.needs), f"`{rule.clause}`"


def _recoveries(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    words = book.words("disease")
    for rule in book.recoveries.values():
        if rule.document in documents:
            back = [f"{rule.clear_hours} hours without symptoms"] if rule.clear_hours is not None else []
            back += [f"{rule.onset_days} days since the onset"] if rule.onset_days is not None else []
            suspended = f"{rule.suspension_days} days" if rule.suspension_days is not None else ""
            diseases = "、".join(words.get(one, one) for one in rule.diseases)
            yield f"`{rule.id}`", rule.title, diseases, ", ".join([*back, *rule.papers]), suspended, rule.trust


def _accounts(book: Rulebook, documents: Iterable[str]) -> Iterator[Sequence[str]]:
    for rule in book.custodies.values():
        if rule.document in documents:
            basis = "ours" if rule.rests_on_us else book.documents[rule.document].basis
            keeper = f"{rule.keeper_title} ({rule.keeper})"
            yield f"`{rule.id}`", rule.level, rule.kind, keeper, f"`{rule.clause}`", basis


def _events(chapters: Iterable[Chapter]) -> Iterator[Sequence[str]]:
    for rule in (one for chapter in chapters for one in chapter.event):
        yield f"`{rule.id}`", rule.title, rule.subject, f"`{rule.clause}`"


def _posts(chapters: Iterable[Chapter]) -> Iterator[Sequence[str]]:
    for rule in (one for chapter in chapters for one in chapter.party):
        yield f"`{rule.id}`", rule.title, rule.level, f"`{rule.clause}`"


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
    words = [*duty.every, *(f"except {one}" for one in duty.except_), *(f"after {one}" for one in duty.after)]
    if duty.while_ is not None:
        words.append(f"while {' or '.join(duty.while_.after)} is open")
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
        for clause in (one for one in chapter.clause if not one.not_yet):
            found = [rule for rule in rules if clause.id in rule.clauses]
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
