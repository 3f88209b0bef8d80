"""On-site checks of a case: each report as it was made, and the photographs of the visit that is going on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from casework.handed_in.upload_places import PHOTO
from casework.handed_in.upload_rows import Upload, uploads_of
from casework.service import Service
from casework.views.histories import HistoryLine, history_of
from casework.views.standing import Standing, standing
from casework.visiting import REPORT
from models.tables import object, organisation
from statemachines.criteria import evaluate_all

__all__ = ["CheckedLine", "Report", "VisitDetail", "visits_of"]


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A condition as it was found on site."""

    required: str
    met: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report: who made it when, the day of the visit, what was found; words are empty once they were erased."""

    at: datetime
    by: str
    visited_on: str
    passed: bool
    participants: str
    findings: str
    reason: str
    checked: tuple[CheckedLine, ...]
    photographs: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class VisitDetail:
    """The checks of a case; ``waits`` says that one is to be reported now, ``photographs`` are those sent for it."""

    case_no: str
    object: str
    applicant: str
    programme_name: str
    state_name: str
    waits: bool
    photographs: tuple[Upload, ...]
    reports: tuple[Report, ...]


def visits_of(service: Service, case_no: str) -> VisitDetail:
    """The on-site checks of a case, the first one first; raises NotFound for an unknown case."""
    lines = history_of(service, f"case:{case_no}")
    with service.store.reading() as connection:
        here = standing(service, connection, f"case:{case_no}")
        photographs = uploads_of(connection, here.key, PHOTO)
        known = (
            select(object.c.name, organisation.c.name)
            .join(organisation, organisation.c.code == here.row["applicant_code"])
            .where(object.c.no == here.row["object_no"])
        )
        about, applicant = connection.execute(known).one()
    waits = _reports(here, here.state)
    words = _required(here)
    reports = tuple(
        _report(each, photographs, words)
        for each in lines
        if each.source and _reports(here, each.source, each.action)
    )
    return VisitDetail(
        case_no, about, applicant, here.loaded.programme.name, here.state_name, waits,
        tuple(each for each in photographs if waits and each.at >= here.row["entered_at"]), reports,
    )  # fmt: skip


def _reports(here: Standing, state: str, action: str = "") -> bool:
    """Whether a check is reported in a state, by this action or by any."""
    ways = here.machine.actions(state)
    return any(
        effect.name == REPORT
        for name, each in ways.items()
        if action in ("", name)
        for way in each
        for effect in way.effects
    )


def _required(here: Standing) -> dict[str, str]:
    found = [*evaluate_all(here.loaded.programme.criteria, {}, {}, here.row["facts"])]
    for each in found:  # grows while it is walked: every node of the trees
        found.extend(each.children)
    return {each.path: each.required for each in found}


def _report(line: HistoryLine, photographs: list[Upload], words: Mapping[str, str]) -> Report:
    said: Mapping[str, Any] = line.payload

    def text(name: str) -> str:
        value = said.get(name)
        return value if isinstance(value, str) else ""

    digests = set(said.get("photographs", ()))
    return Report(
        line.at, line.actor, text("visited_on"), line.event == "site_check_passed", text("participants"),
        text("findings"), text("reason"),
        tuple(
            CheckedLine(words.get(each["criterion"], each["criterion"]), each["met"], str(each.get("reason", "")))
            for each in said.get("checked") or ()
        ),
        tuple(each for each in photographs if each.digest in digests),
    )  # fmt: skip
