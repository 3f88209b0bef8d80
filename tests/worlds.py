"""The world that a test names: the small one, or that of a real programme, each a copy of a database made once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Databases
from tests.shiyan import PROGRAMME as SHIYAN
from tests.shiyan import make_shiyan, opened_shiyan
from tests.world import World, make_world, opened
from tests.zones import GUANGDONG, YUNNAN, make_guangdong, make_yunnan, opened_zones

__all__ = ["SHIYAN", "named_world"]

_MAKE = {YUNNAN: make_yunnan, GUANGDONG: make_guangdong, SHIYAN: make_shiyan}


@contextmanager
def named_world(databases: Databases, database_kind: str, folder: Path, name: str = "") -> Iterator[World]:
    """Open the world of a programme by its id; the small one where no name is given."""
    with databases.copied(database_kind, folder, _MAKE.get(name, make_world)) as url:
        if name == SHIYAN:
            with opened_shiyan(url) as made:
                yield made
        else:
            with opened_zones(name, url) if name else opened(url) as world:
                yield world
