"""
Small words for facts, so that a test says what it is about and no more.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from school_health import (
    SHANGHAI_TIME,
    Area,
    Event,
    Filing,
    Hand,
    Post,
    Record,
    Region,
    Rulebook,
    School,
    Term,
)
from school_health.adapters.cn.calendar import StateCouncilCalendar
from school_health.wire.rulebook import read_chapters


AREAS = (
    Area(id="P", name="某省", level="province"),
    Area(id="C", name="某市", level="city", parent="P"),
    Area(id="A", name="甲县", level="county", parent="C"),
    Area(id="B", name="乙区", level="county", parent="C"),
)
TERMS_2020 = (
    Term(first=date(2020, 2, 17), last=date(2020, 7, 3), number=2),
    Term(first=date(2020, 9, 1), last=date(2021, 1, 22), number=1),
    Term(first=date(2021, 2, 22), last=date(2021, 7, 2), number=2),
)


def at(text):
    """Return a moment of Shanghai time written as 2020-10-12 09:31."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI_TIME)


def day(text):
    return date.fromisoformat(text)


def school(id_="S1", area="A", stage="primary", **more):
    return School(id=id_, area=area, stage=stage, **more)


def filing(duty, filed_at, filer="S1", **more):
    for key in ("first", "last"):
        if isinstance(more.get(key), str):
            more[key] = day(more[key])
    if isinstance(more.get("recorded_at"), str):
        more["recorded_at"] = at(more["recorded_at"])
    more["parts"] = {name: at(when) for name, when in more.get("parts", {}).items()}
    more["hands"] = {name: Hand(person=person, at=at(when)) for name, (person, when) in more.get("hands", {}).items()}
    return Filing(duty=duty, filer=filer, filed_at=at(filed_at), **more)


def event(kind, when, subject="S1", id_=None, **more):
    return Event(id=id_ or f"{kind}@{when}", kind=kind, subject=subject, at=at(when), **more)


def post(role, organisation, person, **more):
    for key in ("first", "last"):
        if isinstance(more.get(key), str):
            more[key] = day(more[key])
    return Post(role=role, organisation=organisation, person=person, **more)


def record(*filings, schools=None, terms=TERMS_2020, areas=AREAS, **more):
    if isinstance(more.get("since"), str):
        more["since"] = day(more["since"])
    return Record(schools=schools or (school(),), filings=filings, terms=terms, areas=areas, **more)


def days(first, last):
    """Yield every day from one to another, both included."""
    first, last = day(first), day(last)
    while first <= last:
        yield first
        first += timedelta(days=1)


def states(assessment, duty):
    """Return the states of a duty's dues in order, by first day."""
    found = [due for due in assessment.dues if due.duty.id == duty]
    return [(due.first.isoformat(), due.state) for due in sorted(found, key=lambda due: (due.first, due.filer))]


def told(assessment, *duties):
    """Return notices as (moment, level, persons)."""
    return [
        (f"{one.at:%m-%d %H:%M}", one.level, tuple(who.person for who in one.to))
        for one in assessment.notices
        if not duties or one.due.duty.id in duties
    ]


DOCUMENT = """
[document]
id = "doc"
title = "某文件"
number = "某〔2020〕1号"
issuer = "某局"
since = 2020-01-01
reach = { level = "province", of = "某省" }
last_checked = 2026-11-22

[[clause]]
id = "c"
kind = "obligation"
says = "要求。"

[[clause]]
id = "c-zero"
kind = "obligation"
says = "零报告。"

[terms]
longest_vacation_days = 75
terms = [{ number = 1, first = [9, 1], last = [1, 20] }, { number = 2, first = [2, 15], last = [6, 30] }]
"""


def rulebook(*texts, readings=None, region="test"):
    """Return a rulebook of TOML texts; the first one gets a document in front unless it has one."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            head = "" if "[document]" in text else DOCUMENT
            Path(folder, f"{number}.toml").write_text(head + text, "utf-8")
        return Rulebook(region, tuple(read_chapters(Path(folder), readings)))


def region(*texts, readings=None):
    return Region("test", "测试", rulebook(*texts, readings=readings), StateCouncilCalendar())


def duty(keys, id_="d", title="任务"):
    """Return a duty as TOML."""
    return f'[[duty]]\nid = "{id_}"\nclause = "c"\ntitle = "{title}"\n{keys}\n'
