"""Who takes part in a case and what was chosen when it began, in words."""

from dataclasses import dataclass

from sqlalchemy import select

from casework.rights.joint import partners
from casework.service import Service
from casework.views.addressees import called
from casework.views.standing import standing
from models.tables import contribution, object
from statemachines.definition.programme import REWARD, Programme
from statemachines.definition.stage import Stage

__all__ = ["Basis", "PartyLine", "basis_of"]


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party: what it is in the programme (中文 / English), its name and its number.

    ``agreed`` says of a joint applicant whether it has confirmed, and is None for everybody else.
    """

    role: str
    name: str
    no: str
    agreed: bool | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """The parties of a case and its facts, each with what it is called and its value (中文 / English)."""

    parties: tuple[PartyLine, ...]
    facts: tuple[tuple[str, str], ...]


def basis_of(service: Service, number: str) -> Basis:
    """The parties and facts of a case; raises NotFound."""
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{number}")
        row, programme = here.row, here.loaded.programme
        joint = partners(row)
        codes = [row["applicant_code"], row["operator_code"], *(each.code for each in joint)]
        names = called(connection, [f"org:{code}" for code in codes if code])
        about = connection.execute(select(object.c.name).where(object.c.no == row["object_no"])).scalar_one()
        signed = select(contribution.c.contributor).where(
            contribution.c.case_no == number, contribution.c.kind == "signature"
        )
        agreed = set(connection.execute(signed).scalars()) if joint else set()
    kind = here.loaded.programme.procedures[row["procedure"]].about
    lines = [PartyLine(programme.role_name(kind), about, row["object_no"])]
    for party in ("applicant", "operator"):
        code: str = row[f"{party}_code"] or ""
        if code:
            role = programme.role_name(programme.party(party) or party)
            lines.append(PartyLine(role, names.get(f"org:{code}", code), code))
    for each in joint:
        name = names.get(f"org:{each.code}", each.code)
        lines.append(PartyLine(programme.role_name(each.role), name, each.code, each.code in agreed))
    facts = (
        (programme.facts[key], key, value) for key, value in row["facts"].items() if key in programme.facts
    )
    return Basis(
        tuple(lines), tuple((fact.name or key, _value(programme, key, value)) for fact, key, value in facts)
    )


def _value(programme: Programme[Stage], key: str, value: str) -> str:
    reward = programme.rewards.get(value) if key == REWARD else None
    return (reward and reward.name) or value
