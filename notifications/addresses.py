"""Addresses for mail: checked before anything is sent, so that nothing but an address reaches the server."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import lru_cache

from notifications.errors import BadAddress

__all__ = ["checked"]

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


@lru_cache(maxsize=4096)
def checked(address: str) -> str:
    """Return the address as a mail server takes it: ASCII, the domain in its encoded form.

    Raises BadAddress for anything else; names before the @ that are not ASCII are not taken, since few servers do.
    """
    name, at, domain = address.strip().rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode('ascii')}"
        parsed = Address(addr_spec=plain)
    except (HeaderParseError, UnicodeError, ValueError, IndexError) as error:
        raise BadAddress(address) from error
    if not at or not name or not parsed.domain or not plain.isascii() or len(plain) > LONGEST:
        raise BadAddress(address)
    if parsed.addr_spec != plain or not plain.isprintable() or " " in plain:
        raise BadAddress(address)
    return plain
