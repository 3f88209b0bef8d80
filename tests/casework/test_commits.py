"""One commit: an action is there as a whole or not at all, alone, in bulk, and when the process is killed."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from casework import acting
from casework.effects import EFFECTS
from casework.refused import BadInput, Conflict, NotFound, RequestReused
from statemachines.refusals import NeedsUnmet, Refusal
from tests.proofs import Other, check_everything, events, history, poison, row, rows
from tests.world import FIGURES, PAPERS, World

IN_THE_MIDDLE = """
with store.writing() as connection:
    payload = {"materials": [{"material": "application"}, {"material": "evidence"}]}
    plan = acting.plan_action(service, connection, arguments[0], Asked("submit", "app", now, payload))
    acting.carry_out(service, connection, plan)
    say("written")
    sys.stdin.readline()
"""


def test_kill_in_the_middle_of_an_action_leaves_nothing_half_written(world: World) -> None:
    """Everything was written, the commit was not: nothing of it is there, and the next one can act."""
    case = world.new_case()
    before = world.counts()
    other = Other(world, IN_THE_MIDDLE, case)
    other.go()
    assert other.said() == "written"
    other.kill()
    assert world.counts() == before
    assert world.state(case) == "submission"
    world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)
    check_everything(world)


@pytest.mark.parametrize("effect", ["record_materials", "record_indicators"])
def test_failing_effect_undoes_the_whole_action(
    world: World, monkeypatch: pytest.MonkeyPatch, effect: str
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the effect failed")

    case = world.new_case()
    before = world.counts()
    monkeypatch.setitem(EFFECTS, effect, fail)
    with pytest.raises(RuntimeError, match="the effect failed"):
        world.act(case, "submit", "app", materials=PAPERS, indicators=FIGURES)
    assert world.counts() == before
    assert world.state(case) == "submission"


def test_broken_constraint_undoes_the_whole_action(world: World) -> None:
    case = world.new_case()
    poison(world, case)
    before = world.counts()
    with pytest.raises(IntegrityError):
        world.act(case, "submit", "app", materials=PAPERS)
    assert (world.counts(), world.state(case)) == (before, "submission")


def test_bulk_action_with_a_poisoned_item_spoils_only_that_one(world: World) -> None:
    """One breaks while it is written, one is refused, one does not exist, one is the wrong kind: the rest is done."""
    cases = [world.new_case() for _ in range(4)]
    poison(world, cases[1])
    subjects = [*cases, "case:none", "nonsense"]
    asked = world.asked("provide", "app", materials=[{"material": "application"}])
    results = acting.act_many(world.service, subjects, asked)
    assert [result.subject for result in results] == subjects
    assert [result.done is not None for result in results] == [True, False, True, True, False, False]
    assert [type(result.refused) for result in results if result.refused] == [BadInput, NotFound, BadInput]
    assert all(events(world, case)[-1] == "provided" for case in (cases[0], cases[2], cases[3]))


def test_bulk_action_tells_each_refusal_with_its_reason(world: World) -> None:
    draft, handed_in = world.new_case(), world.bring("prefecture_review")
    results = acting.act_many(world.service, [draft, handed_in], world.asked("provide", "app"))
    assert results[0].done is not None
    assert isinstance(results[1].refused, Refusal)
    assert "provide" in str(results[1].refused)


def test_bulk_dry_run_tells_what_would_happen_and_keeps_nothing(world: World) -> None:
    cases = [world.new_case() for _ in range(3)]
    before = world.counts()
    asked = world.asked("submit", "app", materials=PAPERS)
    dry = acting.act_many(world.service, cases, asked, dry_run=True)
    assert [result.done.state if result.done else None for result in dry] == ["prefecture_review", None, None]
    assert all(isinstance(result.refused, NeedsUnmet) for result in dry[1:])  # the same object: a duplicate
    assert world.counts() == before
    real = acting.act_many(world.service, cases, asked)
    assert [r.done.state if r.done else None for r in real] == [r.done.state if r.done else None for r in dry]


def test_same_case_twice_in_bulk_is_decided_on_what_the_first_left(world: World) -> None:
    case = world.bring("prefecture_review")
    results = acting.act_many(world.service, [case, case], world.asked("reject", "city", reason="不符"))
    assert [result.done is not None for result in results] == [True, False]


def test_publishing_moves_the_list_and_all_its_cases_or_nothing(world: World) -> None:
    first, second = world.bring("publicity"), world.bring("publicity", "app2", "OBJ2")
    listed = world.list_of(first)
    assert listed == world.list_of(second)
    poison(world, second)
    before = world.counts()
    with pytest.raises(IntegrityError):
        world.act(listed, "publish", "prov")
    assert world.counts() == before
    assert [world.state(each) for each in (listed, first, second)] == ["draft", "publicity", "publicity"]


def test_publishing_is_one_action_of_the_list_and_none_of_a_case(world: World) -> None:
    case = world.bring("publicity")
    with pytest.raises(Refusal, match="list"):
        world.act(case, "publish", "prov")
    done = world.act(world.list_of(case), "publish", "prov")
    assert done.also == (case,)
    assert row(world, "list_entry", case_no=case[5:]).state == "published"


def test_selection_with_a_key_answers_for_the_case_although_the_list_is_begun_first(world: World) -> None:
    """The first case selected begins the draft of the list; repeated, the request means the case."""
    case = world.bring("selection")
    asked = world.asked("select", "prov", rank=1)
    first = acting.act(world.service, case, asked, key="k")
    again = acting.act(world.service, case, asked, key="k")
    assert (again.subject, again.event, again.repeated) == (first.subject, "selected", True)
    assert first.subject == case


def test_repeated_request_has_the_effect_of_one_and_another_command_is_refused(world: World) -> None:
    case = world.bring("prefecture_review")
    asked = world.asked("reject", "city", reason="不符")
    first = acting.act(world.service, case, asked, key="k")
    before = world.counts()
    assert acting.act(world.service, case, asked, key="k").hash == first.hash
    for other in (world.asked("reject", "city", reason="别的理由"), world.asked("accept", "city")):
        with pytest.raises(RequestReused):
            acting.act(world.service, case, other, key="k")
    assert world.counts() == before


def test_refused_request_leaves_its_key_free(world: World) -> None:
    case = world.new_case()
    with pytest.raises(NeedsUnmet):
        acting.act(world.service, case, world.asked("submit", "app"), key="k")
    whole = world.asked("submit", "app", materials=PAPERS)
    assert acting.act(world.service, case, whole, key="k").event == "submitted"


def test_plan_made_before_somebody_else_acted_is_a_conflict(world: World) -> None:
    """Optimistic version: what was decided on an old state is not written."""
    case = world.bring("prefecture_review")
    with world.store.reading() as connection:
        stale = acting.plan_action(
            world.service, connection, case, world.asked("reject", "city", reason="晚")
        )
    met = [{"criterion": "standing", "met": True, "reason": "属实"}]
    world.act(case, "judge", "city", findings=met)
    before = world.counts()
    with pytest.raises(Conflict, match="look again"), world.store.writing() as connection:
        acting.carry_out(world.service, connection, stale)
    assert world.counts() == before


def test_two_officers_on_one_case_one_wins_the_other_is_told(world: World) -> None:
    """Two processes let go together on two cases: exactly one decision, and a clear refusal for the other."""
    cases = [world.bring("prefecture_review", object_no=f"OBJ{n}") for n in (1, 3)]
    body = """
