"""`shenbao run` and `shenbao node` say at the start what cannot be right, by the name of the setting."""

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Shenbao


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home in which nothing is yet."""
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("command", ["run", "node --web"])
@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("PORT", "70000", "less than or equal to 65535"),
        ("PORT", "http", "a valid integer"),
        ("HOST", "somewhere", "write 127.0.0.1"),
        ("PUBLIC_URL", "http://shenbao.example.org", "would show passwords"),
        ("PREFECT", "prefect.example", "http://host:4200"),
        ("SCHEDULER", "yes", "on or off"),
        ("SAFETY_INTERVAL", "0", "greater than or equal to 1"),
        ("DEMONSTRATION", "no", "on or off"),
    ],
)
def test_setting_that_cannot_be_right_is_named_with_what_would_be(
    shenbao: Shenbao,
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
    command: str,
    name: str,
    value: str,
    right: str,
) -> None:
    monkeypatch.setenv(f"SHENBAO_{name}", value)
    ran = shenbao(*command.split())
    assert ran.status == 2
    assert f"SHENBAO_{name}: " in ran.err
    assert right in ran.err
    assert repr(value) in ran.err
    assert not home.exists()


def test_port_that_somebody_else_has_is_told_before_anything_is_made(
    shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("SHENBAO_PORT", str(taken.getsockname()[1]))
        ran = shenbao("run")
    assert ran.status == 2
    assert "SHENBAO_PORT: 127.0.0.1:" in ran.err
    assert not home.exists()


@pytest.mark.parametrize("command", ["run", "node"])
def test_database_that_cannot_be_reached_is_told(
    shenbao: Shenbao, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("SHENBAO_PORT", "0")
    monkeypatch.setenv("SHENBAO_DATABASE_URL", "postgresql://shenbao:secret@127.0.0.1:9/shenbao")
    ran = shenbao(command)
    assert ran.status == 8
    assert "SHENBAO_DATABASE_URL" in ran.err
    assert "secret" not in ran.err


def test_node_makes_no_database(shenbao: Shenbao, home: Path) -> None:
    """Several that begin at once would all make one."""
    ran = shenbao("node")
    assert ran.status == 8
    assert "shenbao init" in ran.err
    assert not home.exists()
