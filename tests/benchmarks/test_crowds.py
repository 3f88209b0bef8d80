"""Crowds that are kept: filled once, brought to this program's schema, and whole on both databases."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks import crowds
from casework.storage import schema
from casework.storage.store import check, open_store
from models.tables import case_file, history, name_tail
from tests import postgresql

CASES = 30


@pytest.fixture
def kept() -> Iterator[Path]:
    """A folder into which the server, whoever it is, may look."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def counts(url: str) -> list[int]:
    with open_store(url) as store, store.reading() as connection:
        assert check(store) == []
        tables = (case_file, history, name_tail)
        return [connection.execute(select(func.count()).select_from(each)).scalar_one() for each in tables]


def fail(*_: Any) -> None:
    raise AssertionError("filled a second time")


@pytest.mark.long
def test_crowd_is_filled_once_and_the_same_on_both_databases(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    on_sqlite = counts(crowds.on_sqlite(kept, CASES))
    with crowds.on_postgresql(kept, CASES) as urls:
        assert counts(urls[CASES]) == on_sqlite
    monkeypatch.setattr(crowds, "crowd", fail)
    with open_store(crowds.on_sqlite(kept, CASES)) as store:
        schema.migrate(store, "downgrade", "0015")
    assert counts(crowds.on_sqlite(kept, CASES)) == on_sqlite
    with crowds.on_postgresql(kept, CASES) as urls:
        assert counts(urls[CASES]) == on_sqlite
