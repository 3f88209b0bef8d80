"""One case in full: where it stands, what comes next, who must act until when, and what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import bindparam, func, select

from casework.asked import Asked
from casework.cases import subject_of
from casework.facts import Asking, papers
from casework.handed_in.tabling import ready_papers, tables_of
from casework.service import Service
from casework.storage.prepared import Prepared
from casework.views.actions import OpenAction, actions_of, open_actions
from casework.views.cases import CaseRow, row_of
from casework.views.deadlines import DeadlineRow, deadlines_of
from casework.views.panels import PanelLine, panels_of
from casework.views.standing import standing
from models.tables import history, material
from statemachines.criteria import Finding
from statemachines.definition.base import chinese
from statemachines.definition.selector import matches
from statemachines.machine import Procedure, State
from statemachines.stages.review import Review
from statemachines.subject import Actor, Command
from statemachines.words import ENDS

__all__ = ["CaseDetail", "CriterionLine", "MaterialLine", "StageLine", "case_detail", "name_of_state"]


_LEFT = Prepared(select(history.c.source).where(history.c.subject == bindparam("subject")).distinct())
_PAPERS = Prepared(
    select(material.c.material, func.max(material.c.revision).label("revision"))
    .where(material.c.case_no == bindparam("case_no"))
    .group_by(material.c.material)
)


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One node of the criteria: what the notice requires, what the case states, the result.

    ``depth`` is its depth in the tree; ``soft`` the softening word of the notice, ``set_aside`` whether it was waived
    or overridden.
    """

    path: str
    depth: int
    required: str
    stated: str
    result: str
    soft: str
    set_aside: bool


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """A paper that is asked for: whether it is there, and in how many revisions."""

    id: str
    name: str
    stages: tuple[str, ...]
    required: bool
    revisions: int
    confidential: bool


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of the procedure in its order: whether the case is in it now, or has been through it."""

    id: str
    name: str
    here: bool
    done: bool


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """Everything about a case; ``open_to_person`` are the actions open to the one who asks, empty for nobody.

    ``missing`` are the ids of papers that the present stage requires and does not have. ``state_names`` and
    ``role_names`` are what the definition of this case calls its states and its bodies and parties, 中文 / English;
    ``path`` are the stages of its procedure, in their order; ``machine`` is the procedure it runs under, ``been`` are
    the states of it that the case has left; ``has_tables`` says whether it has tables to be filled in.
    """

    case: CaseRow
    operator_code: str | None
    title_no: str | None
    facts: Mapping[str, str]
    figures: Mapping[str, Decimal]
    criteria: tuple[CriterionLine, ...]
    materials: tuple[MaterialLine, ...]
    missing: tuple[str, ...]
    waits: str | None
    panels: tuple[PanelLine, ...]
    deadlines: tuple[DeadlineRow, ...]
    next_actions: tuple[OpenAction, ...]
    open_to_person: tuple[OpenAction, ...]
    state_names: Mapping[str, str]
    role_names: Mapping[str, str]
    programme_name: str
    path: tuple[StageLine, ...]
    machine: Procedure
    been: frozenset[str]
    has_tables: bool


def case_detail(service: Service, number: str, asked: Asked) -> CaseDetail:
    """A case in full, as ``asked.person`` sees it at ``asked.now``; an empty person is nobody.

    Raises NotFound for an unknown case or person.
    """
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{number}")
        subject = subject_of(connection, here.loaded, here.machine, here.row)
        command = Command(
            "", Actor(asked.person, frozenset()), asked.now
        )  # for facts that nobody's action changes
        asking = Asking(connection, service, here.loaded, here.row["procedure"], subject, here.row, command)
        due = deadlines_of(connection, [here.key], asked.now).get(here.key, ())
        state = here.machine.states[here.state]
        been = _been(asking)
        return CaseDetail(
            row_of(service, connection, number, due), here.row["operator_code"],
            here.row["title_no"], here.row["facts"], papers.figures(asking), tuple(_criteria(asking, state.stage)),
            tuple(_materials(asking)), tuple(_missing(asking, state.stage)), state.waits,
            panels_of(connection, number), due,
            actions_of(here),
            open_actions(service, connection, here, subject, asked) if asked.person else (),
            {state.id: name_of_state(state) for state in here.machine.states.values()},
            {role: here.loaded.programme.role_name(role) for role in here.loaded.programme.roles},
            here.loaded.programme.name, tuple(_path(asking, state, been)), here.machine, been,
            bool(tables_of(here.loaded, here.row["facts"])),
        )  # fmt: skip


def _missing(asking: Asking, stage: str) -> Iterator[str]:
    """The papers that are missing, but for those that whoever asks has ready as tables."""
    missing = tuple(papers.missing_materials(asking, stage))
    acts_as = asking.command.actor.acts_as
    ready = ready_papers(asking.connection, asking.loaded, asking.row, acts_as) if missing else frozenset()
    yield from (each for each in missing if each not in ready)


def name_of_state(state: State) -> str:
    """What a state is called, and an end what ends are called, 中文 / English."""
    return ENDS.get(state.end.result, state.name) if state.end else state.name


def _been(asking: Asking) -> frozenset[str]:
    """The states that the case has left, those of its present definition."""
    left = _LEFT.rows(asking.connection, subject=asking.subject.key)
    states = asking.loaded.procedures[asking.procedure_id].states
    return frozenset(row.source for row in left if row.source in states)


def _path(asking: Asking, state: State, been: frozenset[str]) -> Iterator[StageLine]:
    """The stages of the procedure; one counts as done where the case was in a state of it and is not now."""
    states = asking.loaded.procedures[asking.procedure_id].states
    left = {states[id].stage for id in been}
    for each in asking.definition.stages:
        here = state.end is None and state.stage == each.id
        yield StageLine(each.id, each.name or each.id, here, each.id in left and not here)


def _criteria(asking: Asking, stage: str) -> Iterator[CriterionLine]:
    """The criteria that the present stage checks; all of the programme where it is not a review."""
    here = next((each for each in asking.definition.stages if each.id == stage), None)
    wanted = tuple(asking.loaded.programme.criteria)
    if isinstance(here, Review) and here.checks is not None and here.checks.given != "all":
        wanted = here.checks.given
    found, waived, overridden = papers.findings(
        asking, wanted, stage if here else asking.definition.stages[0].id
    )
    for each in found:
        yield from _lines(each, 0, waived | overridden)


def _lines(found: Finding, depth: int, set_aside: set[str]) -> Iterator[CriterionLine]:
    yield CriterionLine(
        found.path, depth, found.required, found.stated, found.result, found.soft, found.path in set_aside
    )
    for child in found.children:
        yield from _lines(child, depth + 1, set_aside)


def _materials(asking: Asking) -> Iterator[MaterialLine]:
    """Every paper that the definition asks of this case, in its order; one for each indicator counts as one."""
    revisions: dict[str, int] = {}
    for name, revision in _PAPERS.rows(asking.connection, case_no=asking.row["no"]):
        paper = name.partition(".")[0]
        revisions[paper] = max(revision, revisions.get(paper, 0))
    for key, each in asking.loaded.programme.materials.items():
        if matches(each.for_, asking.subject.facts):
            yield MaterialLine(
                key, chinese(each.name), each.at, not each.optional, revisions.get(key, 0),
                each.channel == "confidential",
            )  # fmt: skip
