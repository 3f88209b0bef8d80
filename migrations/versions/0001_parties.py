"""Organisations, people, definitions, programmes and objects."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import MOMENT

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("name_en", sa.String, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.Column("parent_code", sa.String),
        sa.Column("email", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_organisation"),
        sa.CheckConstraint("length(code) = 18", name=op.f("ck_organisation_code_length")),
        sa.CheckConstraint(
            "kind IN ('authority', 'government', 'committee', 'office', 'operator', 'enterprise', "
            "'association', 'outside')",
            name=op.f("ck_organisation_kind"),
        ),
        sa.CheckConstraint(
            "level IN ('national', 'province', 'city', 'county', 'park', 'none')",
            name=op.f("ck_organisation_level"),
        ),
        sa.CheckConstraint("length(region) IN (0, 6)", name=op.f("ck_organisation_region_length")),
        sa.ForeignKeyConstraint(["parent_code"], ["organisation.code"], name="fk_organisation_parent_code"),
    )
    op.create_table(
        "person",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_person"),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_person_language")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_person_organisation_code"
        ),
    )
    op.create_table(
        "role_grant",
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("person_no", "role", "organisation_code", name="pk_role_grant"),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= granted_at", name=op.f("ck_role_grant_ended_after_granted")
        ),
        sa.CheckConstraint(
            "role IN ('officer', 'approver', 'expert', 'inspector', 'applicant', 'administrator')",
            name=op.f("ck_role_grant_role"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_role_grant_organisation_code"
        ),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_role_grant_person_no"),
    )
    op.create_index("ix_role_grant_organisation_code_role", "role_grant", ["organisation_code", "role"])
    op.create_table(
        "interest",
        sa.Column("person_no", sa.String, nullable=False),
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.PrimaryKeyConstraint("person_no", "organisation_code", "kind", "since", name="pk_interest"),
        sa.CheckConstraint("kind IN ('employment', 'declared', 'kinship')", name=op.f("ck_interest_kind")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_interest_until_after_since")),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_interest_organisation_code"
        ),
        sa.ForeignKeyConstraint(["person_no"], ["person.no"], name="fk_interest_person_no"),
    )
    op.create_index("ix_interest_organisation_code", "interest", ["organisation_code"])
    op.create_table(
        "definition_text",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("loaded_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_definition_text"),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_definition_text_digest_length")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("current_digest", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_programme"),
        sa.ForeignKeyConstraint(
            ["current_digest"], ["definition_text.digest"], name="fk_programme_current_digest"
        ),
    )
    op.create_table(
        "mandate",
        sa.Column("organisation_code", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("organisation_code", "programme", "body", "region", name="pk_mandate"),
        sa.ForeignKeyConstraint(
            ["organisation_code"], ["organisation.code"], name="fk_mandate_organisation_code"
        ),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_mandate_programme"),
    )
    op.create_table(
        "object",
        sa.Column("no", sa.String, nullable=False),
        sa.Column("programme", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_object"),
        sa.CheckConstraint("length(region) IN (0, 6)", name=op.f("ck_object_region_length")),
        sa.ForeignKeyConstraint(["programme"], ["programme.id"], name="fk_object_programme"),
    )
    op.create_index("ix_object_programme_region", "object", ["programme", "region"])


def downgrade() -> None:
    op.drop_table("object")
    op.drop_table("mandate")
    op.drop_table("programme")
    op.drop_table("definition_text")
    op.drop_table("interest")
    op.drop_table("role_grant")
    op.drop_table("person")
    op.drop_table("organisation")
