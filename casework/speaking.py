"""The public has its word: objections and comments, counted before anything else so that nobody drowns the others."""

from collections.abc import Mapping
from datetime import datetime

from casework.accounts import attempts
from casework.accounts.pruning import prune
from casework.acting import Done, act
from casework.asked import Asked
from casework.refused import BadInput, Conflict
from casework.service import Service
from models.tables import sign_in_attempt

__all__ = ["PREFIX", "count", "speak"]

PREFIX = "public:"  # of request keys, so that the public's are nobody else's
MOST = 20_000  # characters of one field
TRIES = 30  # where others speak about the same case at the same moment; each time one of them has got through


def count(service: Service, about: str, address: str, now: datetime, *, ticket: str = "") -> None:
    """Count that somebody of the public sends something, before it is looked at.

    ``about`` is the list (`list:NO`) or the draft (`case:NO`), ``address`` where it comes from, ``ticket`` that of the
    form where it is a good one. Raises TooManyAttempts where a count is full, which is found by reading alone: a flood
    writes nothing.
    """
    counted = attempts.of_public(about, address, ticket)
    with service.store.reading() as connection:
        attempts.refuse_full(connection, counted, now)
    with service.store.writing() as connection:
        attempts.begin(connection, counted, now)
        prune(connection, sign_in_attempt.c.bucket, sign_in_attempt.c.until_at, now)


def speak(
    service: Service,
    subject: str,
    action: str,
    words: Mapping[str, str | list[str]],
    *,
    key: str,
    now: datetime,
) -> Done:
    """Object to, or comment on, a case as somebody of the public; what is sent twice under one key counts once.

    Raises:
        BadInput: a field is longer than 20,000 characters.
        Refusal, RequestReused, Conflict: as for every action.
    """
    for name, text in words.items():
        if len(text) > MOST:
            raise BadInput(f"{name}: 不得超过 {MOST} 字 / at most {MOST} characters")
    asked = Asked(action, "public", now, words)
    for _ in range(TRIES - 1):
        try:
            return act(service, subject, asked, key=PREFIX + key)
        except Conflict:
            continue  # what others said in the meantime changes nothing about it
    return act(service, subject, asked, key=PREFIX + key)
