"""Papers in a real browser: printed without scripts, sound for everybody, on a telephone too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Desk
from tests.web.browser.test_access import serious

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("fonts")]


@pytest.fixture
def ended(desk: Desk) -> str:
    """The papers of a case that the province turned down."""
    case = desk.world.bring("province_review")
    desk.world.act(case, "reject", "prov", reason="规模不足")
    return f"/papers/case/{case[5:]}"


def fetched(page: Page, button: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize("scripts", [True, False])
def test_officer_prints_a_paper_twice_and_in_both_forms(desk: Desk, ended: str, scripts: bool) -> None:
    desk.options = {"java_script_enabled": scripts}
    page = desk.sign_in("prov")
    page.goto(ended)
    page.fill('[name="no"]', "甲函〔2020〕1号")
    first = fetched(page, "PDF")
    assert first.startswith(b"%PDF-")
    assert fetched(page, "docx").startswith(b"PK")
    assert fetched(page, "PDF") == first


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_of_papers_is_sound(desk: Desk, ended: str, scheme: Any) -> None:
    page = desk.sign_in("prov")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in (ended, f"{ended}/result.pdf?day=wrong&no=1"):
        page.goto(path)
        assert serious(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
