"""What may still land late in a schedule, and who was called from one that was given up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DOUBTS = {
    "enable_doubted": "an enable before the last one was never answered",
    "disable_doubted": "such a disable before the last one was never answered",
}


def upgrade() -> None:
    """To this version."""
    for name, comment in _DOUBTS.items():
        doubted: sa.Column[bool] = sa.Column(
            name, sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
        )
        op.add_column("schedules", doubted)
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
        for column in ("disable_asked_at", *_DOUBTS):
            schedules.drop_column(column)
