"""Texts that stay texts, whatever they begin with: the one place where a formula is kept from being one."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

__all__ = ["FORMULA", "defused", "put", "storable"]

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # what a spreadsheet may take a text for that begins so


def defused(text: str) -> str:
    """A text for CSV: with an apostrophe before it, where a spreadsheet might take it for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def storable(text: str) -> str:
    """A text without the characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def put(cell: Any, text: str) -> None:
    """Put a text into a cell of a workbook as a text, whatever it begins with."""
    cell.value = storable(text)
    if FORMULA.match(cell.value):
        cell.data_type = "s"
