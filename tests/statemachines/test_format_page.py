"""The page about the format names every key, every kind of stage and every rule of the linter."""

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from statemachines.definition.procedure import Procedure
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage
from statemachines.stages import AnyStage

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "definition-format.md").read_text("utf-8")
KINDS: tuple[type[Stage], ...] = get_args(get_args(AnyStage)[0])


def keys_of(model: type[BaseModel]) -> set[str]:
    """The keys of a part as they are written; those of every part are told once for all."""
    keys = {field.alias or name for name, field in model.model_fields.items()}
    return keys - {"source", "assumed", "note", "kind", "id"}


def rows() -> dict[str, str]:
    """The rows of the page's tables, by their first cell."""
    found = re.findall(r"^\| `([a-z_]+)` \|(.*)\|$", PAGE, re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize("model", [Programme, Procedure])
def test_every_key_of_a_part_has_its_row(model: type[BaseModel]) -> None:
    assert keys_of(model) - set(rows()) == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.model_fields["kind"].default)
def test_every_kind_of_stage_has_its_row_with_its_own_keys(kind: type[Stage]) -> None:
    """What every kind takes is told above the table."""
    row = rows()[kind.model_fields["kind"].default]
    own = keys_of(kind) - keys_of(Stage)
    assert {key for key in own if f"`{key}`" not in row} == set()
    assert {key for key in keys_of(Stage) if f"`{key}`" not in PAGE} == set()


def test_every_rule_of_the_linter_has_its_row() -> None:
    """A new rule is told here; a rule that is gone, no more."""
    linter = (ROOT / "statemachines" / "linter").glob("*.py")
    rules = {
        rule for file in linter for rule in re.findall(r'Finding\(\s*"([a-z]+)"', file.read_text("utf-8"))
    }
    section = PAGE.split("## What is proved")[1]
    assert set(re.findall(r"^\| `([a-z]+)` \|", section, re.MULTILINE)) == rules
