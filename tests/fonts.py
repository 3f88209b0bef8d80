"""The fonts of this machine, for tests that write PDFs."""

from __future__ import annotations

import os

import pytest

from papers.errors import FontMissing
from papers.fonts import Fonts, find_fonts

__all__ = ["installed"]


def installed() -> Fonts:
    """Those that papers are written with; where there are none the test is skipped, and fails where CI is set."""
    try:
        return find_fonts()
    except FontMissing as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
