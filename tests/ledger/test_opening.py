import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from outbound.ledger import NewRun, open_ledger
from outbound.ledger.database import Database, LedgerError, open_database
from outbound.ledger.staged import StagedRow
from outbound.ledger.tables import metadata
from outbound.mistakes import UserMistake
from tests.ledger.databases import emptied
from tests.ledger.runs import A_RUN, NOW, Story, people


async def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    async with database.reading() as connection:
        assert await connection.run_sync(_differences) == []


def _differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, metadata))


async def test_a_ledger_can_be_opened_by_many_at_once(address: str) -> None:
    opened = await asyncio.gather(*(open_database(address) for _ in range(5)))
    for database in opened:
        await database.close()


async def test_a_ledger_of_this_version_is_opened_while_somebody_writes(url: str) -> None:
    async with open_ledger(url):
        pass
    writer = await open_database(url)
    async with writer.writing() as connection:
        await connection.execute(text("DELETE FROM runs"))
        async with asyncio.timeout(10), open_ledger(url) as ledger:
            assert await ledger.runs.newest() == []
    await writer.close()


def test_a_new_ledger_can_be_opened_by_many_processes_at_once(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from outbound.ledger.database import open_database\n"
        "async def main(): await (await open_database(sys.argv[1])).close()\n"
        "asyncio.run(main())"
    )
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    processes = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4


async def test_a_home_that_is_made_for_it_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    async with open_ledger(f"sqlite:///{home / 'ledger.db'}"):
        assert home.stat().st_mode & 0o777 == 0o700


async def test_a_ledger_is_one_by_whatever_link_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "ledger.db")
    for name in ("ledger.db", "link"):
        async with open_ledger(f"sqlite:///{tmp_path / name}") as ledger:
            assert ledger.file == tmp_path / "ledger.db"


async def test_what_was_remembered_is_there_after_opening_again(url: str) -> None:
    async with open_ledger(url) as ledger:
        story = await Story.begun(ledger, A_RUN)
        await story.stage(people([1]))
    async with open_ledger(url) as ledger:
        assert (await ledger.count((await ledger.runs.get("spring")).id)).read == 1


async def test_an_instant_comes_back_aware_and_in_utc(url: str) -> None:
    tokyo = timezone(timedelta(hours=9))
    at = datetime(2026, 11, 24, 18, 0, 0, 123456, tzinfo=tokyo)
    async with open_ledger(url) as ledger:
        await ledger.runs.create(replace(A_RUN, starts_at=at, ends_at=None))
    async with open_ledger(url) as ledger:
        run = await ledger.runs.get("spring")
    assert run.starts_at == at
    assert run.starts_at.tzinfo is UTC
    assert run.created_at == NOW
    assert run.ends_at is None


async def test_an_instant_without_a_zone_is_not_taken(url: str) -> None:
    naive = datetime(2026, 11, 24, 9)  # noqa: DTZ001 - that is the point
    async with open_ledger(url) as ledger:
        with pytest.raises(Exception, match="aware"):
            await ledger.runs.create(replace(A_RUN, starts_at=naive))


async def test_a_key_that_is_there_already_gives_its_run(url: str) -> None:
    async with open_ledger(url) as ledger, open_ledger(url) as another:
        runs = await asyncio.gather(
            *(each.runs.create(_with_digest(d)) for each, d in ((ledger, "1"), (another, "2")))
        )
    assert runs[0] == runs[1]


def _with_digest(digit: str) -> NewRun:
    return replace(A_RUN, list_digest=digit * 64)


async def test_a_moment_that_is_being_read_is_not_disturbed_by_a_writer(
    url: str, database: Database
) -> None:
    async with open_ledger(url) as ledger:
        story = await Story.begun(ledger, A_RUN)
        async with database.reading() as connection:
            before = (await connection.execute(text("SELECT count(*) FROM rows"))).scalar_one()
            await story.stage(people([1]))
            after = (await connection.execute(text("SELECT count(*) FROM rows"))).scalar_one()
    assert (before, after) == (0, 0)


