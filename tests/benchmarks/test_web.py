"""The pages that are measured are the console's own, looked at by people who have signed in."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from benchmarks.crowd import NOW, PREFECTURES, crowd
from benchmarks.guests import let_in
from benchmarks.web import looked_at, more_memory
from benchmarks.web_clients import Browser
from benchmarks.web_server import Running, running

pytestmark = pytest.mark.long
CASES = 300


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'crowd.db'}"
    crowd(made, CASES)
    return made


@pytest.fixture(scope="module")
def server(url: str) -> Iterator[Running]:
    with running(url) as found:
        yield found


def test_each_page_is_looked_at_by_all_clients(url: str) -> None:
    found = looked_at(url, 1)
    assert set(found) == {"board", "case", "list", "search", "deadlines"}
    assert all(0 < page["p50"] <= page["p99"] and page["cpu"] > 0 for page in found.values())


def test_file_needs_little_more_memory_than_a_page(url: str) -> None:
    assert 0 <= more_memory(url, "/cases.csv") < 50


def test_nobody_is_measured_who_is_not_let_in(url: str, server: Running) -> None:
    (officer,) = let_in(url, [f"city{PREFECTURES[0]}"], NOW)
    for token, path, status in (("nobody", "/board", 303), (officer, "/engine", 403)):
        with (
            closing(Browser(server.port, token)) as browser,
            pytest.raises(RuntimeError, match=f"{path} answers {status}"),
        ):
            browser.get(path)
