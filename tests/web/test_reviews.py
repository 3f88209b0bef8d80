"""评审任务: only one's own cases, a declaration before anything of them is shown, a draft nobody else reads, a seal."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework.panels import reviewing
from casework.record.audit import verify
from casework.views.histories import history_of
from models.tables import personal_text, score_draft
from tests.shandong import cluster, shandong
from tests.web.conftest import Visitors
from tests.world import EXPERTS, World

SECRET = "产业基础扎实但用地不足"


@pytest.fixture
def case(world: World) -> str:
    """A case of the small world that its experts score."""
    return world.bring("scoring.open")


def path_of(case: str) -> str:
    return f"/reviews/{case[5:]}-scoring-1"


def test_expert_finds_own_reviews_and_sees_the_parties_alone_before_declaring(
    world: World, case: str, signed_in: Visitors
) -> None:
    expert = signed_in(world.drawn(case)[0])
    assert expert.client.get("/", follow_redirects=False).headers["location"] == "/reviews"
    mine = expert.get("/reviews").text
    assert path_of(case) in mine
    assert "先声明回避情形" in mine
    page = expert.get(path_of(case)).text
    for said in ("甲申报单位", "OBJ1", "无应当回避的情形"):
        assert said in page, said
    assert 'name="score"' not in page
    number = case[5:]
    for hidden in (f"/cases/{number}", f"/act/case/{number}/score"):
        assert expert.get(hidden).status_code == 404, hidden
    for listing in ("/cases", "/cases.csv", f"/cases?q={number}"):
        assert "甲申报单位" not in expert.get(listing).text, listing


def test_who_was_not_drawn_finds_nothing_by_any_way(world: World, case: str, signed_in: Visitors) -> None:
    outsider = signed_in(next(each for each in EXPERTS if each not in world.drawn(case)))
    number = case[5:]
    for path in (path_of(case), f"/cases/{number}", f"/act/case/{number}/score", f"/cases/{number}/history"):
        assert outsider.get(path).status_code == 404, path
    for path in ("/reviews", "/queue", "/cases", f"/cases?q={number}", "/cases.csv", "/titles"):
        assert "甲申报单位" not in outsider.get(path).text, path
    assert outsider.post(f"{path_of(case)}/declare", {"tie": "none"}).status_code == 404
    assert outsider.post(path_of(case), {"step": "draft", "score": "80"}).status_code == 404


def test_declaration_is_recorded_and_opens_the_form(world: World, case: str, signed_in: Visitors) -> None:
    member = world.drawn(case)[0]
    expert = signed_in(member)
    early = expert.post(path_of(case), {"step": "do", "score": "90", "key": "1" * 32})
    assert early.status_code == 422
    assert "须先声明" in early.text
    assert expert.post(f"{path_of(case)}/declare", {}).status_code == 422
    assert expert.post(f"{path_of(case)}/declare", {"tie": "none", "key": "2" * 32}).status_code == 303
    assert 'name="score"' in expert.get(path_of(case)).text
    assert expert.get(f"/cases/{case[5:]}").status_code == 200
    (entry,) = [each for each in history_of(world.service, case) if each.action == "declare_no_conflict"]
    assert (entry.actor, entry.event) == (member, "no_conflict_declared")
    again = expert.post(f"{path_of(case)}/declare", {"tie": "none", "key": "3" * 32})
    assert again.status_code == 422


def test_who_stands_aside_is_replaced_and_sees_nothing(world: World, case: str, signed_in: Visitors) -> None:
    first, *others = world.drawn(case)
    expert = signed_in(first)
    nameless = expert.post(f"{path_of(case)}/declare", {"tie": "some", "reason": ""})
    assert nameless.status_code == 422
    assert "请写明回避理由" in nameless.text
    sent = {"tie": "some", "reason": "曾任其顾问", "key": "4" * 32}
    assert expert.post(f"{path_of(case)}/declare", sent).status_code == 303
    assert first not in world.drawn(case)
    assert len(world.drawn(case)) == len(others) + 1
    assert expert.get(f"/cases/{case[5:]}").status_code == 404
    assert "不再查看" in expert.get(path_of(case)).text


def test_draft_is_kept_for_its_expert_alone_and_goes_with_the_score(
    world: World, case: str, signed_in: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = world.drawn(case)
    for member in (first, second):
        world.act(case, "declare_no_conflict", member)
    expert = signed_in(first)
    sent = {"step": "draft", "score": "不是数", "opinion": SECRET}
    assert expert.post(path_of(case), sent).status_code == 303
    page = expert.get(path_of(case)).text
    assert SECRET in page
    assert 'value="不是数"' in page
    for other in (second, "prov", "admin"):
        for path in (path_of(case), f"/cases/{case[5:]}", f"/cases/{case[5:]}/scores"):
            assert SECRET not in signed_in(other).get(path).text, (other, path)
    monkeypatch.setattr(reviewing, "MOST", 20)
    assert expert.post(path_of(case), {"step": "draft", "opinion": "长" * 21}).status_code == 422
    assert SECRET in expert.get(path_of(case)).text  # what was kept before stays
    wrong = expert.post(path_of(case), {"step": "check", "score": "不是数", "opinion": SECRET})
    assert wrong.status_code == 422
    assert SECRET in wrong.text
    check = expert.post(path_of(case), {"step": "check", "score": "８０", "opinion": SECRET})
    assert "提交并密封" in check.text
    key = "5" * 32
    for _ in range(2):
        done = expert.post(path_of(case), {"step": "do", "score": "80", "opinion": SECRET, "key": key})
        assert done.status_code == 303
    with world.store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(score_draft)).scalar_one() == 0
    assert "密封" in expert.get("/reviews").text
    assert expert.post(path_of(case), {"step": "draft", "score": "81"}).status_code == 200
    assert not verify(world.service).faults


def test_words_beside_a_score_are_sealed_with_it(world: World, case: str, signed_in: Visitors) -> None:
    first, *others = world.drawn(case)
    world.let_score(case, first, score=80, opinion=SECRET)
    number = case[5:]
    for path in (f"/cases/{number}", f"/cases/{number}/scores"):
        assert SECRET not in signed_in("prov").get(path).text, path
    assert SECRET not in str(history_of(world.service, case))
    assert SECRET in signed_in(first).get(path_of(case)).text
    for other in others:
        world.let_score(case, other, score=81)
    assert SECRET in signed_in("prov").get(f"/cases/{number}/scores").text
    for other in (others[0], "app"):
        assert SECRET not in signed_in(other).get(f"/cases/{number}").text, other
    assert signed_in("app").get(f"/cases/{number}/scores").status_code == 403
    with world.store.reading() as connection:
        assert SECRET in set(connection.execute(select(personal_text.c.text)).scalars())


def test_other_experts_are_not_named_to_experts_and_applicants(
    world: World, case: str, signed_in: Visitors
) -> None:
    first, second, *_ = world.drawn(case)
    world.act(case, "declare_no_conflict", first)
    for reader in (first, "app"):
        page = signed_in(reader).get(f"/cases/{case[5:]}").text
        assert not re.search(rf">\s*{second}\b", page), reader


def test_reviews_stand_in_order_of_urgency(world: World, case: str, signed_in: Visitors) -> None:
    expert = world.drawn(case)[0]
    world.now += timedelta(days=2)
    others = [world.bring("scoring.open", "app2", "OBJ2"), world.bring("scoring.open", "app", "OBJ3")]
    page = signed_in(expert).get("/reviews").text
    found = re.findall(r"/reviews/(standard-\d{4}-\d{4})-scoring-1", page)
    assert found == sorted(found, key=[each[5:] for each in (case, *others)].index)
    assert found[0] == case[5:]


def test_rubric_is_scored_item_by_item_and_sealed_whole(world: World, signed_in: Visitors) -> None:
    """Shandong's: five items of 20 points."""
    land = shandong(world)
    case = land.bring(cluster(land), "scoring.open")
    first, *others = world.drawn(case)
    expert, path = signed_in(first), f"/reviews/{case[5:]}-scoring-1"
    expert.post(f"{path}/declare", {"tie": "none", "key": "6" * 32})
    page = expert.get(path).text
    assert len(re.findall(r'name="points\.\w+"', page)) == 5
    given = {f"points.{each}": "16.5" for each in ("positioning", "scale", "chain", "innovation", "services")}
    over = expert.post(path, {**given, "points.chain": "21", "step": "check"})
    assert over.status_code == 422
    assert "请填写 0 至 20 的数" in over.text
    check = expert.post(path, {**given, "comment.chain": SECRET, "step": "check"})
    assert "<b>82.5</b>" in check.text
    sent = {**given, "comment.chain": SECRET, "step": "do", "key": "7" * 32}
    assert expert.post(path, sent).status_code == 303
    entry = history_of(world.service, case)[-1]
    assert "16.5" not in str(entry.payload)
    assert "82.5" not in str(entry.payload)
    for other in others:
        world.let_score(case, other, **dict.fromkeys(given, 18))
    last = history_of(world.service, case)[-1]
    assert '"chain":"16.5"' in str(last.payload["unsealed"][first])
    scores = signed_in("prov").get(f"/cases/{case[5:]}/scores").text
    assert SECRET in scores
    assert "<b>82.5</b>" in scores
    assert not verify(world.service).faults


def test_page_asks_the_database_as_often_for_three_as_for_one(world: World, signed_in: Visitors) -> None:
    counts = []
    for person, about in (("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")):
        world.bring("scoring.open", person, about)
        signed_in.inside.clear()  # its session is as fresh each time
        expert = signed_in("e1")
        for _ in range(2):
            expert.get("/reviews")
        with world.queries() as asked:
            expert.get("/reviews")
        counts.append(len(asked))
    assert len(set(counts)) == 1
