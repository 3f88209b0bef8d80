"""Fair panels: the pool first, then a seed nobody could know, a draw to repeat, scores sealed until the last."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casework.entering import people
from casework.record import seals
from casework.record.audit import verify
from casework.record.chain import digest
from casework.refused import BadInput
from statemachines.draw import draw_order
from statemachines.refusals import NeedsUnmet, Refusal
from tests.proofs import events, history, row, rows
from tests.world import EXPERTS, FIRM, World, code


def frozen(world: World) -> str:
    case = world.bring("scoring")
    world.act(case, "freeze_panel", "prov")
    return case


def test_pool_is_frozen_before_the_seed_can_be_known(world: World) -> None:
    """Without a seal of the freeze's own day nobody draws, neither the organiser nor the clock."""
    case = frozen(world)
    assert row(world, "panel", case_no=case[5:]).pool == list(EXPERTS)
    with pytest.raises(NeedsUnmet, match="封存"):
        world.act(case, "draw_panel", "prov")
    world.sweep()
    assert world.state(case) == "scoring.draw"


def test_seal_of_a_day_before_the_freeze_does_not_seed_the_draw(world: World) -> None:
    """Made after the freeze, it binds only what could be read before: the freezer could have known it."""
    world.open_round()
    world.now += timedelta(days=3)  # nobody sealed those days
    case = frozen(world)
    seals.seal_missing(world.service, world.now + timedelta(minutes=5))
    assert len(rows(world, "seal")) == 3
    with pytest.raises(NeedsUnmet, match="封存"):
        world.act(case, "draw_panel", "prov")
    frozen_on = world.now.date()
    world.advance()
    assert row(world, "panel", case_no=case[5:]).seal_day == frozen_on


def test_audit_repeats_the_draw_of_a_panel_frozen_after_midnight(world: World) -> None:
    """The day before is sealed minutes after the freeze: it is the seal of the freeze's own day that counts."""
    case = world.bring("scoring")
    world.now = datetime(2020, 1, 8, 16, 30, tzinfo=UTC)  # half past midnight on the 9th
    world.act(case, "freeze_panel", "prov")
    sealed = seals.seal_missing(world.service, world.now + timedelta(minutes=5))
    assert sealed[-1] == date(2020, 1, 8)
    assert verify(world.service).faults == ()
    world.advance()
    panel = row(world, "panel", case_no=case[5:])
    assert (panel.state, panel.seal_day) == ("drawn", date(2020, 1, 9))
    assert rows(world, "seal", day=date(2020, 1, 8))[0].sealed_at > panel.frozen_at
    assert verify(world.service).faults == ()


def test_draw_can_be_repeated_by_anybody_from_the_seal(world: World) -> None:
    case = world.bring("scoring.open")
    panel = row(world, "panel", case_no=case[5:])
    assert panel.seed == row(world, "seal", day=panel.seal_day).digest
    order = draw_order(panel.pool, panel.seed)
    assert tuple(world.drawn(case)) == order[:3]


def test_history_holds_only_digests_until_the_last_score(world: World) -> None:
    """Then salts and scores are appended, and each digest can be checked."""
    case = world.bring("scoring.open")
    first, second, third = world.drawn(case)
    for who, score in ((first, 71), (second, "82.5")):
        world.let_score(case, who, score=score, opinion="意见")
    sealed = {e.actor: json.loads(e.payload) for e in history(world, case) if e.event == "scored"}
    assert all(set(payload) == {"sealed", "opinion"} for payload in sealed.values())
    assert "82.5" not in "".join(entry.payload for entry in history(world, case))
    assert not any(score.unsealed_at for score in rows(world, "score"))
    done = world.let_score(case, third, score=77)
    assert done.state == "site_check"
    last = json.loads(history(world, case)[-1].payload)
    assert {who: score for who, (_, score) in last["unsealed"].items()} == {
        first: "71",
        second: "82.5",
        third: "77",
    }
    for who, payload in sealed.items():
        salt, score = last["unsealed"][who]
        assert digest(f"{salt}{score}") == payload["sealed"]
    assert all(score.unsealed_at for score in rows(world, "score"))


def test_score_once_given_is_locked_and_a_late_one_is_refused(world: World) -> None:
    case = world.bring("scoring.open")
    members = world.drawn(case)
    world.let_score(case, members[0], score=70)
    with pytest.raises(NeedsUnmet, match="已提交"):
        world.let_score(case, members[0], score=90)
    for who in members[1:]:
        world.let_score(case, who, score=75)
    before = world.counts()
    with pytest.raises(Refusal):
        world.let_score(case, members[0], score=90)
    assert world.counts() == before


def test_expert_who_was_not_drawn_may_not_score(world: World) -> None:
    case = world.bring("scoring.open")
    (left, *_) = sorted(set(EXPERTS) - set(world.drawn(case)))
    with pytest.raises(NeedsUnmet, match="不是本组专家"):
        world.let_score(case, left, score=70)


@pytest.mark.parametrize("score", [-1, 101, "abc", None, "NaN", True, "1e999999", [70], "9" * 40])
def test_impossible_score_is_refused(world: World, score: Any) -> None:
    case = world.bring("scoring.open")
    members = world.drawn(case)
    for who in members[:2]:
        world.let_score(case, who, score=70)
    world.act(case, "declare_no_conflict", members[2])
    before = world.counts()
    with pytest.raises((Refusal, BadInput), match="score"):
        world.let_score(case, members[2], score=score)
    assert world.counts() == before


