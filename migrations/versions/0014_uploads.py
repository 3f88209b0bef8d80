"""Files that were sent, and copies on paper that were received.

Nothing is changed in what is there: no file was kept before.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0014"
down_revision = "0013"


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("from_code", sa.String),
        sa.Column("by_person", sa.String),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawn_by", sa.String),
        sa.PrimaryKeyConstraint("no", name="pk_upload"),
        _check("upload", "digest_length", "length(digest) = 64"),
        _check("upload", "size_positive", "size > 0"),
        _check("upload", "revision_from_one", "revision >= 1"),
        _check("upload", "withdrawn_whole", "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"),
        _check("upload", "handed_in_for_good", "withdrawn_at IS NULL OR revision IS NULL"),
        _to("upload", "from_code", "organisation.code"),
        _to("upload", "by_person", "person.no"),
        _to("upload", "withdrawn_by", "person.no"),
    )
    op.create_index("ix_upload_subject_slot", "upload", ["subject", "slot"])
    op.create_index("ix_upload_digest", "upload", ["digest"])
    op.create_table(
        "paper_copies",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("material", sa.String, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("by_code", sa.String, nullable=False),
        sa.Column("by_person", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "seq", "material", name="pk_paper_copies"),
        _check("paper_copies", "copies_from_one", "copies >= 1"),
        _to("paper_copies", "case_no", "case_file.no"),
        _to("paper_copies", "by_code", "organisation.code"),
        _to("paper_copies", "by_person", "person.no"),
    )


def downgrade() -> None:
    op.drop_table("paper_copies")
    op.drop_table("upload")
