"""Experts declare before they see a case, score by a rubric, and keep drafts.

Whoever sits on a panel that is open declares before scoring; scores that were given have no points by item.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("panel_member", sa.Column("declared_at", MOMENT))
    op.add_column("score", sa.Column("points", JSON))
    op.create_table(
        "score_draft",
        sa.Column("panel_no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("panel_no", "person_no", name="pk_score_draft"),
        sa.ForeignKeyConstraint(["panel_no"], ["panel.no"], name="fk_score_draft_panel_no"),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_score_draft_person_no"),
    )


def downgrade() -> None:
    op.drop_table("score_draft")
    op.drop_column("score", "points")
    op.drop_column("panel_member", "declared_at")
