"""Random walks through casework: whoever does whatever, the record stays whole and the states stay declared."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from errors import ShenbaoError
from statemachines.loader import load_folder
from statemachines.machine import Procedure
from tests.guiyang import BASE_FIGURES as BASE
from tests.guiyang import BASE_PAPERS, COMPLETION_PAPERS, base, guiyang
from tests.lands import PROGRAMMES, figures, judged, papers
from tests.proofs import check_everything, rows
from tests.world import FIGURES, PAPERS, World

Payload = Callable[[random.Random, World], dict[str, Any]]


def plain(**payload: Any) -> Payload:
    return lambda dice, world: dict(payload)


def day(dice: random.Random, world: World) -> str:
    """A day around now, sometimes one that has passed."""
    return str(world.now.date() + timedelta(days=dice.randint(-2, 40)))


def open_objection(dice: random.Random, world: World) -> dict[str, Any]:
    known = [each.no for each in rows(world, "objection")] or ["none"]
    return {"objection": dice.choice(known), "reason": "核实"}


# With the small world alone its own papers; with Guiyang beside it, the nine papers, or those refreshed later.
SUBMITTED: dict[bool, list[dict[str, Any]]] = {
    False: [{}, *[{"materials": PAPERS, "indicators": FIGURES}] * 3],
    True: [
        {}, {"materials": papers(*COMPLETION_PAPERS), "indicators": figures(BASE)},
        *[{"materials": papers(*BASE_PAPERS), "indicators": figures(BASE)}] * 2,
    ],
}  # fmt: skip
GIVEN: dict[str, Payload] = {
    "accept": lambda dice, world: dice.choice(
        [{"attests": ["真实性"]}, {}, {"due": day(dice, world)}, {"due": day(dice, world)}]
    ),
    "judge": lambda dice, world: {"findings": judged(dice.choice(["standing", "operator", "influence", "nothing"]))},
    "provide": plain(materials=papers("application")),
    "submit": lambda dice, world: dice.choice(SUBMITTED[len(rows(world, "programme")) > 1]),
    "return_for_correction": lambda dice, world: {"reason": "补正", "clock": dice.choice(["continue", "restart"])},
    "extend": lambda dice, world: {"until": day(dice, world), "reason": "延期"},
    "set_due": lambda dice, world: {"due": day(dice, world)},
    "score": lambda dice, world: dice.choice(
        [{"score": dice.randint(0, 100)}, {"supports": dice.random() < 0.7, "opinion": "意见"}]
    ),
    "pass_site_check": lambda dice, world: {"visited_on": day(dice, world)},
    "fail_site_check": lambda dice, world: {"visited_on": day(dice, world), "reason": "不实"},
    "object": plain(text="异议"),
    "keep_entry": open_objection,
    "drop_entry": open_objection,
    "override_soft": plain(criterion="scale.2", reason="原则上"),
    "grade": lambda dice, world: {"grade": dice.choice(["合格", "不合格"]), "due": day(dice, world)},
    "report_rectification": plain(report="已整改"),
    "state_defence": plain(statement="申辩"),
    "open_assessment_out_of_turn": plain(reason="抽查"),
    "certify": plain(plaque_no="1"),
}  # fmt: skip
NONE = frozenset({"select", "publish", "approve", "propose", "agree_removal", "freeze_panel", "draw_panel", "close",
                  "finish", "accept_rectification", "report_completion", "resubmit", "dispense"})  # fmt: skip
FORWARD = frozenset({"submit", "resubmit", "judge", "accept", "report_completion", "freeze_panel", "score", "select",
                     "pass_site_check", "dispense_with_site_check", "keep_entry", "propose", "approve", "certify",
                     "grade", "report_rectification", "state_defence", "propose_removal", "agree_removal"})  # fmt: skip
# What ends a case early is drawn less often, so that walks get far.
RARE = frozenset(
    {"reject", "find_false_material", "leave_out", "drop_entry", "withdraw", "refuse_approval", "extend"}
)
STATES = {name: load_folder(PROGRAMMES / name) for name in ("standard", "guiyang_bigdata_bases")}


def machine_of(case: Any) -> Procedure:
    return STATES[case.programme].procedures[case.procedure]


def walk(world: World, seed: int, steps: int, people: list[str], begin: Callable[[int], str]) -> int:
    """Let people do what their states declare, and a little that they do not; returns how much was done."""
    dice, done = random.Random(seed), 0
    for step in range(steps):
        if step % 25 == 0:
            _try(partial(begin, step // 25))
        if dice.random() < 0.15:
            world.advance(dice.choice([1, 1, 1, 2, 2, 6, 6, 25]))
        done += _try(lambda: _something(world, dice, people))
    return done


def _try(what: Callable[[], Any]) -> bool:
    try:
        what()
    except ShenbaoError:
        return False
    return True


def _something(world: World, dice: random.Random, people: list[str]) -> None:
    subjects = [f"case:{case.no}" for case in rows(world, "case_file") if case.ended_at is None]
    subjects += [f"list:{each.no}" for each in rows(world, "name_list")]
    subjects += [f"title:{each.no}" for each in rows(world, "title")]
    if not subjects:
        return
    subject = dice.choice(subjects)
    action, by = _way(world, dice, subject)
    who = dice.choice(people) if dice.random() < 0.15 else dice.choice(WHO.get(by, people))
    if by == "experts":
        who = dice.choice(world.drawn(subject) or people)
    given = GIVEN.get(action, plain() if action in NONE else plain(reason="理由"))(dice, world)
    world.act(subject, action, who, **given)


def _way(world: World, dice: random.Random, subject: str) -> tuple[str, str]:
    """An action that the state declares, with the role that may take it; one in twenty at random."""
    kind, _, number = subject.partition(":")
    if kind == "list":
        return dice.choice(["publish", "publish", "correct"]), "organiser"
    if kind == "title":
        return "open_assessment_out_of_turn", "organiser"
    case = next(each for each in rows(world, "case_file") if each.no == number)
    ways = [
        (way.action, way.by[0])
        for each in machine_of(case).actions(case.state).values()
        for way in each
        if way.by != ("clock",) and (way.action not in RARE or dice.random() < 0.1)
    ]
    if (ahead := sorted({way for way in ways if way[0] in FORWARD})) and dice.random() < 0.75:
        return dice.choice(ahead)
    return dice.choice(ways) if ways and dice.random() > 0.05 else (dice.choice(sorted(GIVEN)), "organiser")


WHO = {
    "applicant": ["app", "app2"], "prefecture": ["city", "city2"], "province": ["prov"], "public": ["public"],
    "organiser": ["prov", "bureau"], "bureau": ["bureau"], "office": ["office"], "district": ["district"],
}  # fmt: skip


def _holds(world: World) -> None:
    """States are declared, the record replays and verifies, nothing is pending on what has ended."""
    check_everything(world)
    for case in rows(world, "case_file"):
        assert case.state in machine_of(case).states
        assert (case.ended_at is not None) == (machine_of(case).states[case.state].end is not None)
    for each in rows(world, "timer"):
        assert each.state != "set_aside", (each.subject, each.rule, each.last_error)
    letters = [(each.entry, each.template, each.recipient) for each in rows(world, "letter")]
    assert len(letters) == len(set(letters))
    for entry in rows(world, "list_entry", state="published"):
        assert any(case.no == entry.case_no and case.ended_at is None for case in rows(world, "case_file"))


def _standard(world: World, seed: int, steps: int) -> int:
    people = ["app", "app2", "city", "city2", "prov", "e1", "public"]
    objects = [("app", "OBJ1"), ("app2", "OBJ2"), ("app", "OBJ3")]
    return walk(world, seed, steps, people, lambda number: world.new_case(*objects[number % 3]))


def _guiyang(world: World, seed: int, steps: int) -> int:
    land = guiyang(world)
    people = ["district", "bureau", "office", "e1", "public"]
    return walk(world, seed, steps, people, lambda number: base(land, f"B{number % 3 + 1}"))


@pytest.mark.parametrize("programme", [_standard, _guiyang], ids=["standard", "guiyang"])
def test_short_walk_leaves_the_record_whole(
    world: World, programme: Callable[[World, int, int], int]
) -> None:
    assert programme(world, 1, 60) > 10
    _holds(world)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("programme", [_standard, _guiyang], ids=["standard", "guiyang"])
def test_long_walk_leaves_the_record_whole(
    world: World, programme: Callable[[World, int, int], int], seed: int
) -> None:
    assert programme(world, seed, 250) > 20
    _holds(world)
