"""考评周期: who is due, what came of it, who is one failure from revocation."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.conftest import Visitors
from tests.world import World


@pytest.fixture
def failed(world: World) -> str:
    """A title whose first assessment failed, and whose rectification was not good enough; its number."""
    world.bring("certified")
    world.now = datetime(2021, 3, 15, 2, tzinfo=UTC)
    world.sweep()
    case = "case:standard-assess-2021-0001"
    world.act(case, "submit", "app")
    world.act(case, "grade", "prov", grade="不合格", due="2021-05-01")
    return "standard-T0001"


def test_title_tells_when_it_is_due_and_what_came_of_it(failed: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/assessments").text
    assert f'href="/titles/{failed}"' in page
    assert re.search(r'class="tag late" href="/cases/standard-assess-2021-0001">2021 不合格', page)
    assert 'href="/cases/standard-assess-2021-0001">standard-assess-2021-0001</a>' in page
    assert re.search(r'<span class="day">2022年\d+月\d+日', page)


def test_one_failure_from_revocation_is_marked_and_found(
    world: World, failed: str, signed_in: Visitors
) -> None:
    page = signed_in("prov").get("/assessments?close=true").text
    assert f'href="/titles/{failed}"' in page
    assert "再一次不合格将取消</span>" in page


def test_sound_title_is_not_among_those_close_to_revocation(world: World, signed_in: Visitors) -> None:
    world.bring("certified")
    assert "standard-T0001" in signed_in("prov").get("/assessments").text
    assert "没有这样的称号" in signed_in("prov").get("/assessments?close=true").text


def test_officer_of_another_prefecture_sees_none_of_it(failed: str, signed_in: Visitors) -> None:
    assert failed in signed_in("city").get("/assessments").text
    assert failed not in signed_in("city2").get("/assessments").text


def test_assessments_in_english(failed: str, signed_in: Visitors) -> None:
    page = signed_in("prov").get("/language/en?next=/assessments").text
    assert "one failure from revocation" in page
    assert "Next assessment" in page


def test_as_many_questions_for_three_as_for_one(world: World, signed_in: Visitors) -> None:
    counts = []
    world.advance(40)  # behind the Spring Festival, during which no publicity ends
    for number, person in ((1, "app"), (2, "app2"), (3, "app")):
        world.bring("certified", object_no=f"OBJ{number}", person=person)
        signed_in.inside.clear()
        visitor = signed_in("prov")
        visitor.get("/assessments")
        with world.queries() as asked:
            visitor.get("/assessments")
        counts.append(len(asked))
    assert counts[0] == counts[2]
