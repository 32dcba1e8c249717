"""
Run every measurement and print its lines.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from common import machine


def main() -> None:
    """
    Run each script in an interpreter of its own.
    """
    machine()
    for name in ("start", "one_day", "county", "alerts", "exchange", "read", "conform"):
        subprocess.run([sys.executable, Path(__file__).with_name(f"{name}.py")], check=True)


if __name__ == "__main__":
    main()
