"""The certificate of a title: its facts, the signed short text that carries them, and how it is checked offline."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from papers.errors import PaperError
from papers.signing import SigningKey, VerifyingKey, canonical, decoded, encoded

__all__ = [
    "CertificateFacts", "NoCertificate", "Revoked", "Verdict", "Verification", "read_keys", "read_revocations",
    "revocation_list", "sealed", "short_text", "verify",
]  # fmt: skip

FORMAT = 1
CERTIFICATE, FILE, REVOCATIONS = (
    "certificate 1",
    "certificate file 1",
    "revocations 1",
)  # purposes of signatures
SHORT = re.compile(rb"SBC1\.([A-Za-z0-9_-]{1,8192})\.([0-9a-f]{16})\.([A-Za-z0-9_-]{86})(?![A-Za-z0-9_-])")
SEAL = re.compile(rb"\n%SBF1\.([0-9a-f]{16})\.([A-Za-z0-9_-]{86})\n")
NAMES = ("no", "title", "object", "holder", "holder_code", "programme", "issuer", "granted_on", "valid_until")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says. ``valid_until`` is empty where the notice sets no term."""

    no: str
    title: str
    object: str
    holder: str
    holder_code: str
    programme: str
    issuer: str
    granted_on: date
    valid_until: date | None = None

    def plain(self) -> dict[str, Any]:
        """The facts as they are signed: text, days in ISO form."""
        days = {
            "granted_on": self.granted_on.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
        }
        return {**asdict(self), **days, "format": FORMAT}


