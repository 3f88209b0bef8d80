"""总览: where cases stand, what is due, what happened by itself."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import event, update
from starlette.testclient import TestClient

from casework import ledger
from casework.ledger import Counts
from models.tables import case_file
from tests.world import World


class Addresses(HTMLParser):
    """Everything that a page loads or leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note its addresses."""
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def test_overview_counts_cases_by_state_in_chinese(world: World, browser: TestClient) -> None:
    world.new_case()
    world.bring("certified", object_no="OBJ3")
    page = browser.get("/").text
    assert '<html lang="zh-CN">' in page
    assert "在办 1 件" in page
    rows = re.findall(
        r"<tr.*?><td>(.+?)</td><td>(.+?)</td><td class=\"number\">.*?>(\d+)</a></td></tr>", page
    )
    assert ("apply", "1") in [(procedure, count) for procedure, _, count in rows]
    assert [name for _, name, _ in rows if " / " in name] == []


def test_overview_shows_runs_that_had_something_to_do(world: World, browser: TestClient) -> None:
    assert "尚无记录" in browser.get("/").text
    number = ledger.begin(world.service, "enforce_deadlines", "<host>:1", world.now)
    ledger.end(world.service, number, world.now, Counts(seen=3, did=2, failed=1))
    page = browser.get("/").text
    assert "到期处理" in page
    assert "&lt;host&gt;:1" in page


def test_overview_asks_the_database_as_often_for_many_cases_as_for_one(
    world: World, browser: TestClient
) -> None:
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", note)
    counts = []
    for _ in range(3):
        world.new_case()
        browser.get("/")
        counts.append(len(asked))
        asked.clear()
        browser.get("/")
        counts.append(len(asked))
        asked.clear()
    event.remove(world.store.engine, "before_cursor_execute", note)
    assert counts[1] == counts[3] == counts[5]


def test_overview_shows_a_state_that_today_s_definition_does_not_have(
    world: World, browser: TestClient
) -> None:
    """A case keeps the definition it began under."""
    world.new_case()
    with world.store.writing() as connection:
        connection.execute(update(case_file).values(state="once_known"))
    assert "once_known" in browser.get("/").text


def test_pages_load_nothing_from_elsewhere(world: World, browser: TestClient) -> None:
    world.now += timedelta(days=1)
    addresses = Addresses(browser.get("/").text).found
    assert "/static/style.css" in addresses
    assert [each for each in addresses if not each.startswith("/")] == []
    assert all(browser.get(each).status_code == 200 for each in addresses)
