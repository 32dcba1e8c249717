"""
The page in a folder, with its tables beside it as CSV that Excel opens: all rows, also those that the page only counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from school_health.files.beside import write_all
from school_health.files.formula import harmless
from school_health.files.page.model import Page, Table
from school_health.files.page.overview import page_of
from school_health.files.page.render import BASES, html_of
from school_health.files.page.view import View


__all__ = ["csv_of", "files_of", "write_overview"]


def write_overview(view: View, folder: Path) -> list[Path]:
    """
    Write an overview into a folder: the page, and a file for each of its tables that has rows.

    Raises:
        OutputError: a file is there already, the folder is closed, or jinja2 is not installed. Nothing was written then.
    """
    return write_all(folder, files_of(view))


def files_of(view: View) -> dict[str, bytes]:
    """
    Return the content of each file of an overview, by name; the names say of when it is.
    """
    moment = f"{view.at:%Y-%m-%d-%H%M}"
    when = f"{view.first}至{view.last}-截至{moment}" if view.period else moment
    page = page_of(view)
    tables = {f"{when}-{table.file}.csv": csv_of(table).encode("utf-8-sig") for table in _tables(page)}
    return {f"{when}-概览.html": html_of(page).encode(), **tables}


def csv_of(table: Table) -> str:
    """
    Return all rows of a table as CSV, with on what each rests; no cell of it is run as a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    grouped = any(group.title for group in table.groups)
    cited = table.cited or any(group.cites for group in table.groups)
    head = [*(["名称"] if grouped else []), *(column.title.replace("\N{NO-BREAK SPACE}", " ") for column in table.columns)]
    writer.writerow([*map(harmless, head), *(["依据", "条款"] if cited else [])])
    for group in table.groups:
        for row in group.rows:
            cites = row.cites or group.cites
            bases = "、".join(dict.fromkeys(BASES[one.basis] for one in cites))
            clauses = "、".join(one.clause for one in cites)
            words = [*([group.title] if grouped else []), *(cell.text for cell in row.cells)]
            writer.writerow(map(harmless, [*words, *([bases, clauses] if cited else [])]))
    return out.getvalue()


def _tables(page: Page) -> Iterator[Table]:
    for part in page.parts:
        own = (chart.table for chart in part.charts if chart.table is not None)
        yield from (table for table in (*part.tables, *own) if table.file and table.count)
