"""Who gets in: accounts, links, devices, sessions, attempts, what administrators looked at, feeds.

Nothing is changed in what is there: nobody has an account before a link was made for them.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT
from migrations.triggers import protect

revision = "0011"
down_revision = "0010"


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_no"], ["person.no"], name=f"fk_{table}_person_no")


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _digest_length(table: str) -> sa.CheckConstraint:
    return _check(table, "digest_length", "length(digest) = 64")


def upgrade() -> None:
    _accounts()
    _sessions()
    op.create_table(
        "look",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("page", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_look"),
        _of_person("look"),
    )
    op.create_index("ix_look_at", "look", ["at"])
    op.create_index("ix_look_person_no_at", "look", ["person_no", "at"])
    op.create_index("ix_look_subject", "look", ["subject"])
    protect("look")
    op.create_table(
        "feed",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("no", name="pk_feed"),
        _digest_length("feed"),
        _of_person("feed"),
    )
    op.create_index("ix_feed_digest", "feed", ["digest"], unique=True)
    op.create_index("ix_feed_person_no", "feed", ["person_no"])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("password", sa.String),
        sa.Column("password_at", MOMENT),
        sa.Column("code_secret", sa.String),
        sa.Column("code_at", MOMENT),
        sa.Column("code_step", sa.Integer, nullable=False),
        sa.Column("code_offered", sa.String),
        sa.Column("offered_at", MOMENT),
        sa.Column("demonstration", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("person_no", name="pk_account"),
        _of_person("account"),
        _check("account", "password_whole", "(password IS NULL) = (password_at IS NULL)"),
        _check("account", "code_whole", "(code_secret IS NULL) = (code_at IS NULL)"),
        _check("account", "offered_whole", "(code_offered IS NULL) = (offered_at IS NULL)"),
        _check("account", "code_step_not_negative", "code_step >= 0"),
    )
    op.create_table(
        "account_link",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_account_link"),
        _digest_length("account_link"),
        _of_person("account_link"),
    )
    op.create_index("ix_account_link_expires_at", "account_link", ["expires_at"])
    op.create_index("ix_account_link_person_no", "account_link", ["person_no"])
    op.create_table(
        "account_device",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_account_device"),
        _digest_length("account_device"),
        _of_person("account_device"),
    )
    op.create_index("ix_account_device_person_no_used_at", "account_device", ["person_no", "used_at"])


def _sessions() -> None:
    op.create_table(
        "account_session",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("before_digest", sa.String),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_account_session"),
        _digest_length("account_session"),
        _check(
            "account_session", "before_digest_length", "before_digest IS NULL OR length(before_digest) = 64"
        ),
        _check("account_session", "ends_after_opened", "ends_at > opened_at"),
        _of_person("account_session"),
    )
    op.create_index("ix_account_session_digest", "account_session", ["digest"], unique=True)
    for name in ("before_digest", "ends_at", "person_no"):
        op.create_index(f"ix_account_session_{name}", "account_session", [name])
    op.create_table(
        "sign_in_attempt",
        sa.Column("bucket", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_sign_in_attempt"),
        _check("sign_in_attempt", "tries_not_negative", "tries >= 0"),
        _check("sign_in_attempt", "bucket_length", "length(bucket) = 64"),
    )
    op.create_index("ix_sign_in_attempt_until_at", "sign_in_attempt", ["until_at"])


TABLES = ("feed", "look", "sign_in_attempt", "account_session", "account_device", "account_link", "account")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
