"""
Jiangsu (江苏): absence through illness, suspensions and alerts, in the province's student health monitoring system.

References:
    * 苏教办体艺函〔2020〕22号, 2020-12-29: coverage and complete reporting of the absence subsystem
    * 苏教办体艺函〔2023〕6号, 2023-03-23: daily by 15:00, suspensions, alerts, accounts
    * 苏校防组〔2020〕6号, February 2020: prevention before the spring term, within an epidemic response

Checked with:
    The texts of the three documents, read whole on the day that each rulebook file names in ``last_checked``.

Limitations:
    What 完整上报率 divides by what is nowhere defined: a reading. Alerts, suspensions and wrong reports are given as events;
    workflows, checks, accounts, forms and portals are not carried yet.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]

_HERE = files(__name__)


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    register.region("jiangsu", name="江苏", inherits="cn", rulebook=_HERE / "rulebook", example=_HERE / "example.toml")
