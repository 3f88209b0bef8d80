"""What a person may see: the cases of the regions of one's offices, of one's own organisation, of one's panels."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, false, or_, select, true

from casework.refused import NotFound
from casework.rights.standing_in import LENT, stood_in_for
from casework.storage.prepared import Prepared
from models.person import Role
from models.tables import (
    case_file,
    case_party,
    mandate,
    organisation,
    panel,
    panel_member,
    person,
    role_grant,
)
from models.tables import title as title_table

__all__ = ["EVERYTHING", "Sight", "roles_of", "sight_of", "standing_of"]


@dataclass(frozen=True, slots=True)
class Sight:
    """Which cases somebody may see; hashable, so that what was counted for one may be kept for the like.

    ``mandates`` are programmes with the beginning of a region's code, ``organisations`` those for which the person
    applies, ``draws_of`` the expert whose panels count, empty for nobody: a case is seen once the expert has declared
    that nothing ties them to it.
    """

    everything: bool = False
    mandates: frozenset[tuple[str, str]] = frozenset()
    organisations: frozenset[str] = frozenset()
    draws_of: str = ""

    @property
    def office(self) -> bool:
        """Whether it is the sight of an authority, which may read what was written about others."""
        return self.everything or bool(self.mandates)

    def programmes(self) -> frozenset[str] | None:
        """The programmes in which the person has an office; None for all."""
        return None if self.everything else frozenset(programme for programme, _ in self.mandates)

    def reaches(self, programme: str, region: str) -> bool:
        """Whether the person has an office over a region (the beginning of its code) in a programme."""
        return self.everything or any(
            mine == programme and region.startswith(prefix) for mine, prefix in self.mandates
        )

    def cases(self, *, all_at_once: bool = False) -> ColumnElement[bool]:
        """The condition on `case_file` for those that may be seen.

        Lists ask case by case, in their order, until a page is full. Who counts them ``all_at_once`` is led by an
        index to the regions.
        """
        if self.everything:
            return true()
        ways = [*self._in_region(_between if all_at_once else _like), *self._own(), *self._drawn()]
        return or_(*ways) if ways else false()

    def titles(self) -> ColumnElement[bool]:
        """The condition on `title`: those granted by a case that may be seen."""
        if self.everything:
            return true()
        granting = exists().where(case_file.c.no == title_table.c.case_no, self.cases())
        return granting.correlate(title_table)  # asked title by title: a page is full long before all were

    def _in_region(self, within: "_Within") -> list[ColumnElement[bool]]:
        """Cases of the office's regions, and joint ones of which a part lies there."""
        found: list[ColumnElement[bool]] = []
        for programme, prefix in sorted(self.mandates):
            here: list[ColumnElement[bool]] = [case_file.c.programme == programme]
            if prefix:
                partly = (
                    select(case_party.c.case_no)
                    .join(organisation, organisation.c.code == case_party.c.organisation_code)
                    .where(within(organisation.c.region, prefix))
                )
                here.append(or_(within(case_file.c.region, prefix), case_file.c.no.in_(partly)))
            found.append(and_(*here))
        return found

    def _own(self) -> list[ColumnElement[bool]]:
        if not self.organisations:
            return []
        codes = sorted(self.organisations)
        joint = select(case_party.c.case_no).where(case_party.c.organisation_code.in_(codes))
        return [
            case_file.c.applicant_code.in_(codes),
            case_file.c.operator_code.in_(codes),
            case_file.c.no.in_(joint),
        ]

    def _drawn(self) -> list[ColumnElement[bool]]:
        if not self.draws_of:
            return []
        mine = (
            select(panel.c.case_no)
            .join(panel_member, panel_member.c.panel_no == panel.c.no)
            .where(
                panel_member.c.person_no == self.draws_of,
                panel_member.c.state.in_(("drawn", "scored")),
                panel_member.c.declared_at.is_not(None),
            )
        )
        return [case_file.c.no.in_(mine)]


EVERYTHING = Sight(everything=True)
_Within = Callable[[ColumnElement[str], str], ColumnElement[bool]]


def _like(region: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    return region.startswith(prefix, autoescape=True)


def _between(region: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Codes are six digits, so the regions of a prefix lie in a row."""
    return region.between(prefix.ljust(6, "0"), prefix.ljust(6, "9"))


def sight_of(connection: Connection, person_no: str, today: date) -> Sight:
    """What a person may see on a day, with what is seen in the place of absent officers.

    Raises NotFound where there is no such person; who is not active sees nothing.
    """
    return standing_of(connection, person_no, today)[1]


def roles_of(connection: Connection, person_no: str, today: date) -> frozenset[str]:
    """The roles that a person has anywhere on a day, with those held for absent officers; none where not active.

    Raises NotFound where there is no such person.
    """
    return standing_of(connection, person_no, today)[0]


def standing_of(connection: Connection, person_no: str, today: date) -> tuple[frozenset[str], Sight]:
    """The roles and the sight of a person on a day, in one reading: every page asks for both."""
    own = _GRANTS.rows(connection, person=person_no)
    if not own:
        raise NotFound("person", person_no)
    if not own[0].active:
        return frozenset(), Sight()
    absent = stood_in_for(connection, person_no, today)
    lent = [each for other in absent for each in _GRANTS.rows(connection, person=other) if each.role in LENT]
    roles = {str(each.role) for each in own if each.role}
    return frozenset(roles | {str(each.role) for each in lent}), _sight(person_no, roles, own, lent)


def _sight(person_no: str, roles: Collection[str], own: Sequence[Any], lent: Sequence[Any]) -> Sight:
    if Role.ADMINISTRATOR in roles:
        return EVERYTHING
    return Sight(
        mandates=frozenset(
            (each.programme, each.region) for each in (*own, *lent) if each.role in LENT and each.programme
        ),
        organisations=frozenset(each.organisation_code for each in own if each.role == Role.APPLICANT),
        draws_of=person_no if Role.EXPERT in roles else "",
    )


# Each grant in force with each mandate of its organisation; one row without either for somebody without.
_GRANTS = Prepared(
    select(
        person.c.active, role_grant.c.role, role_grant.c.organisation_code, mandate.c.programme, mandate.c.region
    )
    .select_from(person)
    .outerjoin(role_grant, (role_grant.c.person_no == person.c.no) & role_grant.c.ended_at.is_(None))
    .outerjoin(mandate, mandate.c.organisation_code == role_grant.c.organisation_code)
    .where(person.c.no == bindparam("person"))
)  # fmt: skip
