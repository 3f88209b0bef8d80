"""A paper printed: who may, from which facts, as docx or PDF. The same facts give the same bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from calendars import day_of
from casework.printing import facts
from casework.printing.asking import Given, NoIssuer, NotForYou, issuers_for, name_of
from casework.printing.offers import NAMES, Offer, offers_on, stages_of
from casework.printing.recommending import issuers_of_round, recommendation_facts
from casework.printing.signing_keys import key_to_sign_with
from casework.refused import NotFound
from casework.service import Service
from casework.steps import number_of
from casework.views.public.notices import show_notice
from casework.views.standing import Standing
from papers.certificate_pdf import certificate_pdf
from papers.document import Document
from papers.fonts import find_fonts
from papers.kinds import holding, notice, outcome, recommendation
from papers.pdf import pdf_of
from papers.word import docx_of
from statemachines.stages.recommendation import Recommendation

__all__ = ["Printable", "document", "docx", "papers_for", "pdf"]


@dataclass(frozen=True, slots=True)
class Printable:
    """A paper of a subject: its kind and name, the body that issues it.

    ``issuers`` are the organisations for which the person may print it, by code, with their names; none where it is
    another's to print.
    """

    kind: str
    name: str
    body: str
    issuers: Mapping[str, str]


def papers_for(service: Service, subject: str, person: str, now: datetime) -> tuple[Printable, ...]:
    """The papers that a subject has; an empty person is the terminal's user, who may print all of them."""
    today = day_of(now)
    with service.store.reading() as connection:
        here, offers = offers_on(service, connection, subject)
        found = (
            Printable(
                each.kind, each.name, here.loaded.programme.role_name(each.role),
                {code: name_of(connection, code) for code in _issuers(connection, here, each, person, today)},
            )
            for each in offers
        )  # fmt: skip
        return tuple(found)


def _issuers(
    connection: Connection, here: Standing, offer: Offer, person: str, today: date
) -> tuple[str, ...]:
    stage = _recommending(here, offer)
    if stage is not None:
        return issuers_of_round(connection, here, stage, person, today)
    return issuers_for(connection, here, offer.role, person, today)


def _recommending(here: Standing, offer: Offer) -> Recommendation | None:
    if offer.kind not in ("recommendation", "summary"):
        return None
    stages = stages_of(here.loaded.programme.procedures[here.row["procedure"]], Recommendation)
    return next(stage for stage in stages if stage.by.given == offer.role)


def document(service: Service, subject: str, kind: str, given: Given, person: str, now: datetime) -> Document:
    """A paper of a subject, as it is to be set.

    Raises NotFound where the subject has no such paper, NotForYou for somebody who does not act for its body, and
    NoIssuer where several organisations could issue it and none is named.
    """
    today = day_of(now)
    with service.store.reading() as connection:
        here, offer = _offered(service, connection, subject, kind)
        stage = _recommending(here, offer)
        if stage is not None:
            told = recommendation_facts(connection, here, stage, given, person, today)
            made = recommendation.summary_table if kind == "summary" else recommendation.recommendation_letter
            return made(told)
        code = _one_issuer(connection, here, offer, given, person, today)
        if kind == "notice":
            return notice.notice(_notice(service, connection, here, code, given))
        if kind not in _COMPOSED:
            raise NotFound("paper", kind, "; 证书只有 PDF / certificates are printed as PDF alone")
        find, compose = _COMPOSED[kind]
        return compose(find(connection, here, code, given))


def pdf(service: Service, subject: str, kind: str, given: Given, person: str, now: datetime) -> bytes:
    """The paper as PDF; raises FontMissing, GlyphMissing and TooLong, KeyUnusable, and what ``document`` raises."""
    if kind == "certificate":
        return _certificate(service, number_of(subject), person, now)
    made = document(service, subject, kind, given, person, now)
    return pdf_of(made, find_fonts(service.press.fonts))


def docx(service: Service, subject: str, kind: str, given: Given, person: str, now: datetime) -> bytes:
    """The paper as docx; raises what ``document`` raises."""
    return docx_of(document(service, subject, kind, given, person, now))


def _certificate(service: Service, number: str, person: str, now: datetime) -> bytes:
    """The certificate of a title, signed; raises KeyUnusable where this machine has no key."""
    with service.store.reading() as connection:
        here, offer = _offered(service, connection, f"title:{number}", "certificate")
        code = _one_issuer(connection, here, offer, Given(), person, day_of(now))
        told = facts.certificate_facts(connection, here, code)
    fonts = find_fonts(service.press.fonts)
    address = f"{service.press.address}/certificates/{number}"
    return certificate_pdf(told, address, key_to_sign_with(service, now), fonts)


def _offered(service: Service, connection: Connection, subject: str, kind: str) -> tuple[Standing, Offer]:
    here, offers = offers_on(service, connection, subject)
    found = next((each for each in offers if each.kind == kind), None)
    if found is None:
        known = "、".join(each.kind for each in offers) or "无 / none"
        raise NotFound("paper", f"{subject}: {kind}", f"; 可印制 / it has: {known}")
    return here, found


def _one_issuer(
    connection: Connection, here: Standing, offer: Offer, given: Given, person: str, today: date
) -> str:
    codes = issuers_for(connection, here, offer.role, person, today)
    if (not codes and person) or (given.issuer and given.issuer not in codes):
        raise NotForYou(offer.kind, here.loaded.programme.role_name(offer.role))
    if given.issuer or codes:
        return given.issuer or codes[0]  # of a joint application: that of the lead applicant's region
    raise NoIssuer(())


def _notice(service: Service, connection: Connection, here: Standing, code: str, given: Given) -> Any:
    found = show_notice(service, number_of(here.key))
    return facts.notice_facts(service, connection, here, found, code, given)


_COMPOSED: dict[str, tuple[Callable[..., Any], Callable[[Any], Document]]] = {
    "result": (facts.outcome_facts, outcome.result_letter),
    "reply": (facts.outcome_facts, outcome.reply),
    "rectification": (facts.rectification_facts, holding.rectification_order),
    "revocation": (facts.revocation_facts, holding.revocation),
}
assert _COMPOSED.keys() < NAMES.keys()
