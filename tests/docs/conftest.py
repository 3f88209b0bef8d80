"""A terminal in a folder laid out like the repository, which the commands of a page may write to."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import pytest

from tests.docs.transcript import Terminal, agrees, before, steps

ROOT = Path(__file__).parents[2]
READING = re.compile(
    r"shenbao (case (explain|show|list|history)|deadline|audit|programme show|list (list|show)) "
)


@dataclass
class Grounds:
    """What pages begin on: homes, by the commands that lead there."""

    folder: Path
    made: dict[tuple[str, ...], Path] = field(default_factory=dict)

    def lay(self, page: Path, terminal: Terminal) -> None:
        """Bring a terminal to where a page begins."""
        first = [step for step in before(page) if not READING.match(step.command)]
        key = tuple(step.command for step in first)
        for step in first:
            terminal.now = step.at or terminal.now
            if key not in self.made or step.command.startswith("export "):
                terminal.run(step.command)
        if not first:
            return
        home = Path(os.environ["SHENBAO_HOME"])
        if key in self.made:
            shutil.copytree(self.made[key], home)
        else:
            self.made[key] = self.folder / str(len(self.made))
            shutil.copytree(home, self.made[key])


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


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    """Homes as pages leave them, each made once."""
    return Grounds(tmp_path_factory.mktemp("grounds"))


@pytest.fixture
def follow(terminal: Terminal, grounds: Grounds) -> Callable[[Path], int]:
    """Runs every command of a page in order, and fails at the first that prints something else than is shown.

    What comes before the page is run too, as far as it changes something. Returns how many commands the page has.
    """

    def follow(page: Path) -> int:
        grounds.lay(page, terminal)
        found = list(steps(page.read_text("utf-8")))
        for step in found:
            terminal.now = step.at or terminal.now
            printed = terminal.run(step.command)
            where = f"{page.name}:{step.line}: $ {step.command}"
            if step.shown is None:
                assert terminal.status == 0, f"{where}\n{printed}"
            else:
                assert agrees(step.shown, printed), f"{where}\nprinted:\n{printed}"
        return len(found)

    return follow
