"""What somebody may apply for now, and what an application asks for, ready to be filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from casework.applications import Application
from casework.refused import NotFound
from casework.rounds import round_row
from casework.service import Service
from casework.views.form_lines import Line
from casework.views.forms import ActionForm, FormField
from models.person import Role
from models.tables import object, organisation, role_grant, round
from statemachines.loader import Loaded

__all__ = ["OpenRound", "application_form", "application_of", "open_rounds"]

PREFECTURE = 4  # digits of a region's code: an applicant's objects lie in its own prefecture
MOST = 500  # objects to choose from


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round that takes applications: its programme by name, and until when."""

    no: str
    programme: str
    year: int
    closes_at: datetime | None


def open_rounds(service: Service) -> tuple[OpenRound, ...]:
    """The rounds that are open, in the order of their numbers; who may apply in one is told by its own rules."""
    known = select(round).where(round.c.state == "open").order_by(round.c.no)
    with service.store.reading() as connection:
        return tuple(
            OpenRound(
                row.no, service.definition(connection, row.definition_digest).programme.name, row.year, row.closes_at
            )
            for row in connection.execute(known)
        )  # fmt: skip


def application_form(service: Service, round_no: str, person: str) -> ActionForm:
    """The form of an application in a round, for somebody who applies for one organisation or several.

    Raises NotFound where there is no such round.
    """
    with service.store.reading() as connection:
        row = round_row(connection, round_no)
        if row["state"] != "open":
            raise NotFound("open round", round_no)
        loaded = service.definition(connection, row["definition_digest"])
        mine = _organisations(connection, person)
        fields = (
            FormField(
                "applicant", "申报主体 / applicant", "choice", True, "", tuple(Line(no, name) for no, name, _ in mine)
            ),
            _object(connection, loaded, row["procedure"], {region[:PREFECTURE] for _, _, region in mine}),
            *_facts(loaded, row["procedure"]),
            *_others(loaded),
        )  # fmt: skip
    return ActionForm(
        "", row["programme"], loaded.programme.name, "open", "立案申报 / begin an application", {}, fields
    )


def application_of(round_no: str, given: Mapping[str, Any]) -> Application:
    """What was filled in, as an application."""
    own = {"applicant", "object_no", "operator", "partners"}
    return Application(
        round_no,
        given.get("applicant", ""),
        given.get("object_no", ""),
        given.get("operator"),
        {name: value for name, value in given.items() if name not in own},
        tuple(given.get("partners", ())),
    )


def _organisations(connection: Connection, person: str) -> list[tuple[str, str, str]]:
    """Those for which a person applies: code, name, region."""
    known = (
        select(organisation.c.code, organisation.c.name, organisation.c.region)
        .join(role_grant, role_grant.c.organisation_code == organisation.c.code)
        .where(
            role_grant.c.person_no == person, role_grant.c.role == Role.APPLICANT, role_grant.c.ended_at.is_(None)
        )
    )  # fmt: skip
    return [
        (row.code, row.name, row.region) for row in connection.execute(known.order_by(organisation.c.code))
    ]


def _object(connection: Connection, loaded: Loaded, procedure: str, regions: set[str]) -> FormField:
    """What is applied with: to be chosen among the objects of the applicants' prefectures, or written as a number."""
    about = loaded.programme.procedures[procedure].about
    known = (
        select(object.c.no, object.c.name, object.c.region)
        .where(object.c.programme == loaded.programme.programme, object.c.kind == about)
        .order_by(object.c.no)
        .limit(MOST)
    )
    near = [row for row in connection.execute(known) if row.region[:PREFECTURE] in {*regions, ""}]
    lines = tuple(Line(row.no, f"{row.name}（{row.no}）") for row in near)
    return FormField("object_no", loaded.programme.role_name(about), "text", True, "", lines)


def _facts(loaded: Loaded, procedure: str) -> Iterator[FormField]:
    for name, fact in loaded.programme.facts.items():
        if not fact.of and (not fact.in_ or procedure in fact.in_):
            choices = tuple(Line(each, each) for each in fact.choose or ())
            kind = "choice" if choices else "text"
            yield FormField(name, name, kind, fact.default is None, fact.note or "", choices)


def _others(loaded: Loaded) -> Iterator[FormField]:
    """Who else has a part in it, where the programme knows of such: the operator, the joint applicants."""
    programme = loaded.programme
    operator, joint = programme.party("operator"), programme.party("joint")
    if operator:
        yield FormField(
            "operator", programme.role_name(operator), "text", False, "统一社会信用代码 / its credit code"
        )
    if joint:
        help = "每行一个统一社会信用代码 / one credit code a line"
        yield FormField("partners", programme.role_name(joint), "texts", False, help)
