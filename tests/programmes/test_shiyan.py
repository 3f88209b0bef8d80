"""Shiyan's draft measures: the life of the draft, and the stages of a claim."""

from datetime import date, time
from typing import Any

import pytest

from statemachines.asked import unset
from statemachines.linter import check
from statemachines.loader import Loaded
from statemachines.machine import CLOCK, PUBLIC
from statemachines.refusals import NeedsUnmet, NotDeclared, NotYours

CLAIM: tuple[Any, ...] = (
    ("submit", "enterprise", {}, {}),
    ("accept", "lead", {}, {"attests": ["条件", "佐证"]}),
    ("give_opinion", "county", {"opinions_complete:opinion": True}, {"supports": True}),
    ("award", "lead", {"award_due:award": True}, {}),
    ("publish", "industry", {}, {}),
    ("close_publicity", CLOCK, {}, {}),
    ("pay", "city_finance", {"last_share:disbursement": True}, {"paid_on": "2022-12-01"}),
)
SETTINGS = {
    "claim.submission.due": "60 days after round.opened", "claim.publicity.length": "5 workdays",
    "claim.publicity.where": "官方网站",
}  # fmt: skip


@pytest.fixture
def draft(walker: Any, shiyan: Loaded) -> Any:
    """The draft, on the day of the notice."""
    return walker(shiyan.procedures["policy"], date(2022, 6, 6), {}, {})


@pytest.fixture
def claim(walker: Any, shiyan: Loaded) -> Any:
    """A claim of r1 in Maojian, opened on the day of effect."""
    facts = {"reward": "r1", "level": "不分级", "county": "茅箭区"}
    return walker(shiyan.procedures["claim"], date(2022, 8, 1), SETTINGS, facts, CLAIM)


def deadline(case: Any) -> Any:
    return case.last.deadlines[-1].last


def test_notice_is_the_bureaus_of_june(shiyan: Loaded) -> None:
    """P2.1, P2.4, A2-1: the stamp of the page is no date of the notice."""
    assert shiyan.programme.notice.by == "industry"
    assert shiyan.programme.notice.dated == date(2022, 6, 6)
    assert "2022-11-21" in (shiyan.programme.notice.note or "")


def test_consultation_opens_and_closes_on_the_printed_days(draft: Any) -> None:
    """P2.2, A2-1: from 00:00 of 7 June to 24:00 of 7 July."""
    assert deadline(draft).ends_at.isoformat() == "2022-06-06T16:00:00+00:00"
    draft.on(date(2022, 6, 7), time(0)).do("open_consultation", CLOCK)
    assert draft.state == "consultation.open"
    assert (deadline(draft).day, deadline(draft).provisional) == (date(2022, 7, 7), False)
    assert deadline(draft).ends_at.isoformat() == "2022-07-07T16:00:00+00:00"
    assert draft.on(date(2022, 7, 8), time(0)).do("close_consultation", CLOCK).state == "draft_closed"


def test_comments_come_by_mail_fax_and_other_channels(draft: Any, shiyan: Loaded) -> None:
    """P2.3: the public comments here, the bureau records what came otherwise."""
    stage: Any = shiyan.programme.procedures["policy"].stages[0]
    assert stage.channels == ("电子邮件", "传真", "其他")
    draft.do("open_consultation", CLOCK)
    assert draft.actions(PUBLIC) == ("comment",)
    draft.do("comment", PUBLIC, {"received_in_time:consultation": True}, text="建议")
    assert (draft.state, draft.last.entry.event) == ("consultation.open", "comment_received")
    with pytest.raises(NotYours):
        draft.do("record_comment", PUBLIC, channel="传真", received_on="2022-06-08", text="建议")


@pytest.mark.parametrize("state", ["consultation.open", "draft_closed"])
def test_late_comment_is_recorded_and_marked(draft: Any, state: str) -> None:
    """A2-1: wherever the draft stands once the window is over, until it is issued."""
    draft.do("open_consultation", CLOCK)
    if state == "draft_closed":
        draft.do("close_consultation", CLOCK)
    draft.do("comment", PUBLIC, {"received_in_time:consultation": False}, text="建议")
    assert (draft.state, draft.last.entry.event) == (state, "late_comment_received")
    assert draft.effect("record_comment") == {"stage": "consultation", "late": True}


def test_nothing_is_issued_while_the_consultation_runs(draft: Any) -> None:
    """A2-2."""
    draft.do("open_consultation", CLOCK)
    with pytest.raises(NotDeclared):
        draft.do("issue", "industry")


