"""Refusals that casework itself makes, beside those of the state machines."""

from collections.abc import Sequence
from datetime import date

from errors import ShenbaoError

__all__ = [
    "BadInput", "Conflict", "DaySealed", "Inconsistent", "NotFound", "QuotaTaken", "RequestReused", "RoundNotReady",
]  # fmt: skip


class NotFound(ShenbaoError):
    """Nothing bears that number. Attributes: ``kind``, ``no``."""

    def __init__(self, kind: str, no: str, hint: str = "") -> None:
        self.kind, self.no = kind, no
        super().__init__(f"no {kind} “{no}”{hint}")


class Conflict(ShenbaoError):
    """Somebody else moved the subject in the meantime. Attributes: ``subject``, ``version`` (as it was read)."""

    def __init__(self, subject: str, version: int) -> None:
        self.subject, self.version = subject, version
        super().__init__(
            f"{subject}: somebody else acted on it just now (version {version} is past); look again"
        )


class QuotaTaken(Conflict):
    """The last place of a quota went to another case in the meantime."""

    def __init__(self, subject: str, version: int) -> None:
        super().__init__(subject, version)
        self.args = (f"{subject}: 推荐名额已满 / the last place of the quota has been taken",)


class DaySealed(Conflict):
    """The day of the action was sealed in the meantime: nothing more can happen on it. Attribute: ``day``."""

    def __init__(self, subject: str, version: int, day: date) -> None:
        super().__init__(subject, version)
        self.day = day
        self.args = (
            f"{subject}: {day} 已封存 / that day was sealed while this was under way; do it again now",
        )


class RequestReused(ShenbaoError):
    """A request key was used before for another command. Attributes: ``key``, ``subject`` it moved then."""

    def __init__(self, key: str, subject: str) -> None:
        self.key, self.subject = key, subject
        super().__init__(f"request key “{key}” was used for another command on {subject}; use a new key")


class BadInput(ShenbaoError):
    """What was given cannot be used; the message says what would be right."""


class RoundNotReady(ShenbaoError):
    """Values that the definition asks of a round are not set. Attribute: ``missing`` (their keys)."""

    def __init__(self, programme: str, procedure: str, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        keys = ", ".join(missing)
        super().__init__(f"{programme}: a round of “{procedure}” cannot open before these are set: {keys}")


class Inconsistent(ShenbaoError):
    """The database contradicts itself: a history, a head or a seal does not fit."""
