"""Tails of names, by which a part of a name is found. Those of the names and numbers that are there are written."""

from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

KINDS = "'case', 'object', 'organisation'"
LONGEST = 100
AT_ONCE = 1000  # names


def upgrade() -> None:
    tails = op.create_table(
        "name_tail",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("tail", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "tail", name="pk_name_tail"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_name_tail_kind")),
        sqlite_with_rowid=False,
    )
    there = op.get_bind()
    for query, of_name in (
        ("SELECT 'object', no, name FROM object", _of_name),
        ("SELECT 'organisation', code, name FROM organisation", _of_name),
        ("SELECT 'case', no, no FROM case_file", _of_case),
    ):
        names = there.exec_driver_sql(query).fetchall()
        for at in range(0, len(names), AT_ONCE):
            rows = [
                {"kind": kind, "key": key, "tail": tail}
                for kind, key, name in names[at : at + AT_ONCE]
                for tail in dict.fromkeys(of_name(_folded(name)))
            ]
            if rows:
                there.execute(sa.insert(tails), rows)
    op.create_index("ix_name_tail_kind_tail_key", "name_tail", ["kind", "tail", "key"])


def downgrade() -> None:
    op.drop_table("name_tail")


def _folded(text: Any) -> str:
    return normalize("NFKC", text).casefold()


def _of_name(text: str) -> Iterator[str]:
    return (text[at : at + LONGEST] for at in range(len(text)) if not text[at].isspace())


def _of_case(number: str) -> Iterable[str]:
    parts = number.split("-")
    tails = (*("-".join(parts[at:]) for at in range(len(parts))), parts[-1].lstrip("0"))
    return (tail[:LONGEST] for tail in tails if tail)
