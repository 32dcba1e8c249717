"""
Tests of Shanghai's checks: its districts go through the accounts of two systems, each by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from school_health.core.account import audit
from school_health.core.checking import Checked, Test
from school_health.core.finding import Check, Found
from school_health.core.moment import midnight


__all__ = ["TESTS", "system_accounts"]


def system_accounts(checked: Checked, check: Check) -> Iterator[Found]:
    """
    A school without an account on the systems of ``of``, or an account there of a school that is not there any more.

    An account of which nobody said on which system it is counts for each. Where none is known nothing is said. ``lacks``
    says ``add`` or ``remove``, and why.
    """
    world, today = checked.world, checked.at.date()
    record = world.record
    accounts = [one for one in record.accounts if one.system in ("", *check.of) and one.of not in record.area_by_id]
    if not accounts:
        return
    open_ = {one.id: not world.absent(world.filer_of(one), today) for one in record.school_by_id.values()}
    for change in audit(accounts, open_, today):
        yield Found(change.of, today, midnight(today), change.user or "", (change.kind, change.reason))


TESTS: Mapping[str, Test] = {"system-accounts": system_accounts}
