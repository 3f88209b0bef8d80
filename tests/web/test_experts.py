"""专家: how many have scored, who has how much to do, how far apart the scores are; nothing sealed, nothing foreign."""

import re

import pytest

from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def scoring(world: World) -> str:
    """A case of which two of its experts have scored."""
    case = world.bring("scoring.open")
    for expert in world.drawn(case)[:2]:
        world.let_score(case, expert, score=80)
    return case


def test_progress_of_a_panel_is_told_in_words(world: World, scoring: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/experts").text
    left = len(world.drawn(scoring))
    assert f"2/{left + 2} 位已评分" in page
    assert f'href="/cases/{scoring[5:]}"' in page
    assert "专家评审" in page
    assert '<svg class="chart"' in page
    assert "80" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)


def test_scores_of_a_panel_that_is_done_are_compared(world: World, scoring: str, signed_in: Visitors) -> None:
    for expert in world.drawn(scoring):
        world.let_score(scoring, expert, score=95)
    page = signed_in("prov").get("/experts?complete=true").text
    assert re.search(r'<td class="number">15(\.0+)?</td>', page)
    assert "没有这样的专家组" in signed_in("prov").get("/experts").text


def test_officer_of_another_prefecture_counts_none_of_it(scoring: str, signed_in: Visitors) -> None:
    page = signed_in("city2").get("/experts").text
    assert "没有这样的专家组" in page
    assert '<svg class="chart"' not in page
    assert set(re.findall(r'<td class="number">(\d+)</td>', page)) == {"0"}


def test_experts_in_english(scoring: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/language/en?next=/experts").text
    assert re.search(r"2 of \d have scored", page)
    assert "expert scoring" in page


def test_as_many_questions_for_three_as_for_one(world: World, signed_in: Visitors) -> None:
    counts = []
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.bring("scoring.open", object_no=f"OBJ{number}", person=person)
        signed_in.inside.clear()
        visitor = signed_in("prov")
        visitor.get("/experts")
        with world.queries() as asked:
            visitor.get("/experts")
        counts.append(len(asked))
    assert counts[0] == counts[2]
