"""
Files written whole or not at all: beside their place first, then renamed.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from school_health.errors import FactError


__all__ = ["write_beside"]


def write_beside(path: Path, text: str) -> None:
    """
    Write a text as UTF-8; a file that is there already is replaced, once the new one is whole.

    Raises:
        FactError: nothing can be written there.
    """
    beside = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(beside).replace(path)
    except OSError as error:
        Path(beside).unlink(missing_ok=True) if beside else None
        message = f"{path} cannot be written: {error.strerror or error}"
        raise FactError(message) from error
