"""Tasks, deadlines, timers, letters, the calendar overlay and counters."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String),
        sa.Column("person_no", sa.String),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_seq", sa.Integer, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_seq", sa.Integer),
        sa.PrimaryKeyConstraint("no", name="pk_task"),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_seq IS NULL)", name=op.f("ck_task_closed_whole")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_task_organisation_code"
        ),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_task_person_no"),
    )
    op.create_index(
        "ix_task_body_open",
        "task",
        ["body", "organisation_code"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_task_subject", "task", ["subject"])
    op.create_table(
        "deadline",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("occurrence", sa.String, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("anchor", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("calendar_version", sa.String, nullable=False),
        sa.Column("definition", JSON, nullable=False),
        sa.Column("trace", JSON, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("paused_from", sa.Date),
        sa.Column("restarts", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("subject", "rule", "occurrence", name="pk_deadline"),
        sa.CheckConstraint(
            "(state = 'paused') = (paused_from IS NOT NULL)", name=op.f("ck_deadline_paused_with_day")
        ),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'met', 'expired', 'cancelled')", name=op.f("ck_deadline_state")
        ),
    )
    op.create_index("ix_deadline_provisional_state", "deadline", ["provisional", "state"])
    op.create_index("ix_deadline_state_last_day", "deadline", ["state", "last_day"])
    op.create_table(
        "deadline_change",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("occurrence", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("before_day", sa.Date),
        sa.Column("after_day", sa.Date),
        sa.PrimaryKeyConstraint("subject", "rule", "occurrence", "revision", name="pk_deadline_change"),
        sa.CheckConstraint(
            "kind IN ('paused', 'resumed', 'restarted', 'extended', 'recomputed')",
            name=op.f("ck_deadline_change_kind"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_deadline_change_revision_from_one")),
        sa.ForeignKeyConstraint(
            ["subject", "rule", "occurrence"],
            ["deadline.subject", "deadline.rule", "deadline.occurrence"],
            name="fk_deadline_change_subject_rule_occurrence",
        ),
        sa.ForeignKeyConstraint(
            ["subject", "seq"], ["history.subject", "history.seq"], name="fk_deadline_change_subject_seq"
        ),
    )
    op.create_table(
        "timer",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("occurrence", sa.String, nullable=False),
        sa.Column("deadline_rule", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("late", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("fired_at", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("last_error", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("subject", "rule", "occurrence", name="pk_timer"),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_timer_attempts_not_negative")),
        sa.CheckConstraint(
            "(state = 'fired') = (fired_at IS NOT NULL)", name=op.f("ck_timer_fired_with_moment")
        ),
        sa.CheckConstraint("late IN ('always', 'send', 'collapse', 'skip')", name=op.f("ck_timer_late")),
        sa.CheckConstraint(
            "state IN ('pending', 'fired', 'cancelled', 'skipped', 'set_aside')", name=op.f("ck_timer_state")
        ),
    )
    op.create_index(
        "ix_timer_due_at_pending",
        "timer",
        ["due_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "letter",
        sa.Column("entry", sa.String, nullable=False),
        sa.Column("template", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_id", sa.String, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("last_error", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("entry", "template", "recipient", name="pk_letter"),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_letter_attempts_not_negative")),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_letter_language")),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_letter_sent_with_moment")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'claimed', 'sent', 'failed', 'withheld')", name=op.f("ck_letter_state")
        ),
    )
    op.create_index(
        "ix_letter_created_at_waiting",
        "letter",
        ["created_at"],
        sqlite_where=sa.text("state IN ('pending', 'claimed')"),
        postgresql_where=sa.text("state IN ('pending', 'claimed')"),
    )
    op.create_index("ix_letter_subject", "letter", ["subject"])
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.Column("known_on", sa.Date, nullable=False),
        sa.Column("working", sa.Boolean, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("estimated", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("day", "region", "known_on", name="pk_calendar_day"),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )


def downgrade() -> None:
    op.drop_table("counter")
    op.drop_table("calendar_day")
    op.drop_table("letter")
    op.drop_table("timer")
    op.drop_table("deadline_change")
    op.drop_table("deadline")
    op.drop_table("task")
