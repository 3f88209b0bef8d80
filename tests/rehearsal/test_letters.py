"""Every letter of whole rehearsals can be written from its facts, in both languages."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

import rehearsal.reporting
from casework.letters.facts import Correspondence
from models.tables import letter
from notifications.rendering import LANGUAGES, Rendered, render
from rehearsal import Order, rehearse
from rehearsal.scene import Scene
from statemachines.library import all_ids

Written = dict[tuple[str, str], Rendered]


def letters_of(monkeypatch: pytest.MonkeyPatch, programme: str, cases: int) -> tuple[Counter[str], Written]:
    """How many letters of each template a rehearsal wrote, and the last of each in each language."""
    written: Written = {}
    counted: Counter[str] = Counter()

    def read(scene: Scene, *_: Any) -> dict[str, Any]:
        with scene.service.store.reading() as connection:
            batch = Correspondence(scene.service, connection)
            for row in connection.execute(select(letter)).mappings():
                counted[row["template"]] += 1
                for language in LANGUAGES:
                    facts = batch.facts(dict(row), "某单位", language)
                    written[row["template"], language] = render(row["template"], facts, language)
        return {}

    monkeypatch.setattr(rehearsal.reporting, "report", read)
    rehearse(Order(programme, cases=cases, seed=3))
    return counted, written


def test_letters_of_the_template_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, written = letters_of(monkeypatch, "standard", 12)
    assert {"submission_received", "action_needed", "review_passed", "publicity_opened", "certified"} <= set(
        counted
    )
    assert {template for template, _ in written} == set(counted)


@pytest.mark.long
@pytest.mark.parametrize("programme", all_ids())
def test_letters_of_every_programme_can_be_written(monkeypatch: pytest.MonkeyPatch, programme: str) -> None:
    counted, written = letters_of(monkeypatch, programme, 40)
    assert len(counted) > 10
    for (template, _), rendered in written.items():
        assert rendered.subject, template
        assert "None" not in rendered.subject + rendered.text, template
