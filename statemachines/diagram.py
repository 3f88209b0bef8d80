"""A procedure as a picture: Mermaid's stateDiagram-v2, with ASCII ids and Chinese or English labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from statemachines.machine import CLOCK, Procedure, State, Transition
from statemachines.words import action_word, end_word, fact_word, in_language

__all__ = ["mermaid"]

STANDING = frozenset({"withdraw"})
_QUOTED = str.maketrans('"\n#', "” ＃")
_LABEL = str.maketrans('"\n#:;', "” ＃：；")
_ANYWHERE = {"zh": "任何环节", "en": "any state"}


def mermaid(procedure: Procedure, language: str = "zh") -> str:
    """Return the text of a diagram of the procedure.

    ``language`` is ``zh`` or ``en``. What stands beside the stages is folded: contributions, reminders and extensions
    move nothing and are left out; what may happen in every state (a finding of misconduct, a withdrawal) is drawn
    once. An arrow that the clock takes bears ⏰.
    """
    ids = _ids(procedure)
    lines = ["stateDiagram-v2", *(_state(state, ids, language) for state in procedure.states.values())]
    folded = [way for way in procedure.transitions if _folded(way)]
    if folded:
        lines.append(f'state "{_ANYWHERE.get(language, "任何环节")}" as anywhere')
    lines.append(f"[*] --> {ids[procedure.initial]}")
    lines += dict.fromkeys(_arrows(procedure, ids, language))
    lines += dict.fromkeys(_arrow("anywhere", way, ids, language, "") for way in folded)
    lines += [f"{ids[state.id]} --> [*]" for state in procedure.states.values() if state.end]
    return "\n".join([lines[0], *(f"    {line}" for line in lines[1:]), *_styles(procedure, ids)]) + "\n"


def _ids(procedure: Procedure) -> dict[str, str]:
    """Mermaid takes letters, digits and _ only, and some words are its own."""
    ids: dict[str, str] = {}
    for state in procedure.states.values():
        name = re.sub(r"[^a-z0-9_]", "__", state.id)
        ids[state.id] = f"end_{name}" if state.end else f"at_{name}"
    assert len(set(ids.values())) == len(ids)
    return ids


def _state(state: State, ids: dict[str, str], language: str) -> str:
    name = end_word(state.end.result, language) if state.end else in_language(state.name, language)
    return f'state "{_clean(name)}" as {ids[state.id]}'


def _folded(way: Transition) -> bool:
    return way.target is not None and (way.action.startswith("find_") or way.action in STANDING)


def _arrows(procedure: Procedure, ids: dict[str, str], language: str) -> Iterator[str]:
    """One arrow for all ways of an action between two states; where it may lead elsewhere it says when."""
    for actions in procedure.by_source.values():
        for ways in actions.values():
            several = len({way.target for way in ways}) > 1
            for target in dict.fromkeys(way.target for way in ways if not _folded(way)):
                mine = [way for way in ways if way.target == target]
                if target is not None:
                    when = _when(mine, language) if several else ""
                    yield _arrow(ids[mine[0].source], mine[0], ids, language, when)


def _arrow(source: str, way: Transition, ids: dict[str, str], language: str, when: str) -> str:
    assert way.target is not None
    clock = "⏰ " if CLOCK in way.by else ""
    return (
        f"{source} --> {ids[way.target]} : {clock}{_clean(action_word(way.action, language) + when, _LABEL)}"
    )


def _when(ways: list[Transition], language: str) -> str:
    """What holds whichever of these ways is taken."""
    shared = [
        fact for fact, holds in ways[0].when.items() if all(way.when.get(fact) is holds for way in ways)
    ]
    facts = [fact_word(fact, ways[0].when[fact], language) for fact in shared]
    if not facts:
        return ""
    return f" ({', '.join(facts)})" if language == "en" else f"（{'，'.join(facts)}）"


def _styles(procedure: Procedure, ids: dict[str, str]) -> Iterator[str]:
    looks = {"granted": "stroke-width:3px", "revoked": "stroke-width:3px,stroke-dasharray:5"}
    for title, look in looks.items():
        states = [ids[each.id] for each in procedure.states.values() if each.end and each.end.title == title]
        if states:
            yield f"    classDef {title} {look}"
            yield f"    class {','.join(states)} {title}"


def _clean(text: str, marks: dict[int, int] = _QUOTED) -> str:
    """Marks that would end a text early are written wide."""
    return text.translate(marks)
