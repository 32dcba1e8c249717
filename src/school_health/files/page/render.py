"""
A page to HTML: one file without script, without anything from elsewhere, every word of it escaped.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from school_health.errors import OutputError
from school_health.files.page.charts import svg_of, words_of
from school_health.files.page.model import Chart, Column, Group, Page, Row, Table, cells


if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["BASES", "chart_table", "html_of"]

# What the page's own words for a basis are.
BASES = {"text": "原文", "norm": "规范", "ours": "自定"}


def html_of(page: Page) -> str:
    """
    Return a page as HTML.

    Raises:
        OutputError: jinja2 is not installed.
    """
    text: str = _environment().get_template("overview.html").render(page=page)
    return "\n".join(line for line in map(str.rstrip, text.splitlines()) if line) + "\n"


def chart_table(chart: Chart) -> Table:
    """
    Return the figures of a chart as a table: its own, or a row for each day on which anything is counted.
    """
    if chart.table is not None:
        return chart.table
    series = [one for panel in chart.panels for one in panel.series]
    rows = [
        Row(cells(day.isoformat(), *(one.values[place] for one in series)))
        for place, day in enumerate(chart.days)
        if any(one.values[place] for one in series)
    ]
    return Table(
        key=f"{chart.key}-table",
        title=f"{chart.title}，逐日{chart.unit}数（没有列出的日子是 0）",
        columns=(Column("日期", line=True), *(Column(one.title, number=True) for one in series)),
        groups=(Group(rows),) if rows else (),
        short=True,
    )


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup
    except ImportError as error:
        message = f"写网页需要 {error.name}，还没有安装；请运行 pip install school-health[forms]"
        raise OutputError(message) from None
    environment = Environment(
        loader=PackageLoader("school_health.files.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The charts escape what they show; the style is a file of the package.
    environment.globals.update(
        svg=lambda chart: Markup(svg_of(chart)),  # noqa: S704
        words=words_of,
        figures=chart_table,
        bases=BASES,
    )
    return environment
