"""
A new region: a complete plugin that can be installed, whose first run is green and says that its law is a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from school_health.conformance import EDITION
from school_health.core.moment import SHANGHAI_TIME
from school_health.errors import ConformanceError


__all__ = ["write_region"]

_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
# What no name may have in a TOML text or a Python string.
_UNFIT = re.compile(r'["\\\x00-\x1f]')


def write_region(code: str, name: str, into: Path | None = None) -> tuple[Path, tuple[str, ...]]:
    """
    Write the skeleton of a region's plugin.

    Args:
        code: the region's code: letters, digits and hyphens.
        name: its Chinese name.
        into: the folder; by default ``school-health-<code>`` in the current one.

    Returns:
        The folder, and the paths of what was written in it.

    Raises:
        ConformanceError: the code or name is none, or the folder holds something already; nothing is written then.
    """
    if not _CODE.fullmatch(code):
        message = f"{code!r} is no code of a region: small letters, digits and hyphens, such as 'huzhou'"
        raise ConformanceError(message)
    if _UNFIT.search(name) or not name.strip():
        message = (
            "the name of the region has a quote, a backslash or a control character, or nothing at all: give a plain one"
        )
        raise ConformanceError(message)
    folder = into or Path(f"school-health-{code}")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"{folder} holds something already: give an empty or a new folder"
            raise ConformanceError(message)
        written = []
        for path, text in _texts(code, name):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    except OSError as error:
        message = f"{folder}: {error.strerror or error}"
        raise ConformanceError(message) from error
    return folder, tuple(written)


def _texts(code: str, name: str) -> Iterator[tuple[str, str]]:
    today = datetime.now(SHANGHAI_TIME).date()
    words = {"code": code, "module": code.replace("-", "_"), "name": name, "edition": str(EDITION)}
    words["today"] = today.isoformat()
    for path, file in sorted(_within(files("school_health.conformance") / "skeleton", "")):
        text = Template(file.read_text(encoding="utf-8")).substitute(words)
        yield _named(path.removesuffix(".in"), words), text


def _named(path: str, words: Mapping[str, str]) -> str:
    """
    Return the path of a file of the skeleton: there a folder or file with a dot in front has none, so that wheels hold it.
    """
    dotted = f".{path}" if path.partition("/")[0] in ("github", "gitignore") else path
    return dotted.replace("CODE", words["code"]).replace("MODULE", words["module"])


def _within(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        where = f"{path}/{one.name}" if path else one.name
        if one.is_dir():
            yield from _within(one, where)
        else:
            yield where, one
