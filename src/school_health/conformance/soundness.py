"""
Whether a document of a region is sound in itself, beyond what is refused when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise

from school_health.conformance.kit import Kit
from school_health.core.chapter import RULES, Chapter
from school_health.core.escalation import Ladder
from school_health.core.moment import SHANGHAI_TIME


__all__ = ["CHECKS"]

# How an id looks; a post in words is left to people.
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _dates(_kit: Kit, chapter: Chapter) -> str:
    document = chapter.document
    today = datetime.now(SHANGHAI_TIME).date()
    wrongs = {
        f"was issued on {document.issued}, after the day from which it holds ({document.since})": (
            document.issued is not None and document.issued > document.since and not _dated_back(chapter)
        ),
        f"was looked at on {document.last_checked}, before it was issued": (
            document.issued is not None and document.last_checked < document.issued
        ),
        f"was looked at on {document.last_checked}, a day that has not come": document.last_checked > today,
    }
    return _told(chapter, (what for what, is_so in wrongs.items() if is_so))


def _dated_back(chapter: Chapter) -> bool:
    """
    Say whether a reading explains why something holds from before the document was issued.
    """
    return any(path.partition(".")[0] == "since" for rule in chapter.rules for path in rule.ours)


def _clauses(kit: Kit, chapter: Chapter) -> str:
    carried = {clause for own in kit.region.rulebook.chapters for rule in own.rules for clause in rule.clauses}
    declared = {one.clause for one in kit.declarations.declaration}
    lone = [one.id for one in chapter.clause if not (one.id in carried or one.not_yet or one.id in declared)]
    if chapter.terms is not None:
        lone = []  # what is assumed of terms is no rule, and carries a clause
    return _told(
        chapter, (f"declares the clause {one!r}, which no rule carries: write one, or declare why not" for one in lone)
    )


def _readings(_kit: Kit, chapter: Chapter) -> str:
    used = {reading for rule in chapter.rules for reading in rule.ours.values()}
    lone = [one.id for one in chapter.reading if one.id not in used and len(one.choices) > 1]
    return _told(chapter, (f"offers the reading {one!r}, on which nothing rests" for one in lone))


def _ladders(_kit: Kit, chapter: Chapter) -> str:
    return _told(chapter, (what for ladder in chapter.ladder for what in _fallen(ladder)))


def _fallen(ladder: Ladder) -> Iterator[str]:
    timed = [(number, step.at) for number, step in enumerate(ladder.step, 1) if step.at is not None]
    for (_, lower), (number, upper) in pairwise(timed):
        if (upper.days, upper.time) < (lower.days, lower.time):
            yield f"step {number} of the ladder {ladder.id!r} comes before the one below it"
    levels = [(step.level, step.at) for step in ladder.step]
    if len(set(levels)) < len(levels):
        yield f"the ladder {ladder.id!r} has two steps of one level at one time"
    for number, step in enumerate(ladder.step, 1):
        if not step.to:
            yield f"step {number} of the ladder {ladder.id!r} speaks to nobody"


def _addressees(kit: Kit, chapter: Chapter) -> str:
    parties = kit.region.rulebook.parties
    lone = [
        (duty.id, one)
        for duty in chapter.duty
        for one in (*duty.to, *duty.copy)
        if _ID.fullmatch(one) and one not in parties
    ]
    return _told(chapter, (f"the duty {duty!r} goes to {one!r}, which nobody declares" for duty, one in lone))


def _successors(kit: Kit, chapter: Chapter) -> str:
    book = kit.region.rulebook
    found = []
    for kind in RULES:
        by_id = {rule.id: rule for own in book.chapters for rule in getattr(own, kind)}
        for rule in getattr(chapter, kind):
            begins = book.span(by_id[rule.id])[0]
            for name in rule.replaces:
                ended = book.span(by_id[name])[1]
                if ended is not None and ended + timedelta(days=1) < begins:
                    found.append(f"{rule.id!r} holds from {begins}, and {name!r}, which it replaces, only to {ended}")
    return _told(chapter, found)


def _told(chapter: Chapter, wrongs: Iterator[str] | list[str]) -> str:
    return "\n".join(f"{chapter.document.id}: {what}" for what in wrongs)


CHECKS: Mapping[str, Callable[[Kit, Chapter], str]] = {
    "dates": _dates,
    "clauses": _clauses,
    "readings": _readings,
    "ladders": _ladders,
    "addressees": _addressees,
    "successors": _successors,
}
