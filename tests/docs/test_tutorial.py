"""The tutorial runs as it stands, from the first command to the last."""

from collections.abc import Callable
from pathlib import Path


def test_tutorial_runs_and_prints_what_it_shows(root: Path, follow: Callable[[Path], int]) -> None:
    """A newcomer who types what the page says sees what the page shows."""
    assert follow(root / "docs" / "tutorial" / "first-round.md") > 40


def test_tutorial_roster_names_every_role_that_the_page_plays(root: Path) -> None:
    """Whoever acts on the page (`--as`) is in the roster."""
    import re

    from ruamel.yaml import YAML

    roster = YAML(typ="safe").load((root / "docs" / "tutorial" / "roster.yaml").read_text("utf-8"))
    page = (root / "docs" / "tutorial" / "first-round.md").read_text("utf-8")
    assert set(re.findall(r"--as (\w+)", page)) <= {person["no"] for person in roster["people"]}
