"""自动运行: what is due, what happened by itself, which calendar, seal and database."""

import re
from datetime import timedelta

from casework.clock import ledger
from casework.clock.ledger import Counts
from tests.web.conftest import Visitors
from tests.world import World


def figure(page: str, name: str) -> str:
    """The figure of a name."""
    found = re.search(rf"<dt>{name}</dt><dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    assert found, page
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_what_is_due_and_how_late_is_told(world: World, signed_in: Visitors) -> None:
    world.new_case()
    assert figure(signed_in("admin").get("/engine").text, "到期未处理") == "0"
    signed_in.inside.clear()
    world.now += timedelta(days=60)
    page = signed_in("admin").get("/engine").text
    assert int(figure(page, "到期未处理")) > 0
    assert int(figure(page, "逾时一分钟以上")) > 0
    assert re.fullmatch(r"\d+ 天", figure(page, "最长滞后"))


def test_runs_that_had_something_to_do_are_listed(world: World, signed_in: Visitors) -> None:
    assert "尚无记录" in signed_in("admin").get("/engine").text
    number = ledger.begin(world.service, "enforce_deadlines", "<host>:1", world.now)
    ledger.end(world.service, number, world.now, Counts(seen=3, did=2, failed=1))
    page = signed_in("admin").get("/engine").text
    assert "&lt;host&gt;:1" in page
    assert figure(page, "最近一次处理").endswith("完成")
    assert re.search(r"近七日：<span>完成</span> 1", page)


def test_letters_calendar_and_database_are_told(world: World, signed_in: Visitors) -> None:
    world.bring("prefecture_review")
    page = signed_in("admin").get("/engine").text
    assert int(figure(page, "待发")) > 0
    assert re.fullmatch(r"20\d\d年", figure(page, "放假安排已知至"))
    assert figure(page, "日历版本").startswith("chinesecalendar-")
    assert figure(page, "数据库") in ("SQLite", "PostgreSQL")
    assert figure(page, "最近封存") == "尚无"
    world.advance(2)
    signed_in.inside.clear()
    assert "条" in figure(signed_in("admin").get("/engine").text, "最近封存")


def test_engine_is_for_administrators(signed_in: Visitors) -> None:
    assert signed_in("prov").get("/engine").status_code == 403


def test_as_many_questions_for_three_runs_as_for_one(world: World, signed_in: Visitors) -> None:
    counts = []
    for _ in range(3):
        number = ledger.begin(world.service, "enforce_deadlines", "host:1", world.now)
        ledger.end(world.service, number, world.now, Counts(did=1))
        signed_in("admin").get("/engine")
        with world.queries() as asked:
            signed_in("admin").get("/engine")
        counts.append(len(asked))
    assert counts[0] == counts[2]
