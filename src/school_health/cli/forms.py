"""
The commands for forms: which there are, and one of them filled in, written or read back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from school_health.cli.options import Day, Moment, asking, errors, finish, now, opened, progress, read
from school_health.cli.report import Report, Section
from school_health.core.filled import Filled, blank, days_of, references
from school_health.core.form import Form, FormFault, form_faults
from school_health.core.record import Record
from school_health.core.region import Region
from school_health.core.scene import Scene
from school_health.errors import FormError, OutputError


__all__ = ["form", "forms"]

_SPANS = {"day": "日", "week": "周", "half-year": "半年", "school-year": "学年"}
_LISTED = 40
_NEEDS = {"always": "人（必填）", "may": "人（可填）", "paper-only": "只在纸上"}
_FAULTS = {
    "missing": "没有填写",
    "unknown": "表上没有这一栏",
    "not-a-choice": "不是可选的内容",
    "paper-only": "只在纸上填写",
    "rows": "填写的位置不对",
}
_LAYOUTS = {"document": "文件所附表样", "ours": "自拟（没有原表）"}


@click.command()
@asking
@click.argument("region")
@click.argument("form_id", metavar="[FORM]", required=False)
def forms(region: str, form_id: str | None, **options: Any) -> None:
    """
    一个地区有哪些表：依据哪一条、按什么时间填、写成什么文件；写明一张表的，列出它的栏目。
    """
    with errors():
        law = opened(region, options["readings"], options["settings"])
        report = _listed(law) if form_id is None else _fields(law, _rule(law, form_id))
        finish(report, options["shape"], found=False, exit_zero=True)


def _fields(law: Region, rule: Form) -> Report:
    """
    Return the fields of a form: by which keys people fill in what.
    """
    rows = [
        {
            "rows": one.rows,
            "key": one.key,
            "title": one.title,
            "filled": "按记录" if one.value else _NEEDS[one.need],
            "choices": "、".join(f"{key}（{title}）" for key, title in one.choices.items()),
        }
        for one in rule.field
    ]
    columns = {"rows": "表中的行", "key": "代号", "title": "栏目", "filled": "由谁填写", "choices": "可选"}
    section = Section(key="fields", title="栏目", columns=columns, rows=rows)
    return Report(title=f"{law.name} · {rule.title}", about={"region": law.code, "form": rule.id}, sections=[section])


def _listed(law: Region) -> Report:
    rows = [
        {
            "form": one.id,
            "title": one.title,
            "asks": "、".join(_asks(one)) or "—",
            "shape": one.shape,
            "layout": _LAYOUTS[one.layout],
            "clause": one.clause,
        }
        for one in law.rulebook.forms.values()
    ]
    columns = {"form": "代号", "title": "表名", "asks": "要给出", "shape": "常用文件", "layout": "表样", "clause": "条款"}
    section = Section(key="forms", title="表", columns=columns, rows=rows, empty="没有。")
    return Report(title=f"{law.name} · 表", about={"region": law.code}, sections=[section])


def _asks(one: Form) -> list[str]:
    told = ["--on（" + "、".join(_SPANS[span] for span in one.span) + "）"] if one.span else []
    told += ["--about"] if one.about is not None else []
    told += ["--seed"] if any(table.of == "samples" for table in one.table) else []
    told += ["--link"] if one.link else []
    told += ["--values"] if any(not field.value and field.need != "paper-only" for field in one.field) else []
    return told


@click.command()
@click.argument("region")
@click.argument("form_id", metavar="FORM")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--on", type=Day(), help="哪一天，或所要的周、半年、学年里的任意一天；默认 --at 的那天。")
@click.option("--from", "first", type=Day(), help="第一天；与 --to 同用。")
@click.option("--to", "last", type=Day(), help="最后一天（含）。")
@click.option("--span", type=click.Choice(list(_SPANS)), default=None, help="按日、周、半年还是学年；默认这张表常用的。")
@click.option("--at", type=Moment(), help="以哪一时刻所知为准；默认现在。")
@click.option("--about", default="", metavar="编号", help="一事一表的，写明是哪一件；不写则列出有哪些。")
@click.option("--seed", default="", help="抽样的种子：告诉对方，谁抽都是同样的结果。")
@click.option("--link", "address", default="", metavar="网址", help="表上二维码指向的网址。")
@click.option("--values", type=click.Path(path_type=Path, dir_okay=False), help="由人填写的内容（TOML，按栏目代号）。")
@click.option("--template", type=click.Path(path_type=Path, dir_okay=False), help="用自己的 .docx 模板。")
@click.option("--write-template", is_flag=True, help="不填写，写出 .docx 模板供修改。")
@click.option("--replace", is_flag=True, help="文件已存在的，换成新的。")
@click.option(
    "--read", "filled_in", type=click.Path(path_type=Path, dir_okay=False), help="读回一张填好的表，列出还缺什么。"
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到哪个文件：.xlsx、.docx 或 .html。")
@click.option("--reading", "readings", multiple=True, metavar="理解=取法", help="更换一项本库的理解，可多次给出。")
@click.option("--set", "settings", multiple=True, metavar="规则.项=数", help="设置预警规则中可设的数，可多次给出。")
@click.option("--since", type=Day(), help="记录自哪一天起保存；此前一概不要求。")
def form(region: str, form_id: str, folder: Path | None, **options: Any) -> None:
    """
    按记录填好一张表，写成 Excel、Word 或网页；或读回一张填好的表。
    """
    with errors():
        law = opened(region, options["readings"], options["settings"])
        rule = _rule(law, form_id)
        if options["filled_in"] is not None:
            raise SystemExit(_read_back(rule, options["filled_in"]))
        output: Path | None = options["output"]
        if output is None:
            message = "请用 -o 写明写到哪个文件（.xlsx、.docx 或 .html）"
            raise click.UsageError(message)
        if output.exists() and not options["replace"]:
            message = f"已有 {output}：请换一个文件名，或加 --replace"
            raise OutputError(message)
        if options["write_template"]:
            _write_template(law, rule, output)
            return
        with progress("正在填写……"):
            record = read(law, folder, options["since"]) if folder is not None else Record(schools=[], filings=[])
            filled = _filled(law, record, rule, options)
            _write(filled, output, options)
        click.echo(f"已写入 {output}")
        for fault in filled.faults:
            click.echo(f"  待填写：{_fault(rule, fault)}", err=True)


def _rule(law: Region, form_id: str) -> Form:
    known = law.rulebook.forms
    found = known.get(form_id) or next((one for one in known.values() if one.title == form_id), None)
    if found is None:
        words = "、".join(f"{one.id}（{one.title}）" for one in known.values())
        message = f"{law.code} 没有表“{form_id}”；有：{words or '无'}"
        raise click.UsageError(message)
    return found


def _filled(law: Region, record: Record, rule: Form, options: Mapping[str, Any]) -> Filled:
    on, first, last = options["on"], options["first"], options["last"]
    if (first is None) is not (last is None) or (on is not None and first is not None):
        message = "--from 与 --to 要一起写，而且不与 --on 同用"
        raise click.UsageError(message)
    at: datetime = options["at"] or now()
    day: date | None = on or first
    if any(table.of == "samples" for table in rule.table) and not options["seed"]:
        message = "这张表列出抽样的结果：请用 --seed 写明抽样的种子（任意一段文字，告诉对方即可重抽）"
        raise FormError(message)
    days = {"first": day, "last": last, "span": options["span"] or ""}
    given = _given(options["values"]) if options["values"] is not None else {}
    if rule.about is not None:
        _chosen(law, record, rule, at, days, options["about"])
    return law.fill(
        record, rule.id, at, **days, about=options["about"], seed=options["seed"], address=options["address"], given=given
    )


def _chosen(law: Region, record: Record, rule: Form, at: datetime, days: Mapping[str, Any], about: str) -> None:
    """
    Refuse a form of one thing where none of that reference is there, and list those that are; of persons only how many.
    """
    first, last = days_of(law.world(record, at).calendar, record, rule, at.date(), days["first"], days["last"], days["span"])
    told = references(Scene(law, record, at, first, last), rule)
    if about in told or (not about and len(told) == 1):
        return
    wanted = f"没有编号“{about}”" if about else "请用 --about 写明编号"
    listed = "" if rule.about is None or rule.about.of == "people" else "".join(f"\n  {one}" for one in told[:_LISTED])
    more = f"\n  …… 另有 {len(told) - _LISTED} 个" if listed and len(told) > _LISTED else ""
    message = f"这张表一人或一事一份：{wanted}；{first} 至 {last} 有 {len(told)} 个{'：' if listed else ''}{listed}{more}"
    raise FormError(message)


def _given(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f'{path.name} 读不出来（{type(error).__name__}）：要的是 UTF-8 编码的 TOML，每行写 栏目代号 = "内容"'
        raise FormError(message) from None


def _write(filled: Filled, output: Path, options: Mapping[str, Any]) -> None:
    from school_health.files.forms.write import write_form

    write_form(filled, output, template=options["template"])


def _write_template(law: Region, rule: Form, output: Path) -> None:
    """
    Write the Word template of a form, which needs no facts.
    """
    from school_health.files.beside import write_over
    from school_health.files.forms.docx import template

    if output.suffix.lower() != ".docx":
        message = "模板写成 .docx 文件"
        raise FormError(message)
    at = now()
    scene = Scene(law, Record(schools=[], filings=[]), at, at.date(), at.date())
    write_over(output, template(blank(scene, rule)))
    click.echo(f"已写入 {output}")


def _read_back(rule: Form, path: Path) -> int:
    """
    Show what is wrong with a form that was filled in, and return how the command ends.
    """
    from school_health.files.forms.back import read_form

    values = read_form(rule, path)
    faults = form_faults(rule, values)
    rows = sum(len(one) for one in values.values() if isinstance(one, tuple))
    single = sum(not isinstance(one, tuple) for one in values.values())
    click.echo(f"{rule.title}：填了 {single} 栏、{rows} 行")
    for fault in faults:
        click.echo(f"  {_fault(rule, fault)}")
    return 1 if faults else 0


def _fault(rule: Form, fault: FormFault) -> str:
    titles = {one.key: one.title for one in rule.field} | {one.rows: one.title for one in rule.table if one.title}
    row = f"第 {fault.row} 行 " if fault.row is not None else ""
    return f"{row}{titles.get(fault.key, fault.key)}：{_FAULTS[fault.kind]}"
