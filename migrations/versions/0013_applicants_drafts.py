"""Who may apply with an object, and what is kept of a form that is not handed in yet.

Whoever has had a case about an object may apply with it again; objects that no case was about stay open to everybody.
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "object_applicant",
        sa.Column("object_no", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("object_no", "organisation_code", name="pk_object_applicant"),
        sa.ForeignKeyConstraint(["object_no"], ["object.no"], name="fk_object_applicant_object_no"),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_object_applicant_organisation_code"
        ),
    )
    op.create_index("ix_object_applicant_organisation_code", "object_applicant", ["organisation_code"])
    op.execute(
        "INSERT INTO object_applicant (object_no, organisation_code, granted_at) "
        "SELECT object_no, applicant_code, min(opened_at) FROM case_file GROUP BY object_no, applicant_code"
    )
    op.create_table(
        "draft_answer",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("by_person", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "action", "step", name="pk_draft_answer"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_draft_answer_case_no"),
        sa.ForeignKeyConstraint(["by_person"], ["person.no"], name="fk_draft_answer_by_person"),
    )


def downgrade() -> None:
    op.drop_table("draft_answer")
    op.drop_table("object_applicant")
