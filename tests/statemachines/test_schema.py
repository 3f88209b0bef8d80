"""The JSON Schema describes definitions as they are written, judged by a library that knows nothing of this project."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from statemachines.definition.faults import DefinitionError
from statemachines.definition.reading import read
from statemachines.definition.schema import schema, schema_text
from statemachines.loader import load_text

PROGRAMMES = Path(__file__).parents[2] / "programmes"
ALL = sorted(file.parent.name for file in PROGRAMMES.glob("*/programme.yaml"))

Altered = Callable[..., str]


@pytest.fixture(scope="module")
def judge() -> Draft202012Validator:
    """The judge; a schema that is none would be refused here."""
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def as_json(part: Any) -> Any:
    """What an editor sees: it knows no dates, only texts."""
    if isinstance(part, dict):
        return {key: as_json(each) for key, each in part.items()}
    if isinstance(part, list):
        return [as_json(each) for each in part]
    return part.isoformat() if isinstance(part, date) else part


def written(text: str) -> Any:
    """A text as an editor sees it."""
    return as_json(read(Path("p.yaml"), text).data)


@pytest.mark.parametrize("programme", ALL)
def test_schema_takes_the_programmes_of_this_repository(programme: str, judge: Draft202012Validator) -> None:
    text = (PROGRAMMES / programme / "programme.yaml").read_text("utf-8")
    assert [error.message for error in judge.iter_errors(written(text))] == []


def test_committed_schema_is_current() -> None:
    """`shenbao programme schema` writes it anew."""
    assert (PROGRAMMES / "schema.json").read_text("utf-8") == schema_text()


# What the loader refuses, an editor marks as well.
REFUSED = {
    "unknown key": ("supervised_by: province\n    rem", "supervised: province\n    rem"),
    "missing key": ("    about: object\n", ""),
    "wrong type": ("at_most: 2", "at_most: two"),
    "no such choice": ("late: lapse", "late: laps"),
    "bad time": ("due: 15 workdays", "due: 15 working days"),
    "bad reminder": ("[-7 workdays, -2", "[soon, -2"),
    "asked and given": ("{ask: round, suggest: 30 days after round.opened}", "{ask: round, is: 30 days}"),
    "no such kind": ("- publicity: ", "- publicty: "),
    "kind of another stage": ("{kind: review, name: 省级审核", "{kind: scoring, name: 省级审核"),
    "stage of two keys": ("- selection:         {", "- {other: 1, "),
    "stage with an id": ("- selection:         {", "- selection:         {id: x, "),
    "id with capitals": ("  experts:    {", "  Experts:    {"),
    "source of a wrong type": ("source: S.13", "source: 13"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_schema_refuses_what_the_loader_refuses(
    fault: str, judge: Draft202012Validator, altered: Altered
) -> None:
    text = altered(REFUSED[fault])
    with pytest.raises(DefinitionError):
        load_text(text)
    assert not judge.is_valid(written(text))


VISIT = "{kind: site_check, by: province, due: 5 days, when: always}"
PANEL = "{size: 3, combine: trimmed_mean, disagreement: {beyond: 15, further: 2}}"

# The several ways to write one thing.
TAKEN = {
    "plain value": ("late: lapse", "late: proceed"),
    "assumed value": ("late: lapse", "late: {is: lapse, assumed: 无规定, source: S.3}"),
    "asked value": ("length: 5 workdays", "length: {ask: round, suggest: 5 workdays}"),
    "time with an hour": ("due: 15 workdays", "due: 2025-06-20 17:00"),
    "time after an event": ("due: 15 workdays", "due: at most 2 months after submitted"),
    "one of several": ("source: S.13", "source: [S.13, S.12]"),
    "kind by its own name": ("- selection:         {", "- selection:         {kind: selection, "),
    "kind under another id": ("- selection:         {", "- choice:         {kind: selection, "),
    "another kind under the name of one": ("- selection:  ", f"- approval: {VISIT}\n      - selection:  "),
    "panel assumed": (f"panel: {PANEL}", f"panel: {{is: {PANEL}, assumed: 无规定}}"),
    "lead in short": ("by: province, due: 15", "by: province, leads: {rejected: submission}, due: 15"),
    "lead in full": ("by: province, due: 15", "by: province, leads: {rejected: {to: submission, at_most: 2}}, due: 15"),
}  # fmt: skip


@pytest.mark.parametrize("way", TAKEN)
def test_schema_takes_what_the_loader_takes(way: str, judge: Draft202012Validator, altered: Altered) -> None:
    text = altered(TAKEN[way])
    assert load_text(text).procedures
    assert [error.message for error in judge.iter_errors(written(text))] == []


def test_schema_tells_editors_what_keys_mean() -> None:
    """Descriptions come from the types; names are short enough to read."""
    parts = schema()["$defs"]
    assert parts["Review"]["properties"]["hard"]["description"] == "a failed criterion bars acceptance"
    assert parts["Review"]["properties"]["hard"]["default"] is True
    assert "id" not in parts["Review"]["properties"]
    assert all(len(name) < 60 and "FieldInfo" not in name for name in parts)
