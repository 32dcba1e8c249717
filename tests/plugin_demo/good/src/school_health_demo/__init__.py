"""
示例市 (invented): a region of a stranger, with a test of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from school_health.core.checking import Checked
from school_health.core.finding import Check, Found
from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]


def _alone(checked: Checked, check: Check) -> Iterator[Found]:
    """
    Yield the drills of which nobody wrote down who led them.
    """
    for kind in check.of:
        for event in checked.world.record.events_by_kind.get(kind, ()):
            if not event.details.get("leader", "").strip():
                yield Found(event.subject, event.day, event.at, event.id, ("leader",))


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    here = files(__name__)
    register.region(
        "demo",
        name="示例市",
        inherits="cn",
        rulebook=here / "rulebook",
        vectors=here / "vectors",
        edition=1,
        tests={"led": _alone},
    )
