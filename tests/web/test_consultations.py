"""征求意见: a draft is commented on while it is open, and what became of the comments is told afterwards."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from casework.views.monitoring.kept import Kept
from tests.databases import Databases
from tests.shiyan import Shiyan, make_shiyan, opened_shiyan
from tests.web.conftest import HERE, Visitor
from web.app import create_app
from web.house import House

KEY = "0123456789abcdef" * 2
WORDS = {"text": "建议降低门槛", "author": "市民 13800000000", "key": KEY}
OPENED, LAST = date(2022, 6, 7), date(2022, 7, 7)


@pytest.fixture
def shiyan(databases: Databases, database_kind: str, tmp_path: Path) -> Iterator[Shiyan]:
    """Shiyan's draft measures with their people."""
    with databases.copied(database_kind, tmp_path, make_shiyan) as url, opened_shiyan(url) as world:
        yield world


@pytest.fixture
def citizen(shiyan: Shiyan) -> Iterator[Visitor]:
    """Somebody who has not signed in; nothing is kept, so that the clock may be turned at will."""
    never = timedelta()
    house = House(shiyan.service, lambda: shiyan.now, CollectorRegistry(), kept=Kept(never, never))
    with ExitStack() as stack:
        yield Visitor(stack.enter_context(TestClient(create_app(house, ["127.0.0.1"]), base_url=HERE)))


@pytest.fixture
def draft(shiyan: Shiyan) -> str:
    """A draft that is open to comments; its path."""
    case = shiyan.draft()
    shiyan.until(OPENED)
    return f"/public/consultations/{case[5:]}"


def test_draft_is_not_told_of_before_its_first_day(shiyan: Shiyan, citizen: Visitor) -> None:
    case = shiyan.draft()[5:]
    assert case not in citizen.get("/public/consultations").text
    assert citizen.get(f"/public/consultations/{case}").status_code == 404
    shiyan.until(OPENED)
    assert case in citizen.get("/public/consultations").text
    assert citizen.get("/public/consultations/none").status_code == 404


def test_open_draft_tells_its_window_and_takes_a_comment(
    shiyan: Shiyan, draft: str, citizen: Visitor
) -> None:
    page = citizen.get(draft)
    for said in ("2022年6月7日 周二", "2022年7月7日 周四", "征求意见中", f'href="{draft}/comment"'):
        assert said in page.text, said
    assert page.headers["cache-control"] == "public, max-age=60"
    assert "意见收取至" in citizen.get(f"{draft}/comment").text
    answers = [citizen.post(f"{draft}/comment", WORDS) for _ in range(2)]
    assert [each.headers["location"] for each in answers] == [f"/public/receipts/{KEY}"] * 2
    receipt = citizen.get(f"/public/receipts/{KEY}").text
    assert f"{draft.rpartition('/')[2]}-1" in receipt
    assert "逾期" not in receipt
    assert [row.payload["late"] for row in shiyan.rows("contribution", kind="comment")] == [False]


def test_comment_begun_in_time_and_sent_after_the_last_moment_is_marked_late(
    shiyan: Shiyan, draft: str, citizen: Visitor
) -> None:
    shiyan.at(LAST, time(23, 59, 59)).sweep()
    assert "<textarea" in citizen.get(f"{draft}/comment").text
    shiyan.at(LAST + timedelta(days=1), time(0))
    assert "现不再受理" in citizen.get(f"{draft}/comment").text
    assert citizen.post(f"{draft}/comment", WORDS).status_code == 303
    assert "已注明逾期" in citizen.get(f"/public/receipts/{KEY}").text


def test_summary_is_told_when_the_policy_is_issued_and_no_comment_ever(
    shiyan: Shiyan, draft: str, citizen: Visitor
) -> None:
    citizen.post(f"{draft}/comment", WORDS)
    shiyan.until(date(2022, 7, 20))
    assert "意见正在研究" in citizen.get(draft).text
    assert "期内收到意见 1 条，逾期 0 条" in citizen.get(draft).text
    shiyan.issue(f"case:{draft.rpartition('/')[2]}", date(2022, 8, 1), summary="采纳一条：门槛已降低。")
    page = citizen.get(draft).text
    for said in ("采纳一条：门槛已降低。", "十政办发〔2022〕30号", "2022年7月20日 周三", "已印发"):
        assert said in page, said
    for path in (draft, "/public/consultations", f"{draft}/comment", f"/public/receipts/{KEY}"):
        assert not {word for word in ("13800000000", "建议降低门槛") if word in citizen.get(path).text}, path
    answer = citizen.post(f"{draft}/comment", {**WORDS, "key": "f" * 32})
    assert (answer.status_code, "现不再受理" in answer.text) == (422, True)


def test_draft_that_is_shelved_says_so_and_not_why(shiyan: Shiyan, draft: str, citizen: Visitor) -> None:
    shiyan.until(date(2022, 7, 20))
    shiyan.act(f"case:{draft.rpartition('/')[2]}", "shelve", "industry", reason="张三反对")
    assert "未印发" in citizen.get(draft).text
    assert "张三" not in citizen.get(draft).text


def test_list_asks_the_database_as_often_for_three_as_for_one(
    shiyan: Shiyan, draft: str, citizen: Visitor
) -> None:
    cases, counts = [f"case:{draft.rpartition('/')[2]}"], []
    for more in (0, 2):
        for _ in range(more):
            shiyan.until(shiyan.now.date() + timedelta(days=40))
            shiyan.act(cases[-1], "shelve", "industry", reason="另拟")
            cases.append(shiyan.draft())
        citizen.get("/public/consultations")
        with shiyan.queries() as asked:
            page = citizen.get("/public/consultations").text
        counts.append(len(asked))
        assert all(f'href="/public/consultations/{case[5:]}"' in page for case in cases)
    assert len(cases) == 3
    assert counts[0] == counts[1]
