"""Ed25519 signatures (RFC 8032) over canonical JSON: who has the public key can check them anywhere, offline."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = ["SigningKey", "VerifyingKey", "canonical", "decoded", "encoded"]

ID_LENGTH = 16  # hexadecimal digits


def canonical(value: Any) -> bytes:
    """The one JSON text of a value, in UTF-8: keys sorted, nothing spaced, Chinese stays Chinese."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def encoded(raw: bytes) -> str:
    """Bytes in base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of base64url without padding; raises ValueError for anything else."""
    if not text.isascii():
        raise ValueError("no base64")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except NotBase64 as error:
        raise ValueError("no base64") from error
    if encoded(raw) != text:  # one way to write a thing, so that nothing is changed unseen
        raise ValueError("no canonical base64")
    return raw


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key: 32 bytes."""

    raw: bytes

    @property
    def id(self) -> str:
        """What it is called by: the beginning of its SHA-256, 16 hexadecimal digits."""
        return sha256(self.raw).hexdigest()[:ID_LENGTH]

    def verifies(self, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether the signature of this key stands under a message of this purpose."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, _meant(purpose, message))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key: 32 secret bytes."""

    seed: bytes

    @property
    def public(self) -> VerifyingKey:
        """The key that checks what this one signs."""
        return VerifyingKey(Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Sign a message of this purpose; the same message gives the same 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(_meant(purpose, message))


def _meant(purpose: str, message: bytes) -> bytes:
    """What is signed: a signature for one purpose says nothing for another."""
    return f"shenbao {purpose}\n".encode() + message
