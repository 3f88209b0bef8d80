"""The page of a programme tells its machine in full, and the same input gives the same bytes."""

from pathlib import Path

import pytest

from statemachines.definition.sources import Sources, load_sources
from statemachines.definition.time import parse_due
from statemachines.loader import Loaded, load_file, load_folder
from statemachines.pages import page
from statemachines.pages.writing import table, time

PROGRAMMES = Path(__file__).parents[2] / "programmes"
ALL = sorted(file.parent for file in PROGRAMMES.glob("*/programme.yaml"))

Made = tuple[Loaded, Sources, str]


@pytest.fixture(scope="module", params=ALL, ids=lambda folder: folder.name)
def made(request: pytest.FixtureRequest) -> Made:
    """A programme and its page."""
    loaded, sources = load_folder(request.param), load_sources(request.param)
    return loaded, sources, page(loaded, sources)


def test_page_names_every_state_action_criterion_paper_and_body(made: Made) -> None:
    loaded, _, text = made
    programme = loaded.programme
    actions = {way.action for machine in loaded.procedures.values() for way in machine.transitions}
    standing = {"remind", "escalate", "recompute", "extend", "expire", "expire_overall"}
    states = {state for machine in loaded.procedures.values() for state in machine.states}
    keys = {
        *programme.bodies,
        *programme.parties,
        *programme.criteria,
        *programme.materials,
        *programme.titles,
    }
    missing = {name for name in (actions - standing) | states | keys if f"`{name}`" not in text}
    assert missing == set()


def test_page_names_every_source_and_what_is_not_modelled(made: Made) -> None:
    loaded, sources, text = made
    assert {id for id in sources.lines if f"| {id} |" not in text} == set()
    assert {why for why in loaded.programme.not_modelled.values() if why not in text} == set()


def test_page_has_a_diagram_for_every_procedure(made: Made) -> None:
    loaded, _, text = made
    assert text.count("```mermaid\nstateDiagram-v2\n") == len(loaded.procedures)


def test_page_is_well_formed(made: Made) -> None:
    """One title, says what it is made from, ends with one line feed; every row has as many cells as its head."""
    _, _, text = made
    assert text.startswith("# ")
    assert "shenbao programme pages" in text.splitlines()[2]
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    widths: list[int] = []
    for line in text.splitlines():
        if not line.startswith("|"):
            widths = []
            continue
        widths.append(len(line.replace("\\|", "").split("|")))
        assert widths[0] == widths[-1], line


def test_page_is_the_same_every_time(made: Made) -> None:
    loaded, sources, text = made
    again = load_file(PROGRAMMES / loaded.programme.programme / "programme.yaml")
    assert page(again, sources) == text


def test_table_keeps_marks_of_its_own_language_inside_cells() -> None:
    """A bar is escaped, a line feed becomes a break, an empty cell a dash; no rows, no table."""
    assert table(("a", "b"), [("x|y", ""), ("1\n2", "z")]) == [
        "", "| a | b |", "| --- | --- |", "| x\\|y | — |", "| 1<br>2 | z |", "",
    ]  # fmt: skip
    assert table(("a",), []) == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2025-06-20", "2025-06-20"),
        ("2025-06-20 17:00", "2025-06-20 17:00"),
        ("1 workday", "1个工作日 / 1 workday"),
        ("at most 2 months after submitted", "submitted 后至多2个月 / at most 2 months after submitted"),
        ("3 years before round.closes", "round.closes 前3年 / 3 years before round.closes"),
    ],
)
def test_time_is_told_in_both_languages(written: str, words: str) -> None:
    assert time(parse_due(written)) == words
