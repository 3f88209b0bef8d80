"""The main pages as pictures, to be looked at: `build/screenshots`, in light and dark, wide and narrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.browser.conftest import Desk

pytestmark = [pytest.mark.long, pytest.mark.only("sqlite")]

HERE = Path(__file__).parents[3] / "build" / "screenshots"
SIZES = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 390, "height": 844}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_main_pages_show_something(desk: Desk, scheme: Any, size: str) -> None:
    case = desk.world.bring("prefecture_review")
    admin = desk.sign_in("admin")
    admin.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    admin.emulate_media(color_scheme=scheme)
    for path in (
        "/board",
        "/cases",
        f"/cases/{case[5:]}",
        "/deadlines",
        "/bottlenecks",
        "/rounds",
        "/engine",
    ):
        answer = admin.goto(path)
        assert answer is not None
        assert answer.status == 200
        name = path.strip("/").replace("/", "-")
        picture = admin.screenshot(path=HERE / f"{name}-{size}-{scheme}.png", full_page=True)
        assert len(picture) > 10_000, f"{path} is next to empty"
