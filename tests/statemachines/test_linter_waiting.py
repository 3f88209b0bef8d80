"""Whoever has to act has until when: a stage without `due` is no stage in which nobody has to hurry."""

from collections.abc import Callable

import pytest

from calendars import Calendar
from statemachines.compile import compile_programme
from statemachines.definition.faults import DefinitionError
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.library import folder_of
from statemachines.linter.checking import check
from statemachines.linter.waiting import idle
from statemachines.loader import Loaded, load_folder

Planted = Callable[..., Loaded]
SHIYAN, GUANGDONG = "shiyan_digital_measures_2022", "guangdong_pilot_zones_2019"
NEVER = ("when: always, failed: reject", "when: never")


def without_due(programme: Programme[Stage], procedure: str, kind: str) -> Programme[Stage]:
    """The programme with the deadline of one stage left out."""
    definition = programme.procedures[procedure]
    stages = tuple(
        each.model_copy(update={"due": None}) if each.kind == kind else each for each in definition.stages
    )
    changed = definition.model_copy(update={"stages": stages})
    return programme.model_copy(update={"procedures": {**programme.procedures, procedure: changed}})


@pytest.mark.parametrize(
    ("programme", "procedure", "kind", "state"),
    [
        ("standard", "apply", "selection", "selection"),
        ("standard", "apply", "scoring", "scoring.open"),
        ("standard", "apply", "certification", "certification"),
        ("standard", "assess", "assessment", "assessment"),
        (GUANGDONG, "apply", "defence", "defence"),
        (SHIYAN, "claim", "opinion", "opinion"),
        (SHIYAN, "claim", "award", "award"),
        (SHIYAN, "claim", "disbursement", "disbursement"),
    ],
)
def test_stage_without_a_deadline_is_found(programme: str, procedure: str, kind: str, state: str) -> None:
    whole = load_folder(folder_of(programme)).programme
    assert list(idle(compile_programme(whole)[procedure])) == []
    found = list(idle(compile_programme(without_due(whole, procedure, kind))[procedure]))
    assert [each.where for each in found] == [state]
    assert "没有期限" in found[0].message


def test_site_check_that_is_never_held_adds_nothing(planted: Planted) -> None:
    """A reading that can be changed (A1-7), and sound as it is."""
    loaded = planted(NEVER)
    states = loaded.procedures["apply"].states
    assert not any(state.stage == "site_check" for state in states.values())
    assert check(loaded, Calendar()) == []
    scored = loaded.procedures["apply"].actions("scoring.open")["score"]
    assert "selection" in {way.target for way in scored}


def test_nothing_leads_to_a_stage_that_is_never_held(planted: Planted) -> None:
    lead = ("checks: all, source: S.5", "checks: all, leads: {rejected: site_check}, source: S.5")
    planted(lead)
    with pytest.raises(DefinitionError, match="'site_check' is no stage"):
        planted(NEVER, lead)


def test_how_often_a_visit_is_made_is_one_of_three(planted: Planted) -> None:
    with pytest.raises(DefinitionError, match="never"):
        planted(("when: always", "when: seldom"))
