"""
A form filled in as a Word document, from a template: the one that we make from the form's fields, or one of the user's own.

In a template ``{{ key }}`` stands for a field, with ``_`` for ``-`` in keys; ``{%tr for row in rows %}`` repeats a row of a
table; ``{{ title }}``, ``{{ qr }}``, ``guide`` and ``notes`` are there too. A template may be edited in Word and used again.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from school_health.core.filled import Filled
from school_health.core.form import FormField
from school_health.errors import FormError
from school_health.files.forms.printed import EMPTY_LINES, Grid, footnotes, grids, lines, printed, ticked, widths
from school_health.files.forms.qr import picture


__all__ = ["document", "template", "variable"]

_FONT = "SimSun"
_QR_MM = 32
_LANDSCAPE = ("landscape",)
# The room between the margins, in centimetres, and the widest that a column asks for, in characters.
_ROOM, _ROOM_LANDSCAPE, _WIDEST = 17.0, 25.7, 30


def variable(key: str) -> str:
    """
    Return what a key is called in a template.
    """
    return key.replace("-", "_")


def document(filled: Filled, own: Path | None = None) -> bytes:
    """
    Return a filled-in form as a .docx file.

    Args:
        filled: the form.
        own: a template to be used in place of ours.

    Raises:
        FormError: the template cannot be read, names what the form has not, or is no template.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    content = template(filled) if own is None else _read(own)
    trouble = ""
    try:
        word = DocxTemplate(BytesIO(content))
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        context = _context(filled, word)
        unknown = sorted(word.get_undeclared_template_variables(environment) - context.keys())
        if unknown:
            trouble = f"它用到的 {'、'.join(unknown)} 这张表没有；可用的有：{'、'.join(sorted(context))}"
        else:
            word.render(context, environment, autoescape=True)
            out = BytesIO()
            word.save(out)
            return out.getvalue()
    except TemplateError as error:
        trouble = f"模板里的标记不对（{type(error).__name__}）"
    except Exception as error:
        if own is None:
            raise
        trouble = f"模板坏了或不是 .docx 文件（{type(error).__name__}）"
    name = own.name if own is not None else filled.form.id
    message = f"{name}：{trouble}。请用 form … --write-template 另存一份原样的模板再改"
    raise FormError(message)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"模板 {path.name} 读不出来（{type(error).__name__}）：请检查路径"
        raise FormError(message) from None


def _context(filled: Filled, word: Any) -> dict[str, Any]:
    """
    Return what stands for each variable of a template.
    """
    context: dict[str, Any] = {"title": printed(filled.form.title), "qr": ""}
    for one in filled.form.field:
        if not one.rows:
            context[variable(one.key)] = _text(one, filled.values[one.key])
    for grid in grids(filled):
        context[variable(grid.name)] = _rows(grid)
    context["guide"] = [printed(f"{place}. {one}") for place, one in enumerate(filled.form.guide, 1)]
    context["notes"] = [printed(one) for one in footnotes(filled)]
    if filled.form.link and filled.scene.address:
        from docx.shared import Mm
        from docxtpl import InlineImage

        context["qr"] = InlineImage(word, BytesIO(picture(filled.scene.address)), width=Mm(_QR_MM))
    return context


def _text(one: FormField, value: Any) -> str:
    if one.choices and not one.value:
        return ticked(one, value)
    return printed(value, one)


def _rows(grid: Grid) -> list[dict[str, str]]:
    rows = [{variable(one.key): printed(row.get(one.key), one) for one in grid.fields} for row in grid.rows]
    if not rows:
        blank = {variable(one.key): "" for one in grid.fields}
        rows = [dict(blank) for _ in range(EMPTY_LINES)] if grid.by_hand else []
    if grid.total is not None:
        total = {variable(one.key): printed(grid.total.get(one.key), None) for one in grid.fields}
        labelled = next((key for key, text in total.items() if not text), None)
        rows.append({**total, **({labelled: "合计"} if labelled is not None else {})})
    return rows


# ------------------------------------------------------------------ our own template


