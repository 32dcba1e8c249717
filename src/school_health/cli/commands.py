"""
The commands and their options.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from school_health.cli.report import Report, show
from school_health.core.moment import SHANGHAI_TIME
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.errors import SchoolHealthError
from school_health.files.folder import read_folder
from school_health.registry import open_region, regions


__all__ = ["cli"]

F = TypeVar("F", bound=Callable[..., Any])

_BAD_INPUT = 2
_PATIENCE_SECONDS = 1.0


class _Moment(click.ParamType[datetime]):
    name = "时间"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
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


class _Day(click.ParamType[date]):
    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是日期；请写成 2020-10-12", param, ctx)


def _asking(command: F) -> F:
    """
    Add the options that every question has.
    """
    for option in (
        click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", help="输出形式。"),
        click.option("--reading", "readings", multiple=True, metavar="理解=取法", help="更换一项本库的理解，可多次给出。"),
        click.option("--exit-zero", is_flag=True, help="有未报等情况时也以 0 退出；输入有误仍为 2。"),
    ):
        command = option(command)
    return command


def _filing(command: F) -> F:
    """
    Add the arguments of a question about a folder.
    """
    for option in (
        click.option("--duty", "duties", multiple=True, metavar="任务", help="只看这些任务（名称或代码），可多次给出。"),
        click.option("--since", type=_Day(), help="记录自哪一天起保存；此前一概不要求。"),
        click.argument("folder", type=click.Path(path_type=Path)),
        click.argument("region"),
    ):
        command = option(command)
    return _asking(command)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except SchoolHealthError as error:
        click.echo(str(error), err=True)
        raise SystemExit(_BAD_INPUT) from error


@contextmanager
def _progress(what: str) -> Iterator[None]:
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


def _open(code: str, readings: Sequence[str]) -> Region:
    chosen = {}
    for reading in readings:
        name, equals, choice = reading.partition("=")
        if not equals:
            message = f"--reading 要写成“理解=取法”，而不是“{reading}”"
            raise click.UsageError(message)
        chosen[name] = choice
    return open_region(code, readings=chosen)


def _facts(
    code: str, folder: Path, readings: Sequence[str], since: date | None, duties: Sequence[str]
) -> tuple[Region, Record, list[str] | None]:
    region = _open(code, readings)
    chosen = [one for duty in duties for one in _duties(region, duty)]
    return region, read_folder(folder, region=region, since=since), chosen or None


def _duties(region: Region, named: str) -> list[str]:
    """
    Return the duties of an id or a Chinese title; a title may be that of several.
    """
    known = region.rulebook.duties
    found = [duty.id for duty in known.values() if named in (duty.id, duty.title)]
    if not found:
        words = "、".join(f"{duty.title}（{duty.id}）" for duty in known.values())
        message = f"{region.code} 没有任务“{named}”；有：{words}"
        raise click.UsageError(message)
    return found


def _now() -> datetime:
    return datetime.now(SHANGHAI_TIME)


def _finish(report: Report, shape: str, *, found: bool, exit_zero: bool) -> None:
    show(report, shape)
    if found and not exit_zero:
        raise SystemExit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="school-health")
def cli() -> None:
    """
    学校卫生报送：什么该报、报了没有、迟了多久、该告诉谁。
    """


@cli.command()
@_filing
@click.option("--at", type=_Moment(), help="所问的时刻，如 2020-10-12T09:31；默认现在。")
def day(region: str, folder: Path, at: datetime | None, since: date | None, duties: Sequence[str], **options: Any) -> None:
    """
    某一时刻：该报的、已报的、迟报的、未报的，以及该通知谁。
    """
    from school_health.cli.day import day_report

    with _errors():
        with _progress("正在读取并核对……"):
            opened, record, chosen = _facts(region, folder, options["readings"], since, duties)
            found = opened.assess(record, at or _now(), duties=chosen)
            report = day_report(opened, record, found)
        open_or_found = bool(found.dues.missing or found.consequences)
        _finish(report, options["shape"], found=open_or_found, exit_zero=options["exit_zero"])


@cli.command()
@_filing
@click.option("--from", "first", type=_Day(), required=True, help="第一天。")
@click.option("--to", "last", type=_Day(), required=True, help="最后一天（含）。")
@click.option("--by", type=click.Choice(["school", "county", "city", "province"]), default="school", help="按哪一级汇总。")
@click.option("--at", type=_Moment(), help="以哪一时刻所知为准；默认现在。")
def completeness(
    region: str,
    folder: Path,
    first: date,
    last: date,
    by: str,
    at: datetime | None,
    since: date | None,
    duties: Sequence[str],
    **options: Any,
) -> None:
    """
    一段时间的完整上报情况，附一次也没有报送的名单。
    """
    from school_health.cli.counts import completeness_report

    if last < first:
        message = "--to 早于 --from"
        raise click.UsageError(message)
    with _errors():
        with _progress("正在统计……"):
            opened, record, chosen = _facts(region, folder, options["readings"], since, duties)
            counted = opened.completeness(record, first, last, at or _now(), duties=chosen)
            report = completeness_report(opened, record, counted, by)
        total = counted.total()
        _finish(report, options["shape"], found=bool(total.states.get("missing")), exit_zero=options["exit_zero"])


@cli.command()
@_filing
@click.option("--on", type=_Day(), required=True, help="哪一天。")
@click.option("--at", type=_Moment(), help="此刻之前的算已发，之后的算将发；默认现在。")
def timeline(
    region: str, folder: Path, on: date, at: datetime | None, since: date | None, duties: Sequence[str], **options: Any
) -> None:
    """
    某一天的逐级提醒推演：已经发出的，和一直不报就会发出的。
    """
    from school_health.cli.day import timeline_report

    with _errors():
        now = at or _now()
        with _progress("正在推演……"):
            opened, record, chosen = _facts(region, folder, options["readings"], since, duties)
            notices = opened.timeline(record, on, known_at=now, duties=chosen)
            report = timeline_report(opened, record, on, notices, now)
        _finish(report, options["shape"], found=bool(notices), exit_zero=options["exit_zero"])


@cli.command(name="regions")
@_asking
def regions_command(shape: str, readings: Sequence[str], exit_zero: bool) -> None:  # noqa: FBT001 - click passes it by name
    """
    已安装的地区，以及无法载入的原因。
    """
    from school_health.cli.rules import regions_report

    del readings
    installed = regions()
    broken = any(one.error is not None for one in installed)
    _finish(regions_report(installed), shape, found=broken, exit_zero=exit_zero)


@cli.command()
@_asking
@click.argument("region")
@click.option("--on", type=_Day(), help="只列这一天有效的。")
@click.option("--clause", help="只看这一条款，附原文未尽之处的理解。")
def rules(
    region: str,
    on: date | None,
    clause: str | None,
    shape: str,
    readings: Sequence[str],
    exit_zero: bool,  # noqa: FBT001 - click passes it by name
) -> None:
    """
    有哪些规定：要求什么、自何时起、出自哪一条、依据是什么。
    """
    from school_health.cli.rules import rules_report

    with _errors():
        opened = _open(region, readings)
        if clause is not None and clause not in opened.rulebook.clauses:
            message = f"{region} 没有条款“{clause}”；不带 --clause 可列出全部"
            raise click.UsageError(message)
        _finish(rules_report(opened, on, clause), shape, found=False, exit_zero=exit_zero)


@cli.command()
@click.argument("region")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seed", type=int, default=1, show_default=True, help="同一种子写出同样的文件。")
@click.option("--schools", type=click.IntRange(3, 2000), default=12, show_default=True, help="学校数。")
def example(region: str, folder: Path, seed: int, schools: int) -> None:
    """
    写出一个虚构的县：学校、岗位、校历和报送，可直接用 day 查看。
    """
    from school_health.cli.example import write_example

    with _errors():
        told = write_example(open_region(region), folder, seed=seed, schools=schools)
        click.echo(f"已写入 {folder}。试试：")
        for line in told:
            click.echo(f"  {line}")
