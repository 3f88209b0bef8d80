"""Nobody waits for ever: a correction that never comes, a round that would be over before it opens."""

from __future__ import annotations

import pytest

from casework.refused import BadInput
from statemachines.refusals import NeedsUnmet
from tests.world import World


def test_case_never_corrected_is_rejected_only_once_its_time_is_over(world: World) -> None:
    case = world.bring("prefecture_review")
    world.act(case, "return_for_correction", "city", reason="缺", clock="continue")
    with pytest.raises(NeedsUnmet, match="补正期限未满"):
        world.act(case, "reject", "city", reason="未补正")
    world.advance(40)
    assert world.act(case, "reject", "city", reason="未补正").state == "rejected"


def test_round_that_would_have_closed_is_not_opened(world: World) -> None:
    with pytest.raises(BadInput, match="still to come"):
        world.open_round(year=world.now.year, **{"apply.submission.due": "2019-06-30"})


def test_refusal_names_the_open_criterion(world: World) -> None:
    case = world.bring("prefecture_review")
    with pytest.raises(NeedsUnmet, match=r"standing .* not judged"):
        world.act(case, "accept", "city", attests=["真实性"])


def test_refusal_names_the_missing_paper(world: World) -> None:
    case = world.bring("submission")
    with pytest.raises(NeedsUnmet, match="evidence"):
        world.act(case, "submit", "app", materials=[{"material": "application"}])
