"""How often the API has stumbled over a request with a row."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.add_column(
        "rows",
        sa.Column(
            "failures",
            sa.Integer(),
            nullable=False,
            server_default="0",
            comment="requests with it, one behind the other, that were answered 5xx",
        ),
    )


def downgrade() -> None:
    """To the version before."""
    with op.batch_alter_table("rows") as rows:
        rows.drop_column("failures")
