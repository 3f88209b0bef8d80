"""Yunnan's big-data zones: conditions without figures, and the papers."""

from pathlib import Path

import pytest

from statemachines.criteria import evaluate_all, hard_failures, open_questions, satisfied
from statemachines.loader import Loaded, load_folder

FOLDER = Path(__file__).parents[2] / "programmes" / "yunnan_bigdata_zones_2023"
MET = ("scope.1", "strength", "direction.1", "direction.2.1", "innovation.1.1", "services")


@pytest.fixture(scope="module")
def yunnan() -> Loaded:
    """The definition."""
    return load_folder(FOLDER)


def passes(yunnan: Loaded, *met: str, failed: tuple[str, ...] = ()) -> bool:
    judged = {**dict.fromkeys(met, True), **dict.fromkeys(failed, False)}
    return satisfied(evaluate_all(yunnan.programme.criteria, {}, judged, {}))


def without(*paths: str) -> list[str]:
    return [each for each in MET if not each.startswith(paths)]


def test_no_figure_is_asked_for(yunnan: Loaded) -> None:
    """P0.17."""
    assert yunnan.programme.indicators == {}
    leaves = [leaf for each in yunnan.programme.criteria.values() for leaf in each.leaves()]
    assert all(leaf.judge for leaf in leaves)


def test_one_of_each_alternative_is_enough(yunnan: Loaded) -> None:
    """P0.12, P0.13, P0.15, P0.16."""
    assert passes(yunnan, *MET)


@pytest.mark.parametrize("layer", ["scope.1", "scope.2", "scope.3"])
def test_any_layer_of_the_industry_is_in_scope(yunnan: Loaded, layer: str) -> None:
    """P0.1, P0.2: core, related, applied."""
    assert passes(yunnan, *without("scope"), layer)
    none = ("scope.1", "scope.2", "scope.3")
    assert not passes(yunnan, *without("scope"), failed=none)


@pytest.mark.parametrize("path", ["strength", "direction.1", "services"])
def test_condition_without_measure_is_left_to_judgement(yunnan: Loaded, path: str) -> None:
    """P0.12, P0.13, P0.16, A0-6, R0-5: a no bars, no answer leaves it open."""
    assert not passes(yunnan, *without(path), failed=(path,))
    judged = dict.fromkeys(without(path), True)
    found = evaluate_all(yunnan.programme.criteria, {}, judged, {})
    assert hard_failures(found) == ()
    assert [each.path for each in open_questions(found)] == [path]


@pytest.mark.parametrize("either", ["direction.2.1", "direction.2.2"])
def test_policies_or_events_suffice_beside_a_plan(yunnan: Loaded, either: str) -> None:
    """P0.13, A0-7: the plan always, one of the two."""
    assert passes(yunnan, *without("direction.2"), either)
    assert not passes(yunnan, *without("direction"), either, failed=("direction.1",))


def test_policies_of_above_count_when_they_name_the_place(yunnan: Loaded) -> None:
    """P0.14: said where the reviewer judges."""
    policies, events = yunnan.programme.criteria["direction"].children[1].children
    assert "明确涉及" in (policies.judge or "")
    assert "实际参与" in (events.judge or "")


@pytest.mark.parametrize("limb", ["innovation.1.1", "innovation.1.2", "innovation.2", "innovation.3"])
def test_any_limb_of_innovation_suffices(yunnan: Loaded, limb: str) -> None:
    """P0.15, A0-5: in the first one either half."""
    assert passes(yunnan, *without("innovation"), limb)


def test_no_limb_of_innovation_bars_the_case(yunnan: Loaded) -> None:
    """P0.15."""
    limbs = ("innovation.1.1", "innovation.1.2", "innovation.2", "innovation.3")
    assert not passes(yunnan, *without("innovation"), failed=limbs)


def test_nothing_holds_in_principle(yunnan: Loaded) -> None:
    """X6: no soft rule, no waiver."""
    leaves = [leaf for each in yunnan.programme.criteria.values() for leaf in each.leaves()]
    assert not any(leaf.soft for leaf in leaves)
    assert yunnan.programme.waivers == ()


def test_three_bound_copies_and_one_electronic_table_go_to_the_province(yunnan: Loaded) -> None:
    """P0.19, A0-4: the electronic form is welcome, not required."""
    filed = {key: each for key, each in yunnan.programme.materials.items() if "recommendation" in each.at}
    assert {key: (each.form, each.copies, each.optional) for key, each in filed.items()} == {
        "bound": (("bound",), 3, False),
        "table": (("electronic",), None, False),
        "file": (("electronic",), None, True),
    }


def test_form_table_and_evidence_are_handed_in(yunnan: Loaded) -> None:
    """P0.18, P0.20: to the prefecture neither form nor number is stated; evidence is copied or scanned."""
    papers = yunnan.programme.materials
    handed_in = {key: (each.form, each.copies) for key, each in papers.items() if "submission" in each.at}
    assert handed_in == {
        "application": ((), None), "companies": ((), None), "evidence": (("paper", "scan"), None),
    }  # fmt: skip
