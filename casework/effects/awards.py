"""Opinions, awards and payments, written down."""

from datetime import date

from sqlalchemy import bindparam, update

from calendars import day_of
from casework.effects.life import asking_of
from casework.facts.awards import open_shares
from casework.facts.opinions import KIND, own_opinion
from casework.refused import Conflict
from casework.rights.mandates import acting_for
from casework.steps import Writing
from casework.storage.prepared import Prepared, inserting
from models.tables import contribution, payment, reward_claim
from statemachines.effects import Effect

__all__ = ["record_award", "record_opinion", "record_payment"]

_CLAIM, _SHARE, _OPINION = map(inserting, (reward_claim, payment, contribution))
_PAID = Prepared(
    update(payment)
    .where(
        payment.c.case_no == bindparam("no"), payment.c.payer == bindparam("by"), payment.c.paid_on.is_(None)
    )
    .values(
        {
            name: bindparam(f"new_{name}", type_=payment.c[name].type)
            for name in ("organisation_code", "paid_on", "voucher", "recorded_at")
        }
    )
)


def record_award(writing: Writing, effect: Effect) -> None:
    """Record an award and the shares it is paid in, as the history entry has them."""
    case, award = writing.case, writing.payload["award"]
    _CLAIM.run(
        writing.connection, case_no=case["no"], programme=case["programme"], reward=award["reward"],
        applicant_code=case["applicant_code"], object_no=case["object_no"], year=award["year"],
        ceiling_fen=award["ceiling_fen"], entitled_fen=award["entitled_fen"], before_fen=award["before_fen"],
        elsewhere_fen=award["elsewhere_fen"], elsewhere_policy=writing.payload.get("elsewhere_policy", ""),
        granted_fen=award["granted_fen"], awarded_at=writing.now,
    )  # fmt: skip
    shares = [(payer, fen) for payer, fen in award["shares_fen"].items() if fen]
    _SHARE.run_many(
        writing.connection,
        [{"case_no": case["no"], "payer": payer, "amount_fen": fen, "voucher": ""} for payer, fen in shares],
    )


def record_payment(writing: Writing, effect: Effect) -> None:
    """Record that a body has paid its share; raises Conflict where somebody recorded it just now."""
    asking, given = asking_of(writing), writing.payload
    payer = next(each for each in open_shares(asking) if each in asking.command.actor.acts_as)
    touched = _PAID.run(
        writing.connection, no=writing.case["no"], by=payer, new_organisation_code=_organisation(writing, payer),
        new_paid_on=date.fromisoformat(given["paid_on"]), new_voucher=given.get("voucher", ""),
        new_recorded_at=writing.now,
    )  # fmt: skip
    if touched != 1:
        raise Conflict(writing.step.key, writing.step.decision.subject.version)


def record_opinion(writing: Writing, effect: Effect) -> None:
    """Record what a body says; its words are personal text of the history entry."""
    asking, stage = asking_of(writing), effect.settings["stage"]
    body = own_opinion(asking, stage)
    assert body is not None  # a need of the action
    _OPINION.run(
        writing.connection, case_no=writing.case["no"], stage=stage, visit=1, kind=KIND + body,
        contributor=_organisation(writing, body), at=writing.now,
        payload={"supports": writing.payload["supports"], "seq": writing.seq},
    )  # fmt: skip


def _organisation(writing: Writing, body: str) -> str:
    """The organisation for which this person acts as a body in this case."""
    programme = writing.step.loaded.programme
    return next(
        iter(
            acting_for(writing.connection, programme, body, writing.case, writing.actor, day_of(writing.now))
        )
    )
