"""What stages collect: contributions, materials, figures, findings, site checks."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import EXACT, JSON, MOMENT

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "contribution",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("contributor", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "stage", "visit", "kind", "contributor", name="pk_contribution"),
        sa.CheckConstraint("visit >= 1", name=op.f("ck_contribution_visit_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_contribution_case_no"),
    )
    op.create_table(
        "material",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("material", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("from_code", sa.String, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("file_digest", sa.String, nullable=False),
        sa.Column("file_size", sa.Integer),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "material", "revision", name="pk_material"),
        sa.CheckConstraint("copies >= 0", name=op.f("ck_material_copies_not_negative")),
        sa.CheckConstraint(
            "file_size IS NULL OR file_size >= 0", name=op.f("ck_material_file_size_not_negative")
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_material_revision_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_material_case_no"),
        sa.ForeignKeyConstraint(["from_code"], ["organisation.code"], name="fk_material_from_code"),
    )
    op.create_table(
        "indicator_value",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("indicator", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("planned", sa.Boolean, nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("stated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "indicator", "period", "revision", name="pk_indicator_value"),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_indicator_value_revision_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_indicator_value_case_no"),
    )
    op.create_table(
        "finding",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("criterion", sa.String, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("met", sa.Boolean, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("by_person", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "stage", "criterion", "kind", "revision", name="pk_finding"),
        sa.CheckConstraint(
            "kind IN ('judged', 'veto', 'waiver_requested', 'waiver', 'override')",
            name=op.f("ck_finding_kind"),
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_finding_revision_from_one")),
        sa.ForeignKeyConstraint(["by_person"], ["person.no"], name="fk_finding_by_person"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_finding_case_no"),
    )
    op.create_table(
        "site_visit",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("needed", sa.Boolean, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("visited_on", sa.Date),
        sa.Column("passed", sa.Boolean),
        sa.Column("report_digest", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "stage", "visit", name="pk_site_visit"),
        sa.CheckConstraint("visit >= 1", name=op.f("ck_site_visit_visit_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_site_visit_case_no"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.no"], name="fk_site_visit_decided_by"),
    )


def downgrade() -> None:
    op.drop_table("site_visit")
    op.drop_table("finding")
    op.drop_table("indicator_value")
    op.drop_table("material")
    op.drop_table("contribution")
