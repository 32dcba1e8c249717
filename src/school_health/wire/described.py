"""
What the docstrings of models say, by field: the only place where the meaning of a field is written down.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping


__all__ = ["about", "about_fields"]

_SECTION = re.compile(r"^(Args|Raises|Returns):$", re.MULTILINE)
_FIELDS = re.compile(r"^    ([a-z_]+(?:, [a-z_]+)*): (.*(?:\n {8}.*)*)", re.MULTILINE)


# What reads otherwise where there is no Python: `None`, a field that is called like a word of Python.
_SAID = ((r"``", "`"), (r"\bNone\b", "null"), (r"\b(class|from)_", r"\1"), (r"^Say whether", "Whether"))


def _flowing(text: str) -> str:
    for python, plain in _SAID:
        text = re.sub(python, plain, text)
    return " ".join(text.split())


def about(thing: object) -> str:
    """
    Return what a model or a property is, without what its fields are.
    """
    text = inspect.getdoc(thing) or ""
    return _flowing(_SECTION.split(text)[0])


def about_fields(model: type) -> Mapping[str, str]:
    """
    Return what the docstring of a model, and of those it comes from, says of its fields.
    """
    found: dict[str, str] = {}
    for one in reversed(model.__mro__[:-1]):
        text = inspect.cleandoc(one.__dict__.get("__doc__") or "")
        parts = _SECTION.split(text)
        for title, body in zip(parts[1::2], parts[2::2], strict=True):
            if title == "Args":
                for names, says in _FIELDS.findall(body):
                    found |= dict.fromkeys(names.split(", "), _flowing(says))
    return found
