"""
The example county of each region, its overview of a day and of a period, and a page read back.
"""

from __future__ import annotations

from functools import cache

import attrs
import lxml.html
import pytest

from school_health import Record, open_region, overview_html, read_folder
from school_health.cli.example import write_example
from school_health.files.page.view import view_of
from tests.builders import at, day


# The moments that the examples are written for.
MOMENTS = {"guyuan": "2020-02-26 10:30", "jiangsu": "2023-05-08 15:30", "shanghai": "2020-10-12 16:45"}


@attrs.frozen(eq=False)
class Shown:
    """
    A region with its example, the moment it is written for, and an overview of it.
    """

    region: object
    record: Record
    at: object
    first: object = None
    last: object = None

    @property
    def view(self):
        return view_of(self.region, self.record, self.at, self.first, self.last)

    @property
    def html(self):
        return overview_html(self.region, self.record, self.at, self.first, self.last)


class Opened:
    """
    A page, read.
    """

    def __init__(self, html):
        self.tree = lxml.html.document_fromstring(html)

    def table(self, key):
        """
        Return the rows of a table, each as its cells by heading; an empty list where it is not there.
        """
        found = self.tree.xpath(f"//table[@id='table-{key}']")
        if not found:
            return []
        heads = [text(one) for one in found[0].xpath("./thead/tr/th")]
        rows, group = [], ""
        for row in found[0].xpath("./tbody/tr"):
            cells = row.xpath("./th | ./td")
            if cells[0].get("scope") == "rowgroup":
                group = text(cells[0])
                continue
            assert len(cells) == len(heads)
            rows.append({"": group, **dict(zip(heads, map(text, cells), strict=True))})
        return rows

    def bars(self, key):
        """
        Return what the bars of a chart say, by day and series.
        """
        found = {}
        for title in self.tree.xpath(f"//figure[@id='chart-{key}']//*[local-name()='rect']/*[local-name()='title']"):
            when, *series, value, _ = text(title).split(" ")
            found[when, " ".join(series)] = int(value)
        return found


def text(element):
    return " ".join(element.text_content().replace("\N{NO-BREAK SPACE}", " ").split())


@cache
def _example(code, home, schools):
    region = open_region(code)
    folder = home / code
    write_example(region, folder, seed=1, schools=schools)
    return Shown(region, read_folder(folder, region=region), at(MOMENTS[code]))


@pytest.fixture(scope="session")
def county(tmp_path_factory):
    """Return a function that gives the example county of a region."""
    home = tmp_path_factory.mktemp("counties")

    return lambda code: _example(code, home, 12)


# Periods of the examples, which end before the moment.
PERIODS = {
    "guyuan": ("2020-02-20", "2020-02-25"),
    "jiangsu": ("2023-04-24", "2023-05-06"),
    "shanghai": ("2020-09-27", "2020-10-10"),
}


@pytest.fixture(params=MOMENTS)
def of_day(request, county):
    """The overview of a day of each region."""
    return county(request.param)


def of_period(shown, code):
    first, last = PERIODS[code]
    return attrs.evolve(shown, first=day(first), last=day(last))


@pytest.fixture(params=[f"{code}-{of}" for code in MOMENTS for of in ("day", "period")])
def shown(request, county):
    """An overview of each region, of a day and of a period."""
    code, _, of = request.param.partition("-")
    return county(code) if of == "day" else of_period(county(code), code)
