"""The programme `standard` with parts of its text replaced, for tests of what a definition says about reminders."""

from __future__ import annotations

from pathlib import Path

from casework.entering import programmes
from tests.world import STANDARD, World

REVIEW = "kind: review, name: 市级审核 / prefecture review,"


def with_text(world: World, folder: Path, *changes: tuple[str, str]) -> None:
    """Take the programme `standard` over with parts of its text replaced."""
    text = (STANDARD / "programme.yaml").read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "programme.yaml").write_text(text, "utf-8")
    (folder / "sources.yaml").write_text((STANDARD / "sources.yaml").read_text("utf-8"), "utf-8")
    programmes.enter_programme(world.service, folder, world.now)
