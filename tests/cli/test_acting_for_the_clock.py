"""The clock and the public act by themselves; nobody acts as them on the terminal."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.mark.parametrize("name", ["clock", "public"])
def test_nobody_acts_as_the_clock_or_the_public(name: str) -> None:
    result = CliRunner().invoke(app, ["case", "act", "standard-2026-0001", "expire", "--as", name])
    assert result.exit_code == 2
    assert "nobody acts as" in result.stderr
