"""
Runs the examples of the README, the documentation and the docstrings as tests.
"""

from __future__ import annotations

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser
from sybil.parsers.rest import DocTestParser


class _InOrder(PythonEvaluator):
    """
    Runs an example after those above it on its page, also where several processes share the examples.
    """

    def __call__(self, example):
        run = example.namespace.setdefault("__run__", set())
        for one in example.document.examples():
            if one.start <= example.start and one.start not in run:
                run.add(one.start)
                super().__call__(one)


pytest_plugins = ["pytester"]

_markdown = Sybil(
    parsers=[CodeBlockParser("python", _InOrder())], patterns=["README.md", "docs/*.md", "docs/**/*.md"], path="."
)
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
