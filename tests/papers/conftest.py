"""Documents written once."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from papers.document import Document
from papers.fonts import Fonts
from papers.pdf import pdf_of


@pytest.fixture(scope="session")
def made(fonts: Fonts) -> Callable[[Document], bytes]:
    """A document as PDF, each written once: an embedded font takes half a second."""
    return lru_cache(lambda document: pdf_of(document, fonts))
