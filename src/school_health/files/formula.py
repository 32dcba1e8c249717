"""
Cells that a spreadsheet would run as a formula are written as text.
"""

from __future__ import annotations


__all__ = ["harmless"]

# A cell that begins so is run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """
    Return a text as it may stand in a cell: with an apostrophe in front where it would be run.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
