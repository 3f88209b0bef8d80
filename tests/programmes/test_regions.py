"""Regions that a definition names bear the codes of GB/T 2260, by a table that is not ours."""

import re
from pathlib import Path

import pytest
from stdnum import numdb

from statemachines.loader import load_folder

FOLDERS = sorted(file.parent for file in (Path(__file__).parents[2] / "programmes").glob("*/programme.yaml"))
NAMED = [
    pytest.param(name, code, id=f"{folder.name}-{code}")
    for folder in FOLDERS
    for fact in load_folder(folder).programme.facts.values()
    for name, code in fact.regions.items()
]


@pytest.mark.parametrize(("name", "code"), NAMED)
def test_region_bears_the_code_of_its_name(name: str, code: str) -> None:
    """A wrong digit would give a city the quota of another one."""
    division = numdb.get("cn/loc").info(f"{code:0<6}")[-1][1]["county"]
    present = [each for each in division.split(",") if not re.match(r"\[\d*-\d+\]", each)]
    assert [re.sub(r"^\[.*\]", "", each) for each in present] == [name]
