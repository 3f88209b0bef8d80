"""What the README shows is what a reader gets."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.excerpt import LEFT_OUT, PAGES, chosen, printed, shown


@pytest.mark.parametrize("page", PAGES)
def test_readme_commands_print_what_it_shows(root: Path, page: str, follow: Callable[[Path], int]) -> None:
    """The commands after `$`; the others are targets of make, which the tests of the house look up."""
    text = (root / page).read_text("utf-8")
    assert follow(root / page) >= text.count("\n$ ") > 0


def test_readme_excerpt_is_the_same_in_both_languages(root: Path) -> None:
    """The report is in both languages already."""
    first, second = (shown(root, page) for page in PAGES)
    assert first == second
    assert 20 <= len([line for line in first if line != LEFT_OUT]) <= 30


@pytest.mark.long
def test_readme_excerpt_is_printed_by_make_demo(root: Path) -> None:
    """Each line of it is a line of what the same command prints; `python tests/docs/excerpt.py` writes it anew."""
    assert shown(root, PAGES[0]) == chosen(printed(root))
