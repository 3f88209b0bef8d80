"""The declared facts of a case: chosen by its applicant, or read off the organisation that applies."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from casework.refused import BadInput, NotFound
from casework.storage.prepared import Prepared
from models.tables import mandate, organisation
from statemachines.definition.faults import nearest
from statemachines.definition.parts import OTHERS, Fact
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage

__all__ = ["Party", "chosen_facts", "facts_of_party", "party"]

HIGHEST = 9  # levels above an organisation that are looked at

_PARTY = Prepared(
    select(organisation.c.region, organisation.c.kind, organisation.c.parent_code).where(
        organisation.c.code == bindparam("code")
    )
)
_BODIES = Prepared(
    select(mandate.c.body).where(
        mandate.c.organisation_code == bindparam("code"), mandate.c.programme == bindparam("programme")
    )
)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation as the facts of a case see it: ``parent`` is the one above it."""

    code: str
    region: str
    kind: str
    parent: str | None


def party(connection: Connection, code: str) -> Party:
    """Look an organisation up; raises NotFound where nobody has entered it."""
    row = _PARTY.first(connection, code=code)
    if row is None:
        raise NotFound("organisation", code, "; enter it first")
    return Party(code, row.region, str(row.kind), row.parent_code)


def chosen_facts(programme: Programme[Stage], procedure: str, given: Mapping[str, str]) -> dict[str, str]:
    """The facts that an applicant chooses, with their defaults.

    Raises BadInput for one that is missing, not declared, read off the applicant, or none of its choices.
    """
    mine = {key: fact for key, fact in _facts(programme, procedure) if not fact.of}
    for name in given:
        if name not in mine:
            raise BadInput(f"'{name}' is no fact an applicant chooses{nearest(name, mine)}")
    facts = {name: given.get(name, fact.default) for name, fact in mine.items()}
    for name, value in facts.items():
        choose = mine[name].choose
        if value is None or (choose and value not in choose):
            raise BadInput(f"'{name}' is {value!r}; choose one of {', '.join(choose or ())}")
    return {name: value for name, value in facts.items() if value is not None}


def facts_of_party(
    connection: Connection, programme: Programme[Stage], procedure: str, applicant: Party
) -> dict[str, str]:
    """The facts that are read off a party: where it lies, what kind it is, whom it stands under.

    Raises BadInput for an organisation that the programme does not admit.
    """
    derived = {key: fact for key, fact in _facts(programme, procedure) if fact.of}
    under = _bodies_above(connection, programme, applicant) if any(f.under for f in derived.values()) else ()
    facts = {name: fact.named(applicant.region, applicant.kind, under) for name, fact in derived.items()}
    for name, value in facts.items():
        if value == OTHERS and derived[name].others == "refuse":
            names = "、".join(derived[name].names)
            raise BadInput(
                f"{applicant.code}: 不在申报范围内（{name}：{names}） / not admitted: '{name}' is none of {names}"
            )
    return facts


def _facts(programme: Programme[Stage], procedure: str) -> list[tuple[str, Fact]]:
    return [(key, fact) for key, fact in programme.facts.items() if not fact.in_ or procedure in fact.in_]


def _bodies_above(connection: Connection, programme: Programme[Stage], lowest: Party) -> frozenset[str]:
    """The bodies that an organisation, or one of those above it, acts as."""
    bodies: set[str] = set()
    at: Party | None = lowest
    for _ in range(HIGHEST):
        if at is None:
            break
        rows = _BODIES.rows(connection, code=at.code, programme=programme.programme)
        bodies.update(row.body for row in rows)
        at = party(connection, at.parent) if at.parent else None
    return frozenset(bodies)
