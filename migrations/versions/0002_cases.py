"""Rounds, cases, titles and lists."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import JSON, MOMENT

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("procedure", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("definition_digest", sa.String, nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("opens_at", MOMENT),
        sa.Column("closes_at", MOMENT),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_round"),
        sa.CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at >= opens_at",
            name=op.f("ck_round_closes_after_opens"),
        ),
        sa.ForeignKeyConstraint(
            ["definition_digest"], ["definition_text.digest"], name="fk_round_definition_digest"
        ),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_round_programme"),
    )
    op.create_index("ix_round_programme_procedure_year", "round", ["programme", "procedure", "year"])
    op.create_table(
        "quota_use",
        sa.Column("round_no", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("quota", sa.String, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("round_no", "organisation_code", "quota", name="pk_quota_use"),
        sa.CheckConstraint("used >= 0", name=op.f("ck_quota_use_used_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_quota_use_organisation_code"
        ),
        sa.ForeignKeyConstraint(["round_no"], ["round.no"], name="fk_quota_use_round_no"),
    )
    op.create_table(
        "case_file",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("procedure", sa.String, nullable=False),
        sa.Column("round_no", sa.String),
        sa.Column("definition_digest", sa.String, nullable=False),
        sa.Column("applicant_code", sa.String, nullable=False),
        sa.Column("operator_code", sa.String),
        sa.Column("object_no", sa.String, nullable=False),
        sa.Column("title_no", sa.String),
        sa.Column("region", sa.String, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("result", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_case_file"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (result IS NULL)", name=op.f("ck_case_file_ended_with_result")
        ),
        sa.CheckConstraint("length(region) IN (0, 6)", name=op.f("ck_case_file_region_length")),
        sa.ForeignKeyConstraint(
            ["applicant_code"], ["organisation.code"], name="fk_case_file_applicant_code"
        ),
        sa.ForeignKeyConstraint(
            ["definition_digest"], ["definition_text.digest"], name="fk_case_file_definition_digest"
        ),
        sa.ForeignKeyConstraint(["object_no"], ["object.no"], name="fk_case_file_object_no"),
        sa.ForeignKeyConstraint(["operator_code"], ["organisation.code"], name="fk_case_file_operator_code"),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_case_file_programme"),
        sa.ForeignKeyConstraint(["round_no"], ["round.no"], name="fk_case_file_round_no"),
    )
    op.create_index("ix_case_file_applicant_code", "case_file", ["applicant_code"])
    op.create_index("ix_case_file_object_no", "case_file", ["object_no"])
    op.create_index("ix_case_file_operator_code", "case_file", ["operator_code"])
    op.create_index("ix_case_file_programme_state", "case_file", ["programme", "state"])
    op.create_index("ix_case_file_round_no_state", "case_file", ["round_no", "state"])
    op.create_index("ix_case_file_title_no", "case_file", ["title_no"])
    op.create_table(
        "case_party",
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("case_no", "role", "organisation_code", name="pk_case_party"),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_case_party_case_no"),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_case_party_organisation_code"
        ),
    )
    op.create_index("ix_case_party_organisation_code", "case_party", ["organisation_code"])
    op.create_table(
        "title",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("object_no", sa.String, nullable=False),
        sa.Column("holder_code", sa.String, nullable=False),
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("granted_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("plaque_no", sa.String, nullable=False),
        sa.Column("letter_no", sa.String, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_title"),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= granted_on", name=op.f("ck_title_ended_after_granted")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= granted_on", name=op.f("ck_title_valid_after_granted")
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_title_case_no"),
        sa.ForeignKeyConstraint(["holder_code"], ["organisation.code"], name="fk_title_holder_code"),
        sa.ForeignKeyConstraint(["object_no"], ["object.no"], name="fk_title_object_no"),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_title_programme"),
    )
    op.create_index("ix_title_holder_code", "title", ["holder_code"])
    op.create_index("ix_title_object_no", "title", ["object_no"])
    op.create_index("ix_title_programme_state", "title", ["programme", "state"])
    op.create_table(
        "name_list",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("round_no", sa.String),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("window_first", sa.Date),
        sa.Column("window_last", sa.Date),
        sa.Column("closes_at", MOMENT),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_name_list"),
        sa.CheckConstraint(
            "window_last IS NULL OR window_first IS NULL OR window_last >= window_first",
            name=op.f("ck_name_list_window_order"),
        ),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_name_list_programme"),
        sa.ForeignKeyConstraint(["round_no"], ["round.no"], name="fk_name_list_round_no"),
    )
    op.create_index("ix_name_list_programme_state", "name_list", ["programme", "state"])
    op.create_index("ix_name_list_round_no", "name_list", ["round_no"])
    op.create_table(
        "list_entry",
        sa.Column("list_no", sa.String, nullable=False),
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("rank", sa.Integer),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("list_no", "case_no", name="pk_list_entry"),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'held', 'cleared', 'dropped')", name=op.f("ck_list_entry_state")
        ),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_list_entry_case_no"),
        sa.ForeignKeyConstraint(["list_no"], ["name_list.no"], name="fk_list_entry_list_no"),
    )
    op.create_index("ix_list_entry_case_no", "list_entry", ["case_no"])
    op.create_table(
        "objection",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("list_no", sa.String, nullable=False),
        sa.Column("case_no", sa.String, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("conditions_met", sa.Boolean),
        sa.Column("settled_at", MOMENT),
        sa.PrimaryKeyConstraint("no", name="pk_objection"),
        sa.CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)", name=op.f("ck_objection_settled_with_moment")
        ),
        sa.CheckConstraint("state IN ('open', 'settled')", name=op.f("ck_objection_state")),
        sa.ForeignKeyConstraint(["case_no"], ["case_file.no"], name="fk_objection_case_no"),
        sa.ForeignKeyConstraint(["list_no"], ["name_list.no"], name="fk_objection_list_no"),
    )
    op.create_index("ix_objection_case_no", "objection", ["case_no"])
    op.create_index("ix_objection_list_no_case_no", "objection", ["list_no", "case_no"])
    with op.batch_alter_table("case_file") as batch:  # the two tables name each other
        batch.create_foreign_key("fk_case_file_title_no", "title", ["title_no"], ["no"])


def downgrade() -> None:
    with op.batch_alter_table("case_file") as batch:
        batch.drop_constraint("fk_case_file_title_no", type_="foreignkey")
    op.drop_table("objection")
    op.drop_table("list_entry")
    op.drop_table("name_list")
    op.drop_table("title")
    op.drop_table("case_party")
    op.drop_table("case_file")
    op.drop_table("quota_use")
    op.drop_table("round")
