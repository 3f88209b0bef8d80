"""Quotas, site checks and sanctions, written down."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from calendars import Rule, day_of, last_day
from casework.facts.asking import Asking
from casework.facts.quotas import Place, places_given, places_wanted
from casework.refused import QuotaTaken
from casework.rights.mandates import organisations_of
from casework.steps import Writing
from casework.storage.numbers import next_number
from casework.storage.prepared import Prepared, inserting
from models.tables import history, quota_use, sanction, site_visit
from statemachines.definition.procedure import Bans
from statemachines.effects import Effect

__all__ = ["decide_site_check", "give_back_quota", "report_site_check", "sanction_parties", "use_quota"]


_NEW_VISIT = inserting(site_visit)
_OF_STAGE = (site_visit.c.case_no == bindparam("of_case"), site_visit.c.stage == bindparam("of_stage"))
_VISITS = Prepared(select(func.count()).where(*_OF_STAGE))
_REPORT = Prepared(
    update(site_visit)
    .where(*_OF_STAGE, site_visit.c.visit == bindparam("of_visit"))
    .values(visited_on=bindparam("new_visited_on"), passed=bindparam("new_passed"))
)


def asking_of(writing: Writing) -> Asking:
    """The decision that is being written, as those see it who find out facts."""
    decision = writing.step.decision
    return Asking(
        writing.connection, writing.service, writing.step.loaded, writing.case["procedure"], decision.subject,
        writing.case, decision.command, writing.step.found,
    )  # fmt: skip


def use_quota(writing: Writing, effect: Effect) -> None:
    """Take a place of each quota by a conditional UPDATE; raises QuotaTaken where the last one is gone."""
    for place in places_wanted(asking_of(writing), effect.settings["stage"]):
        _ensure(writing.connection, _row(writing, place))
        take = update(quota_use).where(*_this(writing, place), quota_use.c.used < place.max)
        if writing.connection.execute(take.values(used=quota_use.c.used + 1)).rowcount != 1:
            raise QuotaTaken(writing.step.key, writing.step.decision.subject.version)


def give_back_quota(writing: Writing, effect: Effect) -> None:
    """Free the places that others gave to a joint application which one body declines."""
    for place in places_given(asking_of(writing), effect.settings["stage"]):
        free = update(quota_use).where(*_this(writing, place), quota_use.c.used > 0)
        writing.connection.execute(free.values(used=quota_use.c.used - 1))


def _row(writing: Writing, place: Place) -> dict[str, Any]:
    return {"round_no": writing.case["round_no"], "organisation_code": place.whose, "quota": place.quota}


def _this(writing: Writing, place: Place) -> Iterator[Any]:
    return (quota_use.c[name] == value for name, value in _row(writing, place).items())


def _ensure(connection: Connection, place: dict[str, Any]) -> None:
    upsert = insert_on_postgresql if connection.dialect.name == "postgresql" else insert_on_sqlite
    connection.execute(upsert(quota_use).values(**place, used=0).on_conflict_do_nothing())


def _visit(writing: Writing, stage: str) -> int:
    visits: int = _VISITS.value(writing.connection, of_case=writing.case["no"], of_stage=stage)
    return visits


def decide_site_check(writing: Writing, effect: Effect) -> None:
    """Record whether a visit is needed; the reason stands in the history entry (A4-3)."""
    stage = effect.settings["stage"]
    _NEW_VISIT.run(writing.connection, **_new_visit(writing, stage, needed=effect.settings["needed"]))


def _new_visit(writing: Writing, stage: str, *, needed: bool) -> dict[str, Any]:
    return {
        "case_no": writing.case["no"], "stage": stage, "visit": _visit(writing, stage) + 1, "needed": needed,
        "decided_by": writing.actor, "seq": writing.seq,
    }  # fmt: skip


def report_site_check(writing: Writing, effect: Effect) -> None:
    """Record the report of a visit."""
    stage = effect.settings["stage"]
    if effect.settings["always"]:
        _NEW_VISIT.run(writing.connection, **_new_visit(writing, stage, needed=True))
    this = {"of_case": writing.case["no"], "of_stage": stage, "of_visit": _visit(writing, stage)}
    visited = date.fromisoformat(writing.payload["visited_on"])
    _REPORT.run(writing.connection, **this, new_visited_on=visited, new_passed=effect.settings["passed"])


def sanction_parties(writing: Writing, effect: Effect) -> None:
    """Bar the parties that the programme names, for its time, from its day (A4-4; Civil Code 201 and 202)."""
    programme = writing.step.loaded.programme
    rule = next(each for each in programme.sanctions if each.id == effect.settings["sanction"])
    if rule.bans is None:
        return
    found = day_of(writing.now)
    start = _ban_starts(writing, rule.bans, found)
    length = rule.bans.for_
    calendar = writing.service.calendar(writing.connection, writing.case["region"])
    until = last_day(calendar, start, Rule(length.n, length.unit, roll_end=False), allow_estimate=True).day
    for role in rule.bans.parties.given:
        kind = programme.parties[role].is_
        for party in organisations_of(writing.connection, programme, role, writing.case):
            number = next_number(writing.connection, f"sanction:{programme.programme}")
            writing.connection.execute(
                insert(sanction),
                {
                    "no": f"{programme.programme}-S{number:04}", "programme": programme.programme, "cause": rule.id,
                    "case_no": writing.case["no"], "party_role": kind, "party": party, "found_on": found,
                    "from_on": start, "until_on": until, "announced": rule.announce == "public",
                    "flagged": kind == "object",
                },
            )  # fmt: skip


def _ban_starts(writing: Writing, bans: Bans, found: date) -> date:
    """The day a ban begins; the announcement is taken to be made on the day of the finding."""
    if bans.from_.given != "application":
        return found
    submitted = select(func.min(history.c.at)).where(
        history.c.subject == writing.step.key, history.c.event == "submitted"
    )
    at = writing.connection.execute(submitted).scalar_one_or_none()
    return day_of(at) if at is not None else found
