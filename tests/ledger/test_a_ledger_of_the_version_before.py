"""Runs in the middle of their way are carried on by the next version."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.ext.asyncio import create_async_engine

from outbound.ledger import migrations as versions
from outbound.ledger import open_ledger
from outbound.ledger.database import ConflictError, open_database
from tests.ledger.databases import NO_SERVER, own_postgresql
from tests.ledger.runs import NOW

BATCHES = 120
IN_THE_MIDDLE: dict[str, list[dict[str, object]]] = {
    "runs": [
        {
            "id": 1,
            "key": "spring",
            "kind": "launch",
            "request": {},
            "list_digest": "d",
            "base_url": "u",
            "starts_at": NOW,
            "ends_at": NOW,
            "retry_intervals": [300, 300],
            "created_at": NOW,
            "staged_at": NOW,
            "rows_read": BATCHES,
        }
    ],
    "schedules": [
        {"id": 1, "run_id": 1, "ordinal": 1, "ours": True, "state": "enabled", "created_at": NOW}
    ],
    "claims": [
        {"id": 1, "run_id": 1, "schedule_id": 1, "batch": 1, "claimed_at": NOW, "deadline_at": NOW}
    ],
    "rows": [
        {
            "run_id": 1,
            "number": number,
            "state": "created",
            "external_id": f"P-{number}",
            "batch": number,
            "schedule_id": 1,
            "claim_id": 1,
            "call_uid": f"call-{number}",
        }
        for number in range(1, BATCHES + 1)
    ],
    "attempts": [{"run_id": 1, "uid": "attempt", "row": 7}],
    "outcomes": [{"run_id": 1, "attempt_uid": "attempt", "position": 0}],
    "holds": [{"run_id": 1, "token": "t", "holder": "h", "taken_at": NOW, "expires_at": NOW}],
}
"""A run whose calls are being made, a batch for each person."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        yield url


@pytest.fixture
async def before(empty: str) -> str:
    """A ledger of the version before, with a run in the middle of its way."""
    driver = "sqlite+aiosqlite" if empty.startswith("sqlite") else "postgresql+asyncpg"
    engine = create_async_engine(f"{driver}:{empty.partition(':')[2]}")
    async with engine.begin() as connection:
        await connection.run_sync(_upgrade, "0002")
        await connection.run_sync(_fill)
    await engine.dispose()
    return empty


def _upgrade(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(versions.__file__ or "").parent))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _fill(connection: Connection) -> None:
    at = NOW.replace(tzinfo=None) if connection.dialect.name == "sqlite" else NOW
    for name, rows in IN_THE_MIDDLE.items():
        table = Table(name, MetaData(), autoload_with=connection)
        values = [{k: at if v is NOW else v for k, v in row.items()} for row in rows]
        connection.execute(table.insert(), values)


async def test_its_run_and_rows_are_there(before: str) -> None:
    async with open_ledger(before) as ledger:
        run = await ledger.runs.get("spring")
        counts = await ledger.count(run.id)
    assert run.due_at == NOW
    assert (counts.open, counts.attempts, counts.adds_up) == (BATCHES, 1, True)


async def test_its_batches_stand_in_the_parts_that_their_schedules_are_of(before: str) -> None:
    async with open_ledger(before) as ledger:
        segments = await ledger.segments.of_run((await ledger.runs.get("spring")).id)
    assert [(p.ordinal, p.first_batch, p.last_batch) for p in segments] == [
        (1, 1, 50),
        (2, 51, 100),
        (3, 101, 120),
    ]
    assert {(p.starts_at, p.most_calls, p.day, p.days) for p in segments} == {(NOW, 3, 1, 1)}


async def test_its_attempts_are_those_of_their_rows_calls(before: str) -> None:
    database = await open_database(before)
    async with database.reading() as connection:
        found = (await connection.execute(text("SELECT call_uid FROM attempts"))).scalars().all()
    await database.close()
    assert found == ["call-7"]


async def test_what_refers_to_something_that_is_not_there_is_turned_away(before: str) -> None:
    """SQLite looks after that only where it is asked to, connection by connection."""
    database = await open_database(before)
    with pytest.raises(ConflictError):
        async with database.writing() as connection:
            await connection.execute(text("UPDATE rows SET schedule_id = 9"))
    await database.close()
