"""The public keys of certificates; the first certificate that is printed makes the first one.

Nothing is changed in what is there.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("public", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_signing_key_number_from_one")),
        sa.CheckConstraint("length(public) = 43", name=op.f("ck_signing_key_public_length")),
        sa.PrimaryKeyConstraint("id", name="pk_signing_key"),
        sa.UniqueConstraint("number", name="uq_signing_key_number"),
    )


def downgrade() -> None:
    op.drop_table("signing_key")
