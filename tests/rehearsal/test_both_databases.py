"""The same seed gives the same report on both databases."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from rehearsal import running
from rehearsal.running import Order, rehearse
from statemachines.library import all_ids
from tests.databases import KINDS, Databases


@pytest.mark.long
@pytest.mark.parametrize("programme", all_ids())
def test_rehearsal_is_the_same_on_both_databases(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, programme: str
) -> None:
    """Byte by byte: every count, date and digest of the report."""
    reports = []
    for kind in KINDS:

        @contextmanager
        def scratch(kind: str = kind) -> Iterator[str]:
            with databases.copied(kind, tmp_path) as url:
                yield url

        monkeypatch.setattr(running, "_scratch", scratch)
        report = rehearse(Order(programme, cases=18, seed=7, until=date(2027, 1, 1)))
        reports.append(json.dumps(report, ensure_ascii=False, default=str))
    assert reports[0] == reports[1]
