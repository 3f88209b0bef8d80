"""The pages about rehearsals say what is."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from rehearsal.tally import REFUSALS

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = DOCS / "howto" / "rehearse-a-round.md"
REFERENCE = DOCS / "reference" / "rehearsal-report.md"
COMMANDS = re.findall(r"^shenbao (rehearse .+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


def test_guide_shows_commands() -> None:
    assert len(COMMANDS) >= 4


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_guide_run(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(shlex.split(command)) == 0
    assert capsys.readouterr().err == ""


def test_every_key_of_a_report_is_explained(standard: dict[str, Any]) -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    first_cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    explained = set(re.findall(r"`(\w+)`", " ".join(first_cells)))
    assert set(standard) <= explained


def test_every_kind_of_refusal_is_named() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    assert [kind for kind in REFUSALS if f"`{kind}`" not in page] == []
