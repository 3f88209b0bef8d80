"""The how-to guides run as they stand, each from where it says that it begins."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.transcript import steps

HOWTO = Path(__file__).parents[2] / "docs" / "howto"
GUIDES = sorted(page for page in HOWTO.glob("*.md") if "\n$ " in page.read_text("utf-8"))


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.stem)
def test_howto_runs_and_prints_what_it_shows(page: Path, follow: Callable[[Path], int]) -> None:
    """Whoever follows the page sees what the page shows."""
    assert follow(page) == len(list(steps(page.read_text("utf-8"))))


def test_howto_pages_are_listed() -> None:
    """Every guide stands in the index."""
    index = (HOWTO / "README.md").read_text("utf-8")
    assert [page.name for page in HOWTO.glob("*.md") if f"({page.name})" not in index] == ["README.md"]
