"""The steps by which a database gets its tables (Alembic). `casework.storage.store.upgrade` takes them."""

from pathlib import Path

HOME = Path(__file__).parent


def revisions() -> tuple[str, ...]:
    """Name all revisions, oldest first: the numbers that the files of `versions/` begin with."""
    return tuple(sorted(file.name[:4] for file in (HOME / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")))
