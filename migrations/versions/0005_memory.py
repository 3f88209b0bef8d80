"""History, personal text, seals and request keys, with the triggers that keep history and seals."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT
from migrations.triggers import protect

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "history",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("event", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("acting_as", sa.String, nullable=False),
        sa.Column("os_user", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("previous", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("subject", "seq", name="pk_history"),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_history_hash_length")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_history_seq_from_one")),
        sa.UniqueConstraint("hash", name="uq_history_hash"),
    )
    op.create_index("ix_history_at", "history", ["at"])
    op.create_table(
        "personal_text",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("field", sa.String, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("erased_at", MOMENT),
        sa.PrimaryKeyConstraint("subject", "seq", "field", name="pk_personal_text"),
        sa.CheckConstraint(
            "(text IS NULL) = (erased_at IS NOT NULL)", name=op.f("ck_personal_text_erased_whole")
        ),
        sa.ForeignKeyConstraint(
            ["subject", "seq"], ["history.subject", "history.seq"], name="fk_personal_text_subject_seq"
        ),
    )
    op.create_table(
        "seal",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("heads", sa.Text, nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_seal"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_seal_digest_length")),
    )
    op.create_table(
        "register",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_register"),
    )
    op.create_table(
        "request_key",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_request_key"),
        sa.ForeignKeyConstraint(
            ["subject", "seq"], ["history.subject", "history.seq"], name="fk_request_key_subject_seq"
        ),
    )
    protect("history")
    protect("seal")


def downgrade() -> None:
    op.drop_table("request_key")
    op.drop_table("register")
    op.drop_table("seal")
    op.drop_table("personal_text")
    op.drop_table("history")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
