"""Facts about rounds, bans, duplicates and how often a state was entered."""

from sqlalchemy import func, or_, select

from casework.facts.asking import Asking
from models.tables import case_file, round, sanction, title

__all__ = [
    "all_cases_ended",
    "call_opened_this_year",
    "no_duplicate",
    "not_banned",
    "round_open",
    "visits_left",
]


def round_open(asking: Asking, _: str) -> bool:
    """Whether the round of the case takes submissions."""
    state = select(round.c.state).where(round.c.no == asking.row["round_no"])
    return asking.connection.execute(state).scalar_one_or_none() == "open"


def not_banned(asking: Asking, _: str) -> bool:
    """Whether no party of the case is barred from this programme today; a ban follows the object too (A4-4)."""
    parties = [
        asking.row[name] for name in ("applicant_code", "operator_code", "object_no") if asking.row[name]
    ]
    bans = select(func.count()).where(
        sanction.c.programme == asking.loaded.programme.programme,
        sanction.c.party.in_(parties),
        sanction.c.from_on <= asking.today,
        or_(sanction.c.until_on.is_(None), sanction.c.until_on >= asking.today),
    )
    return not asking.connection.execute(bans).scalar_one()


def no_duplicate(asking: Asking, _: str) -> bool:
    """Whether the object has no other open case of this procedure that was submitted, and no title in force."""
    others = select(func.count()).where(
        case_file.c.object_no == asking.row["object_no"],
        case_file.c.programme == asking.loaded.programme.programme,
        case_file.c.procedure == asking.procedure_id,
        case_file.c.no != asking.row["no"],
        case_file.c.ended_at.is_(None),
        case_file.c.state != asking.loaded.procedures[asking.procedure_id].initial,
    )
    titles = select(func.count()).where(
        title.c.object_no == asking.row["object_no"],
        title.c.programme == asking.loaded.programme.programme,
        title.c.state == "in_force",
    )
    run = asking.connection.execute
    return not run(others).scalar_one() and not run(titles).scalar_one()


def visits_left(asking: Asking, argument: str) -> bool:
    """Whether a state may be entered once more; the argument is “STATE:TIMES”."""
    state, times = argument.rsplit(":", 1)
    return asking.visits(state) < int(times)


def all_cases_ended(asking: Asking, _: str) -> bool:
    """Whether no case of the round is open any more."""
    still = select(func.count()).where(
        case_file.c.round_no == asking.row["no"], case_file.c.ended_at.is_(None)
    )
    return not asking.connection.execute(still).scalar_one()


def call_opened_this_year(asking: Asking, _: str) -> bool:
    """Whether a round of this year was opened (P1.4: in the first quarter, in principle)."""
    rounds = select(func.count()).where(
        round.c.programme == asking.loaded.programme.programme, round.c.year == asking.today.year
    )
    return bool(asking.connection.execute(rounds).scalar_one())
