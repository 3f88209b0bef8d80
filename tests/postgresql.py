"""A PostgreSQL server of the tests' own, from the server programs installed here; never one that already runs.

Each process of the tests starts one, in a folder of its own behind a unix socket, and it dies with that process, also
when that is killed: a shell beside the server waits for the end of a pipe.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

__all__ = ["Server", "programs", "running"]

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
# Nothing here outlives the tests, so nothing waits for the disk; synchronous_commit is on as in service.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_wal_size": "1GB",
}
DURABLE = {"listen_addresses": "", "autovacuum": "off", "shared_buffers": "256MB", "max_wal_size": "4GB"}
UNTIL_WE_ARE_GONE = """
"$1/postgres" -D data >>log 2>&1 &
server=$!
read -r line
kill -QUIT $server
wait $server
[ "$line" = "to be started again" ] || [ -z "$2" ] || rm -rf "$2"
"""


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest version first; None where there is none."""
    found = shutil.which("initdb")
    if found and Path(found).resolve().with_name("postgres").exists():
        return Path(found).resolve().parent
    places = [folder for place in PLACES for folder in Path("/").glob(place.removeprefix("/"))]
    known = [folder for folder in places if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(known, key=_version, default=None)


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]


@dataclass
class Server:
    """A running server. Everybody on this machine may come in without a password, but `secured`."""

    folder: Path
    launch: Callable[[], subprocess.Popen[bytes]]
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _shell: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._shell = self.launch()
        for _ in range(600):
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"the server does not start: {(self.folder / 'log').read_text()}")

    def stop(self, last_words: bytes = b"") -> None:
        """Stop it without waiting for anybody, and for good; whoever is connected finds the connection lost."""
        assert self._shell is not None
        self._shell.communicate(last_words)

    def go_down(self) -> None:
        """Stop it in the same way, to be started again."""
        self.stop(b"to be started again\n")

    def url(self, database: str, user: str = "shenbao", password: str = "") -> str:
        """The address of a database on it."""
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Execute a statement as who owns the server."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template1", name: str = "") -> str:
        """Make a database, empty or the copy of another one; returns its name."""
        name = name or f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} OWNER shenbao TEMPLATE {template} STRATEGY file_copy")
        return name

    def has(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            return known.fetchone() is not None

    def drop(self, name: str) -> None:
        """Drop a database, whoever uses it."""
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running(bin_folder: Path, *, durable: bool = False, kept: Path | None = None) -> Iterator[Server]:
    """Start a server and stop it at the end; ``durable`` waits for the disk, as in service.

    What is in it is gone at the end, unless a folder is given in which it is ``kept`` for the next time.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="shenbao-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    who = _somebody_else(folder)
    is_new = not (folder / "data").exists()
    if is_new:
        _initialise(bin_folder, folder, who)
        _configure(folder, DURABLE if durable else SETTINGS)
    gone_with_us = "" if kept else str(folder)
    command = ["/bin/sh", "-c", UNTIL_WE_ARE_GONE, "sh", str(bin_folder), gone_with_us]

    def launch() -> subprocess.Popen[bytes]:
        # A session of its own: an interrupt from the keyboard ends the tests, and the shell then tidies up after them.
        return subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, start_new_session=True, **who)

    server = Server(folder, launch)
    try:
        server.start()
        if is_new:
            server.run("CREATE ROLE shenbao LOGIN; CREATE ROLE secured LOGIN PASSWORD 'secret'")
        yield server
    finally:
        (server.go_down if kept else server.stop)()


def _somebody_else(folder: Path) -> dict[str, Any]:
    """The server refuses to run as root: as whom it runs then."""
    if os.geteuid() != 0:
        return {}
    import pwd

    user = next(found for found in pwd.getpwall() if found.pw_name in ("postgres", "nobody"))
    folder.chmod(0o755)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _initialise(bin_folder: Path, folder: Path, who: dict[str, Any]) -> None:
    options = ["-D", "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    command = [f"{bin_folder}/initdb", *options]
    # A server that sorts by a language, as many do: what we rely on must not rest on the order of the bytes.
    tried = ""
    languages: tuple[list[str], ...] = (["--locale-provider=icu", "--icu-locale=zh"], [])
    for language in languages:
        done = subprocess.run([*command, *language], cwd=folder, capture_output=True, text=True, **who)
        if done.returncode == 0:
            return
        tried += done.stderr
        shutil.rmtree(folder / "data", ignore_errors=True)
    raise RuntimeError(f"initdb failed: {tried}")


def _configure(folder: Path, settings: Mapping[str, str]) -> None:
    settings = {**settings, "unix_socket_directories": str(folder)}
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    rules = folder / "data" / "pg_hba.conf"
    rules.write_text("local all secured scram-sha-256\nlocal all all trust\n")
