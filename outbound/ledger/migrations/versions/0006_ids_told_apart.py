"""What a plan says of ids that told nobody apart, and of names that are words for nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COUNTS = {
    "ids_made_anew": "they told none apart",
    "placeholder_names": "Null and the like",
}


def upgrade() -> None:
    """To this version."""
    for name, comment in _COUNTS.items():
        count: sa.Column[int] = sa.Column(
            name, sa.Integer(), nullable=False, server_default="0", comment=comment
        )
        op.add_column("runs", count)


def downgrade() -> None:
    """To the version before."""
    with op.batch_alter_table("runs") as runs:
        for column in _COUNTS:
            runs.drop_column(column)
