"""
One school and one day, through `assess` and through a bare loop written by hand for the same rules.

Both return the same states, notices and clauses, which is asserted before anything is timed. The loop knows Shanghai's three
daily duties and the ladder by heart, the same filings and the same posts; its numbers stand in it as literals.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from common import DAY_2020, SHANGHAI_RECORD, best, report
from school_health import SHANGHAI_TIME, Record, open_region


DUTIES = ("morning-check", "noon-check", "food-acceptance")
CHECKS = (
    ("morning-check", 9, 30, "sh-morning"),
    ("noon-check", 14, 30, "sh-noon"),
    ("food-acceptance", 17, 0, "sh-food-acceptance"),
)
STEPS = (
    (0, 14, "提示", ("reporter",), "sh-food-ladder-1"),
    (0, 16, "提醒", ("reporter", "deputy-head", "district-health-officer"), "sh-food-ladder-2"),
    (0, 17, "预警", ("reporter", "deputy-head", "district-health-officer"), "sh-food-ladder-3"),
    (1, 9, "警告", ("reporter", "deputy-head", "district-health-officer"), "sh-food-ladder-4"),
    (1, 11, "追责", ("reporter", "deputy-head", "district-health-officer"), "sh-food-ladder-5"),
)
HOLIDAYS = {date(2020, 10, day) for day in range(1, 9)}
MAKE_UP = {date(2020, 9, 27), date(2020, 10, 10)}


def bare(record: Record, day: date, at: datetime) -> tuple[list[tuple[str, ...]], list[tuple[object, ...]]]:
    """
    Return what `assess` returns of the three duties: states with clauses, notices with persons and clauses.
    """
    states: list[tuple[str, ...]] = []
    notices: list[tuple[object, ...]] = []
    teaching = (day.weekday() < 5 or day in MAKE_UP) and day not in HOLIDAYS
    if not teaching:
        return states, notices
    for school in record.schools:
        for duty, hour, minute, clause in CHECKS:
            deadline = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI_TIME)
            complete = known = None
            for filing in record.filings:
                if filing.duty != duty or filing.filer != school.id or filing.known_at > at:
                    continue
                if (filing.first or filing.filed_at.date()) != day:
                    continue
                done = filing.filed_at
                if duty == "food-acceptance":
                    voucher = filing.parts.get("voucher")
                    if voucher is None or voucher > at:
                        continue
                    done = max(done, voucher)
                if complete is None or done < complete:
                    complete, known = done, max(done, filing.known_at)
            if complete is not None:
                state = "on_time" if complete < deadline else "late"
            else:
                state = "not_yet_due" if at < deadline else "missing"
            states.append((school.id, duty, state, clause))
            if duty != "food-acceptance":
                continue
            for days, at_hour, level, roles, step_clause in STEPS:
                instant = datetime(day.year, day.month, day.day, at_hour, tzinfo=SHANGHAI_TIME) + timedelta(days=days)
                if instant > at or (known is not None and known <= instant):
                    continue
                told = []
                for role in roles:
                    place = school.area if role == "district-health-officer" else school.id
                    for post in record.posts:
                        if post.role == role and post.organisation == place and post.holds(instant.date()):
                            told.append(post.person)
                notices.append((instant, level, tuple(told), step_clause))
    return states, notices


def engine(region: object, record: Record, day: date, at: datetime) -> object:
    """
    Return the assessment of the three duties.
    """
    return region.assess(record, at, since=day, duties=DUTIES)  # type: ignore[attr-defined]


def main() -> None:
    """
    Assert that both agree, then time them.
    """
    region, record = open_region("shanghai"), SHANGHAI_RECORD
    for hour in range(24):
        at = datetime(2020, 10, 12, hour, 30, tzinfo=SHANGHAI_TIME)
        states, notices = bare(record, DAY_2020, at)
        found = region.assess(record, at, since=DAY_2020, duties=DUTIES)
        assert sorted(states) == sorted((due.filer, due.duty.id, due.state, due.clause) for due in found.dues)
        assert notices == [(one.at, one.level, tuple(who.person for who in one.to), one.clause) for one in found.notices]
    at = datetime(2020, 10, 12, 17, 30, tzinfo=SHANGHAI_TIME)
    loop = best(lambda: bare(record, DAY_2020, at), 500)
    ours = best(lambda: engine(region, record, DAY_2020, at), 500)
    whole = best(lambda: region.assess(record, at, since=DAY_2020), 500)
    report("one school, one day, three duties and a ladder", ours, "bare loop", loop, goal=2)
    report("the same day, every duty of the region, breaches and consequences", whole, "bare loop of three duties", loop)


if __name__ == "__main__":
    main()