async def test_sqlite_syncs_every_commit_and_lets_readers_read(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'ledger.db'}")
    async with database.reading() as connection:
        pragmas = ["synchronous", "journal_mode", "foreign_keys"]
        found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in pragmas]
    await database.close()
    assert found == [2, "wal", 1]  # 2 is FULL


async def test_the_folder_of_a_new_ledger_is_made(tmp_path: Path) -> None:
    async with open_ledger(f"sqlite:///{tmp_path}/a/b/ledger.db"):
        assert (tmp_path / "a" / "b" / "ledger.db").exists()


@pytest.mark.parametrize(
    "url", ["", "ledger.db", "mysql://root@localhost/x", "http://localhost", "nonsense://"]
)
async def test_an_address_of_no_known_database_is_the_users_mistake(url: str) -> None:
    with pytest.raises(UserMistake, match="OUTBOUND_DATABASE_URL"):
        await open_database(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
async def test_records_that_would_be_forgotten_are_the_users_mistake(url: str) -> None:
    with pytest.raises(UserMistake, match="outlive"):
        await open_database(url)


async def test_a_folder_that_cannot_be_made_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserMistake, match="folder"):
        await open_database(f"sqlite:///{tmp_path}/file/ledger.db")


async def test_records_of_a_newer_version_are_left_alone(url: str, database: Database) -> None:
    async with database.reading() as connection:
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        version = found.scalar_one()
    await _set_version(database, "9999")
    with pytest.raises(UserMistake, match="newer version"):
        await open_database(url)
    await _set_version(database, version)


async def _set_version(database: Database, version: str) -> None:
    async with database.writing() as connection:
        update = text("UPDATE alembic_version SET version_num = :version")
        await connection.execute(update, {"version": version})


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("dear diary " * 1000)
    with pytest.raises(LedgerError, match="not a database"):
        await open_database(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
async def test_a_server_that_cannot_be_reached_is_told_without_the_password(scheme: str) -> None:
    with pytest.raises(LedgerError) as caught:
        await open_database(f"{scheme}://me:opensesame@127.0.0.1:1/x")
    assert "opensesame" not in str(caught.value)


async def test_a_database_that_is_not_there_is_told_without_the_password(postgresql: str) -> None:
    address = postgresql.replace("postgres@", "postgres:opensesame@").rpartition("/")[0]
    with pytest.raises(LedgerError, match='"no_such_database" does not exist') as caught:
        await open_database(f"{address}/no_such_database")
    assert "opensesame" not in str(caught.value)


async def test_postgresql_can_be_addressed_as_its_providers_write_it(postgresql: str) -> None:
    await (await open_database(f"{postgresql}?sslmode=prefer")).close()


async def test_an_error_of_the_database_shows_nothing_personal(story: Story) -> None:
    await story.stage([_secret(1)])
    with pytest.raises(LedgerError) as caught:
        await story.stage([_secret(1)])
    _shows_nothing(caught.value)


async def test_what_postgresql_quotes_is_not_passed_on(postgresql: str) -> None:
    async with open_ledger(await emptied(postgresql)) as ledger:
        story = await Story.begun(ledger, A_RUN)
        wrong = replace(_secret(1), phone_number=b"+818012345678")  # type: ignore[arg-type]
        with pytest.raises(LedgerError) as caught:
            await story.stage([wrong])
    _shows_nothing(caught.value)


def _secret(number: int) -> StagedRow:
    person = {"first_name": "Jane", "phone_number": "+818012345678"}
    return StagedRow(
        number=number, external_id="PATIENT-7", phone_number="+818012345678", call=dict(person)
    )


def _shows_nothing(error: BaseException) -> None:
    shown = str(error) + repr(error)
    assert not any(secret in shown for secret in ("+8180", "PATIENT", "Jane"))
    assert error.__suppress_context__
