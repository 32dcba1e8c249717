"""
Workbooks made for tests, whole and broken.
"""

from __future__ import annotations

import io
import zipfile

import openpyxl
import xlsxwriter


SHEET = "xl/worksheets/sheet1.xml"


def workbook(*sheets, hidden=()):
    """
    Return the bytes of a workbook; each sheet is a title and rows. Dates are written as Excel writes them.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False})
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    as_moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for title, rows in sheets:
        sheet = book.add_worksheet(title)
        if title in hidden:
            sheet.hide()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if hasattr(cell, "hour"):
                    sheet.write_datetime(row, column, cell.replace(tzinfo=None), as_moment)
                elif hasattr(cell, "year"):
                    sheet.write_datetime(row, column, cell, as_day)
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return content.getvalue()


def rebuilt(content, **members):
    """
    Return a workbook with members replaced or added, by their path in the zip.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            new.writestr(name, data)
    return result.getvalue()


def sheet_xml(rows, *, doctype=""):
    """
    Return the XML of a sheet whose rows are given as XML.
    """
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    start = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}'
    return f'{start}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def inline(at, text):
    """
    Return the XML of a cell with a text.
    """
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def merged(rows, *ranges):
    """
    Return a workbook of one sheet with merged cells.
    """
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