class Verdict(StrEnum):
    """What checking a certificate came to."""

    GENUINE = "genuine"
    REVOKED = "revoked"  # it was genuine, and stands on the list of revoked ones
    EXPIRED = "expired"  # its term, which it states, is over
    TAMPERED = "tampered"  # its facts or its file were changed, or its signature is none
    UNKNOWN_KEY = "unknown_key"  # signed with a key that is not among those given


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict, the facts as the certificate states them, and which key it names.

    ``ended_on`` is when the title ended, where the list of revoked ones says so.
    """

    verdict: Verdict
    facts: Mapping[str, str]
    key: str
    ended_on: str = ""


class NoCertificate(PaperError):
    """A file without a certificate, a key or a list of ours in it; the message says what was looked for."""


@dataclass(frozen=True, slots=True)
class Revoked:
    """A title that has ended: its number, how, and when."""

    no: str
    state: str
    ended_on: date


def short_text(facts: CertificateFacts, key: SigningKey) -> str:
    """The facts and their signature as one word of ASCII: SBC1.FACTS.KEY.SIGNATURE."""
    message = canonical(facts.plain())
    return f"SBC1.{encoded(message)}.{key.public.id}.{encoded(key.sign(CERTIFICATE, message))}"


def sealed(pdf: bytes, key: SigningKey) -> bytes:
    """The PDF with a signature over all its bytes, in a comment before its last lines, where readers pass over it."""
    at = pdf.rindex(b"startxref")
    signature = encoded(key.sign(FILE, sha256(pdf).digest()))
    return pdf[:at].rstrip(b"\n") + f"\n%SBF1.{key.public.id}.{signature}\n".encode() + pdf[at:]


def verify(
    given: bytes, keys: Mapping[str, VerifyingKey], today: date, revoked: Mapping[str, Revoked] | None = None
) -> Verification:
    """Check a certificate: a PDF, or its short text and nothing else, against public keys by their ids.

    Raises NoCertificate where there is none in it. What the PDF shows beside the short text is covered by the
    signature over the whole file.
    """
    found = SHORT.search(given)
    if found is None:
        raise NoCertificate(
            "文件中没有证书数据 / no certificate in it; give the PDF as issued, or its SBC1.… text"
        )
    facts, key_id = _facts(found[1].decode()), found[2].decode()
    key = keys.get(key_id)
    if facts is None:
        return Verification(Verdict.TAMPERED, {}, key_id)
    if key is None:
        return Verification(Verdict.UNKNOWN_KEY, facts, key_id)
    intact = key.verifies(CERTIFICATE, decoded(found[1].decode()), _signature(found[3]))
    bare = SHORT.fullmatch(given.strip()) is not None  # anything around it could show other facts
    if not intact or not (bare or _file_intact(given, keys)):
        return Verification(Verdict.TAMPERED, facts, key_id)
    ended = (revoked or {}).get(facts["no"])
    if ended:
        return Verification(Verdict.REVOKED, facts, key_id, ended.ended_on.isoformat())
    over = facts["valid_until"] and date.fromisoformat(facts["valid_until"]) < today
    return Verification(Verdict.EXPIRED if over else Verdict.GENUINE, facts, key_id)


def _facts(text: str) -> dict[str, str] | None:
    """The facts that a short text carries; None for what was never written by us."""
    try:
        raw = decoded(text)
        given = json.loads(raw)
        if not isinstance(given, dict) or canonical(given) != raw or given.pop("format", None) != FORMAT:
            return None
        if sorted(given) != sorted(NAMES) or not all(isinstance(each, str) for each in given.values()):
            return None
        for name in ("granted_on", "valid_until"):
            date.fromisoformat(given[name] or "2000-01-01")
    except (ValueError, RecursionError):
        return None
    return given


def _signature(text: bytes) -> bytes:
    try:
        return decoded(text.decode())
    except ValueError:
        return b""


def _file_intact(given: bytes, keys: Mapping[str, VerifyingKey]) -> bool:
    """Whether nothing in the file was changed: exactly one seal, which is right for all the rest."""
    seals = list(SEAL.finditer(given))
    if len(seals) != 1 or not (key := keys.get(seals[0][1].decode())):
        return False
    rest = given[: seals[0].start()] + b"\n" + given[seals[0].end() :]
    return key.verifies(FILE, sha256(rest).digest(), _signature(seals[0][2]))


def revocation_list(revoked: Collection[Revoked], made_at: str, key: SigningKey) -> str:
    """The titles that have ended, signed: a text to hand on to whoever checks certificates offline.

    ``made_at`` is the moment it tells of, in ISO form.
    """
    rows = [{"no": each.no, "state": each.state, "ended_on": each.ended_on.isoformat()} for each in revoked]
    said = {"format": FORMAT, "made_at": made_at, "revoked": rows}
    signature = encoded(key.sign(REVOCATIONS, canonical(said)))
    return json.dumps(
        {"revocations": said, "key": key.public.id, "signature": signature}, ensure_ascii=False, indent=1
    )


def read_revocations(text: str, keys: Mapping[str, VerifyingKey]) -> tuple[dict[str, Revoked], str]:
    """The ended titles of a signed list by number, and the moment it tells of.

    Raises NoCertificate where it is none, was changed, or is signed with a key that is not given.
    """
    try:
        given = json.loads(text)
        said, key = given["revocations"], keys.get(given["key"])
        if key is None:
            raise NoCertificate(
                f"注销名单所用公钥 {str(given['key'])[:40]!r} 不在所给公钥中 / the list is signed with another key"
            )
        if not key.verifies(REVOCATIONS, canonical(said), decoded(given["signature"])):
            raise NoCertificate(
                "注销名单已被改动 / the list of revocations was changed: its signature is wrong"
            )
        rows = [
            Revoked(each["no"], each["state"], date.fromisoformat(each["ended_on"]))
            for each in said["revoked"]
        ]
        return {each.no: each for each in rows}, str(said["made_at"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoCertificate(
            "不是注销名单 / this is no list of revocations; `shenbao certificate revocations` writes one"
        ) from error


def read_keys(text: str) -> dict[str, VerifyingKey]:
    """The public keys of a text as `shenbao certificate key` writes it, by id; raises NoCertificate for another."""
    try:
        keys = [VerifyingKey(decoded(each["public"])) for each in json.loads(text)["keys"]]
    except (ValueError, KeyError, TypeError, RecursionError, AttributeError) as error:
        raise NoCertificate(
            "不是公钥文件 / these are no public keys; `shenbao certificate key` writes them"
        ) from error
    return {key.id: key for key in keys if len(key.raw) == 32}
