"""
Facts as JSON: 100,000 absences out and in.

The references are the least that can be done: `json.dumps` of dictionaries that are there already, `json.loads` alone, and
`json.loads` with the objects made by hand of what is known to be right.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from random import Random

from common import best, report
from school_health import SHANGHAI_TIME, Absence, Record, School, from_json, to_json


SPELLS = 100_000
FIRST = date(2023, 2, 13)


def absences() -> list[Absence]:
    """
    Invent absences that fill about ten fields each.
    """
    random = Random(1)  # noqa: S311 - an invention that must come out the same again
    found = []
    for number in range(SPELLS):
        first = FIRST + timedelta(days=random.randrange(140))
        found.append(
            Absence(
                id=f"Q{number:06d}",
                person=f"P{random.randrange(60_000):06d}",
                school=f"S{random.randrange(100):04d}",
                class_=f"S-{random.randrange(2000)}",
                first=first,
                last=first + timedelta(days=random.randrange(4)),
                symptoms=("fever", "cough")[: random.randrange(3)],
                onset=first if random.random() < 0.6 else None,
                recorded_at=datetime(first.year, first.month, first.day, 8, random.randrange(60), tzinfo=SHANGHAI_TIME),
            )
        )
    return found


def by_hand(text: str) -> list[Absence]:
    """
    Return the absences of a text that is known to be right.
    """

    def day(one: str | None) -> date | None:
        return None if one is None else date.fromisoformat(one)

    return [
        Absence(
            id=one["id"],
            person=one["person"],
            school=one["school"],
            class_=one.get("class"),
            first=date.fromisoformat(one["first"]),
            last=day(one.get("last")),
            symptoms=one.get("symptoms", ()),
            onset=day(one.get("onset")),
            recorded_at=datetime.fromisoformat(one["recorded_at"]),
        )
        for one in json.loads(text)["absences"]
    ]


def main() -> None:
    """
    Time both ways; both sides must give the same.
    """
    schools = [School(id=f"S{number:04d}", area="A") for number in range(100)]
    record = Record(schools=schools, absences=absences(), since=FIRST)
    text = to_json(record)
    tree = json.loads(text)
    assert list(from_json(text).absences) == by_hand(text) == list(record.absences)
    assert json.dumps(tree, ensure_ascii=False, separators=(",", ":")) == text
    ours = best(lambda: to_json(record), 1, 3)
    report(f"to_json of {SPELLS} absences", ours, "json.dumps", best(lambda: json.dumps(tree, ensure_ascii=False), 1, 3))
    ours = best(lambda: from_json(text), 1, 3)
    report(f"from_json of {SPELLS} absences", ours, "json.loads", best(lambda: json.loads(text), 1, 3))
    report("the same", ours, "json.loads and the objects by hand", best(lambda: by_hand(text), 1, 3))


if __name__ == "__main__":
    main()
