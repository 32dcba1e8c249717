"""
A form filled in as one HTML page that prints well and asks nothing of the network.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from school_health.core.filled import Filled
from school_health.core.form import FormField
from school_health.files.forms.printed import EMPTY_LINES, Grid, footnotes, grids, lines, printed, ticked
from school_health.files.forms.qr import matrix


__all__ = ["page"]


def page(filled: Filled) -> str:
    """
    Return a filled-in form as an HTML page.
    """
    form = filled.form
    told = [[_field(filled, one) for one in line] for line in lines(filled)]
    address = filled.scene.address if form.link else ""
    text: str = _template().render(
        title=printed(form.title),
        landscape=form.paper == "landscape",
        address=address,
        qr=matrix(address) if address else [],
        plain=[line for line in told if not all(one["sign"] for one in line)],
        signed=[line for line in told if all(one["sign"] for one in line)],
        grids=[_grid(one) for one in grids(filled)],
        guide=[printed(one) for one in form.guide],
        notes=[printed(one) for one in footnotes(filled)],
    )
    return text


@lru_cache(maxsize=1)
def _template() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("school_health.files.forms", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("form.html")


def _field(filled: Filled, one: FormField) -> dict[str, Any]:
    value = filled.values[one.key]
    text = ticked(one, value) if one.choices and not one.value else printed(value, one)
    return {"title": printed(one.title), "text": text, "sign": one.need == "paper-only"}


def _grid(grid: Grid) -> dict[str, Any]:
    rows = [[_cell(row.get(one.key), one) for one in grid.fields] for row in grid.rows]
    if not rows and grid.by_hand:
        rows = [[_cell("　", None) for _ in grid.fields] for _ in range(EMPTY_LINES)]
    total = None
    if grid.total is not None:
        labelled = next((one.key for one in grid.fields if grid.total.get(one.key) is None), None)
        total = [_cell("合计" if one.key == labelled else grid.total.get(one.key), None) for one in grid.fields]
    heads = [printed(one.title) for one in grid.fields]
    return {"title": grid.title, "heads": heads, "rows": rows, "total": total, "empty": printed(grid.empty)}


def _cell(value: Any, one: FormField | None) -> dict[str, Any]:
    return {"text": printed(value, one), "number": isinstance(value, int | Fraction)}
