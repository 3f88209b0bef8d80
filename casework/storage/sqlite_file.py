"""A database of SQLite as a file: which one an address names, and what its first bytes tell."""

import struct
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from casework.storage import errors

__all__ = ["file_of", "look_at_file", "parse"]

# Of a database file: its size of a page in bytes, its number of pages.
_HEADER = struct.Struct(">16x H 10x I")


def parse(url: str) -> URL:
    """Take the address of a database apart; DatabaseUrlError where it is none."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise errors.DatabaseUrlError(url) from error


def file_of(url: URL) -> Path:
    """The file that `url` names, also where it is a `file:` address; DatabaseUrlError for none."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in ("", ":memory:") or "mode=memory" in name:
        raise errors.DatabaseUrlError(url.render_as_string(hide_password=True))
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:") else Path(name)


def look_at_file(path: Path) -> None:
    """Raise a StoreError where the file is missing, empty, cut short, or no database, by its first bytes."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
        size, journal = path.stat().st_size, path.with_name(f"{path.name}-wal")
        settled = not journal.exists() or journal.stat().st_size == 0
    except FileNotFoundError as error:
        raise errors.DatabaseMissingError(str(path)) from error
    except OSError as error:
        raise errors.DatabaseUnopenableError(str(path), error.strerror or "") from error
    if not size and settled:
        raise errors.DatabaseNotInitialisedError(str(path))
    if size and size < _size_by_header(path, header) and settled:
        raise errors.DatabaseCorruptError(str(path), f"it is cut short at {size} bytes")


def _size_by_header(path: Path, header: bytes) -> int:
    """Tell how long the file must be; with a journal beside it, it may be shorter for a while."""
    if len(header) < _HEADER.size or not header.startswith(b"SQLite format 3\0"):
        raise errors.DatabaseCorruptError(str(path), "it does not begin as a database does")
    page_size, pages = _HEADER.unpack(header)
    return int(pages) * (65536 if page_size == 1 else int(page_size))
