"""
The commands for those who write a region, or doubt one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from school_health.cli.options import errors
from school_health.registry import open_region


__all__ = ["conform", "new_region"]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("region")
@click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="[-- PYTEST…]")
@click.option("--shift", is_flag=True, help="另把规则书里的每个数、时刻、名单、岗位各移动一步，看有没有向量察觉。")
@click.option("--clauses", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="另一份条款清单（TOML）。")
@click.option("--clauses-under", "under", type=click.IntRange(0, 100), help="条款覆盖不足百分之几才算不合格。")
@click.option("--jobs", type=click.IntRange(0), default=0, help="几个进程同时做；默认移动时用全部处理器，否则一个。")
def conform(region: str, more: Sequence[str], *, shift: bool, clauses: Path | None, under: int | None, jobs: int) -> None:
    """
    核对一个地区的规则：向量、条款、施行日、规则书、账号、隐私，加 --shift 还逐项移动。
    """
    from school_health.cli.conform import conform as run

    with errors():
        open_region(region)  # one that is not there is told in a line
    raise SystemExit(run(region, shift=shift, clauses=clauses, under=under, jobs=jobs, more=more))


@click.command(name="new-region")
@click.argument("code")
@click.option("--name", default="", help="地区的中文名；默认与代码相同。")
@click.option("--into", type=click.Path(path_type=Path), help="写到哪里；默认当前目录下的 school-health-代码。")
def new_region(code: str, name: str, into: Path | None) -> None:
    """
    写出一个新地区的插件：可以安装，第一次核对就通过，其余由你按文件填写。
    """
    from school_health.conformance.scaffold import write_region

    with errors():
        folder, written = write_region(code, name or code, into)
        click.echo(f"已写入 {folder}：")
        for path in written:
            click.echo(f"  {path}")
        click.echo("接着：")
        click.echo(f"  pip install -e {folder}")
        click.echo(f"  school-health conform {code} --shift")
