"""Facts of the papers about a list, a case or a title, from what is remembered."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from calendars import UnknownYear, day_of
from calendars.counting import working_days_between
from casework.printing.asking import Given, name_of, named_body
from casework.printing.offers import stages_of
from casework.service import Service
from casework.views.public.notices import NoticeDetail
from casework.views.standing import Standing
from models.tables import assessment, history, object, personal_text, rectification, title
from papers.certificate import CertificateFacts
from papers.kinds.holding import CAUSES, AssessedFacts, RectificationFacts, RevocationFacts
from papers.kinds.issue import Issue
from papers.kinds.notice import NoticeFacts
from papers.kinds.outcome import OutcomeFacts
from statemachines.definition.base import chinese
from statemachines.loader import Loaded
from statemachines.stages.assessment import Assessment
from statemachines.words import end_word

__all__ = ["certificate_facts", "notice_facts", "outcome_facts", "rectification_facts", "revocation_facts"]


def notice_facts(
    service: Service, connection: Connection, here: Standing, found: NoticeDetail, code: str, given: Given
) -> NoticeFacts:
    """A list as it was published; where it was corrected, with the window of the correction."""
    notice, address = found.notice, service.press.address
    assert notice.window_first is not None
    assert notice.window_last is not None
    announced = day_of(notice.corrected_at) if notice.corrected_at else notice.published_on
    return NoticeFacts(
        Issue(name_of(connection, code), given.day or announced, given.number, given.note),
        chinese(here.loaded.programme.name), _list_name(here), notice.window_first, notice.window_last,
        _length(service, connection, notice.window_first, notice.window_last),
        f"{address}/public/notices/{notice.no}" if address.startswith("https://") else "",
        notice.corrected_at is not None,
        tuple((each.object, each.applicant, each.region) for each in found.entries),
    )  # fmt: skip


def _list_name(here: Standing) -> str:
    """What the list is called on paper."""
    return {"proposed": "拟入选名单", "certified": "认定名单", "withdrawn": "取消名单"}.get(
        here.row["name"], "名单"
    )


def _length(service: Service, connection: Connection, first: date, last: date) -> str:
    """How many working days the window has; nothing is said where the calendar does not know."""
    try:
        return f"{working_days_between(service.calendar(connection, ''), first, last)}个工作日"
    except UnknownYear:
        return ""


def outcome_facts(connection: Connection, here: Standing, code: str, given: Given) -> OutcomeFacts:
    """How an application ended; the reason only where it was given with the decision and not erased."""
    row, programme = here.row, here.loaded.programme
    last = _last_entry(connection, here)
    granted = None
    if row["result"] == "certified":
        granted = connection.execute(select(title).where(title.c.case_no == row["no"])).first()
    named = chinese(programme.titles[granted.kind].name) if granted else ""
    return OutcomeFacts(
        Issue(
            name_of(connection, code), given.day or day_of(row["ended_at"]),
            given.number or (granted.letter_no if granted else ""), given.note,
        ),
        chinese(programme.name), row["no"], _object(connection, row["object_no"]), _applicants(connection, here),
        end_word(row["result"], "zh"), named, granted.no if granted else "", granted.granted_on if granted else None,
        granted.plaque_no if granted else "", _reason(connection, last),
    )  # fmt: skip


def rectification_facts(
    connection: Connection, here: Standing, code: str, given: Given
) -> RectificationFacts:
    """What is to be put right, by when, and who accepts it."""
    stage = _assessing(here)
    assert stage.rectification is not None
    ordered = connection.execute(select(rectification).where(rectification.c.case_no == here.row["no"])).one()
    graded = _graded(connection, here.row["no"])
    issue = Issue(
        name_of(connection, code), given.day or day_of(ordered.ordered_at), given.number, given.note
    )
    refused_ends = bool(stage.removal and "rectification_refused" in stage.removal.causes)
    findings = ((str(item), str(found)) for item, found in graded.items.items() if found)
    return RectificationFacts(
        _assessed(connection, here, issue, graded), ordered.due_on,
        named_body(connection, here, stage.rectification.accepted_by), tuple(findings), refused_ends,
    )  # fmt: skip


def revocation_facts(connection: Connection, here: Standing, code: str, given: Given) -> RevocationFacts:
    """Why a title was revoked, who agreed, and whether the holder was heard."""
    stage = _assessing(here)
    assert stage.removal is not None
    known = select(history.c.event).where(history.c.subject == here.key).order_by(history.c.seq)
    events = list(connection.execute(known).scalars())
    ended = day_of(here.row["ended_at"])
    issue = Issue(name_of(connection, code), given.day or ended, given.number, given.note)
    agreed = named_body(connection, here, stage.removal.approved_by)
    return RevocationFacts(
        _assessed(connection, here, issue, _graded(connection, here.row["no"])), ended,
        tuple(each for each in CAUSES if each in events), "" if agreed == issue.issuer else agreed,
        "defence_stated" in events,
    )  # fmt: skip


def certificate_facts(connection: Connection, here: Standing, code: str) -> CertificateFacts:
    """What the certificate of a title says: nothing that the record does not have."""
    row, programme = here.row, here.loaded.programme
    return CertificateFacts(
        row["no"], chinese(programme.titles[row["kind"]].name), _object(connection, row["object_no"]),
        name_of(connection, row["holder_code"]), row["holder_code"], chinese(programme.name),
        name_of(connection, code), row["granted_on"], row["valid_until"],
    )  # fmt: skip


def _assessing(here: Standing) -> Assessment:
    loaded: Loaded = here.loaded
    return next(stages_of(loaded.programme.procedures[here.row["procedure"]], Assessment))


def _graded(connection: Connection, case_no: str) -> Any:
    return connection.execute(select(assessment).where(assessment.c.case_no == case_no)).one()


def _assessed(connection: Connection, here: Standing, issue: Issue, graded: Any) -> AssessedFacts:
    row, programme = here.row, here.loaded.programme
    held = connection.execute(select(title).where(title.c.no == row["title_no"])).one()
    return AssessedFacts(
        issue, chinese(programme.name), name_of(connection, held.holder_code), _object(connection, row["object_no"]),
        chinese(programme.titles[held.kind].name), held.no, row["no"], graded.kind, graded.sequence, graded.grade,
    )  # fmt: skip


def _applicants(connection: Connection, here: Standing) -> tuple[str, ...]:
    """Who applied: the lead applicant, then those who applied jointly."""
    codes = [here.row["applicant_code"], *(each.code for each in here.row.get("partners", ()))]
    return tuple(name_of(connection, code) for code in dict.fromkeys(codes))


def _object(connection: Connection, number: str) -> str:
    return str(connection.execute(select(object.c.name).where(object.c.no == number)).scalar_one())


def _last_entry(connection: Connection, here: Standing) -> Any:
    known = select(history.c.subject, history.c.seq).where(history.c.subject == here.key)
    return connection.execute(known.order_by(history.c.seq.desc()).limit(1)).one()


def _reason(connection: Connection, entry: Any) -> str:
    this = (
        personal_text.c.subject == entry.subject, personal_text.c.seq == entry.seq,
        personal_text.c.field == "reason",
    )  # fmt: skip
    return connection.execute(select(personal_text.c.text).where(*this)).scalar() or ""
