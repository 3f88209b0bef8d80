"""Rewards awarded and paid, issued documents, titles that take effect on a day of their own."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("title", sa.Column("valid_from", sa.Date))
    op.create_table(
        "reward_claim",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("reward", sa.String, nullable=False),
        sa.Column("applicant_code", sa.String, nullable=False),
        sa.Column("object_no", sa.String, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("ceiling_fen", sa.BigInteger),
        sa.Column("entitled_fen", sa.BigInteger, nullable=False),
        sa.Column("before_fen", sa.BigInteger, nullable=False),
        sa.Column("elsewhere_fen", sa.BigInteger, nullable=False),
        sa.Column("elsewhere_policy", sa.String, nullable=False),
        sa.Column("granted_fen", sa.BigInteger, nullable=False),
        sa.Column("awarded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", name="pk_reward_claim"),
        sa.CheckConstraint(
            "ceiling_fen IS NULL OR entitled_fen <= ceiling_fen", name=op.f("ck_reward_claim_within_ceiling")
        ),
        sa.CheckConstraint(
            "granted_fen >= 0 AND granted_fen <= entitled_fen",
            name=op.f("ck_reward_claim_granted_within_entitled"),
        ),
        sa.CheckConstraint(
            "before_fen >= 0 AND elsewhere_fen >= 0", name=op.f("ck_reward_claim_others_not_negative")
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_reward_claim_case_no"),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_reward_claim_programme"),
        sa.ForeignKeyConstraint(
            ["applicant_code"], ["organisation.code"], name="fk_reward_claim_applicant_code"
        ),
        sa.ForeignKeyConstraint(["object_no"], ["object.no"], name="fk_reward_claim_object_no"),
    )
    op.create_index(
        "ix_reward_claim_programme_applicant_code_object_no",
        "reward_claim",
        ["programme", "applicant_code", "object_no"],
    )
    op.create_index("ix_reward_claim_programme_reward_year", "reward_claim", ["programme", "reward", "year"])
    op.create_table(
        "payment",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("payer", sa.String, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("organisation_code", sa.String),
        sa.Column("paid_on", sa.Date),
        sa.Column("voucher", sa.String, nullable=False),
        sa.Column("recorded_at", MOMENT),
        sa.PrimaryKeyConstraint("case_no", "payer", name="pk_payment"),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payment_amount_above_zero")),
        sa.CheckConstraint("(paid_on IS NULL) = (recorded_at IS NULL)", name=op.f("ck_payment_paid_whole")),
        sa.ForeignKeyConstraint(["case_no"], ["reward_claim.case_no"], name="fk_payment_case_no"),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_payment_organisation_code"
        ),
    )
    op.create_table(
        "issued_document",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("title_no", sa.String, nullable=False),
        sa.Column("document_no", sa.String, nullable=False),
        sa.Column("text_digest", sa.String, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("case_no", name="pk_issued_document"),
        sa.CheckConstraint("length(text_digest) = 64", name=op.f("ck_issued_document_digest_length")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_issued_document_case_no"),
        sa.ForeignKeyConstraint(["title_no"], ["title.no"], name="fk_issued_document_title_no"),
    )


def downgrade() -> None:
    op.drop_table("issued_document")
    op.drop_table("payment")
    op.drop_table("reward_claim")
    op.drop_column("title", "valid_from")
