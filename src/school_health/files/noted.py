"""
What is said below an answer: which documents bind nobody, what was assumed, and which filings answer nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from school_health.core.assess import Assessment
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.files.wording import REASONS, REMEDIES


__all__ = ["notes_of", "uncounted"]


def notes_of(region: Region, record: Record, found: Assessment) -> list[str]:
    """
    Return in words what binds nobody here, and what was assumed.
    """
    names = {area.id: area.name for area in record.areas}
    notes = []
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in found.unbound:
        by_reason.setdefault((one.document, one.reason), []).append(names.get(one.area, one.area))
    for (document, reason), areas in by_reason.items():
        number = region.rulebook.documents[document].number
        notes.append(f"{number}：{REASONS[reason]}（{'、'.join(areas)}），不据以要求报送。{REMEDIES[reason]}")
    return [*notes, *found.assumptions]


def uncounted(region: Region, record: Record, found: Assessment) -> list[str]:
    """
    Return in words which filings count nowhere: of a day on which nothing was expected, or of a matter that is not there.
    """
    return [*_strays(region, record, found), *_answering_nothing(region, record, found)]


def _strays(region: Region, record: Record, found: Assessment) -> Iterator[str]:
    """
    Yield how many filings of single days are of days on which nothing was expected: a Sunday, a mistyped year.
    """
    daily = {duty.id for duty in region.rulebook.duties.values() if duty.daily and duty.covers == "one"}
    expected = {(due.duty.id, due.filer, due.first) for due in found.dues if due.duty.daily}
    seen = {due.duty.id for due in found.dues}
    known = record.as_of(found.at).filings_by_day
    strays = [
        key for key in known if key[0] in daily & seen and key not in expected and found.since <= key[2] <= found.at.date()
    ]
    if strays:
        days = sorted({day for _, _, day in strays})
        shown = "、".join(day.isoformat() for day in days[:3]) + ("等" if len(days) > 3 else "")  # noqa: PLR2004 - a few
        yield f"{len(strays)} 条报送的所属日期不是应报日（{shown}），没有计入；请核对日期。"


def _answering_nothing(region: Region, record: Record, found: Assessment) -> Iterator[str]:
    """
    Yield how many filings name a matter that the record does not know: a mistyped reference answers nothing.
    """
    known = record.as_of(found.at)
    opened = {duty.id for duty in region.rulebook.duties.values() if duty.after}
    there = {due.about for due in found.dues} | {alert.id for alert in found.alerts}
    there |= {ref for due in found.dues if due.event is not None for ref in (due.event.about, due.event.subject)}
    there |= {ref for events in known.events_by_kind.values() for event in events for ref in (event.id, event.about)}
    tables = (known.school_by_id, known.area_by_id, known.class_by_id, known.person_by_id, known.absence_versions)
    lost = [
        one
        for one in known.filings
        if one.duty in opened and one.about is not None and one.about not in there
        if not any(one.about in table for table in tables)
    ]
    if lost:
        titles = "、".join(dict.fromkeys(region.rulebook.duties[one.duty].title for one in lost))
        yield f"{len(lost)} 条报送（{titles}）写明的事项在记录里找不到，没有计入；请核对事项编号。"
