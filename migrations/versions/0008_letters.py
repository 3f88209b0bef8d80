"""Letters know when they are next due and whom they reached.

A letter that is there is due since it was caused, or when the lease of whoever claimed it ends. Nothing has been
delivered before this step, so nobody was reached yet.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0008"
down_revision = "0007"

WAITING = sa.text("state IN ('pending', 'claimed')")
STUCK = sa.text("state IN ('failed', 'withheld')")


def upgrade() -> None:
    op.drop_index("ix_letter_created_at_waiting", "letter")
    op.add_column("letter", sa.Column("due_at", MOMENT))
    op.add_column("letter", sa.Column("reached", JSON))
    op.execute("UPDATE letter SET due_at = coalesce(lease_until, created_at)")
    with op.batch_alter_table("letter") as batch:
        batch.alter_column("due_at", existing_type=MOMENT, nullable=False)
        batch.drop_column("lease_until")
    op.create_index(
        "ix_letter_due_at_waiting", "letter", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "ix_letter_created_at_stuck", "letter", ["created_at"], sqlite_where=STUCK, postgresql_where=STUCK
    )


def downgrade() -> None:
    op.drop_index("ix_letter_created_at_stuck", "letter")
    op.drop_index("ix_letter_due_at_waiting", "letter")
    op.add_column("letter", sa.Column("lease_until", MOMENT))
    op.execute("UPDATE letter SET lease_until = due_at WHERE state = 'claimed'")
    with op.batch_alter_table("letter") as batch:
        batch.drop_column("reached")
        batch.drop_column("due_at")
    op.create_index(
        "ix_letter_created_at_waiting",
        "letter",
        ["created_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
