"""The folder of files: whole or not at all, by content, never changed."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from files.errors import FileGone, FileRefused, FilesFailed, TooLarge
from files.store import FileStore
from tests.files.documents import JPG, OLE, PDF

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def remove(store: FileStore, needed: list[str], before: datetime) -> int:
    """Remove what is not needed and older than this."""
    return store.remove(store.unneeded(needed, before), needed, before)


def left(store: FileStore) -> list[str]:
    """Every file there is, whatever it is."""
    return sorted(path.name for path in store.root.rglob("*") if path.is_file() and path.name != ".lock")


def test_file_is_kept_under_the_digest_of_its_content(store: FileStore) -> None:
    taken = store.take([PDF[:10], b"", PDF[10:]])
    assert taken.digest == hashlib.sha256(PDF).hexdigest()
    assert (taken.size, taken.kind) == (len(PDF), "pdf")
    with store.open(taken.digest) as file:
        assert file.read() == PDF
    assert left(store) == [taken.digest]


def test_file_is_nobody_elses_and_nobody_changes_it(store: FileStore) -> None:
    taken = store.take([PDF])
    path = store.root / taken.digest[:2] / taken.digest
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.parent.stat().st_mode & 0o077 == 0


def test_same_file_twice_is_kept_once(store: FileStore) -> None:
    assert store.take([PDF]) == store.take([PDF])
    assert len(left(store)) == 1


def test_file_that_is_too_large_is_refused_while_it_comes(store: FileStore) -> None:
    """The rest is not even asked for."""
    asked = []

    def endless() -> Iterator[bytes]:
        yield PDF
        while True:
            asked.append(1)
            yield b"\0" * 100

    with pytest.raises(TooLarge) as caught:
        store.take(endless(), limit=1000)
    assert caught.value.limit == 1000
    assert len(asked) == 10
    assert left(store) == []


def test_file_of_just_the_limit_is_taken(store: FileStore) -> None:
    assert store.take([PDF], limit=len(PDF)).size == len(PDF)


@pytest.mark.parametrize("content", [b"", OLE, b"hello"])
def test_file_that_is_not_taken_leaves_nothing(store: FileStore, content: bytes) -> None:
    with pytest.raises(FileRefused):
        store.take([content])
    assert left(store) == []


def test_half_a_file_leaves_nothing(store: FileStore) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF[:20]
        raise ConnectionError("the other side went away")

    with pytest.raises(ConnectionError):
        store.take(broken())
    assert left(store) == []


def test_file_that_was_not_kept_leaves_nothing(store: FileStore) -> None:
    with store.arriving() as file:
        file.write(PDF)
    assert left(store) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from files.store import FileStore
store = FileStore(Path(sys.argv[1]))
put = store._put
def killed(file, digest):
    os.kill(os.getpid(), signal.SIGKILL)
store._put = killed
store.take([Path(sys.argv[2]).read_bytes()])
"""


def test_kill_before_the_name_is_given_leaves_no_file(store: FileStore, tmp_path: Path) -> None:
    """What is left of it bears no digest, and is removed once it is old enough."""
    whole = tmp_path / "a.pdf"
    whole.write_bytes(PDF)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(store.root), str(whole)], cwd=ROOT, check=False)
    assert ended.returncode == -9
    found = store.verify({})
    assert (found.orphans, len(found.unfinished)) == ((), 1)
    assert remove(store, [], datetime.now(UTC) - timedelta(hours=1)) == 0
    assert remove(store, [], datetime.now(UTC) + timedelta(hours=1)) == 1
    assert left(store) == []


def test_missing_file_is_told(store: FileStore) -> None:
    digest = "a" * 64
    assert not store.has(digest)
    with pytest.raises(FileGone, match=digest):
        store.open(digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_digest_leads_nowhere(store: FileStore, digest: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        store.open(digest)


def test_verify_finds_what_is_missing_damaged_and_unknown(store: FileStore) -> None:
    good, bad, extra = store.take([PDF]), store.take([JPG]), store.take([PDF + b"\n%%EOF"])
    path = store.root / bad.digest[:2] / bad.digest
    path.chmod(0o600)
    path.write_bytes(JPG[:-1] + b"\0")
    (store.root / "notes.txt").write_text("whose?")
    found = store.verify({good.digest: good.size, bad.digest: bad.size, "b" * 64: 1})
    assert found.checked == 3
    assert found.missing == ("b" * 64,)
    assert found.damaged == (bad.digest,)
    assert found.orphans == tuple(sorted((f"{extra.digest[:2]}/{extra.digest}", "notes.txt")))


def test_verify_of_a_folder_that_is_not_there_yet(store: FileStore) -> None:
    assert store.verify({}).orphans == ()


def test_what_nothing_names_is_removed_after_a_time(store: FileStore) -> None:
    kept, gone, fresh = store.take([PDF]), store.take([JPG]), store.take([PDF + b"%%EOF"])
    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    for each in (kept, gone):
        os.utime(store.root / each.digest[:2] / each.digest, (old, old))
    (store.root / "notes.txt").write_text("somebody's own")
    os.utime(store.root / "notes.txt", (old, old))
    assert remove(store, [kept.digest], datetime(2021, 1, 1, tzinfo=UTC)) == 1
    assert left(store) == sorted((kept.digest, fresh.digest, "notes.txt"))


def test_file_that_comes_in_anew_is_not_removed(store: FileStore) -> None:
    """It was old and needed by nothing, and is sent again between the look and the removal."""
    first = store.take([PDF])
    path = store.root / first.digest[:2] / first.digest
    old = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    os.utime(path, (old, old))

    found = store.unneeded([], datetime(2021, 1, 1, tzinfo=UTC))
    assert found == [path]
    store.take([PDF])
    assert store.remove(found, [], datetime(2021, 1, 1, tzinfo=UTC)) == 0
    assert path.is_file()


def test_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file, no folder")
    with pytest.raises(FilesFailed, match="SHENBAO_FILES"):
        FileStore(tmp_path / "files").take([PDF])
    with pytest.raises(FilesFailed, match="no folder"):
        FileStore(None).take([PDF])
