"""
The options that commands share: what they are called, how they are read, and what they open.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import evolve
from rich.console import Console

from school_health.cli.report import Report, show
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.errors import InputError, SchoolHealthError
from school_health.files.folder import read_folder
from school_health.files.problem import Problem
from school_health.registry import open_region


__all__ = [
    "BAD_INPUT",
    "Day",
    "Moment",
    "asking",
    "choosing",
    "duties_of",
    "errors",
    "filing",
    "finish",
    "folded",
    "looking",
    "now",
    "opened",
    "progress",
    "read",
]

F = TypeVar("F", bound=Callable[..., Any])

BAD_INPUT = 2
_PATIENCE_SECONDS = 1.0


class Moment(click.ParamType[datetime]):
    """
    A day with its time of day, in Shanghai time unless it has a zone.
    """

    name = "时间"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """
        Return the moment that a text names.
        """
        if isinstance(value, datetime):
            return value
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            self.fail(f"“{value}”没有写明时刻；请写成 {value}T09:31", param, ctx)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是时间；请写成 2020-10-12T09:31", param, ctx)
        return found if found.tzinfo is not None else found.replace(tzinfo=SHANGHAI_TIME)


class Day(click.ParamType[date]):
    """
    A day.
    """

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """
        Return the day that a text names.
        """
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期；请写成 2020-10-12", param, ctx)


def choosing(command: F) -> F:
    """
    Add the options that say how a region is opened.
    """
    for option in (
        click.option("--reading", "readings", multiple=True, metavar="理解=取法", help="更换一项本库的理解，可多次给出。"),
        click.option("--set", "settings", multiple=True, metavar="规则.项=数", help="设置预警规则中可设的数，可多次给出。"),
    ):
        command = option(command)
    return command


def asking(command: F) -> F:
    """
    Add the options that every question has.
    """
    for option in (
        click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", help="输出形式。"),
        click.option("--exit-zero", is_flag=True, help="有未报等情况时也以 0 退出；输入有误仍为 2。"),
    ):
        command = option(command)
    return choosing(command)


def folded(command: F) -> F:
    """
    Add the arguments that name a region and a folder of its facts.
    """
    for option in (
        click.option("--since", type=Day(), help="记录自哪一天起保存；此前一概不要求。"),
        click.argument("folder", type=click.Path(path_type=Path)),
        click.argument("region"),
    ):
        command = option(command)
    return command


def looking(command: F) -> F:
    """
    Add the arguments of a question about a folder.
    """
    return asking(folded(command))


def filing(command: F) -> F:
    """
    Add the arguments of a question about what is filed in a folder.
    """
    option = click.option("--duty", "duties", multiple=True, metavar="任务", help="只看这些任务（名称或代码），可多次给出。")
    return looking(option(command))


@contextmanager
def errors() -> Iterator[None]:
    """
    Say in one line what is wrong with what was given, and end with 2.
    """
    try:
        yield
    except SchoolHealthError as error:
        click.echo(str(error), err=True)
        raise SystemExit(BAD_INPUT) from error


@contextmanager
def progress(what: str) -> Iterator[None]:
    """
    Show that work goes on, on a terminal, once it has taken more than a second.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    status = console.status(what)
    timer = threading.Timer(_PATIENCE_SECONDS, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def opened(code: str, readings: Sequence[str], settings: Sequence[str]) -> Region:
    """
    Open a region with the readings and numbers that were given.
    """
    chosen = {}
    for reading in readings:
        name, equals, choice = reading.partition("=")
        if not equals:
            message = f"--reading 要写成“理解=取法”，而不是“{reading}”"
            raise click.UsageError(message)
        chosen[name] = choice
    numbers = {}
    for setting in settings:
        name, _, number = setting.partition("=")
        if not number or "." not in name:
            message = f"--set 要写成“规则.项=数”，如 规则.cases=3，而不是“{setting}”"
            raise click.UsageError(message)
        if not (number.isascii() and number.isdigit()) or int(number) < 1:
            message = f"--set {name} 要等于不小于 1 的整数，而不是“{number}”"
            raise click.UsageError(message)
        numbers[name] = int(number)
    region = open_region(code, readings=chosen)
    if not numbers:
        return region
    for name in numbers:
        _settable(region, name)
    return open_region(code, readings=chosen, settings=numbers)


def _settable(region: Region, name: str) -> None:
    """
    Refuse a number that no rule lets be set.
    """
    rule_id, _, key = name.rpartition(".")
    rules = region.rulebook.alerts
    if rule_id not in rules:
        known = "、".join(f"{rule.id}.{one}" for rule in rules.values() for one in rule.configurable)
        message = f"{region.code} 没有预警规则“{rule_id}”；可设的有：{known or '无'}"
        raise click.UsageError(message)
    if key not in rules[rule_id].configurable:
        known = "、".join(rules[rule_id].configurable)
        message = f"{rules[rule_id].title}（{rule_id}）的“{key}”不可设；可设的有：{known or '无'}"
        raise click.UsageError(message)


def read(region: Region, folder: Path, since: date | None) -> Record:
    """
    Read a folder under a region's law, or a record that `export` or a host has written as JSON.
    """
    if folder.suffix.lower() == ".json" and not folder.is_dir():
        return _read_json(folder, since)
    return read_folder(folder, region=region, since=since)


def _read_json(file: Path, since: date | None) -> Record:
    from school_health.wire.plain import from_json

    try:
        record = from_json(file.read_bytes())
    except OSError as error:
        what = f"读不了这个文件（{error.strerror or error}）"
        raise InputError([Problem(file=file.name, what=what, fix="请检查路径和读取权限")]) from error
    except InputError as error:
        raise InputError([Problem(file=file.name, what=str(one)) for one in error.problems]) from error
    return record if since is None else evolve(record, since=since)


def duties_of(region: Region, named: Sequence[str]) -> list[str] | None:
    """
    Return the duties of ids or Chinese titles, a title being that of several; None where none is named.
    """
    return [one for duty in named for one in _duties(region, duty)] or None


def _duties(region: Region, named: str) -> list[str]:
    known = region.rulebook.duties
    found = [duty.id for duty in known.values() if named in (duty.id, duty.title)]
    if not found:
        words = "、".join(f"{duty.title}（{duty.id}）" for duty in known.values())
        message = f"{region.code} 没有任务“{named}”；有：{words}"
        raise click.UsageError(message)
    return found


def now() -> datetime:
    """
    Return this moment.
    """
    return datetime.now(SHANGHAI_TIME)


def finish(report: Report, shape: str, *, found: bool, exit_zero: bool) -> None:
    """
    Show an answer; end with 1 where something was found.
    """
    show(report, shape)
    if found and not exit_zero:
        raise SystemExit(1)
