"""Attempts to sign in, counted before a password is looked at, so that none slips through beside another.

A lock must not become a weapon: who knows a name could keep its owner out by failing on purpose. So a browser that
signed in before carries a device token and is counted for itself alone (device cookies, as OWASP describes them);
strangers are counted by name and address together, by name, and by address, and can only lock each other out. A new
browser of somebody whose name is under attack gets in again with a link from an administrator.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from casework.accounts.errors import TooManyAttempts
from casework.accounts.tokens import digest_of
from casework.storage.holding import hold
from models.tables import sign_in_attempt

__all__ = [
    "Bucket", "begin", "forget", "of_change", "of_code", "of_device", "of_public", "of_strangers", "place_of",
    "refuse_full", "succeed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts that fail within a time; ``own`` ones are forgotten with the first that succeeds."""

    kind: str
    tries: int
    within: timedelta
    own: bool = False


# Somebody at the own desk: forgetful, but known. 40 guesses an hour find no password that is taken here.
DEVICE = Limit("device", 10, timedelta(minutes=15), own=True)
# A stranger at one name: people mistype two or three times, guessers go on.
PAIR = Limit("pair", 5, timedelta(minutes=15), own=True)
# All strangers at one name, from however many addresses.
NAME = Limit("name", 30, timedelta(hours=1))
# All strangers at one address: a whole office may stand behind it on a Monday morning.
ADDRESS = Limit("address", 100, timedelta(minutes=15))
# Who knows the password and guesses the code: three of a million are right, so this is one in 17,000 a day.
CODE = Limit("code", 20, timedelta(hours=24), own=True)
# Who sits at a session that somebody left open, and would change the password.
CHANGE = Limit("change", 10, timedelta(hours=1), own=True)
# Somebody of the public who objects to a notice, or comments on a draft, without having opened its form before.
WORD = Limit("word", 20, timedelta(hours=1))
# The same about all notices and drafts, and about such as there are not.
PLACE = Limit("place", 100, timedelta(hours=1))
# All of these about one notice or draft: more than that within an hour is a flood from many addresses.
WORDS = Limit("words", 1000, timedelta(hours=1))
# One form that was opened: somebody mends what was wrong, and has more than one thing to say.
FORM = Limit("form", 10, timedelta(hours=1))
# All forms that were opened at one address about one notice or draft: a department behind one address may object.
FORMS = Limit("forms", 60, timedelta(hours=1))
# All forms about one notice or draft, from however many addresses.
EVERY_FORM = Limit("every form", 1000, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Bucket:
    """One thing that is counted."""

    key: str
    limit: Limit


def of_strangers(name: str, address: str) -> tuple[Bucket, ...]:
    """Where an attempt counts that comes without a device token of this name."""
    place = place_of(address)
    return _sorted((_bucket(PAIR, name, place), _bucket(NAME, name), _bucket(ADDRESS, place)))


def of_device(digest: str) -> tuple[Bucket, ...]:
    """Where an attempt counts that comes with a device token of this name."""
    return (_bucket(DEVICE, digest),)


def of_code(person_no: str) -> Bucket:
    """Where codes count that are given with the right password."""
    return _bucket(CODE, person_no)


def of_change(person_no: str) -> tuple[Bucket, ...]:
    """Where the present password counts when somebody who is signed in changes it."""
    return (_bucket(CHANGE, person_no),)


def of_public(about: str, address: str, ticket: str = "") -> tuple[Bucket, ...]:
    """Where it counts that somebody of the public objects or comments; ``about`` is the list or the draft.

    Who holds the ``ticket`` of a form that was opened is counted apart from those who send without looking.
    """
    place = place_of(address)
    if ticket:
        return _sorted((_bucket(FORM, ticket), _bucket(FORMS, place, about), _bucket(EVERY_FORM, about)))
    return _sorted((_bucket(WORD, place, about), _bucket(PLACE, place), _bucket(WORDS, about)))


def refuse_full(connection: Connection, buckets: tuple[Bucket, ...], now: datetime) -> None:
    """Raise TooManyAttempts where one of the buckets is full, by looking only: a flood is not to write anything."""
    for each in buckets:
        known = select(sign_in_attempt.c.until_at).where(
            sign_in_attempt.c.bucket == each.key, sign_in_attempt.c.until_at > now,
            sign_in_attempt.c.tries >= each.limit.tries,
        )  # fmt: skip
        until = connection.execute(known).scalar_one_or_none()
        if until is not None:
            raise TooManyAttempts(until, each.key)


def begin(connection: Connection, buckets: tuple[Bucket, ...], now: datetime) -> None:
    """Count an attempt that begins; raises TooManyAttempts, and counts nothing, where one of the buckets is full."""
    counted = [(each, _room(connection, each, now)) for each in buckets]
    for each, tries in counted:
        _write(connection, each, tries, now)


def _room(connection: Connection, bucket: Bucket, now: datetime) -> int | None:
    """How many attempts were counted so far, None where counting begins now; the row is locked.

    Raises TooManyAttempts where it is full.
    """
    hold(connection, f"attempts:{bucket.key}")
    known = select(sign_in_attempt).where(sign_in_attempt.c.bucket == bucket.key).with_for_update()
    row = connection.execute(known).one_or_none()
    if row is None or row.until_at <= now:
        if row is not None:
            connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.bucket == bucket.key))
        return None
    if row.tries >= bucket.limit.tries:
        raise TooManyAttempts(row.until_at, bucket.key)
    return int(row.tries)


def _write(connection: Connection, bucket: Bucket, tries: int | None, now: datetime) -> None:
    if tries is None:
        row = {"bucket": bucket.key, "tries": 1, "until_at": now + bucket.limit.within}
        connection.execute(insert(sign_in_attempt), row)
        return
    this = update(sign_in_attempt).where(sign_in_attempt.c.bucket == bucket.key)
    connection.execute(this.values(tries=tries + 1))


def succeed(connection: Connection, buckets: tuple[Bucket, ...]) -> None:
    """Take an attempt that succeeded back: its own buckets are emptied, of those of all strangers it takes its one.

    So nobody empties the count of an address by signing in as himself in between.
    """
    for each in buckets:
        this = sign_in_attempt.c.bucket == each.key
        if each.limit.own:
            connection.execute(delete(sign_in_attempt).where(this))
        else:
            back = update(sign_in_attempt).where(this, sign_in_attempt.c.tries > 0)
            connection.execute(back.values(tries=sign_in_attempt.c.tries - 1))


def forget(connection: Connection, person_no: str) -> None:
    """Count a person's codes, and the attempts of strangers at the name, from the beginning."""
    for each in (of_code(person_no), _bucket(NAME, person_no)):
        connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.bucket == each.key))


def _bucket(limit: Limit, *what: str) -> Bucket:
    return Bucket(digest_of("\n".join((limit.kind, *what))), limit)


def _sorted(buckets: tuple[Bucket, ...]) -> tuple[Bucket, ...]:
    """In one order for all, so that two who wait for each other cannot happen."""
    return tuple(sorted(buckets, key=lambda each: each.key))


def place_of(address: str) -> str:
    """Return an address as one customer has it: of IPv6 the first 64 bits, within which anybody may choose."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
