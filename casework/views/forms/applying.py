"""What somebody may apply for now, and what an application asks for, ready to be filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from casework.applications import Application
from casework.refused import NotFound
from casework.rounds import round_row
from casework.service import Service
from casework.views.forms.form_lines import Line
from casework.views.forms.forms import ActionForm, FormField
from models.person import Role
from models.tables import object, object_applicant, organisation, role_grant, round
from statemachines.definition.parts import Fact
from statemachines.definition.programme import REWARD
from statemachines.loader import Loaded

__all__ = ["OpenRound", "application_form", "application_of", "fact_fields", "open_rounds"]

PREFECTURE = 4  # digits of a region's code: what nobody is entered for is looked for in one's own prefecture
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
        machine = loaded.procedures[row["procedure"]]
        mine = _organisations(connection, person)
        fields = (
            FormField(
                "applicant", "申报主体 / applicant", "choice", True, "", tuple(Line(no, name) for no, name, _ in mine)
            ),
            _object(connection, loaded, row["procedure"], mine),
            *fact_fields(loaded, row["procedure"]),
            *_others(loaded),
        )  # fmt: skip
    return ActionForm(
        "",
        row["programme"],
        loaded.programme.name,
        "open",
        "立案申报 / begin an application",
        {machine.initial: machine.states[machine.initial].name},
        fields,
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


def _object(
    connection: Connection, loaded: Loaded, procedure: str, mine: list[tuple[str, str, str]]
) -> FormField:
    """What is applied with, to be chosen: the objects entered for the applicants, and those of their prefectures for
    which nobody is entered; where there are none, its number is asked for.
    """
    about = loaded.programme.procedures[procedure].about
    this = select(object.c.no, object.c.name, object.c.region).where(
        object.c.programme == loaded.programme.programme, object.c.kind == about
    )
    entered = exists().where(object_applicant.c.object_no == object.c.no)
    own = entered.where(object_applicant.c.organisation_code.in_([code for code, _, _ in mine]))
    rows = connection.execute(this.where(own).order_by(object.c.no).limit(MOST)).all()
    regions = {"", *(region[:PREFECTURE] for _, _, region in mine)}
    free = connection.execute(this.where(~entered).order_by(object.c.no).limit(MOST))
    near = [row for row in free if row.region[:PREFECTURE] in regions]
    lines = tuple(Line(row.no, f"{row.name}（{row.no}）") for row in (*rows, *near))
    return FormField("object_no", loaded.programme.role_name(about), "text", True, "", lines)


def fact_fields(loaded: Loaded, procedure: str) -> Iterator[FormField]:
    """What has to be said of every case of a procedure: its declared facts, with what may be chosen."""
    for name, fact in loaded.programme.facts.items():
        if not fact.of and (not fact.in_ or procedure in fact.in_):
            choices = tuple(_choices(loaded, name, fact))
            kind = "choice" if choices else "text"
            yield FormField(
                name,
                fact.name or name,
                kind,
                fact.default is None,
                fact.note or "",
                choices,
                fact.default or "",
            )


def _choices(loaded: Loaded, name: str, fact: Fact) -> Iterator[Line]:
    """What may be chosen, in words: rewards bear ids, and are called what the notice calls them."""
    rewards = loaded.programme.rewards if name == REWARD else {}
    for each in fact.choose or ():
        yield Line(each, rewards[each].name or each if each in rewards else each)


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
