"""Where the definitions are: one folder a programme, named as the programme."""

from __future__ import annotations

import re
from pathlib import Path

from errors import ShenbaoError
from statemachines.definition.faults import nearest

__all__ = ["BadId", "UnknownProgramme", "all_ids", "folder_of", "programmes_folder"]

_ID = re.compile(r"[a-z][a-z0-9_]*")


class UnknownProgramme(ShenbaoError):
    """There is no programme of this id; ``id`` is what was asked for, ``known`` what there is."""

    def __init__(self, id: str, known: tuple[str, ...]) -> None:
        """Keep the facts; the message names the nearest id."""
        self.id, self.known = id, known
        super().__init__(f"没有项目 / there is no programme '{id}'{nearest(id, known)}")


class BadId(ShenbaoError):
    """An id that cannot be one; ``id`` is what was given."""

    def __init__(self, id: str) -> None:
        """Keep the id; the message says what is allowed."""
        self.id = id
        super().__init__(
            f"编号不合规则 / '{id}' cannot be an id: small letters, digits and _, beginning with a letter"
        )


def programmes_folder() -> Path:
    """Return the folder of the programmes that come with shenbao: ``programmes/``, beside the packages."""
    return Path(__file__).parents[1] / "programmes"


def all_ids(folder: Path | None = None) -> tuple[str, ...]:
    """Return the ids of the programmes in ``folder`` (that of shenbao itself), in the order of the alphabet."""
    files = (folder or programmes_folder()).glob("*/programme.yaml")
    return tuple(sorted(file.parent.name for file in files if _ID.fullmatch(file.parent.name)))


def folder_of(id: str, folder: Path | None = None) -> Path:
    """Return the folder of one programme.

    Raises:
        UnknownProgramme: there is none of this id; ids that lead out of the folder are unknown too.
    """
    known = all_ids(folder)
    if id not in known:
        raise UnknownProgramme(id, known)
    return (folder or programmes_folder()) / id


def new_folder(id: str, folder: Path | None = None) -> Path:
    """Return where a programme of a new id is to stand.

    Raises:
        BadId: the id is not one, or is taken.
    """
    if not _ID.fullmatch(id):
        raise BadId(id)
    return (folder or programmes_folder()) / id
