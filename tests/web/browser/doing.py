"""What people do on the pages: open a subject, fill a form in, read what will follow, confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

__all__ = ["act", "declare"]


def act(page: Page, subject: str, action: str, fields: Mapping[str, Any] | None = None) -> None:
    """Take an action from the subject's own page: by its button, its form and what it says will follow."""
    kind, _, number = subject.partition(":")
    page.goto(f"/{kind}s/{number}")
    page.locator(f'a[href="/act/{kind}/{number}/{action}"]').first.click()
    for name, value in (fields or {}).items():
        fill(page, name, value)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("button", name="确认办理")).to_be_visible()
    page.get_by_role("button", name="确认办理").click()
    expect(page.get_by_role("status")).to_contain_text("已办理")


def declare(page: Page, case: str) -> None:
    """An expert finds the case among the own reviews and declares to have no tie."""
    page.goto("/reviews")
    page.locator(f'a[href*="{case.partition(":")[2]}"]').first.click()
    page.get_by_label("无应当回避的情形").check()
    page.get_by_role("button", name="提交声明").click()
    expect(page.get_by_role("button", name="保存草稿")).to_be_visible()


def fill(page: Page, name: str, value: Any) -> None:
    """Fill a field in: `True` ticks a box, a list ticks several, anything else is chosen or typed."""
    if isinstance(value, list):
        for each in value:
            page.locator(f'input[name="{name}"][value="{each}"]').check()
        return
    field = page.locator(f'[name="{name}"]').first
    kind = field.get_attribute("type")
    if kind in ("radio", "checkbox"):
        page.locator(f'input[name="{name}"][value="{value}"]').check()
    elif field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
