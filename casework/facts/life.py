"""Facts about rounds, bans, duplicates and how often a state was entered."""

from datetime import date

from sqlalchemy import bindparam, func, or_, select

from casework.facts.asking import Asking
from casework.rights.joint import partners
from casework.storage.holding import hold
from casework.storage.prepared import Prepared
from models.tables import case_file, round, sanction, title

__all__ = [
    "all_cases_ended",
    "call_opened_this_year",
    "closing_moves",
    "no_duplicate",
    "not_banned",
    "round_open",
    "visits_left",
]


_ROUND = Prepared(select(round.c.state).where(round.c.no == bindparam("no")))
_BANS = Prepared(
    select(func.count()).where(
        sanction.c.programme == bindparam("programme"),
        or_(*(sanction.c.party == bindparam(party) for party in ("applicant", "operator", "object_no"))),
        sanction.c.from_on <= bindparam("today"),
        or_(sanction.c.until_on.is_(None), sanction.c.until_on >= bindparam("today")),
    )
)
_OTHERS = Prepared(
    select(func.count()).where(
        case_file.c.object_no == bindparam("object_no"),
        case_file.c.programme == bindparam("programme"),
        case_file.c.procedure == bindparam("procedure"),
        case_file.c.no != bindparam("no"),
        case_file.c.ended_at.is_(None),
        case_file.c.state != bindparam("draft"),
    )
)
_TITLES = Prepared(
    select(func.count()).where(
        title.c.object_no == bindparam("object_no"),
        title.c.programme == bindparam("programme"),
        title.c.state == "in_force",
    )
)


def round_open(asking: Asking, _: str) -> bool:
    """Whether the round of the case takes submissions, or the case itself was given more time than the round."""
    hold(asking.connection, f"round:{asking.row['round_no']}", together=True)
    state = _ROUND.value(asking.connection, no=asking.row["round_no"])
    return state == "open" or (state == "closed" and _has_more_time(asking))


def _has_more_time(asking: Asking) -> bool:
    """Whether an officer moved the deadline of the draft to a day that is not over: he has told the applicant so."""
    return any(
        each.state == "running" and each.revision and asking.command.now < each.ends_at
        for each in asking.subject.deadlines
    )


def not_banned(asking: Asking, _: str) -> bool:
    """Whether no party of the case is barred from this programme today; a ban follows the object too (A4-4)."""
    return not any(
        _BANS.value(
            asking.connection, programme=asking.loaded.programme.programme, applicant=applicant,
            operator=asking.row["operator_code"], object_no=asking.row["object_no"], today=asking.today,
        )
        for applicant in (asking.row["applicant_code"], *(each.code for each in partners(asking.row)))
    )  # fmt: skip


def no_duplicate(asking: Asking, _: str) -> bool:
    """Whether the object has no other open case of this procedure that was submitted, and no title in force."""
    hold(asking.connection, f"object:{asking.row['object_no']}")
    this = {"object_no": asking.row["object_no"], "programme": asking.loaded.programme.programme}
    draft = asking.loaded.procedures[asking.procedure_id].initial
    others = _OTHERS.value(
        asking.connection, **this, procedure=asking.procedure_id, no=asking.row["no"], draft=draft
    )
    return not others and not _TITLES.value(asking.connection, **this)


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


def closing_moves(asking: Asking, stage: str) -> bool:
    """Whether more time for a round moves its own end, too: it is for all stages or for the first, and ends later."""
    given = asking.command.payload
    if given.get("stage") not in (None, "", stage):
        return False
    until = date.fromisoformat(str(given["until"]))
    return any(each.state == "running" and each.last_day < until for each in asking.subject.deadlines)


def call_opened_this_year(asking: Asking, _: str) -> bool:
    """Whether a round was opened of the year that is looked at (P1.4: in the first quarter, in principle)."""
    looked_at = max((each.last_day for each in asking.subject.deadlines), default=asking.today)
    rounds = select(func.count()).where(
        round.c.programme == asking.loaded.programme.programme, round.c.year == looked_at.year
    )
    return bool(asking.connection.execute(rounds).scalar_one())
