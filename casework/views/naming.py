"""What subjects and their rules of time are called: names for people instead of ids."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from casework.service import Service
from casework.steps import kind_of, number_of
from casework.storage.among import among
from casework.storage.prepared import Prepared
from models.tables import case_file, name_list, object, organisation, programme, round, title
from statemachines.machine import Procedure

__all__ = ["Named", "names_of", "rule_name"]

RULES = {
    "overall": "总期限 / overall deadline",
    "title.assess": "启动考评 / assessment opens",
    "round.closes": "申报截止 / submissions close",
    "programme.call": "发布通知 / call for applications",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A subject by name: ``name`` the object, list or programme, ``party`` whose it is; the machine it walks on."""

    name: str
    party: str
    machine: Procedure

    def rule(self, rule: str) -> str:
        """What one of its rules of time is called."""
        return rule_name(self.machine, rule)

    def stage(self, stage: str) -> str:
        """What one of its stages is called: as its first state, up to the colon, in both languages."""
        name = next((each.name for each in self.machine.states.values() if each.stage == stage), stage)
        return " / ".join(half.partition("：")[0].partition(":")[0] for half in name.split(" / "))


def rule_name(machine: Procedure, rule: str) -> str:
    """What a rule of time is called, 中文 / English: by the state it belongs to; its id where nothing names it."""
    if rule in RULES:
        return RULES[rule]
    state = machine.states.get(rule) or next(
        (each for each in machine.states.values() if each.due and each.due.id == rule), None
    )
    return state.name if state else rule


def names_of(service: Service, connection: Connection, subjects: Iterable[str]) -> Mapping[str, Named]:
    """The names of many subjects, one statement a kind; what is no longer there is left out."""
    by_kind: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        by_kind.setdefault(kind_of(subject), []).append(number_of(subject))
    found: dict[str, Named] = {}
    for kind, (known, name) in _KINDS.items():
        rows = known.rows(connection, numbers=by_kind[kind]) if kind in by_kind else ()
        found |= {f"{kind}:{row.no}": name(service, connection, row) for row in rows}
    return found


def _case(service: Service, connection: Connection, row: Any) -> Named:
    loaded = service.definition(connection, row.definition_digest)
    return Named(row.object, row.applicant, loaded.procedures[row.procedure])


def _title(service: Service, connection: Connection, row: Any) -> Named:
    loaded = service.definition(connection, row.definition_digest)
    return Named(row.object, row.holder, loaded.titles[row.kind])


def _list(service: Service, connection: Connection, row: Any) -> Named:
    machine = service.definition(connection, row.definition_digest).lists[row.name]
    return Named(machine.name, row.programme, machine)


def _round(service: Service, connection: Connection, row: Any) -> Named:
    loaded = service.definition(connection, row.definition_digest)
    return Named(
        f"{row.year} · {loaded.procedures[row.procedure].name}", row.name, loaded.rounds[row.procedure]
    )


def _programme(service: Service, connection: Connection, row: Any) -> Named:
    return Named(row.name, "", service.definition(connection, row.current_digest).itself)


def _kinds() -> Iterator[tuple[str, tuple[Prepared, Any]]]:
    cases = (
        select(
            case_file.c.no, case_file.c.definition_digest, case_file.c.procedure, object.c.name.label("object"),
            organisation.c.name.label("applicant"),
        )
        .join(object, object.c.no == case_file.c.object_no)
        .join(organisation, organisation.c.code == case_file.c.applicant_code)
    )  # fmt: skip
    titles = (
        select(
            title.c.no, title.c.kind, object.c.name.label("object"), organisation.c.name.label("holder"),
            case_file.c.definition_digest,
        )
        .join(object, object.c.no == title.c.object_no)
        .join(organisation, organisation.c.code == title.c.holder_code)
        .join(case_file, case_file.c.no == title.c.case_no)
    )  # fmt: skip
    lists = (
        select(
            name_list.c.no, name_list.c.name, programme.c.name.label("programme"), round.c.definition_digest
        )
        .join(programme, programme.c.id == name_list.c.programme)
        .join(round, round.c.no == name_list.c.round_no)
    )
    rounds = select(
        round.c.no, round.c.year, round.c.procedure, round.c.definition_digest, programme.c.name
    ).join(programme, programme.c.id == round.c.programme)
    yield "case", (Prepared(cases.where(among(case_file.c.no, "numbers"))), _case)
    yield "title", (Prepared(titles.where(among(title.c.no, "numbers"))), _title)
    yield "list", (Prepared(lists.where(among(name_list.c.no, "numbers"))), _list)
    yield "round", (Prepared(rounds.where(among(round.c.no, "numbers"))), _round)
    programmes = select(programme.c.id.label("no"), programme.c.name, programme.c.current_digest)
    yield "programme", (Prepared(programmes.where(among(programme.c.id, "numbers"))), _programme)


_KINDS = dict(_kinds())
