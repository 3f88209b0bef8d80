"""Programmes entered in the database: their definitions by content, and their own history."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from casework.clock.digesting import provide_digest
from casework.record.chain import digest
from casework.recording import record
from casework.rights.mandates import CLOCK_ACTOR
from casework.rounds import next_call
from casework.service import Service
from casework.steps import Step
from models.tables import definition_text, programme
from statemachines.deciding import begin
from statemachines.definition.base import chinese
from statemachines.loader import Loaded, load_text
from statemachines.subject import Command, Subject

__all__ = ["enter_programme"]


def enter_programme(service: Service, folder: Path, now: datetime) -> str:
    """Enter the definition of a folder, or take over its new text; returns the digest.

    A definition once entered is never changed: another text is another definition, which new rounds and cases start
    under, while open cases keep theirs. Raises DefinitionError with every fault.
    """
    text, sources = ((folder / name).read_text("utf-8") for name in ("programme.yaml", "sources.yaml"))
    loaded = load_text(text, str(folder / "programme.yaml"))
    name = loaded.programme.programme
    content = digest(f"{text}\0{sources}")
    with service.store.writing(alone=True) as connection:
        if not _known(connection, content):
            row = {"digest": content, "programme": name, "text": text, "sources": sources, "loaded_at": now}
            connection.execute(insert(definition_text), row)
        this = update(programme).where(programme.c.id == name)
        if connection.execute(this.values(current_digest=content)).rowcount == 0:
            _begin(service, connection, loaded, content, now)
        provide_digest(service, connection, loaded, now)
    service.keep_definition(content, loaded)
    return content


def _known(connection: Connection, content: str) -> bool:
    known = select(definition_text.c.digest).where(definition_text.c.digest == content)
    return connection.execute(known).first() is not None


def _begin(service: Service, connection: Connection, loaded: Loaded, content: str, now: datetime) -> None:
    name = loaded.programme.programme
    subject = Subject(f"programme:{name}", "", 0, settings=next_call(loaded, now))
    decision = begin(
        loaded.itself, subject, Command("open", CLOCK_ACTOR, now), service.calendar(connection, "")
    )
    row = {"id": name, "name": chinese(loaded.programme.name), "current_digest": content}
    record(connection, service, [Step(decision, loaded, row, is_new=True)])
