"""A claimed letter as mail, or the reason why it does not go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.letters.addressing import Addressee
from casework.letters.facts import Correspondence
from casework.record.seals import WITNESS
from casework.service import Service
from casework.storage.errors import StoreError
from notifications.errors import MailError
from notifications.message import Letterhead, Mail, compose
from notifications.rendering import render

__all__ = ["Office", "Ready", "Stopped", "write_all"]


@dataclass(frozen=True, slots=True)
class Office:
    """In whose name letters go out, and with which words.

    ``witness`` is the address that daily seals go to, empty for none; ``programmes`` the folder whose programmes may
    have templates of their own, in `letters/`.
    """

    head: Letterhead
    witness: str = ""
    programmes: Path | None = None

    def overrides(self, programme: str | None) -> Path | None:
        """The folder of a programme's own templates, where it has one."""
        folder = self.programmes / programme / "letters" if self.programmes and programme else None
        return folder if folder and folder.is_dir() else None


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter to be sent: its row as claimed, the mail, and who is behind each address."""

    row: dict[str, Any]
    mail: Mail
    people: Mapping[str, Addressee]
    subject: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A letter that is not sent: ``state`` is withheld or failed."""

    row: dict[str, Any]
    state: str
    why: str


def write_all(service: Service, office: Office, rows: Sequence[dict[str, Any]]) -> list[Ready | Stopped]:
    """Write the letters of a batch, each by itself: one that cannot be written does not hold up the others."""
    with service.store.reading() as connection:
        batch = Correspondence(service, connection)
        return [_written_or_stopped(batch, office, row) for row in rows]


def _written_or_stopped(batch: Correspondence, office: Office, row: dict[str, Any]) -> Ready | Stopped:
    try:
        return _written(batch, office, row)
    except StoreError:
        raise
    except MailError as error:
        return Stopped(row, "failed", str(error))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter must not stop the others
        return Stopped(row, "failed", f"it cannot be written: {type(error).__name__}: {error}")


def _written(batch: Correspondence, office: Office, row: dict[str, Any]) -> Ready | Stopped:
    if row["recipient"] == WITNESS and not office.witness:
        return Stopped(
            row, "withheld", "nobody outside keeps the seals: set SHENBAO_WITNESS, then try it again"
        )
    if batch.overtaken(row):
        return Stopped(
            row, "withheld", "overtaken: what it asks for has been done, or is not to be done any more"
        )
    people, why = batch.people(row, office.witness)
    if not people:
        return Stopped(row, "failed", why)
    return _mail(batch, office, row, people)


def _mail(batch: Correspondence, office: Office, row: dict[str, Any], people: list[Addressee]) -> Ready:
    """English only where everybody who gets it reads English."""
    language = "en" if all(each.language == "en" for each in people) else "zh"
    facts = batch.facts(row, batch.name_of(row["recipient"], people, language), language)
    overrides = office.overrides(row["facts"].get("programme"))
    rendered = render(row["template"], facts, language, overrides)
    known = {"message_id": row["message_id"], "created_at": row["created_at"]}
    content = compose(
        rendered, language, office.head, [(each.name, each.address) for each in people], **known
    )
    reached = set(row["reached"] or ())
    by_address = {each.address: each for each in people if each.no not in reached}
    mail = Mail(**known, sender=office.head.address, to=tuple(by_address), content=content)
    return Ready({**row, "language": language}, mail, by_address, rendered.subject)
