"""The run ledger: a row for each run of a flow that had something to do. Nothing is changed in what is there."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0009"
down_revision = "0008"

STATES = "'running', 'done', 'failed', 'stopped', 'lost'"
RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    op.create_table(
        "flow_run",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("flow", sa.String, nullable=False),
        sa.Column("node", sa.String, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("alive_until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("did", sa.Integer, nullable=False),
        sa.Column("skipped", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("prefect_run", sa.String, nullable=False),
        sa.Column("error", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_flow_run"),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_flow_run_state")),
        sa.CheckConstraint(
            "(state = 'running') = (ended_at IS NULL)", name=op.f("ck_flow_run_ended_unless_running")
        ),
        sa.CheckConstraint(
            "seen >= 0 AND did >= 0 AND skipped >= 0 AND failed >= 0",
            name=op.f("ck_flow_run_counts_not_negative"),
        ),
    )
    op.create_index("ix_flow_run_started_at", "flow_run", ["started_at"])
    op.create_index(
        "ix_flow_run_alive_until_running",
        "flow_run",
        ["alive_until"],
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_table("flow_run")
