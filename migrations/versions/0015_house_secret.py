"""A secret of the house, by which tickets of public forms are known again; the first form that is shown makes it.

Nothing is changed in what is there.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "house_secret",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_house_secret"),
    )


def downgrade() -> None:
    op.drop_table("house_secret")
