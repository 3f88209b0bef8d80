"""Joint applicants (联合申报): who applies together with the applicant, and how that widens who may act on a case."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from casework.steps import Row
from casework.storage.prepared import Prepared
from models.tables import case_file, case_party, organisation
from statemachines.definition.programme import Programme
from statemachines.definition.stage import Stage

__all__ = ["Partner", "partners", "partners_of_open_cases", "with_partners"]

_PARTNERS = Prepared(
    select(case_party.c.case_no, case_party.c.role, case_party.c.organisation_code, organisation.c.region)
    .join(organisation, organisation.c.code == case_party.c.organisation_code)
    .where(case_party.c.case_no == bindparam("case_no"))
    .order_by(case_party.c.organisation_code)
)
_OF_OPEN = Prepared(
    select(case_party.c.case_no, case_party.c.role, case_party.c.organisation_code, organisation.c.region)
    .join(organisation, organisation.c.code == case_party.c.organisation_code)
    .join(case_file, case_file.c.no == case_party.c.case_no)
    .where(case_file.c.programme == bindparam("programme"), case_file.c.ended_at.is_(None))
    .order_by(case_party.c.case_no, case_party.c.organisation_code)
)


class Partner(NamedTuple):
    """A joint applicant: the party of the definition it is, its code and its region."""

    role: str
    code: str
    region: str


def partners(row: Row) -> tuple[Partner, ...]:
    """The joint applicants of a case whose row ``with_partners`` has completed; none for anything else."""
    return tuple(row.get("partners", ()))


def with_partners(connection: Connection, programme: Programme[Stage], row: Row) -> Row:
    """Complete the row of a case by its joint applicants, where the programme takes any."""
    if "partners" in row or programme.party("joint") is None:
        return row
    return {**row, "partners": _read(_PARTNERS.rows(connection, case_no=row["no"]))}


def partners_of_open_cases(connection: Connection, programme_id: str) -> dict[str, tuple[Partner, ...]]:
    """The joint applicants of every open case of a programme, by case."""
    found: dict[str, list[Partner]] = {}
    for row in _OF_OPEN.rows(connection, programme=programme_id):
        found.setdefault(row.case_no, []).append(Partner(row.role, row.organisation_code, row.region))
    return {case: tuple(each) for case, each in found.items()}


def _read(rows: Iterable[tuple[str, str, str, str]]) -> tuple[Partner, ...]:
    return tuple(Partner(*row[1:]) for row in rows)
