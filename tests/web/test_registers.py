"""Titles, rounds, tasks and letters as pages."""

import re
from datetime import UTC, datetime

import pytest

from models.letter import LetterState
from tests.web.conftest import Visitor, Visitors
from tests.world import World


def test_title_leads_to_its_assessments_and_its_case(world: World, signed_in: Visitors) -> None:
    case = world.bring("certified").partition(":")[2]
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    assessed = "standard-assess-2021-0001"
    world.act(f"case:{assessed}", "submit", "app")
    world.act(f"case:{assessed}", "grade", "prov", grade="不合格", due="2021-05-01")
    browser = signed_in("prov")
    listed = browser.get("/titles").text
    (link,) = re.findall(r'href="(/titles/[^"?]+)"', listed)
    page = browser.get(link).text
    assert f'href="/cases/{case}"' in page
    assert f'href="/cases/{assessed}"' in page
    assert "不合格" in page
    assert "2021年5月1日 周六" in page
    assert "没有符合条件的称号" in browser.get("/titles?programme=nothing").text


@pytest.mark.parametrize("state", list(LetterState))
def test_letters_are_filtered_by_state(world: World, signed_in: Visitors, state: LetterState) -> None:
    world.bring("prefecture_review")
    page = signed_in("admin").get(f"/letters?state={state}").text
    assert ("收件回执" in page or "submission_received" in page) is (state is LetterState.PENDING)


def test_unknown_state_of_letters_is_told(signed_in: Visitors) -> None:
    answer = signed_in("admin").get("/letters?state=lost")
    assert answer.status_code == 400
    assert "pending" in answer.text


def test_no_task_is_said_to_be_none(browser: Visitor) -> None:
    assert "没有未办的待办" in browser.get("/tasks").text
