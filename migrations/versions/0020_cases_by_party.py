"""Cases are found by their object or applicant without a look at the cases themselves: search reads the index alone."""

from alembic import op

revision = "0020"
down_revision = "0019"

LONGER = {"ix_case_file_object_no": "object_no", "ix_case_file_applicant_code": "applicant_code"}


def upgrade() -> None:
    for name, column in LONGER.items():
        op.drop_index(name, "case_file")
        op.create_index(f"{name}_no", "case_file", [column, "no"])


def downgrade() -> None:
    for name, column in LONGER.items():
        op.drop_index(f"{name}_no", "case_file")
        op.create_index(name, "case_file", [column])
