"""
Small words for facts, so that a test says what it is about and no more.
"""

from __future__ import annotations

import re
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from school_health import (
    SHANGHAI_TIME,
    Absence,
    Account,
    Area,
    Event,
    Filing,
    Hand,
    Move,
    Post,
    Record,
    Region,
    Rulebook,
    School,
    Suspension,
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


_MOMENTS = ("recorded_at", "recovered_at", "decided_at")


def _read(facts):
    """
    Return fields with the days and moments that were written as text read.
    """
    found = {
        name: (at if name in _MOMENTS else day)(value) if _is_time(name, value) else value for name, value in facts.items()
    }
    if "halves" in found:
        found["halves"] = [day(one) for one in found["halves"]]
    return found


def _is_time(name, value):
    return isinstance(value, str) and name in (*_MOMENTS, "first", "last", "onset", "hospitalised", "died")


def absence(id_="a1", first="2020-10-12", last=None, *, person=None, school="S1", **more):
    """Return a spell, of a person of its own unless one is named."""
    return Absence(id=id_, person=person or f"person-{id_}", school=school, **_read({"first": first, "last": last, **more}))


def suspension(first, last=None, *, id_="x1", school="S1", level="school", **more):
    return Suspension(id=id_, school=school, level=level, **_read({"first": first, "last": last, **more}))


def move(name, when, *, matter, workflow="w", id_=None, by="", post="", recorded_at=None, **details):
    return Move(
        id=id_ or f"{name}@{when}",
        workflow=workflow,
        matter=matter,
        move=name,
        at=at(when),
        by=by,
        post=post,
        details=details,
        recorded_at=at(recorded_at) if recorded_at else None,
    )


def account(user, of="S1", **more):
    return Account(user=user, of=of, **_read(more))


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


def file_name(text):
    """Return what the file of a document is called, or None where none has an id."""
    found = re.search(r'^\[document\]\s+id = "([^"]+)"', text, re.MULTILINE)
    return f"{found[1]}.toml" if found else None


def rulebook(*texts, readings=None, region="test"):
    """Return a rulebook of TOML texts; the first one gets a document in front unless it has one."""
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            whole = text if "[document]" in text else DOCUMENT + text
            Path(folder, file_name(whole) or f"{number}.toml").write_text(whole, "utf-8")
        return Rulebook(region, tuple(read_chapters(Path(folder), readings)))


def region(*texts, readings=None):
    return Region("test", "测试", rulebook(*texts, readings=readings), StateCouncilCalendar())


def duty(keys, id_="d", title="任务"):
    """Return a duty as TOML."""
    return f'[[duty]]\nid = "{id_}"\nclause = "c"\ntitle = "{title}"\n{keys}\n'


def item(kind, keys="", id_="r", title="规则"):
    """Return a rule of any kind as TOML."""
    return f'[[{kind}]]\nid = "{id_}"\nclause = "c"\ntitle = "{title}"\n{keys}\n'


# The words that most tests of cases speak in.
WORDS = item(
    "vocabulary", 'of = "symptom"\nwords = { fever = "发热", rash = "皮疹", vomiting = "呕吐" }', "symptoms"
) + item("vocabulary", 'of = "disease"\nwords = { flu = "流感", noro = "诺如", ili = "流感样", pox = "水痘" }', "diseases")
