"""The folder of files against the record: what is missing, damaged, altered, not needed any more."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.handed_in.filing import tidy, untidy, verify_files
from casework.handed_in.upload_rows import GRACE
from casework.handed_in.uploads import MATERIAL, Upload, receive, withdraw
from casework.service import Service
from files.store import FileStore
from models.tables import upload
from tests.files.documents import JPG, PDF
from tests.world import FIGURES, World


@pytest.fixture
def sent(world: World) -> Upload:
    """A file that was handed in."""
    case = world.new_case()
    found = receive(world.service, case, MATERIAL + "evidence", "a.pdf", [PDF], by="app", now=world.now)
    world.act(case, "submit", "app", materials=[{"material": "application"}], indicators=FIGURES)
    return found


def place(world: World, digest: str) -> Path:
    return world.service.files.root / digest[:2] / digest


def aged(world: World, digest: str) -> Path:
    """The file, as if it had come when the world's clock said so."""
    os.utime(place(world, digest), (world.now.timestamp(),) * 2)
    return place(world, digest)


def test_what_was_sent_is_there_as_it_came(world: World, sent: Upload) -> None:
    found = verify_files(world.service)
    assert (found.ok, found.checked, found.orphans, found.unfinished) == (True, 1, (), ())


def test_missing_file_is_named_by_its_number(world: World, sent: Upload) -> None:
    place(world, sent.digest).unlink()
    found = verify_files(world.service)
    assert not found.ok
    assert found.missing == (f"{sent.no} {sent.digest}",)


def test_damaged_file_is_named(world: World, sent: Upload) -> None:
    place(world, sent.digest).chmod(0o600)
    place(world, sent.digest).write_bytes(PDF.replace(b"Catalog", b"Katalog"))
    assert verify_files(world.service).damaged == (f"{sent.no} {sent.digest}",)


def test_file_exchanged_together_with_its_row_is_found(world: World, sent: Upload) -> None:
    """The chained history entry still names what was handed in."""
    other = world.service.files.take([JPG])
    with world.store.writing() as connection:
        connection.execute(update(upload).values(digest=other.digest, size=other.size))
    found = verify_files(world.service)
    assert not found.ok
    assert [sent.digest in each for each in found.altered] == [True]


def test_file_said_to_be_handed_in_by_nothing_is_found(world: World) -> None:
    case = world.new_case()
    found = receive(world.service, case, MATERIAL + "evidence", "a.pdf", [PDF], by="app", now=world.now)
    with world.store.writing() as connection:
        connection.execute(update(upload).values(revision=1))
    assert verify_files(world.service).altered == (f"{found.no}: no history entry handed it in",)


def test_file_that_nothing_names_is_told_and_removed_in_time(world: World, sent: Upload) -> None:
    orphan = aged(world, world.service.files.take([JPG]).digest)
    aged(world, sent.digest)
    found = verify_files(world.service)
    assert found.ok
    assert found.orphans == (f"{orphan.parent.name}/{orphan.name}",)
    assert not untidy(world.service, world.now + GRACE)
    later = world.now + GRACE + timedelta(seconds=1)
    assert untidy(world.service, later)
    assert tidy(world.service, later) == 1
    assert not orphan.exists()
    assert place(world, sent.digest).exists()
    assert (tidy(world.service, later), untidy(world.service, later)) == (0, False)


def test_withdrawn_file_goes_three_days_after_it_was_withdrawn(world: World) -> None:
    """However long before that it came: what was sent by mistake does not stay, and a backup still finds it."""
    case = world.new_case()
    found = receive(world.service, case, MATERIAL + "evidence", "a.pdf", [PDF], by="app", now=world.now)
    path = aged(world, found.digest)
    world.now += timedelta(days=20)
    withdraw(world.service, found.no, by="app", now=world.now)
    assert verify_files(world.service).orphans == ()
    assert tidy(world.service, world.now + GRACE - timedelta(seconds=1)) == 0
    assert tidy(world.service, world.now + GRACE) == 1
    assert not path.exists()
    assert verify_files(world.service).ok


def test_file_withdrawn_in_one_case_stays_for_another(world: World) -> None:
    first, second = world.new_case(), world.new_case(object_no="OBJ3")
    slot = MATERIAL + "evidence"
    gone = receive(world.service, first, slot, "a.pdf", [PDF], by="app", now=world.now)
    receive(world.service, second, slot, "a.pdf", [PDF], by="app", now=world.now)
    withdraw(world.service, gone.no, by="app", now=world.now)
    path = aged(world, gone.digest)
    assert tidy(world.service, world.now + 2 * GRACE) == 0
    assert path.exists()


def test_house_without_a_folder_is_tidy(world: World) -> None:
    assert not untidy(Service(world.store, files=FileStore(None)), world.now)
