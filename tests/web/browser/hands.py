"""Hands at browsers: what a world's people do, done on the pages, so that every way of a test leads through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from casework import applications
from casework.acting import Done
from casework.applications import Application
from casework.views.histories import history_of
from models.tables import history
from tests.web.browser.conftest import Desk
from tests.web.browser.doing import declare, fill
from tests.world import World
from web.paths import page_of

__all__ = ["Hands"]


@dataclass
class Hands:
    """The people of a world, each with a page that is kept while the session behind it lives."""

    desk: Desk
    pages: dict[str, Page] = field(default_factory=dict)

    def take_over(self, patch: pytest.MonkeyPatch) -> Hands:
        """From now on applications are begun, and actions taken, on the pages alone."""
        patch.setattr(World, "act", lambda world, *what, **payload: self.act(*what, **payload))
        patch.setattr(
            applications, "apply", lambda service, application, asked: self.apply(application, asked.person)
        )
        return self

    def apply(self, application: Application, person: str) -> Done:
        """Begin a case as somebody: in an open round, by the form and what will follow."""
        before = self._lengths()
        page = self.at(person, "/queue")
        page.locator('a[href="/cases/new"]').click()
        page.locator(f'a[href="/cases/new?round={application.round_no}"]').click()
        fill(page, "applicant", application.applicant)
        fill(page, "object_no", application.object_no)
        for name, value in application.facts.items():
            fill(page, name, value)
        if application.operator:
            fill(page, "operator", application.operator)
        if application.partners:
            fill(page, "partners", "\n".join(application.partners))
        self._confirm(page, person, f"apply in {application.round_no}")
        return self._done(f"case:{urlsplit(page.url).path.rpartition('/')[2]}", "open", before)

    def act(self, subject: str, action: str, person: str, **payload: Any) -> Done:
        """Take an action as somebody: from the subject's page by its button, the form, what will follow."""
        before = self._lengths()
        if action == "declare_no_conflict":
            declare(self.at(person, "/reviews"), subject)
            return self._done(subject, action, before)
        page = self.at(person, page_of(subject))
        self._press(page, subject, action)
        for name, value in payload.items():
            enter(page, name, value)
        self._confirm(page, person, f"{action} {subject}")
        return self._done(subject, action, before)

    def at(self, person: str, path: str) -> Page:
        """The page of that address as somebody has it, who signs in where the session is over."""
        page = self.pages.get(person)
        if page is not None:
            page.goto(path)
        if page is None or "/sign-in" in page.url:
            if page is not None:
                page.context.close()
            page = self.pages[person] = self.desk.sign_in(person)
            page.goto(path)
        return page

    def reads(self, person: str, path: str) -> str:
        """What the page of that address says to somebody."""
        return self.at(person, path).get_by_role("main").inner_text()

    def _confirm(self, page: Page, person: str, what: str) -> None:
        """Read what will follow, and confirm it."""
        page.get_by_role("button", name="下一步").click()
        if page.get_by_role("alert").count():
            pytest.fail(f"{person} could not {what}: {page.get_by_role('main').inner_text()}")
        page.get_by_role("button", name="确认办理").click()
        expect(page.get_by_role("status")).to_contain_text("已办理")

    def _press(self, page: Page, subject: str, action: str) -> None:
        kind, _, number = subject.partition(":")
        button = page.locator(f'a[href="/act/{kind}/{number}/{action}"]')
        if not button.count():
            pytest.fail(f"no button for {action}: {page.url} says {page.get_by_role('main').inner_text()}")
        button.first.click()

    def _lengths(self) -> dict[str, int]:
        known = select(history.c.subject, func.max(history.c.seq)).group_by(history.c.subject)
        with self.desk.world.store.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(known)}

    def _done(self, subject: str, action: str, before: Mapping[str, int]) -> Done:
        """What was done, as it stands in the history."""
        after = self._lengths()
        also = tuple(
            sorted(other for other in after if after[other] != before.get(other) and other != subject)
        )
        lines = history_of(self.desk.world.service, subject)
        line = next(each for each in reversed(lines) if each.action == action)
        assert line.seq > before.get(subject, 0)
        return Done(subject, line.seq, line.event, line.source, line.target, line.hash, also=also)


def enter(page: Page, name: str, value: Any) -> None:
    """Fill in one field of an action, whatever its kind."""
    if name in RECORDS and not isinstance(value, str):
        RECORDS[name](page, value)
    elif isinstance(value, bool):
        fill(page, name, str(value).lower())
    else:
        fill(page, name, value if isinstance(value, list) else str(value))


Records = Sequence[Mapping[str, Any]]


def _papers(page: Page, given: Records) -> None:
    for each in given:
        fill(page, "materials", each["material"])
        for more in ("copies", "form"):
            if more in each:
                fill(page, f"materials.{each['material']}.{more}", str(each[more]))


def _figures(page: Page, given: Records) -> None:
    for each in given:
        name = f"indicators.{each['indicator']}"
        fill(page, name, str(each["value"]))
        plan = page.locator(f'[name="{name}.planned"]')
        if plan.count() or each.get("planned"):
            plan.set_checked(bool(each.get("planned")))


def _findings(page: Page, given: Records) -> None:
    for each in given:
        name = f"findings.{each['criterion']}"
        fill(page, name, str(each["met"]).lower())
        fill(page, f"{name}.reason", each["reason"])


def _items(page: Page, given: Records) -> None:
    for each in given:
        fill(page, f"items.{each['item']}", each["finding"])


RECORDS = {"materials": _papers, "indicators": _figures, "findings": _findings, "items": _items}
