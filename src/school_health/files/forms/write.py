"""
A filled-in form to a file, in the shape that its name asks for.
"""

from __future__ import annotations

import os
from pathlib import Path

from school_health.core.filled import Filled
from school_health.errors import FormError, OutputError
from school_health.files.beside import write_over


__all__ = ["SHAPES", "write_form", "written"]

SHAPES = (".xlsx", ".docx", ".html")
_INSTALL = "请先安装 school-health[forms]"


def written(filled: Filled, shape: str, template: Path | None = None) -> bytes:
    """
    Return a filled-in form as the content of a file.

    Args:
        filled: the form.
        shape: one of `SHAPES`.
        template: a .docx template to be used in place of ours.

    Raises:
        FormError: there is no such shape, or the template is none.
        OutputError: a library is missing.
    """
    if shape not in SHAPES:
        message = f"不会写 {shape or '没有扩展名的'} 文件：请用 {'、'.join(SHAPES)}"
        raise FormError(message)
    if template is not None and shape != ".docx":
        message = "模板只用于 .docx 文件"
        raise FormError(message)
    try:
        if shape == ".xlsx":
            from school_health.files.forms.xlsx import workbook

            return workbook(filled)
        if shape == ".docx":
            from school_health.files.forms.docx import document

            return document(filled, template)
        from school_health.files.forms.page import page

        return page(filled).encode()
    except ModuleNotFoundError as error:
        message = f"写 {shape} 需要 {error.name}，还没有安装：{_INSTALL}"
        raise OutputError(message) from None


def write_form(filled: Filled, path: str | os.PathLike[str], *, template: Path | None = None) -> None:
    """
    Write a filled-in form to a file; its extension says in which shape. The file is whole, or as it was before.

    Raises:
        FormError: as `written` says.
        OutputError: it cannot be written there, or a library is missing.
    """
    target = Path(path)
    write_over(target, written(filled, target.suffix.lower(), template))
