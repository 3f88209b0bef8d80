"""“Allowed to you now” means this person: membership, turns and shares are weighed, not the role alone."""

from collections.abc import Callable
from typing import Any

import pytest

from casework.asked import Asked
from casework.views.case import case_detail
from statemachines.refusals import NeedsUnmet, Refusal
from tests.world import EXPERTS, World
from tests.zones import Zones

Made = Callable[..., str]


def instead(world: World, case: str, person: str) -> tuple[str, ...]:
    """What a refusal offers, which is what the view of the case shows as open."""
    with pytest.raises(Refusal) as refused:
        world.act(case, "certify", person)
    shown = case_detail(world.service, case.partition(":")[2], Asked("", person, world.now)).open_to_person
    assert tuple(each.action for each in shown) == refused.value.allowed
    return refused.value.allowed


def test_score_is_offered_to_members_of_the_panel_alone(world: World) -> None:
    """Also where the refused action is the very one: who was not drawn is not told to score."""
    case = world.bring("scoring.open")
    member, *others = world.drawn(case)
    outsider = next(each for each in EXPERTS if each not in (member, *others))
    assert instead(world, case, member) == ("declare_no_conflict", "recuse")
    world.act(case, "declare_no_conflict", member)
    assert instead(world, case, member) == ("score", "recuse")
    assert instead(world, case, outsider) == ()
    with pytest.raises(NeedsUnmet, match="不是本组专家") as refused:
        world.let_score(case, outsider, score=80)
    assert refused.value.allowed == ()


def test_member_who_has_scored_is_offered_nothing_more(world: World) -> None:
    case = world.bring("scoring.open")
    member = world.drawn(case)[0]
    world.let_score(case, member, score=80)
    assert instead(world, case, member) == ()


def test_member_who_withdrew_is_offered_nothing_more(world: World) -> None:
    case = world.bring("scoring.open")
    member = world.drawn(case)[0]
    world.act(case, "recuse", member, reason="合作关系")
    assert instead(world, case, member) == ()


def test_what_others_may_still_mend_is_offered(world: World) -> None:
    """A condition that fails, papers that are missing: that is what the person is to see to."""
    assert {"accept", "judge"} <= set(instead(world, world.bring("prefecture_review"), "city"))


def test_city_whose_turn_is_over_is_not_offered_to_recommend(guangdong: Zones, joint: str) -> None:
    assert "recommend" in instead(guangdong, joint, "guangzhou")
    guangdong.recommend(joint, "guangzhou")
    assert "recommend" not in instead(guangdong, joint, "guangzhou")
    assert "recommend" in instead(guangdong, joint, "foshan")


def test_partner_who_has_joined_is_not_asked_again(guangdong: Zones) -> None:
    case = guangdong.apply("gz6", "fs5")
    assert "join" in instead(guangdong, case, "fs5-a")
    guangdong.act(case, "join", "fs5-a")
    assert "join" not in instead(guangdong, case, "fs5-a")


def test_roles_alone_cost_no_reading(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that is taken asks for nothing of this."""

    def never(*of: Any) -> None:
        raise AssertionError("offered although nothing was refused")

    monkeypatch.setattr("casework.deciding.offered", never)
    world.bring("certified")
