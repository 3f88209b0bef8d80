"""Nothing that a reader meets in a history, a refusal or a definition is left without an explanation."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from statemachines.definition.base import chinese, english
from statemachines.library import all_ids, folder_of
from statemachines.loader import load_folder
from statemachines.machine import Procedure, Transition
from statemachines.words import ACTIONS, ENDS


def machines() -> Iterator[Procedure]:
    """The machines of every programme, with those of its lists, titles and rounds, and its own."""
    for id in all_ids():
        loaded = load_folder(folder_of(id))
        for several in (loaded.procedures, loaded.lists, loaded.titles, loaded.rounds):
            yield from several.values()
        yield loaded.itself


@pytest.fixture(scope="module")
def ways() -> list[Transition]:
    """Every transition of every programme."""
    return [way for machine in machines() for way in machine.transitions]


def rows(root: Path, heading: str) -> dict[str, list[str]]:
    """The rows of a table of `docs/reference/words.md` by their first word, the other cells as they stand."""
    page = (root / "docs" / "reference" / "words.md").read_text("utf-8")
    section = page.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)
    assert len(found) == len({name for name, _ in found})
    return {name: cells.split(" | ") for name, cells in found}


def test_words_page_names_every_action_as_the_code_does(root: Path) -> None:
    """Chinese and English are those that people see."""
    shown = {name: cells[:2] for name, cells in rows(root, "Actions and their events").items()}
    assert shown == {action: [chinese(word), english(word)] for action, word in ACTIONS.items()}


def test_words_page_names_every_action_and_event_of_every_programme(
    root: Path, ways: list[Transition]
) -> None:
    """A way that a programme goes has both its words."""
    shown = rows(root, "Actions and their events")
    missing = {
        (way.action, way.event) for way in ways if f"`{way.event}`" not in (shown.get(way.action) or [""])[-1]
    }
    assert {each for each in missing if not each[0].startswith("find_") or each[0] in shown} == set()


def test_words_page_names_every_end_as_the_code_does(root: Path) -> None:
    """How a case can end is told in both languages."""
    assert rows(root, "Ends") == {end: [chinese(word), english(word)] for end, word in ENDS.items()}


def test_words_page_names_every_fact(root: Path) -> None:
    """The facts that guards and needs ask for, and no others."""
    from casework.facts import FACTS

    assert set(rows(root, "Facts")) == set(FACTS)


def test_every_kind_of_stage_stands_in_the_format_and_every_one_used_in_the_glossary(root: Path) -> None:
    """`docs/reference/definition-format.md` tells what each kind takes, the glossary what it is."""
    kinds = {
        stage.kind
        for id in all_ids()
        for procedure in load_folder(folder_of(id)).programme.procedures.values()
        for stage in procedure.stages
    }
    page = (root / "docs" / "reference" / "definition-format.md").read_text("utf-8")
    glossary = (root / "docs" / "glossary.md").read_text("utf-8")
    assert {kind for kind in kinds if f"\n| `{kind}` |" not in page} == set()
    assert {
        kind for kind in kinds if f"\n| {kind} |" not in glossary and f"`{kind}`" not in glossary
    } == set()


def test_every_programme_stands_in_the_indexes(root: Path) -> None:
    """The README, its Chinese half and the reference name each programme."""
    for page in ("README.md", "README.zh-CN.md", "docs/reference/README.md"):
        text = (root / page).read_text("utf-8")
        assert [id for id in all_ids() if id not in text] == []


def test_every_reference_page_stands_in_its_index(root: Path) -> None:
    """Pages of the reference and of the explanation are found from their indexes."""
    for folder in ("reference", "explanation", "tutorial"):
        index = (root / "docs" / folder / "README.md").read_text("utf-8")
        pages = [page.name for page in (root / "docs" / folder).glob("*.md") if page.name != "README.md"]
        assert [name for name in pages if f"({name})" not in index] == []
