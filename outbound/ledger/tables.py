"""The tables that remember every row of every run.

Personal data lives here and nowhere else: phone numbers, names, external ids.
"""

import re
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy import Column as C  # noqa: N817 - a table reads best with short columns

_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, also on SQLite, which has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the database: in UTC, and nothing naive."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant in the ledger is aware")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Written(TypeDecorator[str]):
    """Text as a list or the API wrote it, of any length; what PostgreSQL cannot hold becomes �."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """To the database: without NUL and without halves of a surrogate pair."""
        return None if value is None else _UNHOLDABLE.sub("\ufffd", value)


class RowState(StrEnum):
    """Where a row of a list stands on its way."""

    REJECTED = "rejected"
    """We said no: it could not be used."""
    DUPLICATE = "duplicate"
    """An earlier row has its external id, or its number and its person."""
    SUPPRESSED = "suppressed"
    """A do-not-call list said no."""
    PLANNED = "planned"
    """To be sent."""
    SENDING = "sending"
    """Claimed, durably, for a request that may be under way."""
    IN_DOUBT = "in_doubt"
    """Its request got no readable answer."""
    QUARANTINED = "quarantined"
    """The API failed twice at a request with it alone: passed over until somebody resumes."""
    REFUSED = "refused"
    """The API said no."""
    CREATED = "created"
    """The API has the call, and it is not known to be over."""
    CLOSED = "closed"
    """The call is over."""


UNRESOLVED = (RowState.PLANNED, RowState.SENDING, RowState.IN_DOUBT, RowState.QUARANTINED)
"""Rows that are to be sent, or may have been sent, or are passed over for now."""

LOOSE = (*UNRESOLVED, RowState.CREATED)
"""Rows with which something may still happen."""


SENT = (RowState.SENDING, RowState.IN_DOUBT, RowState.CREATED, RowState.CLOSED)
"""Rows for which the API has a call, or may have one."""


IS_USABLE = "state NOT IN ('rejected', 'duplicate', 'suppressed')"
"""The condition of the index that keeps ids apart; a question with it uses the index."""


class ScheduleState(StrEnum):
    """Where a schedule stands. An enable that was asked for and not answered counts as enabled."""

    CREATING = "creating"
    """Asked for; without a uid it may be an orphan, disabled and empty."""
    LOADING = "loading"
    """Disabled, being filled."""
    READY = "ready"
    """Filled and counted, not enabled."""
    ENABLING = "enabling"
    """The enable was sent, its answer is not known."""
    ENABLED = "enabled"
    """Calls are being made."""
    DISABLED = "disabled"
    """Disabled after calls could be made from it, and the API has confirmed it."""
    ABANDONED = "abandoned"
    """Never enabled by us again; its people move to another one, but those who were called."""


UNRELEASED = (ScheduleState.LOADING, ScheduleState.READY, ScheduleState.ENABLING)
"""Schedules with a uid that are not known to be enabled, and may be enabled next."""


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    C("id", Integer, primary_key=True),
    C("key", String(200), nullable=False, unique=True),
    C("kind", String(20), nullable=False, comment="launch, add or call"),
    C("request", JSON, nullable=False, comment="what was asked for, as it was typed"),
    C("list_digest", String(64), nullable=False, comment="SHA-256 of the list's content"),
    C("base_url", String(500), nullable=False, comment="the API this run belongs to"),
    C("starts_at", Instant, comment="the window; none where the schedule is somebody else's"),
    C("ends_at", Instant),
    C("due_at", Instant, nullable=False, comment="the instant that relative windows count from"),
    C("new_window", JSON, comment="the window it was given later, in place of the request's"),
    C("retry_intervals", JSON, nullable=False, comment="seconds"),
    C("campaign_uid", Written),
    C("rows_read", Integer, nullable=False, server_default="0"),
    C("phonetics_copied", Integer, nullable=False, server_default="0"),
    C("kanji_without_kana", Integer, nullable=False, server_default="0"),
    C("numbers_shared", Integer, nullable=False, server_default="0", comment="by other people"),
    C("ids_made_anew", Integer, nullable=False, server_default="0", comment="they told none apart"),
    C(
        "placeholder_names",
        Integer,
        nullable=False,
        server_default="0",
        comment="Null and the like",
    ),
    C("created_at", Instant, nullable=False),
    C("staged_at", Instant, comment="when the whole list stood in the ledger"),
    C("admitted_at", Instant, comment="when it was found not to call another run's people again"),
    C("approved_at", Instant, comment="when a person approved of the plan"),
    C("trial_passed_at", Instant, comment="when the trial group had gone well, or was waived"),
    C("trial_failed_at", Instant, comment="when it had not"),
    C("resumed_at", Instant, comment="when somebody last asked to carry on"),
    C("stop_wished_at", Instant),
    C("given_up_at", Instant, comment="when the launcher ended with rows not accounted for"),
)

segments = Table(
    "parts",
    metadata,
    C("run_id", ForeignKey("runs.id"), primary_key=True),
    C("ordinal", Integer, primary_key=True, comment="from 1"),
    C("first_batch", Integer, nullable=False),
    C("last_batch", Integer, nullable=False),
    C("starts_at", Instant, comment="the window; none where the schedule is somebody else's"),
    C("ends_at", Instant),
    C("last_ends_at", Instant, comment="when the last window of its people ends"),
    C("retry_intervals", JSON, nullable=False, comment="seconds"),
    C("most_calls", Integer, nullable=False, comment="to one person: retries and one more"),
    C("day", Integer, nullable=False, comment="which of its people's windows it is, from 1"),
    C("days", Integer, nullable=False, comment="how many windows its people have"),
    C("is_trial", Boolean, nullable=False, server_default=false(), comment="released first"),
    C("superseded_at", Instant, comment="when the run was given other windows"),
)

schedules = Table(
    "schedules",
    metadata,
    C("id", Integer, primary_key=True),
    C("run_id", ForeignKey("runs.id"), nullable=False),
    C("ordinal", Integer, nullable=False, comment="which part of the list it takes, from 1"),
    C("uid", Written),
    C("ours", Boolean, nullable=False, comment="made by this run; others are never disabled"),
    C("state", String(20), nullable=False),
    C("starts_at", Instant),
    C("ends_at", Instant),
    C("created_at", Instant, nullable=False),
    C("enable_asked_at", Instant),
    C("enabled_at", Instant),
    C(
        "enable_doubted",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="an enable before the last one was never answered",
    ),
    C("disable_asked_at", Instant, comment="when it was disabled to be enabled again later"),
    C(
        "disable_doubted",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="such a disable before the last one was never answered",
    ),
    C("disabled_at", Instant),
    C("doubted", Boolean, nullable=False, server_default=false(), comment="count is not enough"),
    C(
        "set_aside",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="for the sake of who is not to be called any more",
    ),
    C("verified_at", Instant, comment="when it was found right after its release"),
    C("emptied_at", Instant, comment="when who can move has left the abandoned schedule"),
    Index("ix_schedules_run_id_ordinal", "run_id", "ordinal"),
)

strangers = Table(
    "strangers",
    metadata,
    C("schedule_id", ForeignKey("schedules.id"), primary_key=True),
    C("call_uid", Written, primary_key=True, comment="stood there before anything of ours"),
)

holds = Table(
    "holds",
    metadata,
    C("run_id", ForeignKey("runs.id"), primary_key=True),
    C("token", String(32), nullable=False, comment="whoever has it may write for the run"),
    C("holder", String(200), nullable=False, comment="process and machine, for people to read"),
    C("taken_at", Instant, nullable=False),
    C("expires_at", Instant, nullable=False),
)

flow_runs = Table(
    "flow_runs",
    metadata,
    C("id", String(36), primary_key=True, comment="the orchestrator's own id"),
    C("run_id", ForeignKey("runs.id"), nullable=False),
    C("reopened_at", Instant, comment="when it gave the run another window"),
    Index("ix_flow_runs_run_id", "run_id"),
)

claims = Table(
    "claims",
    metadata,
    C("id", Integer, primary_key=True),
    C("run_id", ForeignKey("runs.id"), nullable=False),
    C("schedule_id", ForeignKey("schedules.id"), nullable=False),
    C("batch", Integer, nullable=False),
    C("claimed_at", Instant, nullable=False),
    C("deadline_at", Instant, nullable=False, comment="when its request is over at the latest"),
    C("answered_at", Instant, comment="when its rows' fates were recorded"),
    C("turned_down", Boolean, nullable=False, server_default=false(), comment="as a whole"),
    Index("ix_claims_run_id", "run_id"),
)

rows = Table(
    "rows",
    metadata,
    C("run_id", ForeignKey("runs.id"), primary_key=True),
    C("number", Integer, primary_key=True, comment="data rows of the list count from 1"),
    C("state", String(20), nullable=False),
    C("external_id", Written),
    C("phone_number", String(20), comment="E.164"),
    C("person", Written, comment="who it is, as far as the list says: equal for equal people"),
    C("time_zones", Text, comment="where the person may be: IANA names, joined by spaces"),
    C("days_over", Integer, nullable=False, server_default="0", comment="windows it has had"),
    C("calls_left", Integer, comment="that a cap leaves its number; none: no cap"),
    C("call", JSON, comment="the body the API takes"),
    C("field", Written, comment="which field a refusal is about"),
    C("reason", Written, comment="why it was rejected or refused"),
    C("batch", Integer, comment="which bulk takes it, from 1"),
    C("at_most", Integer, comment="rows of the bulk that takes it; halved when one is turned down"),
    C(
        "failures",
        Integer,
        nullable=False,
        server_default="0",
        comment="requests with it, one behind the other, that were answered 5xx",
    ),
    C("schedule_id", ForeignKey("schedules.id")),
    C("claim_id", ForeignKey("claims.id")),
    C("call_uid", Written),
    C("call_status", Written, comment="as the API wrote it"),
    C("call_progress", Written, comment="as the API wrote it"),
    C("result", Written, comment="what a closed call counts as among the outcomes"),
    C("closed_at", Instant),
    C("removed_at", Instant, comment="when somebody asked not to call this person"),
    C("second_call_uid", Written, comment="another call that was made, or may have been"),
    C("seen", String(64), comment="digest of the call as last read"),
    Index("ix_rows_run_id_state", "run_id", "state"),
    Index("ix_rows_run_id_batch", "run_id", "batch"),
    Index("ix_rows_schedule_id_state", "schedule_id", "state"),
    Index("ix_rows_run_id_call_uid", "run_id", "call_uid"),
    Index("ix_rows_phone_number_run_id", "phone_number", "run_id"),
    # An external id stands for one person: one usable row each.
    Index(
        "uq_rows_run_id_external_id",
        "run_id",
        "external_id",
        unique=True,
        sqlite_where=text(IS_USABLE),
        postgresql_where=text(IS_USABLE),
    ),
)

attempts = Table(
    "attempts",
    metadata,
    C("run_id", ForeignKey("runs.id"), primary_key=True),
    C("uid", Written, primary_key=True),
    C("row", Integer, nullable=False),
    C("call_uid", Written, comment="whose attempt it is: a row has a call for each of its days"),
    C("status", Written),
    C("started_at", Instant),
    C("answered_at", Instant),
    C("ended_at", Instant),
    C("duration", Float, comment="seconds of conversation, as the API counts them"),
    C("error_details", JSON),
    Index("ix_attempts_run_id_row", "run_id", "row"),
)

suppression_lists = Table(
    "suppression_lists",
    metadata,
    C("id", Integer, primary_key=True),
    C("name", Written, nullable=False, comment="a file's name"),
    C("digest", String(64), unique=True, comment="of a file's content; none: for every run"),
    C("added_at", Instant, nullable=False),
    C("complete_at", Instant, comment="when all its numbers stood here"),
)

suppressed_numbers = Table(
    "suppressed_numbers",
    metadata,
    C("list_id", ForeignKey("suppression_lists.id"), primary_key=True),
    C("phone_number", String(20), primary_key=True, comment="E.164"),
    C("reason", Written, nullable=False),
    C("added_at", Instant, nullable=False),
    Index("ix_suppressed_numbers_phone_number", "phone_number"),
)

run_suppressions = Table(
    "run_suppressions",
    metadata,
    C("run_id", ForeignKey("runs.id"), primary_key=True),
    C("list_id", ForeignKey("suppression_lists.id"), primary_key=True),
)

outcomes = Table(
    "outcomes",
    metadata,
    C("run_id", Integer, primary_key=True),
    C("attempt_uid", Written, primary_key=True),
    C("position", Integer, primary_key=True, comment="the API's order, from 0"),
    C("uid", Written),
    C("name", Written),
    C("created_at", Instant),
    ForeignKeyConstraint(
        ["run_id", "attempt_uid"], ["attempts.run_id", "attempts.uid"], ondelete="CASCADE"
    ),
)

examinations = Table(
    "examinations",
    metadata,
    C("base_url", Written, primary_key=True, comment="the API's address"),
    C("client_id", Written, primary_key=True, comment="empty: a ready token, of nobody we know"),
    C("examined_at", Instant, nullable=False),
    C("findings", JSON, nullable=False, comment="probe, verdict, found and means of each"),
)
