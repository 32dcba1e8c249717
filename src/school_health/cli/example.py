"""
Writes an example county: invented schools, people, posts and filings, the same ones for the same seed.

The filings answer the dues that the region's own rulebook expects, so that any region has an example: most in time, some
late, some missing, some revised, some zero reports.
"""

from __future__ import annotations

import csv
import shlex
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from school_health.cli.invention import absences, accounts, moves, pupils, suspensions
from school_health.cli.scenario import ROLL, Scenario, hold_scenario, read_scenario
from school_health.core.due import Due
from school_health.core.moment import aware
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.errors import FactError
from school_health.files.folder import read_folder
from school_health.files.kinds import kinds
from school_health.files.vocabulary import Vocabulary
from school_health.registry import example_of


__all__ = ["write_example"]

_CLASSES = 2
_STAFF = 2

# What becomes of a due, dealt out in turn so that even a small example has each.
_FATES = ("on_time",) * 9 + ("late",) + ("on_time",) * 6 + ("revised",) + ("on_time",) * 5 + ("missing",)

# How often something is left out that only checks look for.
_CARELESS = 0.02

Row = Mapping[str, Any]


def write_example(region: Region, folder: Path, *, seed: int, schools: int) -> list[str]:
    """
    Write the example county of a region as CSV files, and return commands to try on it.

    Args:
        region: the region.
        folder: a folder that is not there yet, or is empty.
        seed: what the invention starts from.
        schools: how many schools.

    Raises:
        FactError: the folder is not empty, or the region has no example.
        RulebookError: the scenario cannot be read, or does not fit the region.
    """
    source = example_of(region.code)
    if source is None:
        message = f"the region {region.code!r} ships no example: its plugin declares none"
        raise FactError(message)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty: name a new folder, so that nothing of yours is overwritten"
        raise FactError(message)
    scenario, random = read_scenario(source), Random(seed)  # noqa: S311 - an invention that must come out the same again
    hold_scenario(region, source, scenario)
    county = _County(region, scenario, schools)
    others = Random(seed + 1)  # noqa: S311 - apart, so that filings do not hang on how many absences there are
    folder.mkdir(parents=True, exist_ok=True)
    headings = {
        kind.name: {column.field: column.title for column in kind.columns}
        for kind in kinds(Vocabulary(region.rulebook)).values()
    }
    facts = county.facts()
    facts["absences"] = absences(region, scenario, others, county.schools)
    facts["suspensions"] = suspensions(region, scenario, county.schools)
    facts["accounts"] = accounts(region, scenario, others, county.schools, county.county)
    for name, rows in facts.items():
        if rows:
            _write(folder / f"{name}.csv", headings[name], rows)
    _write(folder / "filings.csv", headings["filings"], [])
    record = read_folder(folder, region=region)
    dues = [due for due in region.assess(record, scenario.at).dues if due.state != "exempt"]
    filings = list(_filings(scenario, dues, random, _Asked(region, record)))
    _write(folder / "filings.csv", headings["filings"], filings)
    record = read_folder(folder, region=region)
    moved = moves(region, scenario, record, region.assess(record, scenario.at))
    if moved:
        _write(folder / "moves.csv", headings["moves"], moved)
    asked = aware(scenario.at)
    at, on = asked.strftime("%Y-%m-%dT%H:%M"), asked.date()
    place = shlex.quote(str(folder))
    return [
        f"school-health day {region.code} {place} --at {at}",
        f"school-health timeline {region.code} {place} --on {on} --at {at}",
        f"school-health completeness {region.code} {place} --from {scenario.first} --to {on} --by county --at {at}",
        f"school-health alerts {region.code} {place} --from {scenario.first} --to {on} --at {at}",
        f"school-health check {region.code} {place} --at {at}",
        *([f"school-health accounts {region.code} --audit {place} --at {at}"] if scenario.accounts else []),
    ]


