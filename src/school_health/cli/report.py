"""
What a command answers, and its three shapes: tables for people, JSON and CSV for programs.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

import click
from attrs import field, frozen
from rich.console import Console
from rich.table import Table
from rich.text import Text

from school_health.files.formula import harmless


__all__ = ["Report", "Section", "show"]

_WIDE = 160

_STYLES = {"未报": "red", "迟报": "yellow", "按时": "green", "追责": "bold red", "警告": "red", "预警": "yellow"}


@frozen(kw_only=True)
class Section:
    """
    A table of an answer.

    ``columns`` maps the key of each column to its Chinese heading; ``shown`` limits the rows that people see, never those
    that programs get.
    """

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    shown: int | None = None
    empty: str = ""


@frozen(kw_only=True)
class Report:
    """
    An answer: what it is of, its tables, and notes below them.
    """

    title: str
    about: Mapping[str, Any]
    sections: Sequence[Section]
    notes: Sequence[str] = field(factory=tuple)


def show(report: Report, shape: str) -> None:
    """
    Print a report as ``table``, ``json`` or ``csv``.
    """
    if shape == "json":
        content = {
            **report.about,
            **{one.key: [dict(row) for row in one.rows] for one in report.sections},
            "notes": list(report.notes),
        }
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    elif shape == "csv":
        click.echo(_csv(report), nl=False)
    else:
        _tables(report)


def _csv(report: Report) -> str:
    """
    Return all sections under one heading line: every key of a row there is, and in front which section a row belongs to.
    """
    keys = list(dict.fromkeys(key for section in report.sections for row in section.rows for key in row)) or ["text"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["section", *keys])
    for section in report.sections:
        for row in section.rows:
            writer.writerow([section.key, *(harmless(_plain(row.get(key))) for key in keys)])
    for note in report.notes:
        writer.writerow(["note", harmless(note)])
    return out.getvalue()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(_plain(one) for one in value)
    return str(value)


def _tables(report: Report) -> None:
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE  # a file or a pipe has no edge at which a table must fold
    console.print(Text(report.title, style="bold"))
    for section in report.sections:
        if not section.rows and not section.empty:
            continue
        console.print()
        if not section.rows:
            console.print(Text(f"{section.title}：{section.empty}"))
            continue
        table = Table(
            title=section.title, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="underline"
        )
        for heading in section.columns.values():
            table.add_column(heading, overflow="fold")
        rows = section.rows if section.shown is None else section.rows[: section.shown]
        for row in rows:
            cells = [_plain(row.get(key)) for key in section.columns]
            table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in cells))
        console.print(table)
        if len(rows) < len(section.rows):
            console.print(f"…… 另有 {len(section.rows) - len(rows)} 行（--format json 或 csv 给出全部）")
    if report.notes:
        console.print()
        console.print(Text("说明", style="bold"))
        notes = Table.grid(padding=(0, 1, 0, 0))
        notes.add_column()
        notes.add_column(overflow="fold")
        for note in report.notes:
            notes.add_row("·", Text(note))
        console.print(notes)
