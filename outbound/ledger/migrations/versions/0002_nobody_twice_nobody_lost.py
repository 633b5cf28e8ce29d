"""What proves that nobody is called twice: holds, doubt, audits, and who stood there before."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("runs") as runs:
        runs.add_column(
            sa.Column(
                "admitted_at",
                _INSTANT,
                comment="when it was found not to call another run's people again",
            )
        )
        runs.add_column(
            sa.Column("resumed_at", _INSTANT, comment="when somebody last asked to carry on")
        )
    # Runs of the version before were begun without being asked.
    op.execute("UPDATE runs SET admitted_at = created_at WHERE campaign_uid IS NOT NULL")
    _schedules()
    with op.batch_alter_table("claims") as claims:
        claims.add_column(_flag("turned_down", "as a whole"))
    with op.batch_alter_table("rows") as rows:
        rows.add_column(
            sa.Column(
                "at_most",
                sa.Integer(),
                comment="rows of the bulk that takes it; halved when one is turned down",
            )
        )
        rows.create_index("ix_rows_phone_number", ["phone_number"])
    _new_tables()


def _flag(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment)


def _schedules() -> None:
    with op.batch_alter_table("schedules") as schedules:
        schedules.add_column(_flag("doubted", "count is not enough"))
        schedules.add_column(
            sa.Column("verified_at", _INSTANT, comment="when it was found right after its release")
        )
        schedules.add_column(
            sa.Column(
                "emptied_at",
                _INSTANT,
                comment="when who can move has left the abandoned schedule",
            )
        )


def _new_tables() -> None:
    op.create_table(
        "strangers",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column(
            "call_uid", sa.Text(), nullable=False, comment="stood there before anything of ours"
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name="fk_strangers_schedule_id_schedules"
        ),
        sa.PrimaryKeyConstraint("schedule_id", "call_uid", name="pk_strangers"),
    )
    op.create_table(
        "holds",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column(
            "token", sa.String(32), nullable=False, comment="whoever has it may write for the run"
        ),
        sa.Column(
            "holder",
            sa.String(200),
            nullable=False,
            comment="process and machine, for people to read",
        ),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_holds_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", name="pk_holds"),
    )
    op.create_table(
        "flow_runs",
        sa.Column("id", sa.String(36), nullable=False, comment="the orchestrator's own id"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("reopened_at", _INSTANT, comment="when it gave the run another window"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_flow_runs_run_id_runs"),
        sa.PrimaryKeyConstraint("id", name="pk_flow_runs"),
    )
    op.create_index("ix_flow_runs_run_id", "flow_runs", ["run_id"])


def downgrade() -> None:
    """To the version before."""
    for table in ("flow_runs", "holds", "strangers"):
        op.drop_table(table)
    with op.batch_alter_table("rows") as rows:
        rows.drop_index("ix_rows_phone_number")
        rows.drop_column("at_most")
    with op.batch_alter_table("claims") as claims:
        claims.drop_column("turned_down")
    with op.batch_alter_table("schedules") as schedules:
        for column in ("emptied_at", "verified_at", "doubted"):
            schedules.drop_column(column)
    with op.batch_alter_table("runs") as runs:
        for column in ("resumed_at", "admitted_at"):
            runs.drop_column(column)
