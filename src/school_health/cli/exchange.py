"""
The commands for exchange with other software: schemas, facts as JSON and tables, DHIS2.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from school_health.cli.beside import write_beside
from school_health.cli.options import Day, errors, progress, read
from school_health.core.fit import fit
from school_health.registry import open_region


__all__ = ["export", "schema"]


@click.command()
@click.argument("kind", required=False)
def schema(kind: str | None) -> None:
    """
    事实和结果的 JSON Schema（2020-12 版）；不写 KIND 则全部。
    """
    from school_health.wire.schema import json_schema

    with errors():
        click.echo(json.dumps(json_schema(kind), ensure_ascii=False, indent=2))


@click.command()
@click.argument("region")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--since", type=Day(), help="记录自哪一天起保存；此前一概不要求。")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="写到哪里：.json 文件，或新文件夹（CSV）。",
)
def export(region: str, folder: Path, since: date | None, target: Path) -> None:
    """
    把一个文件夹（或 JSON 文件）的事实写成 JSON 文件，或写成中文表头的 CSV 文件夹。
    """
    from school_health.cli.tables import write_tables
    from school_health.wire.plain import to_json

    with errors():
        law = open_region(region)
        with progress("正在读取并写出……"):
            record = read(law, folder, since)
            fit(law.rulebook, record)
            names: Sequence[str] = ()
            if target.suffix.lower() == ".json":
                write_beside(target, to_json(record, indent=2) + "\n")
            else:
                names = write_tables(record, law, target)
        click.echo(f"已写入 {target}{'：' if names else ''}{'、'.join(names)}", err=True)
