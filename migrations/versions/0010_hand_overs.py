"""Duties handed over: a row for each absence of an officer. Nothing is changed in what is there."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0010"
down_revision = "0009"

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "hand_over",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("stand_in_no", sa.String, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("given_seq", sa.Integer, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_seq", sa.Integer),
        sa.PrimaryKeyConstraint("no", name="pk_hand_over"),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_hand_over_person_no"),
        sa.ForeignKeyConstraint(["stand_in_no"], ["person.no"], name="fk_hand_over_stand_in_no"),
        sa.CheckConstraint("stand_in_no <> person_no", name=op.f("ck_hand_over_to_another")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_hand_over_until_after_from")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_seq IS NULL)", name=op.f("ck_hand_over_ended_whole")),
    )
    for name in ("person_no", "stand_in_no"):
        op.create_index(
            f"ix_hand_over_{name}_open", "hand_over", [name], sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("hand_over")
