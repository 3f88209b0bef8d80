"""The command line on the small world: its home, its clock, and a way to run a command."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.world import World


@dataclass(frozen=True)
class Ran:
    """A command that ended: its status, and what it printed where."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error it printed as JSON on stderr."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


Shenbao = Callable[..., Ran]


@pytest.fixture
def shenbao(capsys: pytest.CaptureFixture[str]) -> Shenbao:
    """Runs a command in this process, as the entry point does; no traceback may ever come out of one."""
    from cli.main import run

    def shenbao(*words: object) -> Ran:
        capsys.readouterr()
        status = run([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(status, out, err)

    return shenbao


@pytest.fixture
def at_home(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """The small world, where commands find it: its database, and its clock in the place of the machine's."""
    import cli.clock

    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path))
    monkeypatch.setenv("SHENBAO_DATABASE_URL", world.url)
    monkeypatch.setattr(cli.clock, "now", lambda: world.now)
    return world


def unchanged(world: World, before: dict[str, int]) -> Sequence[str]:
    """The tables that have other numbers of rows than before."""
    return [name for name, count in world.counts().items() if before[name] != count]
