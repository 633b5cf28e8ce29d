"""What may still land late in a schedule, and who was called from one that was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column(
        "schedules",
        sa.Column(
            "enable_doubted",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="an enable before the last one was never answered",
        ),
    )
    op.add_column(
        "schedules",
        sa.Column(
            "disable_asked_at",
            sa.DateTime(timezone=True),
            comment="when it was disabled to be enabled again later",
        ),
    )
    op.add_column(
        "rows",
        sa.Column(
            "second_call_uid",
            sa.Text(),
            comment="another call that was made, or may have been",
        ),
    )


def downgrade() -> None:
    """To the version before."""
    with op.batch_alter_table("rows") as rows:
        rows.drop_column("second_call_uid")
    with op.batch_alter_table("schedules") as schedules:
        schedules.drop_column("disable_asked_at")
        schedules.drop_column("enable_doubted")
