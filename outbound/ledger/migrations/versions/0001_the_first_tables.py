"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="launch, add or call"),
        sa.Column(
            "request", sa.JSON(), nullable=False, comment="what was asked for, as it was typed"
        ),
        sa.Column(
            "list_digest",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the list's content",
        ),
        sa.Column(
            "base_url", sa.String(length=500), nullable=False, comment="the API this run belongs to"
        ),
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the window; none where the schedule is somebody else's",
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_intervals", sa.JSON(), nullable=False, comment="seconds"),
        sa.Column("campaign_uid", sa.Text(), nullable=True),
        sa.Column("rows_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("phonetics_copied", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "staged_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the whole list stood in the ledger",
        ),
        sa.Column("stop_wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "given_up_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the launcher ended with rows not accounted for",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("key", name=op.f("uq_runs_key")),
    )
    op.create_table(
        "attempts",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "duration",
            sa.Float(),
            nullable=True,
            comment="seconds of conversation, as the API counts them",
        ),
        sa.Column("error_details", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_attempts_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "uid", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index("ix_attempts_run_id_row", ["run_id", "row"], unique=False)

    op.create_table(
        "schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "ordinal",
            sa.Integer(),
            nullable=False,
            comment="which part of the list it takes, from 1",
        ),
        sa.Column("uid", sa.Text(), nullable=True),
        sa.Column(
            "ours",
            sa.Boolean(),
            nullable=False,
            comment="made by this run; others are never disabled",
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enable_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_schedules_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index("ix_schedules_run_id_ordinal", ["run_id", "ordinal"], unique=False)

    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "deadline_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when its request is over at the latest",
        ),
        sa.Column(
            "answered_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its rows' fates were recorded",
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_claims_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_claims_schedule_id_schedules")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_run_id", ["run_id"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("attempt_uid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, comment="the API's order, from 0"),
        sa.Column("uid", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id", "attempt_uid"],
            ["attempts.run_id", "attempts.uid"],
            name=op.f("fk_outcomes_run_id_attempts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "attempt_uid", "position", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "rows",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "number", sa.Integer(), nullable=False, comment="data rows of the list count from 1"
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("phone_number", sa.String(length=20), nullable=True, comment="E.164"),
        sa.Column("call", sa.JSON(), nullable=True, comment="the body the API takes"),
        sa.Column("field", sa.Text(), nullable=True, comment="which field a refusal is about"),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was rejected or refused"),
        sa.Column("batch", sa.Integer(), nullable=True, comment="which bulk takes it, from 1"),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("call_uid", sa.Text(), nullable=True),
        sa.Column("call_status", sa.Text(), nullable=True, comment="as the API wrote it"),
        sa.Column("call_progress", sa.Text(), nullable=True, comment="as the API wrote it"),
        sa.Column(
            "result",
            sa.Text(),
            nullable=True,
            comment="what a closed call counts as among the outcomes",
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "seen", sa.String(length=64), nullable=True, comment="digest of the call as last read"
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_rows_claim_id_claims")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_rows_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_rows_schedule_id_schedules")
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_rows")),
    )
    with op.batch_alter_table("rows", schema=None) as batch_op:
        batch_op.create_index("ix_rows_run_id_batch", ["run_id", "batch"], unique=False)
        batch_op.create_index("ix_rows_run_id_call_uid", ["run_id", "call_uid"], unique=False)
        batch_op.create_index("ix_rows_run_id_state", ["run_id", "state"], unique=False)
        batch_op.create_index("ix_rows_schedule_id_state", ["schedule_id", "state"], unique=False)
        batch_op.create_index(
            "uq_rows_run_id_external_id",
            ["run_id", "external_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('rejected', 'duplicate', 'suppressed')"),
            postgresql_where=sa.text("state NOT IN ('rejected', 'duplicate', 'suppressed')"),
        )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("rows", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rows_run_id_external_id",
            sqlite_where=sa.text("state NOT IN ('rejected', 'duplicate', 'suppressed')"),
            postgresql_where=sa.text("state NOT IN ('rejected', 'duplicate', 'suppressed')"),
        )
        batch_op.drop_index("ix_rows_schedule_id_state")
        batch_op.drop_index("ix_rows_run_id_state")
        batch_op.drop_index("ix_rows_run_id_call_uid")
        batch_op.drop_index("ix_rows_run_id_batch")

    op.drop_table("rows")
    op.drop_table("outcomes")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index("ix_claims_run_id")

    op.drop_table("claims")
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.drop_index("ix_schedules_run_id_ordinal")

    op.drop_table("schedules")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_attempts_run_id_row")

    op.drop_table("attempts")
    op.drop_table("runs")
