"""The commands for a database, on a PostgreSQL server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli import exits
from tests.databases import Databases

pytestmark = pytest.mark.only("postgresql")


@pytest.fixture
def empty(
    databases: Databases, database_kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[str]:
    """The address of a database without tables, set for the commands."""
    assert database_kind == "postgresql"
    name = databases.server.create()
    url = databases.server.url(name, password="geheim")
    monkeypatch.setenv("SHENBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHENBAO_DATABASE_URL", url)
    yield url
    databases.server.drop(name)


def test_init_makes_the_tables_on_a_server(empty: str, shenbao: Callable[..., Any]) -> None:
    """And check and upgrade find nothing to do; the password stays out of everything that is printed."""
    assert "run `shenbao init`" in shenbao("db", "check").out
    for words in (["init"], ["db", "check"], ["db", "upgrade"], ["init"]):
        ran = shenbao(*words)
        assert ran.status == exits.OK, ran.err
        assert "geheim" not in ran.out + ran.err
    assert shenbao("db", "check", "--json").json["faults"] == []


def test_backup_and_restore_name_the_tools_of_the_server(
    empty: str, shenbao: Callable[..., Any], tmp_path: Path
) -> None:
    shenbao("init")
    for command, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        ran = shenbao("db", command, tmp_path / "copy")
        assert ran.status == exits.DATABASE
        assert tool in ran.err


def test_server_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, shenbao: Callable[..., Any]
) -> None:
    monkeypatch.setenv("SHENBAO_DATABASE_URL", "postgresql://li:geheim@127.0.0.1:1/shenbao")
    ran = shenbao("db", "upgrade")
    assert ran.status == exits.DATABASE
    assert "does not answer" in ran.err
    assert "geheim" not in ran.err
