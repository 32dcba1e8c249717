"""
The command ``school-health``.
"""

from __future__ import annotations

import sys


__all__ = ["main"]


def main() -> None:
    """
    Run the command; say what to install where click or rich is missing.
    """
    for stream in (sys.stdout, sys.stderr):  # a console of code page 936 cannot print every mark
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        from school_health.cli.commands import cli
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(f"缺少 {error.name}：请先安装 school-health[cli]\n")
        raise SystemExit(2) from error
    cli(prog_name="school-health")
