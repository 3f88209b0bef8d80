"""What a round has to set before it opens."""

from pathlib import Path

import pytest

from statemachines.asked import asked_values, unset, wrong
from statemachines.loader import Loaded, load_folder
from statemachines.stages.publicity import Publicity

PROGRAMMES = Path(__file__).parents[2] / "programmes"


@pytest.fixture(scope="module")
def guiyang() -> Loaded:
    return load_folder(PROGRAMMES / "guiyang_bigdata_bases")


def test_asked_values_are_those_of_the_definition_in_its_order(guiyang: Loaded) -> None:
    """Key, kind and suggestion; what it is called stands in both languages."""
    asked = asked_values(guiyang.programme, "apply")
    assert [(each.key, each.kind, each.suggest) for each in asked] == [
        ("apply.submission.due", "time", "60 days after round.opened"),
        ("apply.publicity.where", "text", "市大数据局官方网站 / the bureau's official web site"),
        ("apply.publicity.length", "period", "5 workdays"),
    ]
    assert asked[0].what == "申报：期限 / submission: deadline"


def test_asked_values_leave_out_what_an_order_sets(guiyang: Loaded) -> None:
    """The time for rectification is given with each order, not by a round."""
    assert asked_values(guiyang.programme, "assess") == ()


def test_asked_values_bear_the_keys_that_deadlines_look_for(guiyang: Loaded) -> None:
    """A rule of time finds its value under the very key that the round was asked for."""
    asked = {each.key for each in asked_values(guiyang.programme, "apply")}
    stages = guiyang.programme.procedures["apply"].stages
    windows = [stage.window("apply") for stage in stages if isinstance(stage, Publicity)]
    due = [state.due for state in guiyang.procedures["apply"].states.values() if state.due]
    rules = [*(each for each in due if each.ask == "round"), *windows]
    assert {rule.setting for rule in rules} == asked - {"apply.publicity.where"}


def test_unset_tells_what_is_missing_or_empty(guiyang: Loaded) -> None:
    settings = {"apply.submission.due": "2024-05-31", "apply.publicity.where": "", "other": "x"}
    missing = [each.key for each in unset(guiyang.programme, "apply", settings)]
    assert missing == ["apply.publicity.where", "apply.publicity.length"]


def test_unset_is_content_with_the_suggestions(guiyang: Loaded) -> None:
    """Rehearsals take them as they stand."""
    settings = {each.key: each.suggest for each in asked_values(guiyang.programme, "apply")}
    assert unset(guiyang.programme, "apply", settings) == ()
    assert wrong(guiyang.programme, "apply", settings) == ()


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("apply.submission.deu", "2024-05-31", "did you mean 'apply.submission.due'?"),
        ("apply.submission.due", "soon", "“soon” is not a time"),
        ("apply.publicity.length", "2024-05-31", "write a length"),
        ("apply.publicity.where", 5, "write a text"),
    ],
)
def test_wrong_settings_are_told_with_what_would_be_right(
    guiyang: Loaded, key: str, value: object, reason: str
) -> None:
    (fault,) = wrong(guiyang.programme, "apply", {key: value})
    assert reason in fault
