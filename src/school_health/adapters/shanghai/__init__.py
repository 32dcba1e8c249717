"""
上海.
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
    register.region("shanghai", name="上海", inherits="cn", rulebook=_HERE / "rulebook", example=_HERE / "example.toml")
