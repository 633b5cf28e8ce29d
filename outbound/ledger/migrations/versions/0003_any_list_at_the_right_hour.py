"""Parts of a list, the zones of its people, who they are, and who is not to be called."""

from math import ceil

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_OF_RUNS = {
    "approved_at": "when a person approved of the plan",
    "trial_passed_at": "when the trial group had gone well, or was waived",
    "trial_failed_at": "when it had not",
}
_OF_ROWS = {
    "person": "who it is, as far as the list says: equal for equal people",
    "time_zones": "where the person may be: IANA names, joined by spaces",
}
_BATCHES_A_PART = 50
"""What the versions before put into one schedule."""


def upgrade() -> None:
    """To this version."""
    with op.batch_alter_table("runs") as runs:
        runs.add_column(
            sa.Column("due_at", _INSTANT, comment="the instant that relative windows count from")
        )
        runs.add_column(
            sa.Column(
                "new_window",
                sa.JSON(),
                comment="the window it was given later, in place of the request's",
            )
        )
        for name, comment in _OF_RUNS.items():
            runs.add_column(sa.Column(name, _INSTANT, comment=comment))
        runs.add_column(_number("kanji_without_kana"))
        runs.add_column(_number("numbers_shared", "by other people"))
    op.execute("UPDATE runs SET due_at = created_at")
    with op.batch_alter_table("runs") as runs:
        runs.alter_column("due_at", nullable=False)
    with op.batch_alter_table("rows") as rows:
        rows.drop_index("ix_rows_phone_number")
        rows.create_index("ix_rows_phone_number_run_id", ["phone_number", "run_id"])
        for name, comment in _OF_ROWS.items():
            rows.add_column(sa.Column(name, sa.Text(), comment=comment))
        rows.add_column(_number("days_over", "windows it has had"))
        rows.add_column(
            sa.Column(
                "calls_left", sa.Integer(), comment="that a cap leaves its number; none: no cap"
            )
        )
        rows.add_column(
            sa.Column("removed_at", _INSTANT, comment="when somebody asked not to call this person")
        )
    with op.batch_alter_table("schedules") as schedules:
        schedules.add_column(
            sa.Column(
                "set_aside",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="for the sake of who is not to be called any more",
            )
        )
    with op.batch_alter_table("attempts") as attempts:
        attempts.add_column(
            sa.Column(
                "call_uid",
                sa.Text(),
                comment="whose attempt it is: a row has a call for each of its days",
            )
        )
    # Of the versions before, who was called has stayed in the schedule they were called from.
    op.execute(
        "UPDATE attempts SET call_uid = (SELECT rows.call_uid FROM rows"
        ' WHERE rows.run_id = attempts.run_id AND rows.number = attempts."row")'
    )
    _parts()
    _suppressions()


def _number(name: str, comment: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0", comment=comment)


def _parts() -> None:
    segments = op.create_table(
        "parts",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("first_batch", sa.Integer(), nullable=False),
        sa.Column("last_batch", sa.Integer(), nullable=False),
        sa.Column(
            "starts_at",
            _INSTANT,
            comment="the window; none where the schedule is somebody else's",
        ),
        sa.Column("ends_at", _INSTANT),
        sa.Column("last_ends_at", _INSTANT, comment="when the last window of its people ends"),
        sa.Column("retry_intervals", sa.JSON(), nullable=False, comment="seconds"),
        sa.Column(
            "most_calls",
            sa.Integer(),
            nullable=False,
            comment="to one person: retries and one more",
        ),
        sa.Column(
            "day",
            sa.Integer(),
            nullable=False,
            comment="which of its people's windows it is, from 1",
        ),
        sa.Column("days", sa.Integer(), nullable=False, comment="how many windows its people have"),
        sa.Column(
            "is_trial",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="released first",
        ),
        sa.Column("superseded_at", _INSTANT, comment="when the run was given other windows"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_parts_run_id_runs"),
        sa.PrimaryKeyConstraint("run_id", "ordinal", name="pk_parts"),
    )
    begun = _begun()
    if begun:
        op.bulk_insert(segments, begun)


def _begun() -> list[dict[str, object]]:
    """The parts of runs that were begun before parts were written down."""
    runs = sa.table(
        "runs",
        sa.column("id", sa.Integer),
        sa.column("kind", sa.String),
        sa.column("starts_at", _INSTANT),
        sa.column("ends_at", _INSTANT),
        sa.column("retry_intervals", sa.JSON),
    )
    rows = sa.table("rows", sa.column("run_id", sa.Integer), sa.column("batch", sa.Integer))
    last = (
        sa.select(rows.c.run_id, sa.func.max(rows.c.batch).label("last_batch"))
        .where(rows.c.batch.is_not(None))
        .group_by(rows.c.run_id)
        .subquery()
    )
    query = sa.select(runs, last.c.last_batch).join(last, last.c.run_id == runs.c.id)
    return [segment for run in op.get_bind().execute(query).mappings() for segment in _of(run)]


def _of(run: sa.RowMapping) -> list[dict[str, object]]:
    last = int(run["last_batch"])
    size = last if run["kind"] == "add" else _BATCHES_A_PART
    return [
        {
            "run_id": run["id"],
            "ordinal": ordinal,
            "first_batch": (ordinal - 1) * size + 1,
            "last_batch": min(ordinal * size, last),
            "starts_at": run["starts_at"],
            "ends_at": run["ends_at"],
            "last_ends_at": run["ends_at"],
            "retry_intervals": run["retry_intervals"],
            "most_calls": 1 + len(run["retry_intervals"]),
            "day": 1,
            "days": 1,
        }
        for ordinal in range(1, ceil(last / size) + 1)
    ]


def _suppressions() -> None:
    op.create_table(
        "suppression_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="a file's name"),
        sa.Column("digest", sa.String(64), comment="of a file's content; none: for every run"),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("complete_at", _INSTANT, comment="when all its numbers stood here"),
        sa.PrimaryKeyConstraint("id", name="pk_suppression_lists"),
        sa.UniqueConstraint("digest", name="uq_suppression_lists_digest"),
    )
    op.create_table(
        "suppressed_numbers",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("phone_number", sa.String(20), nullable=False, comment="E.164"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["suppression_lists.id"],
            name="fk_suppressed_numbers_list_id_suppression_lists",
        ),
        sa.PrimaryKeyConstraint("list_id", "phone_number", name="pk_suppressed_numbers"),
    )
    op.create_index("ix_suppressed_numbers_phone_number", "suppressed_numbers", ["phone_number"])
    op.create_table(
        "run_suppressions",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_suppressions_run_id_runs"),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["suppression_lists.id"],
            name="fk_run_suppressions_list_id_suppression_lists",
        ),
        sa.PrimaryKeyConstraint("run_id", "list_id", name="pk_run_suppressions"),
    )


def downgrade() -> None:
    """To the version before."""
    for table in ("run_suppressions", "suppressed_numbers", "suppression_lists", "parts"):
        op.drop_table(table)
    with op.batch_alter_table("rows") as rows:
        rows.drop_index("ix_rows_phone_number_run_id")
        rows.create_index("ix_rows_phone_number", ["phone_number"])
        for column in ("removed_at", "calls_left", "days_over", *_OF_ROWS):
            rows.drop_column(column)
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_column("call_uid")
    with op.batch_alter_table("schedules") as schedules:
        schedules.drop_column("set_aside")
    with op.batch_alter_table("runs") as runs:
        for column in ("numbers_shared", "kanji_without_kana", "new_window", "due_at", *_OF_RUNS):
            runs.drop_column(column)
