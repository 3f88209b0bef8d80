"""Where a file may come: for which paper, in which state, from whom."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from casework.rights.mandates import actor_on, provider_of
from casework.steps import Row
from errors import ShenbaoError
from statemachines.definition.faults import nearest
from statemachines.definition.parts import Material
from statemachines.definition.selector import matches
from statemachines.loader import Loaded
from statemachines.machine import Transition

__all__ = ["EVIDENCE", "MATERIAL", "PHOTO", "UploadRefused", "open_papers", "paper_named", "place_of_case"]

MATERIAL = "material."  # and the id of the paper
PHOTO = "photo"  # of an on-site check
EVIDENCE = "evidence"  # of an objection
HANDS_IN = "record_materials"  # the effect of every action that hands papers in
CORRECTS = "resubmit"  # what is corrected may be any paper of the one who hands it in


class UploadRefused(ShenbaoError):
    """No such file is taken, not here, not now, or not from this person; the message says why."""


def place_of_case(
    connection: Connection, loaded: Loaded, row: Row, slot: str, person: str, today: date
) -> str | None:
    """The organisation that a file for a slot of a case comes from.

    ``row`` is the case with its partners. Raises UploadRefused where nothing may come, NotFound for an unknown person.
    """
    acts_as = actor_on(connection, loaded.programme, person, row, today).acts_as
    if slot == PHOTO:
        role = _visitor(loaded, row, acts_as)
    else:
        role = _paper_open(loaded, row, slot.removeprefix(MATERIAL), acts_as).from_
    return provider_of(connection, loaded.programme, role, row, person, today)


def open_papers(loaded: Loaded, row: Row, acts_as: frozenset[str]) -> Iterator[str]:
    """The ids of the papers that somebody with these roles may hand in for a case in its present state."""
    procedure = loaded.procedures[row["procedure"]]
    state = procedure.states[row["state"]]
    ways = [way for way in procedure.transitions if way.source == state.id and _hands_in(way)]
    mine = [way for way in ways if not acts_as.isdisjoint(way.by)]
    for key, paper in loaded.programme.materials.items():
        theirs = bool(mine) or (bool(ways) and paper.from_ in acts_as)
        corrected = any(way.action == CORRECTS for way in mine) and paper.from_ in acts_as
        if matches(paper.for_, row["facts"]) and (corrected or (theirs and state.stage in paper.at)):
            yield key


def paper_named(loaded: Loaded, name: str) -> Material:
    """The paper of this id, also where one of its parts is named (`evidence.firms`); raises UploadRefused."""
    known = loaded.programme.materials
    paper = known.get(name) or known.get(name.partition(".")[0])
    if paper is None:
        raise UploadRefused(f"“{name}”：没有这种材料 / no paper of this programme{nearest(name, known)}")
    return paper


def _paper_open(loaded: Loaded, row: Row, name: str, acts_as: frozenset[str]) -> Material:
    paper = paper_named(loaded, name)
    if paper.channel == "confidential":
        raise UploadRefused(_by_channel(paper))
    if not {name, name.partition(".")[0]}.isdisjoint(open_papers(loaded, row, acts_as)):
        return paper
    state = loaded.procedures[row["procedure"]].states[row["state"]]
    raise UploadRefused(
        f"{paper.name}：现在不收此材料，或不由您提交（{state.name}） / not taken now, or not from you"
    )


def _by_channel(paper: Material) -> str:
    """That a paper goes by the confidential channel, and what the notice says of where to."""
    zh, _, en = (paper.instruction or "").partition(" / ")
    named, _, called = paper.name.partition(" / ")
    return f"{named}走机要渠道，不得上传：{zh} / {called or named} is never uploaded: {en or zh}"


def _visitor(loaded: Loaded, row: Row, acts_as: frozenset[str]) -> str:
    """As whom somebody reports the on-site check that a case waits for."""
    ways = loaded.procedures[row["procedure"]].transitions
    reports = (way for way in ways if way.source == row["state"] and _has(way, "report_site_check"))
    role = next((role for way in reports for role in way.by if role in acts_as), None)
    if role is None:
        raise UploadRefused(
            "现在不收核查照片，或不由您提交 / no photographs of a check are taken now, or not from you"
        )
    return role


def _hands_in(way: Transition) -> bool:
    return _has(way, HANDS_IN)


def _has(way: Transition, effect: str) -> bool:
    return any(each.name == effect for each in way.effects)
