"""Exit statuses: one table, by class of error. docs/reference/exit-codes.md tells them; a test compares."""

from __future__ import annotations

from functools import cache

from errors import ShenbaoError

__all__ = [
    "FAILED",
    "INTERRUPTED",
    "MEANINGS",
    "OK",
    "UNEXPECTED",
    "USAGE",
    "BadUsage",
    "exit_code",
    "table_of_errors",
]

OK, FAILED, USAGE = 0, 1, 2
UNKNOWN_YEAR, DEFINITION, REFUSED, CONFLICT, NOT_FOUND, DATABASE, INCONSISTENT = range(3, 10)
UNEXPECTED, INTERRUPTED = 70, 130

MEANINGS = {
    OK: "done",
    FAILED: "looked at and found wanting",
    USAGE: "what was given cannot be used",
    UNKNOWN_YEAR: "the calendar does not know a year",
    DEFINITION: "a definition or another file has faults",
    REFUSED: "the action is refused",
    CONFLICT: "somebody else was first, or a request key was used before",
    NOT_FOUND: "nothing bears that number",
    DATABASE: "the database, its file or its disk",
    INCONSISTENT: "the database contradicts itself",
    UNEXPECTED: "a fault of shenbao",
    INTERRUPTED: "interrupted from the keyboard",
}


class BadUsage(ShenbaoError):
    """The command line, a setting or a data file says something that cannot be used; the message says what can."""


@cache
def table_of_errors() -> dict[type[BaseException], int]:
    """The most special class wins; imported only once there is an error to look up."""
    from calendars.errors import CalendarError, UnknownYear
    from casework import refused
    from casework.accounts import errors as account
    from casework.handed_in.upload_places import UploadRefused
    from casework.printing import asking
    from casework.printing.signing_keys import KeyUnusable
    from casework.storage.errors import StoreError
    from cli.programme_files import CannotCreate
    from files.errors import FileRefused, FilesFailed
    from notifications import errors as mail
    from papers.certificate import NoCertificate
    from papers.errors import PaperError
    from sheets.errors import NotReadable
    from statemachines.definition.faults import DefinitionError
    from statemachines.library import BadId, UnknownProgramme
    from statemachines.refusals import Refusal

    return {
        BadUsage: USAGE,
        refused.BadInput: USAGE,
        NotReadable: USAGE,
        BadId: USAGE,
        CannotCreate: USAGE,
        CalendarError: USAGE,
        FileRefused: USAGE,
        UnknownYear: UNKNOWN_YEAR,
        DefinitionError: DEFINITION,
        Refusal: REFUSED,
        refused.RoundNotReady: REFUSED,
        account.AccountRefusal: REFUSED,
        UploadRefused: REFUSED,
        refused.Conflict: CONFLICT,
        refused.RequestReused: CONFLICT,
        refused.NotFound: NOT_FOUND,
        UnknownProgramme: NOT_FOUND,
        asking.NoIssuer: USAGE,
        asking.NotForYou: REFUSED,
        KeyUnusable: FAILED,
        NoCertificate: USAGE,
        PaperError: FAILED,
        mail.MailError: FAILED,
        mail.UnknownTemplate: NOT_FOUND,
        mail.BadAddress: USAGE,
        mail.CannotRender: DEFINITION,
        StoreError: DATABASE,
        FilesFailed: DATABASE,
        refused.Inconsistent: INCONSISTENT,
    }


def exit_code(error: BaseException) -> int:
    """The exit status of an error: that of its class, or of the nearest class above it that the table knows."""
    table = table_of_errors()
    return next((table[kind] for kind in type(error).__mro__ if kind in table), UNEXPECTED)
