"""Which papers a subject has by its definition, and which body issues each; nothing is named by programme here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, select

from casework.service import Service
from casework.steps import kind_of
from casework.views.standing import Standing, standing
from models.tables import history, rectification
from statemachines.definition.procedure import Procedure
from statemachines.definition.stage import Stage
from statemachines.loader import Loaded
from statemachines.stages.assessment import Assessment
from statemachines.stages.certification import Certification
from statemachines.stages.publicity import Publicity
from statemachines.stages.recommendation import Recommendation

__all__ = ["NAMES", "Offer", "certifying", "offers_on", "stages_of"]

NAMES = {
    "recommendation": "推荐函 / letter of recommendation",
    "summary": "汇总表 / summary table",
    "notice": "公示 / publicity notice",
    "result": "结果通知 / result letter",
    "reply": "函复 / formal reply",
    "rectification": "整改通知书 / rectification order",
    "revocation": "取消授牌决定 / revocation decision",
    "certificate": "证书 / certificate",
}
S = TypeVar("S", bound=Stage)


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper of a subject: its kind (of NAMES), and the body of the definition that issues it."""

    kind: str
    role: str

    @property
    def name(self) -> str:
        """What it is called, 中文 / English."""
        return NAMES[self.kind]


def stages_of(procedure: Procedure[Stage], kind: type[S]) -> Iterator[S]:
    """The stages of a kind, in their order."""
    return (stage for stage in procedure.stages if isinstance(stage, kind))


def certifying(loaded: Loaded, title: str) -> Certification | None:
    """The stage that grants a title; None for one that is granted otherwise, as a policy is."""
    procedures = loaded.programme.procedures.values()
    granting = (stage for procedure in procedures for stage in stages_of(procedure, Certification))
    return next((stage for stage in granting if stage.grants == title), None)


def offers_on(service: Service, connection: Connection, subject: str) -> tuple[Standing, tuple[Offer, ...]]:
    """Where a subject stands, and the papers that it has now; raises NotFound, and BadInput for what is no subject."""
    here = standing(service, connection, subject)
    found = {"round": _of_round, "list": _of_list, "case": _of_case, "title": _of_title}.get(kind_of(subject))
    return here, tuple(found(connection, here)) if found else ()


def _of_round(connection: Connection, here: Standing) -> Iterator[Offer]:
    for stage in stages_of(here.loaded.programme.procedures[here.row["procedure"]], Recommendation):
        for kind in ("recommendation", "summary"):
            yield Offer(kind, stage.by.given)


def _of_list(connection: Connection, here: Standing) -> Iterator[Offer]:
    if here.row["published_on"] is None:
        return
    procedures = here.loaded.programme.procedures.values()
    stages = (stage for procedure in procedures for stage in stages_of(procedure, Publicity))
    yield from (Offer("notice", stage.by.given) for stage in stages if stage.list == here.row["name"])


def _of_case(connection: Connection, here: Standing) -> Iterator[Offer]:
    procedure = here.loaded.programme.procedures[here.row["procedure"]]
    if procedure.starts.by in here.loaded.programme.parties and here.row["result"] is not None:
        yield Offer("result", _decided_by(connection, here))
        for stage in stages_of(procedure, Certification):
            if here.row["result"] == "certified" and "letter" in stage.gives:
                yield Offer("reply", stage.by.given)
    for assessing in stages_of(procedure, Assessment):
        ordered = select(rectification.c.due_on).where(rectification.c.case_no == here.row["no"])
        if assessing.rectification and connection.execute(ordered).first():
            yield Offer("rectification", assessing.by.given)
        if assessing.removal and here.row["result"] == "revoked":
            granting = certifying(here.loaded, assessing.removal.ends)
            yield Offer("revocation", granting.by.given if granting else assessing.removal.approved_by)


def _decided_by(connection: Connection, here: Standing) -> str:
    """The body whose action ended a case; where the clock or a party did, the one that supervises."""
    last = select(history.c.acting_as).where(history.c.subject == here.key).order_by(history.c.seq.desc())
    role = connection.execute(last.limit(1)).scalar_one()
    return role if role in here.loaded.programme.bodies else here.machine.supervisor


def _of_title(connection: Connection, here: Standing) -> Iterator[Offer]:
    stage = certifying(here.loaded, here.row["kind"])
    if stage is not None and here.row["ended_on"] is None:
        yield Offer("certificate", stage.by.given)
