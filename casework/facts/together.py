"""Facts about what several organisations do at one stage, each for itself, and about a body in a case of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from casework.facts.asking import Asking
from casework.rights.joint import partners
from casework.rights.mandates import acting_for, organisations_of
from casework.storage.prepared import Prepared
from models.tables import contribution, hand_over, role_grant
from statemachines.stages.review import Review

__all__ = [
    "all_signed", "contributed", "findings_here", "mine", "not_own_case", "others_left", "own_case", "own_signature",
    "own_turn", "signed",
]  # fmt: skip

SIGNATURE = "signature"

_GIVEN = Prepared(
    select(contribution.c.contributor, contribution.c.kind).where(
        contribution.c.case_no == bindparam("case_no"), contribution.c.stage == bindparam("stage"),
        contribution.c.visit == bindparam("visit"),
    )
)  # fmt: skip
_OFFICERS = Prepared(  # those who have left, too: what they found stands
    select(role_grant.c.person_no).where(role_grant.c.organisation_code == bindparam("whose"))
)
_STOOD_IN = Prepared(  # and those who ever stood in for one of them
    select(hand_over.c.stand_in_no.label("person_no"))
    .join(role_grant, role_grant.c.person_no == hand_over.c.person_no)
    .where(role_grant.c.organisation_code == bindparam("whose"))
)
NOT_COUNTED = ("attestation", SIGNATURE)


def contributed(asking: Asking, stage: str) -> set[str]:
    """The organisations that have acted at this visit of a stage already."""
    return {row.contributor for row in _given(asking, stage) if row.kind not in NOT_COUNTED}


def signed(asking: Asking, stage: str) -> set[str]:
    """The joint applicants that have agreed at this visit of a stage."""
    return {row.contributor for row in _given(asking, stage) if row.kind == SIGNATURE}


def _given(asking: Asking, stage: str) -> list[Any]:
    visit = asking.visits(stage)
    return _GIVEN.rows(asking.connection, case_no=asking.row["no"], stage=stage, visit=visit)


def mine(asking: Asking, stage: str) -> set[str]:
    """The organisations that the person who acts stands for at this stage and that have not acted yet."""
    return _acting(asking, asking.stage(stage).by.given) - contributed(asking, stage)


def _acting(asking: Asking, role: str) -> set[str]:
    programme, person = asking.loaded.programme, asking.command.actor.no
    return set(acting_for(asking.connection, programme, role, asking.row, person, asking.today))


def own_turn(asking: Asking, stage: str) -> bool:
    """Whether an organisation that this person acts for has not acted yet."""
    return bool(mine(asking, stage))


def others_left(asking: Asking, stage: str) -> bool:
    """Whether, once this person has acted, organisations are left that have not."""
    role = asking.stage(stage).by.given
    every = set(organisations_of(asking.connection, asking.loaded.programme, role, asking.row))
    return bool(every - contributed(asking, stage) - mine(asking, stage))


def own_case(asking: Asking, stage: str) -> bool:
    """Whether the applicant, or one of the joint applicants, is the very organisation that acts."""
    applicants = {asking.row["applicant_code"], *(each.code for each in partners(asking.row))}
    return bool(_acting(asking, asking.stage(stage).by.given) & applicants)


def not_own_case(asking: Asking, stage: str) -> bool:
    """Whether the organisation that acts is none of those that apply."""
    return not own_case(asking, stage)


def findings_here(asking: Asking, stage: str, rows: Sequence[Any]) -> list[Any]:
    """Those of the findings of a stage that count for who asks, the one that holds the last of its criterion.

    In a joint application each organisation judges for itself: who acts for one rests on its own findings alone. To
    anybody else a criterion is met where every one of them has found it met.
    """
    own = [row for row in rows if row.stage == stage]
    review = asking.stage(stage)
    if not partners(asking.row) or not isinstance(review, Review) or review.until.given != "each":
        return own
    role = review.by.given
    acting = _acting(asking, role) if role in asking.command.actor.acts_as else ()
    every = organisations_of(asking.connection, asking.loaded.programme, role, asking.row)
    last: dict[tuple[str, str, str], Any] = {}
    for whose in acting or every:
        people = {
            row.person_no
            for known in (_OFFICERS, _STOOD_IN)
            for row in known.rows(asking.connection, whose=whose)
        }
        last |= {(whose, row.criterion, row.kind): row for row in own if row.by_person in people}
    return sorted(last.values(), key=lambda row: not row.met)


def own_signature(asking: Asking, stage: str) -> bool:
    """Whether a joint applicant that this person acts for has not agreed yet."""
    role = asking.loaded.programme.party("joint")
    return role is not None and bool(_acting(asking, role) - signed(asking, stage))


def all_signed(asking: Asking, stage: str) -> bool:
    """Whether every joint applicant has agreed; the applicant itself agrees by submitting."""
    return {each.code for each in partners(asking.row)} <= signed(asking, stage)