def template(filled: Filled) -> bytes:
    """
    Return the template of a form, as we lay it out: what `document` fills in, and what a user may change in Word.
    """
    from docx import Document

    paper = Document()
    _page(paper, landscape=filled.form.paper in _LANDSCAPE)
    _heading(paper, "{{ title }}")
    if filled.form.link:
        _paragraph(paper, "{{ qr }}", centred=True)
    told = list(lines(filled))
    plain = [line for line in told if line[0].need != "paper-only"]
    signed = [line for line in told if line not in plain]
    room = _ROOM_LANDSCAPE if filled.form.paper in _LANDSCAPE else _ROOM
    if plain:
        _fields(paper, plain, room, height=None)
    for grid in grids(filled):
        _paragraph(paper, grid.title, bold=True, above=8)
        _repeated(paper, grid, room)
        if grid.empty:
            _paragraph(paper, f"{{%p if not {variable(grid.name)} %}}")
            _paragraph(paper, grid.empty, above=4)
            _paragraph(paper, "{%p endif %}")
    if signed:
        _paragraph(paper, "")
        _fields(paper, signed, room, height=1.6)
    if filled.form.guide:
        _paragraph(paper, "填写说明", bold=True, above=8)
        _looped(paper, "guide")
    _paragraph(paper, "", small=True)
    _looped(paper, "notes", small=True)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _page(paper: Any, *, landscape: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = paper.sections[0]
    width, height = Mm(210), Mm(297)
    if landscape:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10.5)
    # Without the East Asian font of its own Word takes another one for Chinese characters.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)


def _heading(paper: Any, text: str) -> None:
    from docx.shared import Pt

    paragraph = _paragraph(paper, text, bold=True, centred=True)
    paragraph.runs[0].font.size = Pt(18)
    paragraph.paragraph_format.space_after = Pt(10)


def _paragraph(
    paper: Any, text: str, *, bold: bool = False, centred: bool = False, small: bool = False, above: int = 0
) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = paper.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if small:
        run.font.size = Pt(9)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = Pt(above)
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _looped(paper: Any, name: str, *, small: bool = False) -> None:
    _paragraph(paper, f"{{%p for line in {name} %}}")
    _paragraph(paper, "{{ line }}", small=small)
    _paragraph(paper, "{%p endfor %}")


_COLUMNS = 4


def _fields(paper: Any, told: list[tuple[FormField, ...]], room: float, *, height: float | None) -> None:
    """
    Add a table of labels with their fields, two beside each other unless one is wide.
    """
    from docx.enum.table import WD_ROW_HEIGHT_RULE
    from docx.shared import Cm

    table = paper.add_table(rows=0, cols=_COLUMNS)
    table.style = "Table Grid"
    for line in told:
        row = table.add_row()
        row.height, row.height_rule = Cm(height or 0.8), WD_ROW_HEIGHT_RULE.AT_LEAST
        cells = row.cells
        for place, one in enumerate(line):
            _label(cells[2 * place], one.title)
            held = cells[2 * place + 1] if len(line) > 1 else cells[1].merge(cells[_COLUMNS - 1])
            held.text = f"{{{{ {variable(one.key)} }}}}"
            _middle(held)
    _widths(table, (room * 0.2, room * 0.3) * 2)


def _repeated(paper: Any, grid: Grid, room: float) -> None:
    table = paper.add_table(rows=1, cols=len(grid.fields))
    table.style = "Table Grid"
    for cell, one in zip(table.rows[0].cells, grid.fields, strict=True):
        _label(cell, one.title)
    _repeats_on_every_page(table.rows[0])
    table.add_row().cells[0].text = f"{{%tr for row in {variable(grid.name)} %}}"
    for cell, one in zip(table.add_row().cells, grid.fields, strict=True):
        cell.text = f"{{{{ row.{variable(one.key)} }}}}"
        _middle(cell)
    table.add_row().cells[0].text = "{%tr endfor %}"
    asked = widths(grid, _WIDEST)
    _widths(table, tuple(room * one / sum(asked) for one in asked))


def _label(cell: Any, text: str) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell.text = ""
    cell.paragraphs[0].add_run(text).bold = True
    _middle(cell)
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="F2F2F2"/>'))  # noqa: SLF001


def _middle(cell: Any) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for paragraph in cell.paragraphs:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _repeats_on_every_page(row: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))  # noqa: SLF001


def _widths(table: Any, wide: tuple[float, ...]) -> None:
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        merged = len({id(one._tc) for one in row.cells}) < len(wide)  # noqa: SLF001 - there is no other way to tell
        for cell, width in zip(row.cells[:1] if merged else row.cells, wide, strict=False):
            cell.width = Cm(width)
