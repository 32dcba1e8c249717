"""
Runs the examples of the README, the documentation and the docstrings as tests.
"""

from __future__ import annotations

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser


_markdown = Sybil(parsers=[PythonCodeBlockParser()], patterns=["README.md", "docs/**/*.md"], path=".")
_docstrings = Sybil(parsers=[DocTestParser(ELLIPSIS)], patterns=["src/**/*.py"], path=".")

_collectors = [_markdown.pytest(), _docstrings.pytest()]


def pytest_collect_file(file_path, parent):
    """
    Ask each collector in turn.
    """
    for collect in _collectors:
        found = collect(file_path, parent)
        if found is not None:
            return found
    return None