for case in arguments[1:]:
    say(act(case, arguments[0], "city", reason="裁定", **({"clock": "continue"} if arguments[0] != "reject" else {})))
"""
    others = [Other(world, body, action, *cases) for action in ("reject", "return_for_correction")]
    for other in others:
        other.go()
    said = [other.ended().splitlines() for other in others]
    for case, *answers in zip(cases, *said, strict=True):
        refused, done = sorted(answers)
        # A case sent back may still be rejected, though not before the time for the correction is over.
        late_rejection = ("NeedsUnmet",) if done == "returned_for_correction" else ()
        assert refused in ("Conflict", "NotDeclared", "NotYours", *late_rejection)
        assert done in ("rejected", "returned_for_correction")
        assert len(history(world, case)) == 3
    check_everything(world)


def test_same_request_from_two_processes_has_the_effect_of_one(world: World) -> None:
    case = world.new_case()
    body = """
asked = Asked("provide", "app", now, {"materials": [{"material": "application"}]})
say(acting.act(service, arguments[0], asked, key="one").hash)
"""
    others = [Other(world, body, case) for _ in range(2)]
    for other in others:
        other.go()
    first, second = (other.ended() for other in others)
    assert first == second
    assert len(rows(world, "material", case_no=case[5:])) == 1


def test_bulk_action_under_a_key_is_done_once_for_each(world: World) -> None:
    cases = [world.new_case(object_no=each) for each in ("OBJ1", "OBJ3")]
    asked = world.asked("provide", "app", materials=PAPERS)
    first = acting.act_many(world.service, cases[:1], asked, key="k")
    both = acting.act_many(world.service, cases, asked, key="k")
    assert [each.done and each.done.repeated for each in both] == [True, False]
    assert [each.done and each.done.hash for each in first] == [both[0].done and both[0].done.hash]
    other = acting.act_many(world.service, cases, world.asked("submit", "app"), key="k")
    assert {type(each.refused) for each in other} == {RequestReused}
