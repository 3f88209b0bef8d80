"""What tests of casework look at: rows of the database, chains recomputed, another process of the same world."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.record.chain import digest, entry_hash
from models.base import metadata
from tests.world import World

COLUMNS = (
    "subject", "seq", "at", "action", "event", "actor", "acting_as", "os_user", "source", "target", "payload",
    "previous",
)  # fmt: skip
STORED = {
    "case": "case_file", "list": "name_list", "title": "title", "round": "round", "programme": "programme",
    "register": "register",
}  # fmt: skip
KEYS = {"programme": "id", "register": "name"}


def rows(world: World, table: str, **where: Any) -> list[Any]:
    """The rows of a table whose columns have these values, in the order of its key."""
    known = metadata.tables[table]
    found = select(known).where(*(known.c[name] == value for name, value in where.items()))
    with world.store.reading() as connection:
        return list(connection.execute(found.order_by(*known.primary_key.columns)).all())


def row(world: World, table: str, **where: Any) -> Any:
    """The only such row."""
    (found,) = rows(world, table, **where)
    return found


def history(world: World, subject: str) -> list[Any]:
    """The entries of a subject, the first one first."""
    return rows(world, "history", subject=subject)


def events(world: World, subject: str) -> list[str]:
    """What happened to a subject."""
    return [entry.event for entry in history(world, subject)]


def heads(world: World) -> dict[str, str]:
    """The head of every subject, as stored."""
    return {
        f"{kind}:{stored._mapping[KEYS.get(kind, 'no')]}": stored.head
        for kind, table in STORED.items()
        for stored in rows(world, table)
    }


def check_everything(world: World) -> None:
    """Every chain verifies, replay gives the stored state, and nothing is pending on what has come to its end."""
    entries: dict[str, list[Any]] = {}
    for entry in rows(world, "history"):
        entries.setdefault(entry.subject, []).append(entry)
    texts = {(text.subject, text.seq, text.field): text for text in rows(world, "personal_text")}
    for subject, chain in entries.items():
        _check_chain(subject, chain, texts)
        _check_replay(world, subject, chain)
    for case in rows(world, "case_file"):
        if case.ended_at is not None:
            assert no_timers(world, f"case:{case.no}"), case.no
            assert not rows(world, "deadline", subject=f"case:{case.no}", state="running"), case.no
    for title in rows(world, "title"):
        assert title.state == "in_force" or no_timers(world, f"title:{title.no}")


def no_timers(world: World, subject: str) -> bool:
    """Whether the clock has nothing to do for a subject any more."""
    return not [t for t in rows(world, "timer", subject=subject) if t.state in ("pending", "set_aside")]


def _check_chain(subject: str, chain: list[Any], texts: Mapping[Any, Any]) -> None:
    previous = ""
    for at, entry in enumerate(chain, start=1):
        assert (entry.seq, entry.previous) == (at, previous), subject
        assert entry.hash == entry_hash({name: entry._mapping[name] for name in COLUMNS}), subject
        previous = entry.hash
        for text in (t for key, t in texts.items() if key[:2] == (subject, at) and t.text is not None):
            assert f'"{text.field}":{{"digest":"{digest(text.salt + text.text)}"}}' in entry.payload


def _check_replay(world: World, subject: str, chain: list[Any]) -> None:
    kind, _, number = subject.partition(":")
    stored = row(world, STORED[kind], **{KEYS.get(kind, "no"): number or kind})
    state = ""
    for entry in chain:
        assert entry.source in (state, entry.target if kind == "register" else state), subject
        state = entry.target
    assert (stored.state, stored.version, stored.head) == (state, len(chain), chain[-1].hash), subject


class Other:
    """Another process that works on the database of a world: it waits until it is told to go."""

    def __init__(self, world: World, body: str, *arguments: str) -> None:
        """``body`` is Python; it finds ``service``, ``now``, ``act`` and ``arguments``, and is run on ``go``."""
        script = _SCRIPT + "\n".join(f"    {line}" for line in body.strip().splitlines()) + _END
        self.process = subprocess.Popen(
            [sys.executable, "-c", script, world.url, world.now.isoformat(), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            cwd=Path(__file__).parents[1],
        )  # fmt: skip
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go(self) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def said(self) -> str:
        """The next line it prints; empty when it has ended."""
        return self._line()

    def ended(self) -> str:
        """Wait for its end; returns the last lines it printed."""
        out, _ = self.process.communicate(timeout=120)
        return out.strip()

    def kill(self) -> None:
        """End it as kill -9 does, in the middle of whatever it is at."""
        self.process.kill()
        self.process.communicate()


_SCRIPT = """
import sys
from datetime import datetime
from casework import acting
from casework.clock import timers
from casework.record import seals
from casework.asked import Asked
from casework.entropy import SystemEntropy
from casework.service import Service
from casework.storage.store import open_store
url, moment, *arguments = sys.argv[1:]
now = datetime.fromisoformat(moment)
def say(text):
    print(text, flush=True)
def act(subject, action, person, **payload):
    try:
        return acting.act(service, subject, Asked(action, person, now, payload)).event
    except Exception as refused:
        return type(refused).__name__
with open_store(url) as store:
    service = Service(store, SystemEntropy())
    say("ready")
    sys.stdin.readline()
"""
_END = "\n"


def poison(world: World, subject: str) -> None:
    """Make every further entry of a subject's history impossible: its number is taken."""
    entry = history(world, subject)[-1]
    taken = {
        **entry._mapping,
        "seq": entry.seq + 1,
        "previous": entry.hash,
        "event": "poisoned",
        "hash": "0" * 64,
    }
    taken["hash"] = digest(subject)
    with world.store.writing() as connection:
        connection.execute(metadata.tables["history"].insert(), taken)
