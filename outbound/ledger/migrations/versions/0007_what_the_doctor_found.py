"""What an examination of the API has found, by its address and the client."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "examinations",
        sa.Column("base_url", sa.Text(), nullable=False, comment="the API's address"),
        sa.Column(
            "client_id",
            sa.Text(),
            nullable=False,
            comment="empty: a ready token, of nobody we know",
        ),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "findings",
            sa.JSON(),
            nullable=False,
            comment="probe, verdict, found and means of each",
        ),
        sa.PrimaryKeyConstraint("base_url", "client_id"),
    )


def downgrade() -> None:
    """To the version before."""
    op.drop_table("examinations")
