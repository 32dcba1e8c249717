"""
Guyuan (固原): daily health cards, statistics and updates, within the epidemic response of 2020.

References:
    * 固党教工委〔2020〕14号, 2020-02-18: every school of the city, its university too
    * 固市实小〔2020〕10号, February 2020: one primary school, whose hours others may adopt

Checked with:
    The texts of both documents, read whole on the day that each rulebook file names in ``last_checked``.

Limitations:
    Both bind only within a campaign. The three attachments (table, card, guide) were not found, nor was the city's notice on
    classes of risk: who goes into which quarantine, and for how long, is entered as decided. Symptoms beyond the three that
    are named are reported once somebody states them; a dry cough is a word of its own, and rules that ask for a cough do not
    see it unless that is entered too. When term opens is what the record says of terms. Of a day reported as unchanged
    the check sees recorded facts and illness that begins that day, and not what a health file says. How many schools are
    drawn for an inspection is ours.
"""

from __future__ import annotations

from importlib.resources import files

from school_health.adapters.guyuan.checks import TESTS
from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]

_HERE = files(__name__)


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    register.region(
        "guyuan",
        name="固原",
        inherits="cn",
        rulebook=_HERE / "rulebook",
        vectors=_HERE / "vectors",
        edition=1,
        example=_HERE / "example.toml",
        tests=TESTS,
    )
