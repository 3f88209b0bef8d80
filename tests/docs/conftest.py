"""A terminal in a folder laid out like the repository, which the commands of a page may write to."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import pytest

from tests.docs.transcript import Terminal, agrees, steps

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal in a copy of what pages name: the examples, and of the programmes the template alone."""
    import cli.clock
    import statemachines.library

    shutil.copytree(ROOT / "docs" / "tutorial", tmp_path / "docs" / "tutorial")
    shutil.copytree(ROOT / "docs" / "howto", tmp_path / "docs" / "howto")
    shutil.copytree(ROOT / "programmes" / "standard", tmp_path / "programmes" / "standard")
    monkeypatch.setattr(statemachines.library, "programmes_folder", lambda: tmp_path / "programmes")
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "home"))
    with Terminal(tmp_path) as opened:
        monkeypatch.setattr(cli.clock, "now", lambda: opened.now.astimezone(UTC))
        yield opened


@pytest.fixture
def follow(terminal: Terminal) -> Callable[[Path], int]:
    """Runs every command of a page in order, and fails at the first that prints something else than is shown."""

    def follow(page: Path) -> int:
        count = 0
        for count, step in enumerate(steps(page.read_text("utf-8")), 1):  # noqa: B007 - it is returned
            terminal.now = step.at or terminal.now
            printed = terminal.run(step.command)
            where = f"{page.name}:{step.line}: $ {step.command}"
            if step.shown is None:
                assert terminal.status == 0, f"{where}\n{printed}"
            else:
                assert agrees(step.shown, printed), f"{where}\nprinted:\n{printed}"
        return count

    return follow
