"""The public has its word: objections and comments, counted by address so that nobody drowns the others."""

from collections.abc import Mapping
from datetime import datetime

from casework.accounts import attempts
from casework.accounts.pruning import prune
from casework.acting import Done, act
from casework.asked import Asked
from casework.refused import BadInput, Conflict
from casework.service import Service
from casework.views.requests import was_done
from models.tables import sign_in_attempt

__all__ = ["PREFIX", "speak"]

PREFIX = "public:"  # of request keys, so that the public's are nobody else's
MOST = 20_000  # characters of one field
TRIES = 5  # where others speak about the same case at the same moment


def speak(
    service: Service, subject: str, action: str, words: Mapping[str, str], *, about: str, key: str, address: str,
    now: datetime,
) -> Done:  # fmt: skip
    """Object to, or comment on, a case as somebody of the public; what is sent twice under one key counts once.

    ``about`` is the list or the draft by which it is counted, ``address`` where the request came from.

    Raises:
        TooManyAttempts: too much came from this address, or about this; nothing was written.
        BadInput: a field is longer than 20,000 characters.
        Refusal, RequestReused, Conflict: as for every action.
    """
    for name, text in words.items():
        if len(text) > MOST:
            raise BadInput(f"{name}: 不得超过 {MOST} 字 / at most {MOST} characters")
    if not was_done(service, PREFIX + key, subject):
        _count(service, attempts.of_public(about, address), now)
    asked = Asked(action, "public", now, words)
    for _ in range(TRIES - 1):
        try:
            return act(service, subject, asked, key=PREFIX + key)
        except Conflict:
            continue  # what others said in the meantime changes nothing about it
    return act(service, subject, asked, key=PREFIX + key)


def _count(service: Service, counted: tuple[attempts.Bucket, ...], now: datetime) -> None:
    with service.store.reading() as connection:
        attempts.refuse_full(connection, counted, now)
    with service.store.writing() as connection:
        attempts.begin(connection, counted, now)
        prune(connection, sign_in_attempt.c.bucket, sign_in_attempt.c.until_at, now)
