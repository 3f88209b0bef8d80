"""People in a real browser, on the small world behind a real server; its clock is the world's."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.types import ASGIApp

from tests.browsers import chromium
from tests.web.conftest import PASSWORD, Visitors
from tests.world import World
from web.house import House


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """One browser for the tests of a file: as long as its driver runs, the thread has a loop of events, in which tests
    elsewhere could not begin one of their own.
    """
    with chromium() as browser:
        yield browser


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The app behind a server of its own; gives its address."""
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[door])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        door.close()


@dataclass
class Desk:
    """The people of the small world, each at a browser of their own."""

    world: World
    chrome: Browser
    address: str
    visitors: Visitors
    stack: ExitStack
    options: dict[str, bool] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)  # faults of scripts, each with the page it happened on

    def context(self) -> BrowserContext:
        """A browser that knows nobody; a fault of a page's own script fails the test when it is over."""
        made = self.chrome.new_context(base_url=self.address, locale="zh-CN", **self.options)  # type: ignore[arg-type]
        made.set_default_timeout(60_000)
        made.on(
            "weberror", lambda fault: self.failed.append(f"{fault.page and fault.page.url}: {fault.error}")
        )
        self.stack.callback(made.close)
        return made

    def sign_in(self, person: str) -> Page:
        """Somebody who signs in through the form, with a code where one is asked for: no code is taken twice."""
        self.world.now += timedelta(minutes=1)
        self.visitors.give_password(person)
        page = self.context().new_page()
        page.goto("/sign-in")
        page.fill("#name", person)
        page.fill("#password", PASSWORD)
        page.fill("#code", self.visitors.code_of(person))
        page.get_by_role("main").get_by_role("button").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page


@pytest.fixture
def desk(world: World, house: House, signed_in: Visitors, chrome: Browser) -> Iterator[Desk]:
    """The console in a browser."""
    with ExitStack() as stack:
        address = stack.enter_context(served(signed_in.app))
        desk = Desk(world, chrome, address, signed_in, stack)
        yield desk
        assert desk.failed == []
