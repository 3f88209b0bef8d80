"""Facts about quotas: how many cases a recommending organisation may still pass on in a round."""

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.mandates import organisation_of
from casework.prepared import Prepared
from models.tables import quota_use
from statemachines.definition.parts import Quota
from statemachines.definition.selector import matches

__all__ = ["quota_free", "quota_of"]


_USED = Prepared(
    select(quota_use.c.used).where(
        quota_use.c.round_no == bindparam("round_no"),
        quota_use.c.organisation_code == bindparam("whose"),
        quota_use.c.quota == bindparam("quota"),
    )
)


def quota_of(asking: Asking, stage: str) -> tuple[Quota, str] | None:
    """The quota that holds for this case, and the organisation whose it is; None where there is none."""
    quotas = getattr(asking.stage(stage), "quota", ())
    holds = next((each for each in quotas if matches(each.for_, asking.subject.facts)), None)
    body = asking.stage(stage).by.given
    whose = organisation_of(asking.connection, asking.loaded.programme, body, asking.row)
    return (holds, whose) if holds is not None and whose is not None else None


def quota_free(asking: Asking, stage: str) -> bool:
    """Whether the recommending organisation has a place left in this round."""
    found = quota_of(asking, stage)
    if found is None:
        return True
    used = _USED.value(asking.connection, round_no=asking.row["round_no"], whose=found[1], quota=stage)
    return (used or 0) < found[0].max
