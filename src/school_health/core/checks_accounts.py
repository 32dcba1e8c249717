"""
Tests of accounts and posts: who keeps whose, user names as printed, what is to be added or removed, posts that are vacant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from school_health.core.account import Account, Custody, audit, custody_of
from school_health.core.checking import Checked
from school_health.core.finding import Check, Found
from school_health.core.fit import areas_of
from school_health.core.moment import midnight
from school_health.core.world import World


__all__ = ["audited", "keepers", "printed_names", "right_keeper", "vacant"]


def right_keeper(world: World, account: Account, day: date) -> tuple[Custody, str] | None:
    """
    Return by which rule, and by the organisation of which area, an account is kept; None where nobody says.

    It is that of the area in which a school lies, whichever authority the school answers to.
    """
    record = world.record
    school = record.school_by_id.get(account.of)
    area = record.area_by_id.get(account.of)
    level = "school" if school is not None else area.level if area is not None else None
    rules = [rule for rule in world.rulebook.custodies.values() if world.rulebook.in_force(rule, day)]
    custody = custody_of(rules, level, account.kind) if level is not None else None
    if custody is None:
        return None
    keeper = world.area_at(school.area if school is not None else account.of, custody.keeper)
    if keeper is None and school is not None:  # a city without counties
        keeper = world.authority(school, custody.keeper)
    return (custody, keeper) if keeper is not None else None


def keepers(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An account that another keeps than the law says; ``lacks`` names the area whose organisation is the right one.
    """
    del check
    today = checked.at.date()
    for account in _held(checked):
        right = right_keeper(checked.world, account, today)
        if right is not None and account.keeper is not None and account.keeper != right[1]:
            yield Found(account.of, today, midnight(today), account.user, (right[1],), standing=True)


def printed_names(checked: Checked, check: Check) -> Iterator[Found]:
    """
    An account whose user name is another than the document prints for its organisation; ``lacks`` names the printed one.
    """
    del check
    world, today = checked.world, checked.at.date()
    for account in _held(checked):
        area = world.record.area_by_id.get(account.of)
        rules = [rule for rule in world.rulebook.custodies.values() if world.rulebook.in_force(rule, today)]
        custody = custody_of(rules, area.level, account.kind) if area is not None else None
        printed = custody.names.get(area.name) if custody is not None and area is not None else None
        if printed is not None and printed != account.user:
            yield Found(account.of, today, midnight(today), account.user, (printed,), standing=True)


def audited(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A school without an account, or an account of a school that is not there: ``lacks`` says ``add`` or ``remove``, and why.

    Where the check names systems only their accounts are looked at, and those of which nobody said on which system they
    are. Where no account is known nothing is said.
    """
    world, today = checked.world, checked.at.date()
    record = world.record
    areas = areas_of(record)
    accounts = [one for one in record.accounts if one.of not in areas and (not check.of or one.system in ("", *check.of))]
    if not accounts:
        return
    open_: Mapping[str, bool] = {
        school.id: not world.absent(world.filer_of(school), today) for school in record.school_by_id.values()
    }
    for change in audit(accounts, open_, today):
        yield Found(change.of, today, midnight(today), change.user or "", (change.kind, change.reason), standing=True)


def vacant(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A school, class or area of which nobody holds a post of ``of`` on the day; ``about`` names the grade of a grade's post.

    Where no post at all is given nothing can be told.
    """
    world, today = checked.world, checked.at.date()
    if not world.record.posts:
        return
    scope = world.rulebook.scopes[check.scope] if check.scope else None
    grades: dict[str, list[str]] = {}
    for (school, grade), classes in world.record.classes_by_grade.items():
        if grade and any(one.holds(today) for one in classes):
            grades.setdefault(school, []).append(grade)
    for role in check.of:
        level = world.rulebook.parties[role].level
        for filer in world.filers("school" if level == "grade" else level, scope):
            held = [post for post in world.record.posts_by_role.get((role, filer.id), ()) if post.holds(today)]
            for grade in grades.get(filer.id, ()) if level == "grade" else ("",):
                if not any(post.grade in ("", grade) for post in held) and not world.absent(filer, today):
                    yield Found(filer.id, today, midnight(today), grade, (role,), standing=True)


def _held(checked: Checked) -> list[Account]:
    today = checked.at.date()
    return [account for account in checked.world.record.accounts if account.holds(today)]
