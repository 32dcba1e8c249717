"""
The commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from school_health.cli.authors import conform, new_region
from school_health.cli.exchange import dhis2, export, schema
from school_health.cli.forms import form, forms
from school_health.cli.options import (
    Day,
    Moment,
    asking,
    choosing,
    duties_of,
    errors,
    filing,
    finish,
    folded,
    looking,
    now,
    opened,
    progress,
    read,
)
from school_health.errors import InputError
from school_health.registry import open_region, regions


__all__ = ["cli"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="school-health")
def cli() -> None:
    """
    学校卫生报送：什么该报、报了没有、迟了多久、该告诉谁。
    """


@cli.command()
@filing
@click.option("--at", type=Moment(), help="所问的时刻，如 2020-10-12T09:31；默认现在。")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FOLDER", help="写成网页和表格，放入这个文件夹。")
def day(
    region: str,
    folder: Path,
    at: datetime | None,
    since: date | None,
    duties: Sequence[str],
    output: Path | None,
    **options: Any,
) -> None:
    """
    某一时刻：该报的、已报的、迟报的、未报的，以及该通知谁。
    """
    from school_health.cli.day import day_report, needs_action
    from school_health.cli.overview import day_overview

    if output is not None and (duties or options["shape"] != "table"):
        message = "-o 写出的是整页，不能与 --duty 或 --format 同用"
        raise click.UsageError(message)
    with errors():
        if output is not None:
            law = opened(region, options["readings"], options["settings"])
            found = day_overview(law, folder, since, at or now(), output)
            if needs_action(found) and not options["exit_zero"]:
                raise SystemExit(1)
            return
        with progress("正在读取并核对……"):
            law = opened(region, options["readings"], options["settings"])
            record = read(law, folder, since)
            found = law.assess(record, at or now(), duties=duties_of(law, duties))
            report = day_report(law, record, found)
        finish(report, options["shape"], found=needs_action(found), exit_zero=options["exit_zero"])


@cli.command()
@filing
@click.option("--from", "first", type=Day(), required=True, help="第一天。")
@click.option("--to", "last", type=Day(), required=True, help="最后一天（含）。")
@click.option("--by", type=click.Choice(["school", "county", "city", "province"]), default="school", help="按哪一级汇总。")
@click.option("--at", type=Moment(), help="以哪一时刻所知为准；默认现在。")
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
    with errors():
        with progress("正在统计……"):
            law = opened(region, options["readings"], options["settings"])
            record = read(law, folder, since)
            counted = law.completeness(record, first, last, at or now(), duties=duties_of(law, duties))
            report = completeness_report(law, record, counted, by)
        total = counted.total()
        finish(report, options["shape"], found=bool(total.states.get("missing")), exit_zero=options["exit_zero"])


@cli.command()
@choosing
@folded
@click.option("--from", "first", type=Day(), required=True, help="第一天。")
@click.option("--to", "last", type=Day(), required=True, help="最后一天（含）。")
@click.option("--at", type=Moment(), help="以哪一时刻所知为准；默认现在。")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FOLDER", required=True, help="放入这个文件夹。")
def overview(
    region: str,
    folder: Path,
    first: date,
    last: date,
    at: datetime | None,
    since: date | None,
    output: Path,
    **options: Any,
) -> None:
    """
    一段时间的情况，写成网页和表格。
    """
    from school_health.cli.overview import period_overview

    with errors():
        law = opened(region, options["readings"], options["settings"])
        period_overview(law, folder, since, at or now(), output, first, last)


@cli.command()
@filing
@click.option("--on", type=Day(), required=True, help="哪一天。")
@click.option("--at", type=Moment(), help="此刻之前的算已发，之后的算将发；默认现在。")
def timeline(
    region: str, folder: Path, on: date, at: datetime | None, since: date | None, duties: Sequence[str], **options: Any
) -> None:
    """
    某一天的逐级提醒推演：已经发出的，和一直不报就会发出的。
    """
    from school_health.cli.day import timeline_report

    with errors():
        moment = at or now()
        with progress("正在推演……"):
            law = opened(region, options["readings"], options["settings"])
            record = read(law, folder, since)
            notices = law.timeline(record, on, known_at=moment, duties=duties_of(law, duties))
            report = timeline_report(law, record, on, notices, moment)
        finish(report, options["shape"], found=bool(notices), exit_zero=options["exit_zero"])


@cli.command()
@looking
@click.option("--from", "first", type=Day(), required=True, help="第一天。")
@click.option("--to", "last", type=Day(), required=True, help="最后一天（含）。")
@click.option("--at", type=Moment(), help="以哪一时刻所知为准；默认现在。")
@click.option("--cases", "with_cases", is_flag=True, help="列出缺课编号；不列姓名，也不逐人列症状。")
def alerts(
    region: str, folder: Path, first: date, last: date, at: datetime | None, since: date | None, **options: Any
) -> None:
    """
    一段时间内提出的预警、由此产生的报送任务、已达到的条件和统计信号。
    """
    from school_health.cli.alerts import alerts_report

    moment = at or now()
    if last < first:
        message = "--to 早于 --from"
        raise click.UsageError(message)
    if moment.date() < first:
        message = "--at 早于 --from：那时还什么都不知道"
        raise click.UsageError(message)
    with errors():
        with progress("正在计算……"):
            law = opened(region, options["readings"], options["settings"])
            record = read(law, folder, since)
            report, any_ = alerts_report(law, record, first, last, moment, with_cases=options["with_cases"])
        finish(report, options["shape"], found=any_, exit_zero=options["exit_zero"])


@cli.command()
@looking
@click.option("--at", type=Moment(), help="所问的时刻，如 2020-10-12T09:31；默认现在。")
def check(region: str, folder: Path, at: datetime | None, since: date | None, **options: Any) -> None:
    """
    核查发现的问题、没有办结的事项，以及没有采用的流程步骤。
    """
    from school_health.cli.findings import check_report

    with errors():
        with progress("正在核查……"):
            law = opened(region, options["readings"], options["settings"])
            record = read(law, folder, since)
            found = law.assess(record, at or now())
            report = check_report(law, record, found)
        finish(report, options["shape"], found=bool(found.findings), exit_zero=options["exit_zero"])


@cli.command()
@asking
@click.argument("region")
@click.option("--of", metavar="级别或单位", help="只看这一级（学校、区县、市、省）或这个单位的账号。")
@click.option("--at", type=Moment(), help="按哪一时刻的规定和账号；默认现在。")
@click.option("--check-password", is_flag=True, help="从终端读入一个密码（不回显），列出不符合规定之处。")
@click.option("--audit", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="核对文件夹中的账号。")
def accounts(
    region: str,
    of: str | None,
    at: datetime | None,
    check_password: bool,  # noqa: FBT001 - click passes it by name
    folder: Path | None,
    **options: Any,
) -> None:
    """
    账号由谁保管、叫什么、密码有何要求；检查一个密码；核对账号。
    """
    from school_health.cli.accounts import accounts_report, asked_password, audit_report, password_report

    if check_password and (folder is not None or of is not None):
        message = "--check-password 不能与 --audit 或 --of 同用"
        raise click.UsageError(message)
    moment, found = at or now(), False
    with errors():
        law = opened(region, options["readings"], options["settings"])
        if check_password:
            report, found = password_report(law, moment.date(), asked_password())
        elif folder is not None:
            with progress("正在核对……"):
                report, found = audit_report(law, read(law, folder, None), moment, of)
        else:
            report = accounts_report(law, moment.date(), of)
        finish(report, options["shape"], found=found, exit_zero=options["exit_zero"])


@cli.command(name="regions")
@asking
def regions_command(**options: Any) -> None:
    """
    已安装的地区，以及无法载入的原因。
    """
    from school_health.cli.rules import regions_report

    installed = regions()
    broken = any(one.error is not None for one in installed)
    finish(regions_report(installed), options["shape"], found=broken, exit_zero=options["exit_zero"])


@cli.command()
@asking
@click.argument("region")
@click.option("--on", type=Day(), help="只列这一天有效的。")
@click.option("--clause", help="只看这一条款，附原文未尽之处的理解。")
def rules(region: str, on: date | None, clause: str | None, **options: Any) -> None:
    """
    有哪些规定：要求什么、自何时起、出自哪一条、依据是什么。
    """
    from school_health.cli.rules import rules_report

    with errors():
        law = opened(region, options["readings"], options["settings"])
        if clause is not None and clause not in law.rulebook.clauses:
            message = f"{region} 没有条款“{clause}”；不带 --clause 可列出全部"
            raise click.UsageError(message)
        finish(rules_report(law, on, clause), options["shape"], found=False, exit_zero=options["exit_zero"])


@cli.command(name="read")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--region", "code", metavar="REGION", help="按哪个地区的任务、岗位和词语读取；不给出则只认代码。")
@click.option("--since", type=Day(), help="记录自哪一天起保存。")
@click.option("--check", "dry", is_flag=True, help="试读：逐行列出会读取、变动和拒收的，有问题也不中止。")
@click.option(
    "--against", type=click.Path(path_type=Path), metavar="FOLDER", help="与以前读过的文件夹比较；与 --check 同用。"
)
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]), default="table", help="输出形式。")
@click.option("--exit-zero", is_flag=True, help="有拒收时也以 0 退出；输入有误仍为 2。")
def read_command(
    folder: Path,
    code: str | None,
    since: date | None,
    against: Path | None,
    shape: str,
    *,
    dry: bool,
    exit_zero: bool,
) -> None:
    """
    读取一个文件夹，说明读到了什么；加 --check 则试读，逐行说明。
    """
    from school_health.cli.read import check_report, read_report
    from school_health.files.folder import look_through

    if against is not None and not dry:
        message = "--against 要与 --check 同用"
        raise click.UsageError(message)
    with errors():
        with progress("正在读取……"):
            law = open_region(code) if code is not None else None
            looked = look_through(folder, region=law, since=since)
            if not folder.is_dir() or (looked.problems and not dry):
                raise InputError(looked.problems)
            before = None
            if against is not None:
                before = look_through(against, region=law, since=since)
                if not against.is_dir():
                    raise InputError(before.problems)
            report = check_report(folder, looked, against, before) if dry else read_report(folder, looked)
        finish(report, shape, found=bool(looked.problems), exit_zero=exit_zero)


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

    with errors():
        told = write_example(open_region(region), folder, seed=seed, schools=schools)
        click.echo(f"已写入 {folder}。试试：")
        for line in told:
            click.echo(f"  {line}")


cli.add_command(forms)
cli.add_command(form)
cli.add_command(conform)
cli.add_command(dhis2)
cli.add_command(export)
cli.add_command(new_region)
cli.add_command(schema)
