"""The clock of the terminal: the machine's. No command takes another; tests put theirs here."""

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
