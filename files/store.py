"""The folder of files: each under the SHA-256 of what is in it, written whole or not at all, never changed.

A file that is on its way in grows in a folder of its own; once it is whole, on the disk and judged, it is given its
name in one step. So whatever ends a process half-way, no file is ever found under a digest that is not its own.
"""

import errno
import fcntl
import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType
from typing import BinaryIO, Self

from files.errors import FileGone, FilesFailed, TooLarge
from files.kinds import kind_of

__all__ = ["LIMIT", "Arriving", "FileStore", "Found", "Taken"]

LIMIT = 50_000_000  # bytes of one file, where nothing else is set
PIECE = 256 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")
ARRIVING = "arriving"  # folder of what is not whole yet
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken: its SHA-256 (hexadecimal), its size in bytes, its kind as `files.kinds.KINDS` has it."""

    digest: str
    size: int
    kind: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a folder of files.

    ``missing`` and ``damaged`` are digests of files that should be there; ``orphans`` are files that nothing names,
    ``unfinished`` those that never became whole, both as paths within the folder.
    """

    checked: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]
    orphans: tuple[str, ...]
    unfinished: tuple[str, ...]


class FileStore:
    """A folder of files. Many processes and machines may share it."""

    def __init__(self, root: Path | None, limit: int = LIMIT) -> None:
        """``root`` is the folder, made when first needed; None for a service that takes no files.

        ``limit`` is how many bytes one file may have.
        """
        self._root = root
        self.limit = limit

    @property
    def root(self) -> Path:
        """The folder; raises FilesFailed where there is none."""
        if self._root is None:
            raise FilesFailed("SHENBAO_FILES", "this service was given no folder")
        return self._root

    def take(self, pieces: Iterable[bytes], *, limit: int | None = None) -> Taken:
        """Take a file in pieces, at most ``limit`` bytes of it; the same file twice is kept once.

        Raises FileRefused (TooLarge among it), FilesFailed, and what the pieces raise; nothing is left of it then.
        """
        with self.arriving(limit) as file:
            for piece in pieces:
                file.write(piece)
            return file.keep()

    def arriving(self, limit: int | None = None) -> "Arriving":
        """Begin to take a file: ``write`` its pieces, then ``keep`` it. What is not kept at the end is dropped."""
        with self._clear_errors():
            folder = self.root / ARRIVING
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, path = mkstemp(dir=folder)
        return Arriving(self, os.fdopen(handle, "w+b"), Path(path), self.limit if limit is None else limit)

    def has(self, digest: str) -> bool:
        """Whether a file is there."""
        return self._path(digest).is_file()

    def open(self, digest: str) -> BinaryIO:
        """Open a file for reading; raises FileGone where it is not there any more."""
        with self._clear_errors():
            try:
                return self._path(digest).open("rb")
            except FileNotFoundError:
                raise FileGone(str(self.root), digest) from None

    def verify(self, known: Mapping[str, int]) -> Found:
        """Read every file, and compare: ``known`` are the digests of those that must be there, with their sizes."""
        missing = [digest for digest in known if not self.has(digest)]
        with self._clear_errors():
            damaged = [
                digest for digest in known if self.has(digest) and not self._sound(digest, known[digest])
            ]
            strangers = [path for path in self._files() if self._digest_of(path) not in known]
            return Found(
                len(known), tuple(sorted(missing)), tuple(sorted(damaged)), tuple(sorted(map(self._within, strangers))),
                tuple(sorted(map(self._within, self._unfinished()))),
            )  # fmt: skip

    @property
    def used(self) -> bool:
        """Whether there is a folder, and anything in it."""
        return self._root is not None and self._root.is_dir()

    def unneeded(self, needed: Collection[str], before: datetime) -> list[Path]:
        """Files of ours that are not ``needed``, by digest, and what never became whole, written before a moment."""
        if not self.used:
            return []
        with self._clear_errors():
            ours = [path for path in self._files() if self._digest_of(path) and path.name not in needed]
            return [path for path in (*ours, *self._unfinished()) if _older(path, before)]

    def remove(self, unneeded: Iterable[Path], needed: Collection[str], before: datetime) -> int:
        """Remove what ``unneeded`` found, but what is ``needed`` by now or came in anew; returns how many files."""
        with self._clear_errors():
            return sum(self._remove(path, before) for path in unneeded if path.name not in needed)

    def _remove(self, path: Path, before: datetime) -> bool:
        """Remove a file, unless the same one has come in anew just now."""
        with self._locked(fcntl.LOCK_EX):
            gone = _older(path, before)
            if gone:
                path.unlink(missing_ok=True)
            return gone

    def _put(self, file: Path, digest: str) -> None:
        """Give a whole file its name, on the disk before anybody may rely on it."""
        there = self._path(digest)
        new = not there.parent.is_dir()
        there.parent.mkdir(mode=0o700, exist_ok=True)
        with self._locked(fcntl.LOCK_SH):
            file.replace(there)
        _flush(there.parent)
        if new:
            _flush(self.root)

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        """Hold off whoever removes files while one is given its name, here and in other processes."""
        handle = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no SHA-256")
        return self.root / digest[:2] / digest

    def _sound(self, digest: str, size: int) -> bool:
        with self._path(digest).open("rb") as file:
            return (
                os.fstat(file.fileno()).st_size == size
                and hashlib.file_digest(file, "sha256").hexdigest() == digest
            )

    def _files(self) -> Iterator[Path]:
        """Everything in the folder but what is on its way in."""
        for path in self.root.glob("*/*"):
            if path.parent.name != ARRIVING and not path.is_dir():
                yield path
        yield from (path for path in self.root.glob("*") if not path.is_dir() and path.name != LOCK)

    def _unfinished(self) -> list[Path]:
        return list((self.root / ARRIVING).glob("*"))

    def _digest_of(self, path: Path) -> str:
        """The digest that a path stands for; empty where no file of ours is kept there."""
        ours = DIGEST.fullmatch(path.name) and path == self._path(path.name)
        return path.name if ours else ""

    def _within(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        """Raise what the file system says as FilesFailed."""
        try:
            yield
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            detail = "the disk is full" if full else error.strerror or type(error).__name__
            raise FilesFailed(str(self.root), detail) from error


class Arriving:
    """A file on its way in, from ``FileStore.arriving``; a context that drops what was not kept."""

    def __init__(self, store: FileStore, file: BinaryIO, path: Path, limit: int) -> None:
        self._store, self._file, self._path, self._limit = store, file, path, limit
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Add a piece; raises TooLarge as soon as there are more bytes than are taken, and FilesFailed."""
        self.size += len(piece)
        if self.size > self._limit:
            raise TooLarge(self._limit)
        self._hash.update(piece)
        with self._store._clear_errors():
            self._file.write(piece)

    def keep(self) -> Taken:
        """Judge the whole file and put it among the others; raises FileRefused, FilesFailed."""
        with self._store._clear_errors():
            self._file.flush()
            kind = kind_of(self._file)
            os.fchmod(self._file.fileno(), 0o400)  # nobody changes it by mistake
            os.fsync(self._file.fileno())
            digest = self._hash.hexdigest()
            self._store._put(self._path, digest)
        self.drop()
        return Taken(digest, self.size, kind)

    def drop(self) -> None:
        """Leave nothing of it, unless it was kept."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()


def _older(path: Path, before: datetime) -> bool:
    try:
        return path.lstat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
