"""Certificates for whoever holds one in hands: what is public about it, and the list of those that have ended."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework.printing.asking import named_body
from casework.printing.offers import certifying
from casework.printing.signing_keys import key_to_sign_with, public_keys
from casework.record.chain import stamp
from casework.refused import NotFound
from casework.service import Service
from casework.views.standing import standing
from casework.views.titles import TitleRow, show_title
from models.tables import title
from papers.certificate import Revoked, revocation_list

__all__ = [
    "ShownCertificate", "ended_titles", "has_certificate", "keys_text", "revocations", "show_certificate",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """What anybody may know of a certificate: the title as it stands now, the programme, who issued it."""

    title: TitleRow
    programme_name: str
    issuer: str

    def valid(self, today: date) -> bool:
        """Whether the title is in force on a day."""
        term = self.title.valid_until is None or today <= self.title.valid_until
        return self.title.ended_on is None and self.title.state == "in_force" and term


def show_certificate(service: Service, number: str, now: datetime) -> ShownCertificate:
    """The certificate of a title; raises NotFound where there is no such title, or it is of a kind without one."""
    found = show_title(service, number, now).title
    with service.store.reading() as connection:
        here = standing(service, connection, f"title:{number}")
        stage = certifying(here.loaded, found.kind)
        if stage is None:
            raise NotFound("certificate", number)
        return ShownCertificate(
            found, here.loaded.programme.name, named_body(connection, here, stage.by.given)
        )


def has_certificate(service: Service, number: str) -> bool:
    """Whether a title is of a kind that has certificates; raises NotFound where there is no such title."""
    with service.store.reading() as connection:
        here = standing(service, connection, f"title:{number}")
        return certifying(here.loaded, here.row["kind"]) is not None


def ended_titles(service: Service) -> dict[str, Revoked]:
    """All titles that have ended, by number."""
    ended = select(title.c.no, title.c.state, title.c.ended_on).where(title.c.ended_on.is_not(None))
    with service.store.reading() as connection:
        return {row.no: Revoked(*row) for row in connection.execute(ended.order_by(title.c.no))}


def revocations(service: Service, now: datetime) -> str:
    """All titles that have ended, signed: for whoever checks certificates offline. Raises KeyUnusable."""
    return revocation_list(list(ended_titles(service).values()), stamp(now), key_to_sign_with(service, now))


def keys_text(service: Service) -> str:
    """All public keys as JSON: what checks certificates anywhere, the key that signs now first."""
    keys = [
        {"id": each.id, "public": each.public, "since": stamp(each.made_at), "signs": each.signs}
        for each in public_keys(service)
    ]
    return json.dumps({"format": 1, "algorithm": "Ed25519", "keys": keys}, ensure_ascii=False, indent=1)
