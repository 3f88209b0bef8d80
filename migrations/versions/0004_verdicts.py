"""Expert panels, assessments, sanctions."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import EXACT, JSON, MOMENT

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "panel",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("visit", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=False),
        sa.Column("pool", JSON, nullable=False),
        sa.Column("seal_day", sa.Date),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("drawn_at", MOMENT),
        sa.PrimaryKeyConstraint("no", name="pk_panel"),
        sa.CheckConstraint("size >= 1", name=op.f("ck_panel_size_from_one")),
        sa.CheckConstraint(
            "state IN ('frozen', 'drawn', 'extended', 'complete')", name=op.f("ck_panel_state")
        ),
        sa.CheckConstraint("visit >= 1", name=op.f("ck_panel_visit_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_panel_case_no"),
        sa.UniqueConstraint("case_no", "stage", "visit", name="uq_panel_case_no_stage_visit"),
    )
    op.create_index("ix_panel_state", "panel", ["state"])
    op.create_table(
        "panel_member",
        sa.Column("panel_no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("panel_no", "person_no", name="pk_panel_member"),
        sa.CheckConstraint(
            "state IN ('pool', 'recused', 'drawn', 'scored')", name=op.f("ck_panel_member_state")
        ),
        sa.ForeignKeyConstraint(["panel_no"], ["panel.no"], name="fk_panel_member_panel_no"),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_panel_member_person_no"),
    )
    op.create_index("ix_panel_member_person_no_state", "panel_member", ["person_no", "state"])
    op.create_table(
        "score",
        sa.Column("panel_no", sa.String, nullable=False),
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("locked_at", MOMENT, nullable=False),
        sa.Column("unsealed_at", MOMENT),
        sa.PrimaryKeyConstraint("panel_no", "person_no", name="pk_score"),
        sa.ForeignKeyConstraint(["panel_no"], ["panel.no"], name="fk_score_panel_no"),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_score_person_no"),
    )
    op.create_table(
        "assessment",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("title_no", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("grade", sa.String),
        sa.Column("failed", sa.Boolean),
        sa.Column("items", JSON, nullable=False),
        sa.Column("graded_at", MOMENT),
        sa.PrimaryKeyConstraint("case_no", name="pk_assessment"),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_assessment_sequence_from_one")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_assessment_case_no"),
        sa.ForeignKeyConstraint(["title_no"], ["title.no"], name="fk_assessment_title_no"),
        sa.UniqueConstraint("title_no", "kind", "sequence", name="uq_assessment_title_no_kind_sequence"),
    )
    op.create_table(
        "rectification",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("ordered_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("reported_at", MOMENT),
        sa.Column("accepted", sa.Boolean),
        sa.Column("decided_at", MOMENT),
        sa.PrimaryKeyConstraint("case_no", name="pk_rectification"),
        sa.CheckConstraint(
            "(accepted IS NULL) = (decided_at IS NULL)", name=op.f("ck_rectification_decided_whole")
        ),
        sa.CheckConstraint(
            "reported_at IS NULL OR reported_at >= ordered_at",
            name=op.f("ck_rectification_reported_after_ordered"),
        ),
        sa.ForeignKeyConstraint(["case_no"], ["assessment.case_no"], name="fk_rectification_case_no"),
    )
    op.create_table(
        "sanction",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("cause", sa.String, nullable=False),
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("party_role", sa.String, nullable=False),
        sa.Column("party", sa.String, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("announced", sa.Boolean, nullable=False),
        sa.Column("flagged", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_sanction"),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_sanction_until_after_from")
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_sanction_case_no"),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_sanction_programme"),
    )
    op.create_index("ix_sanction_party_programme", "sanction", ["party", "programme"])


def downgrade() -> None:
    op.drop_table("sanction")
    op.drop_table("rectification")
    op.drop_table("assessment")
    op.drop_table("score")
    op.drop_table("panel_member")
    op.drop_table("panel")
