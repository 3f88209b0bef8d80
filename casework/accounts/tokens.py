"""Tokens of 256 bits. The database keeps their SHA-256 alone: who reads it cannot use them."""

import hashlib
import hmac

from casework.entropy import Entropy

__all__ = ["derived", "digest_of", "new_token", "same"]


def new_token(entropy: Entropy) -> str:
    """64 hexadecimal digits nobody can guess."""
    return entropy.salt() + entropy.salt()


def digest_of(token: str) -> str:
    """What is kept of a token. A guess costs 2^255 tries, so that no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def derived(secret: str, purpose: str, from_: str) -> str:
    """Another 64 hexadecimal digits, that only who knows both the secret and ``from_`` can make."""
    return hmac.new(
        bytes.fromhex(secret), f"{purpose}:{from_}".encode("utf-8", "replace"), "sha256"
    ).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are the same, in a time that does not tell where they differ; empty ones never are."""
    return bool(one) and hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
