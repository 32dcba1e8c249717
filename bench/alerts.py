"""
Alerts by objects: a county-year of absences under two cluster rules, asked for the first time.

The reference is the least that can be done for the same two rules: a loop that counts distinct persons by class, symptom and
day, and knows no corrections, no recording times, and no alert that lasts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from random import Random

from common import AREAS, best, report
from school_health import SHANGHAI_TIME, Absence, Record, School, SchoolClass, open_region


SCHOOLS, CLASSES = 30, 20
FIRST = date(2022, 9, 1)
DAYS = 300
SYMPTOMS = ("fever", "cough", "vomiting", "rash")


def absences() -> list[Absence]:
    """
    Invent a year: about one spell in a class and week, and now and then a cluster.
    """
    random = Random(7)  # noqa: S311 - an invention that must come out the same again
    found = []
    for school in range(SCHOOLS):
        for class_ in range(CLASSES):
            for day in range(DAYS):
                many = 5 if random.random() < 0.002 else int(random.random() < 0.15)
                for number in range(many):
                    first = FIRST + timedelta(days=day)
                    found.append(
                        Absence(
                            id=f"{school}-{class_}-{day}-{number}",
                            person=f"{school}-{class_}-{random.randrange(40)}",
                            school=f"S{school}",
                            class_=f"S{school}-{class_}",
                            first=first,
                            onset=first,
                            last=first + timedelta(days=1),
                            symptoms=(SYMPTOMS[random.randrange(4)] if many == 1 else "vomiting",),
                            recorded_at=datetime(
                                first.year, first.month, first.day, 9, random.randrange(60), tzinfo=SHANGHAI_TIME
                            ),
                        )
                    )
    return found


def bare(spells: list[Absence]) -> set[tuple[str, date]]:
    """
    Return the class and day on which either rule fires; the engine has one alert of both.
    """
    counted: dict[tuple[str, str], dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in spells:
        for symptom in one.symptoms:
            counted[one.class_ or "", symptom][one.first].add(one.person)
    found = set()
    for (class_, _), days in counted.items():
        for day in days:
            for end in (day, day + timedelta(days=1), day + timedelta(days=2)):
                window = set().union(*(days.get(end - timedelta(days=back), set()) for back in range(3)))
                if len(days.get(end, ())) >= 3 or len(window) >= 5:
                    found.add((class_, end))
    return found


def year() -> None:
    """
    Time a county-year under the two rules of the 2006 norm; both sides must fire in the same classes on the same days.
    """
    spells = absences()
    region = open_region("cn")
    schools = [School(id=f"S{number}", area="A", stage="primary") for number in range(SCHOOLS)]
    classes = [
        SchoolClass(id=f"S{school}-{one}", school=f"S{school}") for school in range(SCHOOLS) for one in range(CLASSES)
    ]
    at = datetime(2023, 7, 10, 12, tzinfo=SHANGHAI_TIME)

    def ours() -> set[tuple[str, str, date]]:
        record = Record(schools=schools, classes=classes, areas=AREAS, absences=spells, since=FIRST)
        found = region.assess(record, at, since=FIRST).alerts
        return {(alert.place.id, alert.rule.id, day) for alert in found if alert.place.unit == "class" for day in alert.days}

    told = {(place, day) for place, rule, day in ours() if rule in ("cn06-cluster-day", "cn06-cluster-3-days")}
    assert told == bare(spells)
    report(
        f"{len(spells)} spells of a county-year under all active rules",
        best(ours, 1, 3),
        "two rules, bare loop",
        best(lambda: bare(spells), 1, 3),
    )


def main() -> None:
    """
    Run it.
    """
    year()


if __name__ == "__main__":
    main()
