"""
湖滨 (invented).
"""

from __future__ import annotations

from importlib.resources import files

from school_health.hookspecs import Register, hookimpl


__all__ = ["school_health_region"]


@hookimpl
def school_health_region(register: Register) -> None:
    """
    Declare the region.
    """
    register.region("lakeside", name="湖滨", inherits="cn", rulebook=files(__name__) / "rulebook")
