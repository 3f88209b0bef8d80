"""What every action of casework needs: the database, the calendar of a region, definitions by content, salts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, bindparam, func, select

from calendars import Calendar, OverlayDay
from casework.entropy import Entropy, SystemEntropy
from casework.printing.press import Press
from casework.refused import Inconsistent, NotFound
from casework.storage.prepared import Prepared
from casework.storage.store import Store
from files.store import FileStore
from models.tables import calendar_day, definition_text, programme
from statemachines.loader import Loaded, load_text

__all__ = ["Service"]


@dataclass
class Service:
    """Casework, ready to work on one database.

    ``believes_estimates`` belongs to rehearsals alone: an invented arrangement of an unknown year then counts as
    announced, so that expiries fire on the virtual clock. Real data never hold such an arrangement. ``files`` is the
    folder of what people send; a rehearsal has none. ``press`` is what papers are made with.
    """

    store: Store
    entropy: Entropy = field(default_factory=SystemEntropy)
    believes_estimates: bool = False
    files: FileStore = field(default_factory=lambda: FileStore(None))
    press: Press = field(default_factory=Press)
    _calendars: dict[tuple[int, str], Calendar] = field(default_factory=dict)
    _definitions: dict[str, Loaded] = field(default_factory=dict)

    def calendar(self, connection: Connection, region: str) -> Calendar:
        """The calendar of a region, with the overlay as it stands in the database.

        The number of overlay rows tells whether a kept calendar is still current: rows are only ever added.
        """
        rows = _OVERLAY_SIZE.value(connection)
        key = (rows, region)
        found = self._calendars.get(key)
        if found is None:
            found = Calendar(self._overlay(connection) if rows else (), region=region)
            kept = {k: c for k, c in self._calendars.items() if k[0] == rows}
            self._calendars = {**kept, key: found}
        return found

    def forget_calendars(self) -> None:
        """Keep no calendar any longer: what it was made of was not committed."""
        self._calendars = {}

    def _overlay(self, connection: Connection) -> Iterable[OverlayDay]:
        days = [
            OverlayDay(row.day, row.working, row.source, row.known_on, row.region, estimated=row.estimated)
            for row in connection.execute(select(calendar_day))
        ]
        return [replace(day, estimated=False) for day in days] if self.believes_estimates else days

    def definition(self, connection: Connection, digest: str) -> Loaded:
        """The definition with this content hash; raises Inconsistent where the database has lost it."""
        if digest not in self._definitions:
            row = connection.execute(
                select(definition_text.c.text, definition_text.c.programme).where(
                    definition_text.c.digest == digest
                )
            ).one_or_none()
            if row is None:
                raise Inconsistent(f"definition {digest} is gone from the database")
            self._definitions[digest] = load_text(row.text, f"{row.programme}/programme.yaml")
        return self._definitions[digest]

    def keep_definition(self, digest: str, loaded: Loaded) -> None:
        """Keep a definition that was just entered from its very text: it need not be read a second time."""
        self._definitions[digest] = loaded

    def current(self, connection: Connection, programme_id: str) -> tuple[str, Loaded]:
        """The definition that new rounds and cases of a programme start under, and its digest.

        Raises NotFound where the programme is not in the database.
        """
        digest = _CURRENT.value(connection, programme=programme_id)
        if digest is None:
            raise NotFound("programme", programme_id, "; `shenbao init` loads the programmes")
        return digest, self.definition(connection, digest)


_CURRENT = Prepared(select(programme.c.current_digest).where(programme.c.id == bindparam("programme")))
_OVERLAY_SIZE = Prepared(select(func.count()).select_from(calendar_day))
