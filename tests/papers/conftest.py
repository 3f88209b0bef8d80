"""The fonts that papers are written with."""

import os
from collections.abc import Callable
from functools import lru_cache

import pytest

from papers.document import Document
from papers.errors import FontMissing
from papers.fonts import Fonts, find_fonts
from papers.pdf import pdf_of


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """Those of this machine; where there are none a test is skipped, and fails where CI is set."""
    try:
        return find_fonts()
    except FontMissing as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def made(fonts: Fonts) -> Callable[[Document], bytes]:
    """A document as PDF, each written once: an embedded font takes half a second."""
    return lru_cache(lambda document: pdf_of(document, fonts))
