"""Refusals are called by what did not hold."""

import pytest

from casework.refused import BadInput, QuotaTaken
from errors import ShenbaoError
from rehearsal.tally import REFUSALS, kind_of_refusal
from statemachines.refusals import BadPayload, NeedsUnmet, NotDeclared, NotYours, Undecidable

PLACE = ("accept", "case:X-1", "review")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NeedsUnmet(*PLACE, [("in_time", "late")], ()), "late"),
        (NeedsUnmet(*PLACE, [("quota_free:recommendation", "full")], ()), "over_quota"),
        (NeedsUnmet(*PLACE, [("a_new_fact", "no")], ()), "unmet"),
        (QuotaTaken("case:X-1", 3), "over_quota"),
        (NotYours(*PLACE, "no", ()), "wrong_role"),
        (NotDeclared(*PLACE, "no", ()), "not_now"),
        (BadPayload(*PLACE, "no", ()), "bad_input"),
        (BadInput("no"), "bad_input"),
        (Undecidable(*PLACE, "no", ()), "unmet"),
    ],
)
def test_refusal_is_named_by_its_cause(error: ShenbaoError, kind: str) -> None:
    assert kind_of_refusal(error) == kind
    assert kind in REFUSALS


def test_refusal_is_named_by_who_tried_and_when() -> None:
    assert kind_of_refusal(NotYours(*PLACE, "no", ()), elsewhere=True) == "wrong_region"
    assert kind_of_refusal(NotDeclared(*PLACE, "no", ()), late=True) == "late"
