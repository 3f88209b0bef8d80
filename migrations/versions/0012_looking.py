"""Indexes for those who look: cases by number and region, those that run, deadlines by their ends, letters by age.

Nothing is changed in what is there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

RUNNING = sa.text("ended_at IS NULL")
OPEN = sa.text("state <> 'met' AND state <> 'cancelled'")
WHOLE = {
    "ix_case_file_programme_no": ("programme", "no"),
    "ix_case_file_programme_state_no": ("programme", "state", "no"),
    "ix_case_file_round_no_state_no": ("round_no", "state", "no"),
    "ix_case_file_region": ("programme", "region", "state", "procedure", "round_no"),
}
OF_RUNNING = {
    "ix_case_file_running": ("no",),
    "ix_case_file_programme_running": (
        "programme",
        "region",
        "state",
        "procedure",
        "round_no",
        "no",
        "ended_at",
    ),
}
BEFORE = {
    "ix_case_file_programme_state": ("programme", "state"),
    "ix_case_file_round_no_state": ("round_no", "state"),
}


def upgrade() -> None:
    for name in BEFORE:
        op.drop_index(name, "case_file")
    for name, columns in WHOLE.items():
        op.create_index(name, "case_file", list(columns))
    for name, columns in OF_RUNNING.items():
        op.create_index(name, "case_file", list(columns), sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index(
        "ix_deadline_ends_at_open",
        "deadline",
        ["ends_at", "subject", "rule"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_letter_created_at", "letter", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_letter_created_at", "letter")
    op.drop_index("ix_deadline_ends_at_open", "deadline")
    for name in (*OF_RUNNING, *WHOLE):
        op.drop_index(name, "case_file")
    for name, columns in BEFORE.items():
        op.create_index(name, "case_file", list(columns))
