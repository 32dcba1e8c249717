"""
The pytest plugin: ``pytest --sh-region jiangsu`` asks a region all that the kit asks, beside whatever else is collected.

It is loaded in every run of pytest on a machine that has this package, so that it imports nothing but pytest until it is
asked for a region.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest


if TYPE_CHECKING:
    from school_health.conformance.suites import Bench, Item

__all__ = [
    "RegionItem",
    "RegionNode",
    "Unmet",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_terminal_summary",
]

_PERCENT = range(101)


def pytest_addoption(parser: pytest.Parser) -> None:
    """
    Add the options of the kit.
    """
    group = parser.getgroup("school-health", "conformance of a region's rules")
    group.addoption("--sh-region", action="append", default=[], metavar="CODE", help="ask this region; may be given again")
    group.addoption("--sh-shift", action="store_true", help="move everything of its rulebooks by one unit as well")
    group.addoption("--sh-clauses", metavar="FILE", help="a TOML list of clauses that it has to show or declare")
    group.addoption(
        "--sh-clauses-under",
        type=int,
        metavar="N",
        help="fail only if under N percent of the clauses are covered or declared",
    )


def pytest_configure(config: pytest.Config) -> None:
    """
    Read the options.
    """
    under, codes = config.getoption("--sh-clauses-under"), config.getoption("--sh-region")
    named = {"--sh-shift": config.getoption("--sh-shift"), "--sh-clauses": config.getoption("--sh-clauses")}
    named["--sh-clauses-under"] = under is not None
    given = [name for name, is_given in named.items() if is_given]
    if given and not codes:
        message = f"{given[0]} asks nothing without --sh-region CODE"
        raise pytest.UsageError(message)
    if under is not None and under not in _PERCENT:
        message = f"--sh-clauses-under {under}: give a percentage from 0 to 100"
        raise pytest.UsageError(message)
    config.stash[_BENCHES] = [_bench(config, code) for code in dict.fromkeys(codes)]


_BENCHES = pytest.StashKey[list[Any]]()


def _bench(config: pytest.Config, code: str) -> Bench:
    from school_health.conformance.listed import listed_clauses
    from school_health.conformance.suites import Bench
    from school_health.errors import ConformanceError

    file = config.getoption("--sh-clauses")
    try:
        listed = listed_clauses(Path(file), code) if file else ()
    except ConformanceError as error:
        raise pytest.UsageError(str(error)) from error
    return Bench(code, config.getoption("--sh-shift"), listed, config.getoption("--sh-clauses-under"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Add what is asked of each region, before anybody selects among the items.
    """
    for bench in config.stash[_BENCHES]:
        node = RegionNode.from_parent(session, name=bench.code, nodeid=f"school-health/{bench.code}", bench=bench)
        report = config.hook.pytest_make_collect_report(collector=node)
        config.hook.pytest_collectreport(report=report)  # so that what is counted as collected holds them too
        items.extend(report.result if report.passed else ())


class RegionNode(pytest.Collector):
    """
    A region.
    """

    def __init__(self, *, bench: Bench, **more: Any) -> None:
        super().__init__(**more)
        self.bench = bench

    def collect(self) -> Iterator[RegionItem]:
        """
        Yield what is asked of it.
        """
        from school_health.conformance.suites import items

        for item in items(self.bench):
            name = f"{item.suite}[{item.name}]"
            yield RegionItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", item=item)


class RegionItem(pytest.Item):
    """
    One thing that is asked of a region.
    """

    def __init__(self, *, item: Item, **more: Any) -> None:
        super().__init__(**more)
        self.item = item

    def runtest(self) -> None:
        """
        Ask it.
        """
        told = self.item.ask()
        if told:
            raise Unmet(told)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """
        Return what is wrong, without a traceback through the kit.
        """
        return str(excinfo.value) if isinstance(excinfo.value, Unmet) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """
        Return how it is called in reports.
        """
        return self.path, None, f"{self.parent.name if self.parent else ''} {self.name}"


class Unmet(Exception):
    """
    Something is not as the kit asks.
    """


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """
    Say how far the clauses of each region are shown.
    """
    for bench in config.stash[_BENCHES]:
        from school_health.conformance.summary import summary

        try:
            lines = summary(bench)
        except Exception:  # noqa: BLE001, S112 - what cannot be asked is said by its item
            continue
        terminalreporter.section(f"school-health {bench.code}")
        for line in lines:
            terminalreporter.write_line(line)