class _County:
    """
    The invented places and people.
    """

    def __init__(self, region: Region, scenario: Scenario, schools: int) -> None:
        self.region, self.scenario = region, scenario
        self.schools = [f"S{number:04d}" for number in range(1, schools + 1)]
        self.per_person = any(duty.filer == "person" for duty in region.rulebook.duties.values())

    def county(self, school: str) -> str:
        counties = self.scenario.counties
        return counties[self.schools.index(school) % len(counties)]

    def facts(self) -> dict[str, list[Row]]:
        scenario = self.scenario
        facts: dict[str, list[Row]] = {
            "record": [{"since": scenario.first}],
            "schools": list(self._schools()),
            "terms": [
                {"number": "一二"[term.number - 1], "first": term.first, "last": term.last} for term in scenario.terms
            ],
            "posts": list(self._posts()),
            "campaigns": [
                {"area": scenario.city, "first": one.first, "last": one.last, "name": one.name} for one in scenario.campaigns
            ],
            "adoptions": [{"document": one, "by": scenario.city, "first": scenario.first} for one in scenario.adopts],
            "events": [
                {
                    "event": f"E{number}",
                    "kind": self.region.rulebook.event_kinds[one.kind].title,
                    "subject": self._subject(one.kind, number),
                    "at": one.at,
                }
                for number, one in enumerate(scenario.events, 1)
            ],
        }
        facts["terms"] = [{**row, "number": f"第{row['number']}学期"} for row in facts["terms"]]
        facts["classes"] = [
            {"class_": name, "school": school, "grade": f"{grade}年级", "students": ROLL + (number + grade) % 7}
            for number, school in enumerate(self.schools)
            for grade, name in enumerate(self._classes(school), 1)
        ]
        if self.per_person:
            facts["people"] = list(self._people())
        return {name: rows for name, rows in facts.items() if rows}

    def _subject(self, kind: str, number: int) -> str:
        school = self.schools[0]
        person = self.region.rulebook.event_kinds[kind].subject == "person"
        return f"{self._classes(school)[-1]}-P{number:02d}" if person else school

    def _schools(self) -> Iterator[Row]:
        scenario = self.scenario
        for number, school in enumerate(self.schools):
            stage = scenario.stages[number % len(scenario.stages)]
            row = {
                "school": school,
                "name": f"示例第{number + 1}{stage}",
                "stage": stage,
                "county": self.county(school),
                "city": scenario.city,
                "province": scenario.province,
                "students": 200 + 37 * number % 900,
            }
            if number == 2:  # noqa: PLR2004 - the third school has closed
                row["closed"] = scenario.closed
            if scenario.city_run:
                row["authority"] = "市" if school == self.schools[-1] else "区县"
            if scenario.connected is not None:
                row["connected"] = {1: scenario.connected, len(self.schools) - 1: "未接入"}.get(number, "已接入")
            yield row

    def _classes(self, school: str) -> list[str]:
        return [f"{school}-{number}" for number in range(1, _CLASSES + 1)]

    def _people(self) -> Iterator[Row]:
        for school in self.schools:
            for class_ in self._classes(school):
                for number in range(1, pupils(self.scenario, self.schools, class_) + 1):
                    yield {"person": f"{class_}-P{number:02d}", "school": school, "class_": class_, "role": "学生"}
            for number in range(1, _STAFF + 1):
                yield {"person": f"{school}-T{number}", "school": school, "role": "教职工"}
            yield {"person": f"{school}-L1", "school": school, "role": "临聘"}

    def _posts(self) -> Iterator[Row]:
        places = {
            "school": self.schools,
            "county": list(self.scenario.counties),
            "city": [self.scenario.city],
            "province": [self.scenario.province] if self.scenario.province else [],
        }
        for party in self.region.rulebook.parties.values():
            for place in places.get(party.level, ()):
                row = {"role": party.title, "organisation": place, "person": f"{place}-{party.id}"}
                if party.id == "deputy-head" and place == self.schools[0]:
                    day = self.scenario.changed
                    yield {**row, "last": day - timedelta(days=1)}
                    yield {**row, "person": f"{place}-{party.id}-2", "first": day}
                else:
                    yield row
            if party.level == "class" and self.per_person:
                for school in self.schools:
                    for class_ in self._classes(school):
                        yield {"role": party.title, "organisation": class_, "person": f"{class_}-{party.id}"}
            if party.level == "grade" and self.per_person:
                for school in self.schools:
                    for grade in range(1, _CLASSES + 1):
                        person = f"{school}-{grade}-{party.id}"
                        yield {"role": party.title, "organisation": school, "grade": f"{grade}年级", "person": person}


