"""The crowd that pages are measured with is made of rows like those of service."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.crowd import NOW, crowd
from casework.record.audit import verify
from casework.service import Service
from casework.storage.store import check, open_store
from casework.views.cases import list_cases
from casework.views.filtering import CaseFilter
from models.tables import case_file, history

CASES = 150
NOT_PLAYED = {
    "panel",
    "score",
    "timer",
}  # draws, sealed scores and fired reminders are only there to be counted


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    url = f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'crowd.db'}"
    crowd(url, CASES)
    with open_store(url, durable=False) as store:
        yield Service(store)


def test_crowd_is_sound_and_its_chains_verify(service: Service) -> None:
    assert check(service.store) == []
    faults = verify(service).faults
    assert {each.kind for each in faults} <= NOT_PLAYED


def test_crowd_has_cases_everywhere_and_about_ten_times_as_many_entries(service: Service) -> None:
    with service.store.reading() as connection:
        cases = connection.execute(select(func.count()).select_from(case_file)).scalar_one()
        entries = connection.execute(select(func.count()).select_from(history)).scalar_one()
    assert cases == CASES
    assert 7 <= entries / cases <= 13
    found = list_cases(service, CaseFilter(running=True), NOW)
    assert len(Counter(each.state for each in found)) >= 6
    assert {True, False} == {each.overdue for each in found}


def test_same_seed_gives_the_same_crowd(tmp_path: Path) -> None:
    heads = []
    for name in ("one", "two"):
        url = f"sqlite:///{tmp_path / name}.db"
        crowd(url, 20)
        with open_store(url, durable=False) as store, store.reading() as connection:
            heads.append(connection.execute(select(case_file.c.no, case_file.c.head)).all())
    assert heads[0] == heads[1]
