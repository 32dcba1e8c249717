"""
Many schools by objects: the food ladder over 20,000 schools, and one county-year of completeness.

The references are the least that can be done: a loop over the same schools and steps (or days) that only looks up whether a
filing is there and counts.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from common import AREAS, best, report
from school_health import SHANGHAI_TIME, Filing, Post, Record, School, Term, open_region


SCHOOLS = 20_000
COUNTY = 150
YEAR = (
    Term(first=date(2022, 9, 1), last=date(2023, 1, 13), number=1),
    Term(first=date(2023, 2, 13), last=date(2023, 6, 30), number=2),
)


def ladder() -> None:
    """
    Time five steps for 20,000 schools of which half have filed, in a record that is asked for the first time.
    """
    day = date(2020, 10, 12)
    at = datetime(2020, 10, 13, 12, 0, tzinfo=SHANGHAI_TIME)
    filed = datetime(2020, 10, 12, 13, 0, tzinfo=SHANGHAI_TIME)
    ids = [f"S{number}" for number in range(SCHOOLS)]
    schools = [School(id=one, area="A", stage="primary") for one in ids]
    posts = [Post(role="district-health-officer", organisation="A", person="o")]
    posts += [
        Post(role=role, organisation=one, person=f"{role}-{one}") for one in ids for role in ("reporter", "deputy-head")
    ]
    filings = [
        Filing(duty="food-acceptance", filer=one, first=day, filed_at=filed, parts={"voucher": filed}) for one in ids[::2]
    ]
    terms = [Term(first=date(2020, 9, 1), last=date(2021, 1, 22), number=1)]
    region = open_region("shanghai")
    instants = [datetime(2020, 10, 12, hour, tzinfo=SHANGHAI_TIME) for hour in (14, 16, 17)]
    instants += [datetime(2020, 10, 13, hour, tzinfo=SHANGHAI_TIME) for hour in (9, 11)]

    def ours() -> int:
        record = Record(schools=schools, filings=filings, posts=posts, areas=AREAS, terms=terms, since=day)
        found = region.assess(record, at, since=day, duties=["food-acceptance"]).notices
        return sum(one.due.first == day for one in found)

    def bare() -> int:
        done = {one.filer: one.parts["voucher"] for one in filings}
        held = {(post.role, post.organisation): post.person for post in posts}
        notices = []
        for school in schools:
            complete = done.get(school.id)
            for place, instant in enumerate(instants):
                if complete is None or complete > instant:
                    told = [held["reporter", school.id]]
                    if place:
                        told += [held["deputy-head", school.id], held["district-health-officer", school.area]]
                    notices.append((instant, tuple(told)))
        return len(notices)

    assert ours() == bare() == SCHOOLS // 2 * 5
    report(f"{SCHOOLS:,} schools × 5 steps, first time", best(ours, 1, 5), "bare loop", best(bare, 1, 5))


def year() -> None:
    """
    Time a school year of daily reports of a county, counted by every definition.
    """
    region = open_region("jiangsu")
    first, last = YEAR[0].first, YEAR[1].last
    asked = datetime(2023, 7, 1, tzinfo=SHANGHAI_TIME)
    ids = [f"S{number}" for number in range(COUNTY)]
    schools = [School(id=one, area="A", stage="primary") for one in ids]
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    filings = []
    for number, one in enumerate(ids):
        for offset, day in enumerate(days):
            if (number * 7 + offset) % 29:  # a few are missing, evenly
                duty = "daily-absence" if day >= date(2023, 3, 23) else "daily-absence-2020"
                moment = datetime(day.year, day.month, day.day, 14, 0, tzinfo=SHANGHAI_TIME)
                filings.append(Filing(duty=duty, filer=one, filed_at=moment))
    teaching = {
        day
        for day in days
        if region.national.kind(day) in ("workday", "make-up-day") and any(term.first <= day <= term.last for term in YEAR)
    }

    def ours() -> tuple[int, int]:
        record = Record(schools=schools, filings=filings, areas=AREAS, terms=YEAR, since=first)
        total = region.completeness(record, first, last, asked).total()
        return total.received, total.due

    def bare() -> tuple[int, int]:
        there = {(one.filer, one.filed_at.date()) for one in filings}
        received = sum((one, day) in there for one in ids for day in teaching)
        return received, len(ids) * len(teaching)

    assert ours() == bare()
    received, due = bare()
    report(
        f"a county-year, {COUNTY} schools, {due:,} dues ({received:,} filed)",
        best(ours, 1, 5),
        "bare loop",
        best(bare, 1, 5),
    )


if __name__ == "__main__":
    ladder()
    year()
