"""
Jiangsu (江苏): absence through illness, suspensions and alerts, in the province's student health monitoring system.

References:
    * 苏教办体艺函〔2020〕22号, 2020-12-29: coverage and complete reporting of the absence subsystem
    * 苏教办体艺函〔2023〕6号, 2023-03-23: daily by 15:00, suspensions, alerts, accounts
    * 苏校防组〔2020〕6号, February 2020: prevention before the spring term, within an epidemic response

Checked with:
    The texts of the three documents, read whole on the day that each rulebook file names in ``last_checked``.

Limitations:
    What 完整上报率 divides by is nowhere defined: a reading. How the province's system computes its alerts is not published:
    they are given as events of the kind ``alert``; two rules of our own, class and school, are off, and their numbers
    unverified. The layout of 《预警信息报告卡》 is not known: the card is a workflow with what the notice says it holds.

    The notice of 2020 addresses primary and secondary schools: its rates, breaches and the interview leave kindergartens
    out, also of the daily report of 2023. What the notice of February 2020 asks before the spring term is asked before
    every term of a campaign. A suspension that nobody explained in public is no finding: no time is named. A wrongly
    confirmed alert may be excluded until it ends.

    Only what holds for an alert given as an event keeps non-teaching days to be looked at; one that our own rules raise does
    not. A suspension of which nobody says when it was decided begins, and is held against its approval, at the first instant
    of its first day. Suspensions, and what is asked of them, are those for an infectious disease.

    Forms and portals wait for their part of the library, save the fields of the application for accounts and the custody of
    accounts. Whether morning and noon checks are held is not asked: the notices name no record of them.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.adapters.jiangsu.checks import TESTS
from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]

_HERE = files(__name__)


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    register.region(
        "jiangsu",
        name="江苏",
        inherits="cn",
        rulebook=_HERE / "rulebook",
        vectors=_HERE / "vectors",
        edition=1,
        example=_HERE / "example.toml",
        tests=TESTS,
    )
