"""Files that were exported, read back."""

import csv
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook


def rows_of(kind: str, body: bytes) -> list[list[Any]]:
    """The rows of a file, the head first."""
    if kind == "csv":
        return list(csv.reader(StringIO(body.decode("utf-8-sig"))))
    (sheet,) = load_workbook(BytesIO(body)).worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]