def test_disagreement_draws_a_further_expert_who_is_invited_alone(world: World) -> None:
    """40, 70 and 100 deviate by 24 points, more than 15: the next of the drawn order joins, at most two of them."""
    case = world.bring("scoring.open")
    order = draw_order(row(world, "panel").pool, row(world, "panel").seed)
    first, second, third = world.drawn(case)
    world.let_score(case, first, score=40)
    world.let_score(case, second, score=70)
    done = world.let_score(case, third, score=100)
    assert world.state(case) == "scoring.open"
    assert world.drawn(case) == [order[3]]
    assert [letter.recipient for letter in rows(world, "letter", entry=done.hash)] == [order[3]]
    assert "unsealed" not in json.loads(history(world, case)[-1].payload)
    world.let_score(case, order[3], score=100)
    assert world.drawn(case) == [order[4]]
    assert world.let_score(case, order[4], score=0).state == "site_check"
    assert row(world, "panel").state == "complete"


def test_agreement_completes_the_panel(world: World) -> None:
    case = world.bring("scoring.open")
    for who, score in zip(world.drawn(case), (60, 75, 90), strict=True):
        world.let_score(case, who, score=score)  # they deviate by 12.2 points
    assert world.state(case) == "site_check"


def test_expert_with_a_tie_steps_down_and_the_next_of_the_order_is_invited(world: World) -> None:
    case = world.bring("scoring.open")
    order = draw_order(row(world, "panel").pool, row(world, "panel").seed)
    done = world.act(case, "recuse", order[0], reason="曾为其顾问")
    assert set(world.drawn(case)) == set(order[1:4])
    assert [letter.recipient for letter in rows(world, "letter", entry=done.hash)] == [order[3]]
    with pytest.raises(NeedsUnmet):
        world.let_score(case, order[0], score=70)


def test_recusal_is_refused_when_nobody_is_left(world: World) -> None:
    case = world.bring("scoring.open")
    for _ in range(4):
        world.act(case, "recuse", world.drawn(case)[0], reason="回避")
    with pytest.raises(NeedsUnmet, match="无人可替补"):
        world.act(case, "recuse", world.drawn(case)[0], reason="回避")


def interest(who: str, at: str, until: date | None, kind: str = "employment") -> dict[str, Any]:
    return {
        "person_no": who,
        "organisation_code": at,
        "kind": kind,
        "since": date(2010, 1, 1),
        "until": until,
    }


def test_experts_with_ties_are_kept_out_of_the_pool_with_the_reason(world: World) -> None:
    """Own organisation, same prefecture, a declared tie, one ended within three years; one ended earlier is no tie."""
    today = world.now.date()
    extra = [code(50), code(51)]
    people.enter(
        world.service,
        organisations=[
            {
                "code": extra[0],
                "name": "同地高校",
                "kind": "association",
                "level": "none",
                "region": "370103",
            },
            {
                "code": extra[1],
                "name": "外地高校",
                "kind": "association",
                "level": "none",
                "region": "370203",
            },
        ],
        people=[
            {"no": "own", "name": "甲", "organisation_code": FIRM},
            {"no": "neighbour", "name": "乙", "organisation_code": extra[0]},
            {"no": "stranger", "name": "丙", "organisation_code": extra[1]},
        ],
        grants=[
            {"person_no": no, "role": "expert", "organisation_code": at, "granted_at": world.now}
            for no, at in (("own", FIRM), ("neighbour", extra[0]), ("stranger", extra[1]))
        ],
        mandates=[
            {"organisation_code": at, "programme": "standard", "body": "experts", "region": "37"}
            for at in (FIRM, *extra)
        ],
        interests=[
            interest("e1", FIRM, None, "declared"),
            interest("e2", FIRM, today.replace(year=today.year - 3)),
            interest("e3", FIRM, today.replace(year=today.year - 3) - timedelta(days=1)),
            interest("e4", FIRM, None, "kinship"),
        ],
    )
    case = frozen(world)
    assert row(world, "panel").pool == ["e3", "e5", "e6", "e7", "stranger"]
    recused = {m.person_no: m.reason for m in rows(world, "panel_member") if m.state == "recused"}
    assert set(recused) == {"own", "neighbour", "e1", "e2", "e4"}
    assert all(recused.values())
    assert case


def test_panel_is_not_formed_with_too_few_experts(world: World) -> None:
    people.enter(world.service, interests=[interest(who, FIRM, None) for who in EXPERTS[:5]])
    case = world.bring("scoring")
    with pytest.raises(NeedsUnmet, match="可用专家不足"):
        world.act(case, "freeze_panel", "prov")
    assert events(world, case)[-1] == "accepted"


def test_seals_are_one_a_day_chained_and_never_repeated(world: World) -> None:
    world.bring("prefecture_review")
    world.now = datetime.fromisoformat("2020-01-10T02:00:00+00:00")
    assert seals.seal_missing(world.service, world.now) == [date(2020, 1, day) for day in (6, 7, 8, 9)]
    assert seals.seal_missing(world.service, world.now) == []
    known = rows(world, "seal")
    assert [each.previous for each in known] == ["", *(each.digest for each in known[:-1])]
    assert all(seals.seal_digest(each.day, each.previous, each.heads) == each.digest for each in known)
    witness = [letter for letter in rows(world, "letter") if letter.recipient == "role:witness"]
    assert {letter.facts["digest"] for letter in witness} == {each.digest for each in known}
