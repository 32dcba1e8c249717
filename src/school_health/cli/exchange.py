"""
The commands for exchange with other software: schemas, facts as JSON and tables, DHIS2.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import click
from attrs import evolve

from school_health.cli.options import Day, Moment, errors, now, progress, read
from school_health.core.fit import fit
from school_health.errors import InputError
from school_health.registry import open_region


__all__ = ["dhis2", "export", "schema"]


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
                _written(target, to_json(record, indent=2) + "\n")
            else:
                names = write_tables(record, law, target)
        click.echo(f"已写入 {target}{'：' if names else ''}{'、'.join(names)}", err=True)


@click.command()
@click.argument("region")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "first", type=Day(), required=True, help="第一天。")
@click.option("--to", "last", type=Day(), required=True, help="最后一天（含）。")
@click.option("--at", type=Moment(), help="以哪一时刻所知为准；默认现在。")
@click.option("--since", type=Day(), help="记录自哪一天起保存；此前一概不要求。")
@click.option("--mapping", type=click.Path(path_type=Path), help="DHIS2 中的代码（TOML）；默认用本库自定的代码。")
@click.option("--least", type=click.IntRange(0), help="小于几的病、缺人数不写出；默认 0，都写。")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="写到哪个文件夹。")
def dhis2(
    region: str,
    folder: Path,
    *,
    first: date,
    last: date,
    at: datetime | None,
    since: date | None,
    mapping: Path | None,
    least: int | None,
    target: Path,
) -> None:
    """
    按 DHIS2 的格式写出每校每日的人数、报送份数和完整登记；只写文件，不发送。
    """
    from school_health.wire.dhis2 import dhis2_export
    from school_health.wire.dhis2_codes import codes_text, default_codes, read_codes

    if last < first:
        message = "--to 早于 --from"
        raise click.UsageError(message)
    with errors():
        law = open_region(region)
        codes = default_codes(law, last) if mapping is None else read_codes(_text(mapping), law, last)
        codes = codes if least is None else evolve(codes, least=least)
        with progress("正在统计……"):
            made = dhis2_export(law, read(law, folder, since), first, last, at or now(), codes)
        _written(target / "dataValueSets.json", json.dumps(made.data_values, ensure_ascii=False, indent=1) + "\n")
        registrations = json.dumps(made.registrations, ensure_ascii=False, indent=1) + "\n"
        _written(target / "completeDataSetRegistrations.json", registrations)
        if mapping is not None or not (target / "mapping.toml").exists():  # one that somebody has mended stays
            _written(target / "mapping.toml", codes_text(codes))
    values, complete = made.data_values["dataValues"], made.registrations["completeDataSetRegistrations"]
    click.echo(f"POST /api/dataValueSets  {target / 'dataValueSets.json'}  {len(values)} 个数")
    click.echo(
        f"POST /api/completeDataSetRegistrations?{made.query}"
        f"  {target / 'completeDataSetRegistrations.json'}  {len(complete)} 个学校日"
    )
    if mapping is None:
        click.echo(
            f"代码是本库自定的：请按 DHIS2 中的实际代码改好 {target / 'mapping.toml'}，再用 --mapping 给出。", err=True
        )
    if made.withheld:
        click.echo(f"有 {made.withheld} 个数小于 {codes.least}，没有写出。", err=True)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "不是 UTF-8"
        raise InputError([f"{path.name}: {reason}"]) from error


def _written(path: Path, text: str) -> None:
    from school_health.files.beside import write_over

    with suppress(OSError):  # what cannot be made cannot be written to either, and that is told
        path.parent.mkdir(parents=True, exist_ok=True)
    write_over(path, text.encode(), private=True)
