"""People of a benchmark, signed in without a password: what signing in costs is no matter of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casework.accounts.keeping import keep
from casework.accounts.sessions import end_all, open_session
from casework.entropy import SystemEntropy
from casework.storage.store import open_store

__all__ = ["let_in"]


def let_in(url: str, people: Sequence[str], now: datetime) -> list[str]:
    """Begin a session for each of these people of a database, who need no code; returns their tokens.

    Those that they had end: of a database that is used again and again only so many are kept.
    """
    tokens = []
    with open_store(url) as store, store.writing() as connection:
        for no in dict.fromkeys(people):
            end_all(connection, no)
        for no in people:
            keep(connection, no, demonstration=True)
            tokens.append(open_session(connection, SystemEntropy(), no, now))
    return tokens
