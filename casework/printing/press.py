"""What papers are made with beside the facts: fonts, the folder of private keys, the address of the house."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Press"]


@dataclass(frozen=True, slots=True)
class Press:
    """``fonts`` is looked through before the folders of the system, None for these alone.

    ``keys`` is where private keys lie, None where nothing is ever signed (a rehearsal). ``address`` is what people
    type to reach the public pages, of this machine alone where it is no https.
    """

    fonts: Path | None = None
    keys: Path | None = None
    address: str = ""
