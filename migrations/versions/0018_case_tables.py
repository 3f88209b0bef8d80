"""Tables of a case: drafts while they are filled in, revisions as they were handed in.

Nothing is changed in what is there: no table was kept before.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "table_draft",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("table_id", sa.String, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("as_of", sa.String, nullable=False),
        sa.Column("offer", JSON),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "table_id", name="pk_table_draft"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_table_draft_version_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_table_draft_case_no"),
        sa.ForeignKeyConstraint(["saved_by"], ["person.no"], name="fk_table_draft_saved_by"),
    )
    op.create_table(
        "case_table",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("table_id", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("as_of", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("by_person", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "table_id", "revision", name="pk_case_table"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_case_table_revision_from_one")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_case_table_digest_length")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_case_table_case_no"),
        sa.ForeignKeyConstraint(["by_person"], ["person.no"], name="fk_case_table_by_person"),
    )


def downgrade() -> None:
    op.drop_table("case_table")
    op.drop_table("table_draft")
