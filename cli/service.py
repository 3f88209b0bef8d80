"""The composition root: settings, the open database and casework, put together for one command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.exits import BadUsage

if TYPE_CHECKING:  # each function imports what it needs, so that `shenbao --help` stays quick
    from calendars import OverlayDay
    from casework.asked import Asked
    from casework.printing.press import Press
    from casework.service import Service
    from files.store import FileStore
    from settings import Settings

__all__ = ["asked", "files_of", "overlay", "press_of", "read_settings", "service"]


def read_settings() -> Settings:
    """The settings of the environment; raises BadUsage that names a wrong variable."""
    from pydantic import ValidationError

    from settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        faults = (f"SHENBAO_{str(each['loc'][0]).upper()}: {_what(each)}" for each in error.errors())
        raise BadUsage("; ".join(faults)) from None


def _what(fault: Any) -> str:
    """What is wrong with a setting, in our words where they are ours; a password is never repeated."""
    own = str(fault["msg"]).removeprefix("Value error, ")
    return (
        own
        if fault["type"] == "value_error" or "password" in fault["loc"]
        else f"{own}; it is {fault['input']!r}"
    )


@contextmanager
def service() -> Iterator[Service]:
    """Casework on the database that the settings name; raises StoreError where it cannot be used."""
    from casework.service import Service
    from casework.storage.store import open_store

    known = read_settings()
    with open_store(known.database_url) as store:
        yield Service(store, files=files_of(known), press=press_of(known))


def files_of(known: Settings) -> FileStore:
    """The folder of what people send."""
    from files.store import FileStore

    return FileStore(known.files, known.upload_mb * 1_000_000)


def press_of(known: Settings) -> Press:
    """What papers are made with; their public pages are where the console is."""
    from casework.printing.press import Press

    return Press(known.fonts, known.keys, known.public_url or f"http://{known.host}:{known.port}")


def asked(action: str, person: str, payload: dict[str, Any] | None = None) -> Asked:
    """What somebody asks for on the terminal, at this moment, with the operating system's user beside it."""
    from casework.asked import Asked
    from cli import clock
    from cli.options import system_user

    return Asked(action, person, clock.now(), payload or {}, system_user())


def overlay() -> Iterable[OverlayDay]:
    """The overlay of the database; nothing where there is no database yet."""
    from casework.holidays.overlay import overlay_days
    from casework.storage.errors import DatabaseMissingError, DatabaseNotInitialisedError

    try:
        with service() as working:
            return overlay_days(working)
    except (DatabaseMissingError, DatabaseNotInitialisedError):
        return ()
