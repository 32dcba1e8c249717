"""
The overviews of a day and of a period: written into a folder, with the names of what was written printed.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from school_health.cli.options import progress, read
from school_health.core.assess import Assessment
from school_health.core.region import Region
from school_health.files.page.view import View, view_of
from school_health.files.page.written import write_overview


__all__ = ["day_overview", "period_overview"]


def day_overview(region: Region, folder: Path, since: date | None, at: datetime, output: Path) -> Assessment:
    """
    Write the overview of a moment's day; return the assessment that it shows.
    """
    _apart(folder, output)
    with progress("正在读取并核对……"):
        view = view_of(region, read(region, folder, since), at)
    _write(view, output)
    return view.found


def period_overview(
    region: Region, folder: Path, since: date | None, at: datetime, output: Path, first: date, last: date
) -> None:
    """
    Write the overview of a period.
    """
    if last < first:
        message = "--to 早于 --from"
        raise click.UsageError(message)
    if at.date() < first:
        message = "--at 早于 --from：那时还什么都不知道"
        raise click.UsageError(message)
    _apart(folder, output)
    with progress("正在读取并核对……"):
        view = view_of(region, read(region, folder, since), at, first, last)
    _write(view, output)


def _apart(folder: Path, output: Path) -> None:
    """
    Refuse to write among the facts, where the next reading would come upon files that are none.
    """
    if output.resolve() == folder.resolve():
        message = "-o 不能是存放各表的文件夹，请另给一个"
        raise click.UsageError(message)


def _write(view: View, output: Path) -> None:
    with progress("正在写出……"):
        paths = write_overview(view, output)
    for path in paths:
        click.echo(str(path))
