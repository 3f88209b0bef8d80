"""What the README shows is what a reader gets."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PAGES = ("README.md", "README.zh-CN.md")
EXCERPT = re.compile(r"^```text\n(.+?)^```$", re.MULTILINE | re.DOTALL)


def excerpt(root: Path, page: str) -> list[str]:
    """The lines that a page shows of what `make demo` prints."""
    found = EXCERPT.findall((root / page).read_text("utf-8"))
    assert len(found) == 1
    return [line.rstrip() for line in found[0].splitlines() if line.strip() not in ("", "...", "…")]


def demo(root: Path) -> list[str]:
    """The command of `make demo`, as the Makefile has it."""
    recipe = re.search(
        r"^demo: .*\n\t@\$\(BIN\)/shenbao (.+)$", (root / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert recipe
    return [sys.executable, "-m", "cli.main", *shlex.split(recipe[1])]


@pytest.mark.parametrize("page", PAGES)
def test_readme_commands_print_what_it_shows(root: Path, page: str, follow: Callable[[Path], int]) -> None:
    """The commands after `$`; the others are targets of make, which the tests of the house look up."""
    text = (root / page).read_text("utf-8")
    assert follow(root / page) >= text.count("\n$ ") > 0


def test_readme_excerpt_is_the_same_in_both_languages(root: Path) -> None:
    """The report is in both languages already."""
    assert excerpt(root, PAGES[0]) == excerpt(root, PAGES[1])
    assert 20 <= len(excerpt(root, PAGES[0])) <= 30


@pytest.mark.long
def test_readme_excerpt_is_printed_by_make_demo(root: Path) -> None:
    """Each line of it is a line of what the same command prints, and in that order."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONUTF8": "1"}
    ran = subprocess.run(
        demo(root), cwd=root, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    printed = iter([line.rstrip() for line in ran.stdout.splitlines()])
    assert [line for line in excerpt(root, PAGES[0]) if line not in printed] == []
