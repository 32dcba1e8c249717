"""
Whether a region's data files hold what must stand in none: identity numbers and phone numbers.

What is found is named by file and line, and never repeated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib.resources.abc import Traversable

from school_health.registry import Declared


__all__ = ["files_of", "wrong"]

# Between the groups of a number people put a blank, a dot or a hyphen.
_GAP = r"[ \u00a0._-]?"
_IDENTITY = re.compile(rf"(?<![0-9])[1-9][0-9]{{5}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}{_GAP}[0-9]{{3}}[0-9Xx](?![0-9])")
_MOBILE = re.compile(rf"(?<![0-9])1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z.-])\(?0[1-9][0-9]{1,2}(?:\)[ -]?|[ -])[2-8][0-9]{6,7}(?![0-9A-Za-z])")
# Signs that are not seen and part a number.
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")
# The check character of GB 11643-1999: weights, and what the remainder by eleven stands for.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def files_of(declared: Declared) -> Iterator[tuple[str, Traversable]]:
    """
    Yield the data files that a region brings, by name: rulebooks, vectors, its example.
    """
    for folder in (declared.rulebook, declared.vectors):
        if folder is not None:
            yield from _within(folder, folder.name)
    if declared.example is not None:
        yield declared.example.name, declared.example


def _within(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _within(one, f"{path}/{one.name}")
        else:
            yield f"{path}/{one.name}", one


def wrong(name: str, file: Traversable) -> str:
    """
    Return what a file holds that must stand in none, or "".
    """
    told = []
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", file.read_bytes().decode("utf-8", errors="replace")))
    for number, line in enumerate(text.splitlines(), 1):
        if any(_valid(found) for found in _IDENTITY.findall(line)):
            told.append(f"{name}:{number}: holds a valid identity number: invent a reference in its place")
        if _MOBILE.search(line) or _LANDLINE.search(line):
            told.append(f"{name}:{number}: holds a phone number: take it out")
    return "\n".join(told)


def _valid(found: str) -> bool:
    number = re.sub(_GAP, "", found)
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return number[-1].upper() == _CHECKS[total % 11]