class _Asked:
    """
    What the rulebook's checks look for in filings: content on days of absences, parts beside those needed, who filed.
    """

    def __init__(self, region: Region, record: Record) -> None:
        book = region.rulebook
        self._record = record
        self._contradicted = {duty for rule in book.breaches.values() if rule.seen == "contradicted" for duty in rule.of}
        self._signed = {duty for check in book.checks.values() if check.test == "proxies" for duty in check.of}
        self._parts = [check for check in book.checks.values() if check.test == "parts"]

    def absent(self, due: Due) -> bool:
        """
        Say whether somebody is absent through illness on the first day of a due that must then not be empty.
        """
        spells = self._record.absences_by_school.get(due.place, ()) if due.duty.id in self._contradicted else ()
        return any(one.ill and one.holds(due.first) for one in spells)

    def whole(self, due: Due, at: datetime, *, careless: bool = False) -> dict[str, Any]:
        """
        Return the parts and hands that make a filing complete; what only checks look for is left out where one is careless.
        """
        further = [part for check in self._parts if due.duty.id in check.of for part in check.needs]
        parts = (*due.duty.needs, *(() if careless else further))
        row: dict[str, Any] = {f"part:{part}": at for part in parts}
        for hand in due.duty.through.hands if due.duty.through is not None else ():
            row |= {f"hand:{hand}": f"{due.filer}-{hand}", f"hand_at:{hand}": at}
        if due.duty.id in self._signed and not careless:
            row["filed_by"] = due.filer
        return row


def _filings(scenario: Scenario, dues: Iterable[Due], random: Random, asked: _Asked) -> Iterator[Row]:
    spans: dict[tuple[str, str], list[Due]] = {}
    dealt = random.randrange(len(_FATES))
    for due in dues:
        if due.event is not None and due.event.kind.startswith("suspension:") and due.duty.filer in ("school", "class"):
            yield from _answered(scenario, due, asked)
            continue
        if due.about is not None or due.duty.by is None or "fact:connected" in due.duty.met:
            continue  # what an event opened, what has no deadline and what no filing meets is left for the reader to see
        if due.duty.covers == "span":
            spans.setdefault((due.duty.id, due.filer), []).append(due)
            continue
        dealt += 1
        yield from _filed(scenario, due, _FATES[dealt % len(_FATES)], random, asked)
    for run in spans.values():
        dealt += 1
        if _FATES[dealt % len(_FATES)] != "missing":
            yield from _declared(run, random)


def _answered(scenario: Scenario, due: Due, asked: _Asked) -> Iterator[Row]:
    """
    Yield the filing that answers a suspension, an hour after it was decided.
    """
    at = due.opens + timedelta(hours=1)
    if at <= scenario.at:
        yield {"duty": due.duty.title, "filer": due.filer, "about": due.about, "filed_at": at, **asked.whole(due, at)}


def _filed(scenario: Scenario, due: Due, fate: str, random: Random, asked: _Asked) -> Iterator[Row]:
    deadline = due.deadline.at if due.deadline is not None else due.opens + timedelta(hours=12)
    early = max(due.opens, deadline - timedelta(hours=3))
    minutes = max(2, int((deadline - early).total_seconds()) // 60 - 1)
    at = early + timedelta(minutes=random.randrange(1, minutes))
    if fate == "late":
        at = deadline + timedelta(minutes=random.randrange(5, 90))
    if fate == "missing" or at > scenario.at:
        return
    empty = due.duty.zero is not None and random.random() < (0.1 if asked.absent(due) else 0.6)  # most days nobody is ill
    row: dict[str, Any] = {
        "duty": due.duty.title,
        "filer": due.filer,
        "first": due.first,
        "last": due.last if due.first < due.last < date.max else None,
        "filed_at": at,
        "revision": 1,
        "content": "零报告" if empty else "有内容",
    }
    if due.duty.every == ("once",):
        row["first"] = row["last"] = None
    row |= asked.whole(due, at, careless=random.random() < _CARELESS)
    yield row
    if fate == "revised":
        yield {**row, "filed_at": min(at + timedelta(minutes=17), scenario.at), "revision": 2, "content": "有内容"}


def _declared(run: list[Due], random: Random) -> Iterator[Row]:
    """
    Yield one filing for each run of days, sent on its first morning.
    """
    first = last = run[0]
    for due in [*run[1:], None]:
        if due is not None and due.first == last.first + timedelta(days=1):
            last = due
            continue
        at = first.opens + timedelta(minutes=random.randrange(480, 600))
        yield {"duty": first.duty.title, "filer": first.filer, "first": first.first, "last": last.first, "filed_at": at}
        if due is not None:
            first = last = due


def _write(path: Path, headings: Mapping[str, str], rows: Iterable[Row]) -> None:
    """
    Write rows with the headings of the columns that any of them fills; opens well in Excel.
    """
    rows = list(rows)
    used = [field for field in headings if any(row.get(field) is not None for row in rows)] or list(headings)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([headings[field] for field in used])
        writer.writerows([_text(row.get(field)) for field in used] for row in rows)


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return aware(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else value