def test_issue_grants_the_policy_for_three_years(draft: Any, shiyan: Loaded) -> None:
    """P2.5, A2-2, X8: number, text and day are given by people, none of them stands in the definition."""
    draft.do("open_consultation", CLOCK).do("close_consultation", CLOCK)
    fields = {
        field.name: field.required for field in draft.procedure.actions("draft_closed")["issue"][0].fields
    }
    assert [name for name, required in fields.items() if required] == [
        "document_no", "text_digest", "effective_on",
    ]  # fmt: skip
    draft.do("issue", "industry", document_no="1", text_digest="0" * 64, effective_on="2022-08-01")
    assert draft.last.end.title == "granted"
    assert draft.effect("grant_title") == {"title": "policy"}
    assert shiyan.programme.titles["policy"].validity_years == 3


def test_policy_is_issued_then_in_force_then_expired(shiyan: Loaded) -> None:
    """P2.5: both by the clock alone."""
    machine = shiyan.titles["policy"]
    assert machine.initial == "issued"
    by_clock = {(way.source, way.action, way.target) for way in machine.transitions if way.by == (CLOCK,)}
    assert by_clock == {
        ("issued", "take_effect", "in_force"), ("issued", "expire", "expired"), ("in_force", "expire", "expired"),
    }  # fmt: skip


def test_titles_without_a_term_have_no_such_states(shandong: Loaded) -> None:
    """X8: until revoked; the clock has no part in it."""
    assert set(shandong.titles["cluster"].states) == {"in_force", "revoked"}


def test_claim_walks_the_common_stages(claim: Any) -> None:
    """P2.10: none of them is in the notice."""
    assert claim.states() == [
        "submission", "review", "opinion", "award", "publicity", "publicity.open", "disbursement", "paid",
    ]  # fmt: skip


def test_every_stage_of_a_claim_is_marked_assumed(shiyan: Loaded) -> None:
    """P2.10: the procedure as a whole, and every deadline in it."""
    procedure = shiyan.programme.procedures["claim"]
    assert "P2.10" in (procedure.assumed or "")
    dues = [stage.due for stage in procedure.stages if stage.due]
    assert all(due.assumed or due.ask for due in dues)


@pytest.mark.parametrize(
    ("fact", "why"),
    [("title_granted", "征求意见稿不能作为依据"), ("title_begun", "尚未施行"), ("title_running", "已失效")],
)
def test_claim_rests_on_a_policy_in_force(claim: Any, shiyan: Loaded, fact: str, why: str) -> None:
    """A2-2: each reason by itself."""
    assert shiyan.programme.procedures["claim"].rests_on == "policy"
    with pytest.raises(NeedsUnmet, match=why) as refused:
        claim.do("submit", "enterprise", {f"{fact}:policy": False})
    assert refused.value.unmet == (f"{fact}:policy",)


def test_round_of_claims_asks_what_the_notice_leaves_open(shiyan: Loaded) -> None:
    """P2.10, X3."""
    assert {each.key for each in unset(shiyan.programme, "claim", {})} == set(SETTINGS)


def test_lead_unit_is_that_of_the_reward(shiyan: Loaded) -> None:
    """P2.9, X5: the commerce bureau for r3 to r5, the industry bureau for the others."""
    lead = shiyan.programme.bodies["lead"]
    for key, reward in shiyan.programme.rewards.items():
        assert (
            lead.in_case({"reward": key})
            == reward.lead
            == ("commerce" if key in ("r3", "r4", "r5") else "industry")
        )


def test_responsible_units_are_those_the_measures_name(shiyan: Loaded) -> None:
    """P2.9: every reward names the counties; r8 and r9 also three bureaus."""
    rewards = shiyan.programme.rewards
    assert all("county" in each.responsible for each in rewards.values())
    assert set(rewards["r8"].responsible) == {"county", "development", "science", "market"}
    assert rewards["r15"].responsible == ("county",)


def test_double_print_of_measure_5_has_no_reward(shiyan: Loaded) -> None:
    """A2-8."""
    assert 5 not in {each.measure for each in shiyan.programme.rewards.values()}
    assert "A2-8" in (shiyan.programme.bodies["industry"].note or "")


def test_nothing_left_to_award_ends_the_claim(claim: Any) -> None:
    """P2.7, A2-4: no list, no payment."""
    claim.bring("award").do("award", "lead", {"award_due:award": False})
    assert claim.state == "covered_elsewhere"
    assert "add_to_list" not in {effect.name for effect in claim.last.effects}


def test_unlisted_pilots_cannot_be_claimed(shiyan: Loaded) -> None:
    """P2.8."""
    assert shiyan.programme.facts["reward"].choose == tuple(shiyan.programme.rewards)
    assert "P2.8" in shiyan.programme.not_modelled


def test_features_that_the_notice_does_not_name_are_off(shiyan: Loaded) -> None:
    """X9, P2.10: no withdrawal, no sanction."""
    actions = {way.action for procedure in shiyan.procedures.values() for way in procedure.transitions}
    assert "withdraw" not in actions
    assert shiyan.programme.sanctions == ()


def test_programme_is_sound(shiyan: Loaded, draft: Any) -> None:
    assert check(shiyan, draft.calendar) == []
