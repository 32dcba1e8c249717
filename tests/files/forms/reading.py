"""
What stands in a written form, read with nothing of ours: lists of lists of text.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import openpyxl
from docx import Document
from lxml import html


def sheets(content):
    """Return for each visible sheet the rows of texts that are not blank, and of each the cells that are not."""
    book = openpyxl.load_workbook(BytesIO(content))
    found = {}
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = [[text(cell) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
            found[sheet.title] = [row for row in rows if row]
    return found


def text(cell):
    value = cell.value
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if "h" in cell.number_format else f"{value:%Y-%m-%d}"
    if "%" in cell.number_format:
        return f"{value * 100:.1f}%"
    return str(value)


def tables(content):
    """Return the tables of a Word document, as rows of texts; a merged cell once."""
    found = []
    for table in Document(BytesIO(content)).tables:
        rows = []
        for row in table.rows:
            cells = []
            for cell in row.cells:
                if not cells or cell._tc is not cells[-1]._tc:
                    cells.append(cell)
            rows.append([cell.text for cell in cells])
        found.append(rows)
    return found


def paragraphs(content):
    return [one.text for one in Document(BytesIO(content)).paragraphs if one.text]


def page(content):
    """Return the tables of a page, as rows of texts, and the page itself."""
    tree = html.document_fromstring(content)
    return [[[cell.text_content() for cell in row] for row in table.iter("tr")] for table in tree.iter("table")], tree
