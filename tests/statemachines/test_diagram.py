"""The picture of a procedure: lawful Mermaid, in both languages, with what stands beside the stages folded away."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from statemachines.compile import build
from statemachines.diagram import mermaid
from statemachines.loader import load_folder, load_text
from statemachines.machine import End, Procedure, State, Transition

PROGRAMMES = Path(__file__).parents[2] / "programmes"
ALL = {
    (folder.parent.name, key): procedure
    for folder in sorted(PROGRAMMES.glob("*/programme.yaml"))
    for key, procedure in load_folder(folder.parent).procedures.items()
}

# The lines of stateDiagram-v2 that are used here, as Mermaid's grammar has them: no colon or semicolon in a label.
ID = r"[a-z][a-z0-9_]*"
LINE = re.compile(
    rf'state "[^"\n#]+" as (?P<state>{ID})'
    rf"|(?P<source>\[\*\]|{ID}) --> (?P<target>\[\*\]|{ID})(?: : [^:;\n#\"]+)?"
    rf"|classDef [a-z]+ [a-z0-9:,-]+|class {ID}(?:,{ID})* [a-z]+"
)

Altered = Callable[..., str]
Machines = Callable[..., Procedure]


def lines_of(text: str) -> list[re.Match[str]]:
    """The lines of a diagram, each of which the grammar knows."""
    first, *rest = text.splitlines()
    assert first == "stateDiagram-v2"
    found = [LINE.fullmatch(line.strip()) for line in rest]
    assert [line for line, match in zip(rest, found, strict=True) if match is None] == []
    return [match for match in found if match is not None]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("procedure", ALL.values(), ids=lambda each: f"{each.programme}-{each.id}")
def test_diagram_is_lawful_and_names_every_state_it_uses(procedure: Procedure, language: str) -> None:
    """Each state is declared once; arrows join declared states only; every end leads out."""
    lines = lines_of(mermaid(procedure, language))
    states = [line["state"] for line in lines if line["state"]]
    assert len(states) == len(set(states))
    used = {line[end] for line in lines for end in ("source", "target") if line[end]} - {"[*]"}
    assert used <= set(states)
    assert len(set(states) - {"anywhere"}) == len(procedure.states)
    out = [line["source"] for line in lines if line["target"] == "[*]"]
    assert sorted(out) == sorted(f"end_{state.id}" for state in procedure.states.values() if state.end)


@pytest.mark.parametrize("procedure", ALL.values(), ids=lambda each: f"{each.programme}-{each.id}")
def test_diagram_shows_every_move_that_belongs_to_a_stage(procedure: Procedure) -> None:
    """As many pairs of states as the machine joins; findings of misconduct are drawn once for all."""
    name = {
        key: ("end_" if state.end else "at_") + key.replace(".", "__")
        for key, state in procedure.states.items()
    }
    moves = {
        (name[way.source], name[way.target])
        for way in procedure.transitions
        if way.target and not way.action.startswith("find_")
    }
    lines = lines_of(mermaid(procedure))
    drawn = {(line["source"], line["target"]) for line in lines if line["source"]}
    assert {pair for pair in drawn if "[*]" not in pair and pair[0] != "anywhere"} == moves


def test_diagram_speaks_both_languages() -> None:
    """Chinese first; the ids are the same."""
    chinese, english = (mermaid(ALL["standard", "apply"], language) for language in ("zh", "en"))
    assert 'state "市级审核：退回补正" as at_prefecture_review__returned' in chinese
    assert 'state "prefecture review: returned for correction" as at_prefecture_review__returned' in english
    assert "at_publicity__open --> at_certification : ⏰ 公示期满" in chinese
    assert "at_publicity__open --> at_certification : ⏰ publicity closes" in english
    assert re.search(r"[\u4e00-\u9fff]", english) is None


def test_diagram_folds_what_stands_beside_the_stages() -> None:
    """A finding is one arrow from anywhere; reminders, extensions and judgements move nothing."""
    text = mermaid(ALL["standard", "apply"])
    assert text.count("--> end_false_material") == 1
    assert "anywhere --> end_false_material : 认定虚假材料" in text
    assert not any(word in text for word in ("催办", "督办", "延期", "核验条件"))


def test_diagram_says_when_an_action_leads_to_different_states() -> None:
    """Three ways of grading; what all ways between two states share is told once."""
    text = mermaid(ALL["standard", "assess"])
    assert "at_assessment --> end_confirmed : 评定等次（合格）" in text
    assert "at_assessment --> at_assessment__rectification : 评定等次（不合格，未连续2次）" in text
    scoring = [
        line for line in mermaid(ALL["standard", "apply"]).splitlines() if "at_scoring__open -->" in line
    ]
    assert [line.strip() for line in scoring] == ["at_scoring__open --> at_site_check : 评审（评分齐备）"]


def test_diagram_marks_how_titles_end() -> None:
    assert "class end_certified granted" in mermaid(ALL["standard", "apply"])
    assert "class end_revoked revoked" in mermaid(ALL["standard", "assess"])


def test_diagram_survives_marks_of_its_own_language(altered: Altered) -> None:
    """A name with a quotation mark, a colon, a semicolon and a number sign."""
    text = altered(("name: 择优 / selection", 'name: "择优#1: \\"优\\"; 再选 / the #1: \\"best\\"; again"'))
    procedure = load_text(text).procedures["apply"]
    for language in ("zh", "en"):
        assert lines_of(mermaid(procedure, language))


def test_diagram_tells_states_apart_from_words_of_mermaid() -> None:
    """A stage may be called end, state or note."""
    states = {name: State(name, name, name, "city", waits="x") for name in ("end", "state", "note")}
    states["done"] = State("done", "", "done", end=End("done", "none"))
    ways = tuple(Transition("go", "went", here, there, ("city",)) for here, there in pairwise(states))
    procedure = build(programme="p", id="apply", name="apply", initial="end", states=states, transitions=ways)
    assert "at_end --> at_state : go" in mermaid(procedure)
    assert lines_of(mermaid(procedure))
