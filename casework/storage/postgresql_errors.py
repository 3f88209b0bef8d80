"""The errors of PostgreSQL and its driver in our words."""

import psycopg

from casework.storage import errors

__all__ = ["CommitLost", "ConnectFailed", "in_our_words"]


class ConnectFailed(psycopg.OperationalError):
    """There is no connection yet."""


class CommitLost(psycopg.OperationalError):
    """The connection went away between COMMIT and its answer."""


def in_our_words(error: psycopg.Error, where: str) -> errors.StoreError | None:
    """Tell which failure of the database `error` is; None for broken constraints, wrong SQL and all else."""
    kind = _kind_of(error)
    return (
        kind(where, error.diag.message_primary or " ".join(str(error).split())) if kind is not None else None
    )


_BY_STATE: dict[str, type[errors.StoreError]] = {
    "25006": errors.ServerReadOnlyError,
    "25P03": errors.ConnectionLostError,  # idle in a transaction for too long
    "28000": errors.DatabaseLoginError,
    "28P01": errors.DatabaseLoginError,
    "3D000": errors.ServerDatabaseMissingError,
    "40001": errors.DatabaseContendedError,
    "40P01": errors.DatabaseContendedError,
    "42501": errors.DatabasePermissionError,
    "53100": errors.DiskFullError,
    "53300": errors.DatabaseUnreachableError,
    "55P03": errors.DatabaseLockedError,
    "57014": errors.DatabaseSlowError,
    "57P01": errors.ConnectionLostError,
    "57P02": errors.ConnectionLostError,
    "57P03": errors.DatabaseUnreachableError,
    "57P05": errors.ConnectionLostError,
    "58030": errors.DatabaseIoError,
    "XX001": errors.ServerCorruptError,
    "XX002": errors.ServerCorruptError,
}
# While connecting, the client library tells no state, only the server's words: English, or those of a Chinese server.
_BY_WORDS: tuple[tuple[str, type[errors.StoreError]], ...] = (
    ("password authentication failed", errors.DatabaseLoginError),
    ("no password supplied", errors.DatabaseLoginError),
    ("authentication failed", errors.DatabaseLoginError),
    ("no pg_hba.conf entry", errors.DatabaseLoginError),
    ("认证失败", errors.DatabaseLoginError),
    ('role "', errors.DatabaseLoginError),
    ("角色", errors.DatabaseLoginError),
    ('database "', errors.ServerDatabaseMissingError),
    ("数据库", errors.ServerDatabaseMissingError),
)


def _kind_of(error: psycopg.Error) -> type[errors.StoreError] | None:
    if isinstance(error, CommitLost):
        return errors.CommitUnknownError
    if error.sqlstate is not None:
        lost = errors.ConnectionLostError if error.sqlstate.startswith("08") else None
        return _BY_STATE.get(error.sqlstate, lost)
    if isinstance(error, ConnectFailed):
        known = (kind for words, kind in _BY_WORDS if words in str(error))
        return next(known, errors.DatabaseUnreachableError)
    return errors.ConnectionLostError if isinstance(error, psycopg.OperationalError) else None
