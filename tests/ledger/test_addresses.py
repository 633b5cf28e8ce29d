"""An address of the records as people have it works, or is refused in one sentence."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from outbound.ledger import open_ledger, open_ledger_to_read
from outbound.ledger.database import LedgerError, open_database
from outbound.ledger.libpq import escaped
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings
from tests.ledger.databases import emptied

ODD = ["a b", "a%20b", "a#b", "a?b", "a?b=c", "it's", 'a"b', "äöü日本", "a&b;c", "a+b", "a@b:c"]


def _names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("name", ODD)
async def test_a_home_may_have_any_character_a_path_may_have(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("OUTBOUND_HOME", str(tmp_path / name))
    address = OutboundSettings.read().ledger_url
    async with open_ledger(address) as ledger:
        assert ledger.file == tmp_path / name / "ledger.db"
    async with open_ledger_to_read(address) as ledger:
        assert await ledger.runs.newest() == []
    assert _names_in(tmp_path) == [name]


@pytest.mark.parametrize(
    "parameters",
    [
        "sslmode=prefer",
        "sslmode=disable&connect_timeout=5&application_name=clinic",
        "target_session_attrs=read-write",
        "target_session_attrs=any&keepalives=1&channel_binding=prefer&gssencmode=disable",
        "options=-c%20lock_timeout%3D5s",
    ],
)
async def test_parameters_of_libpq_are_taken(postgresql: str, parameters: str) -> None:
    await (await open_database(f"{postgresql}?{parameters}")).close()


async def test_the_scheme_may_be_postgres(postgresql: str) -> None:
    address = postgresql.replace("postgresql://", "postgres://")
    await (await open_database(f"{address}?sslmode=disable")).close()


@pytest.mark.parametrize(
    "parameters", ["sslmoed=require", "connect_timeout=soon", "sslmode=opensesame"]
)
async def test_a_parameter_that_cannot_be_used_is_one_sentence(
    postgresql: str, parameters: str
) -> None:
    with pytest.raises((UserMistake, LedgerError), match="OUTBOUND_DATABASE_URL") as caught:
        await open_database(f"{postgresql}?{parameters}")
    assert "opensesame" not in str(caught.value)


async def test_a_port_that_is_no_number_is_one_sentence() -> None:
    with pytest.raises(UserMistake, match="OUTBOUND_DATABASE_URL"):
        await open_database("postgresql://me:opensesame@host:port/db")


@given(st.text(st.characters(exclude_characters="%", exclude_categories=["Cs"])))
def test_a_password_may_have_any_character_unescaped(password: str) -> None:
    url = make_url(escaped(f"postgresql://me:{password}@example.com:5432/db?sslmode=require"))
    assert (url.username, url.host, url.port, url.database) == ("me", "example.com", 5432, "db")
    assert (url.password or "") == password


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_password_that_is_escaped_stays_what_it_is(password: str) -> None:
    quoted = quote(password, safe="")
    url = make_url(escaped(f"postgresql://me:{quoted}@example.com/db"))
    assert (url.password or "") == password


@pytest.fixture
async def nobody_much(postgresql: str) -> AsyncIterator[str]:
    """The address for a user who may do nothing in the database."""
    user = f"outbound_test_{uuid4().hex[:8]}"
    connection = await asyncpg.connect(postgresql)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'a@b/c#d'")
    yield f"postgresql://{user}:a@b/c#d@{postgresql.rpartition('@')[2]}"
    await connection.execute(f"DROP ROLE {user}")
    await connection.close()
    await emptied(postgresql)


async def test_a_user_without_rights_is_told_what_is_to_be_granted(nobody_much: str) -> None:
    with pytest.raises(LedgerError, match="GRANT USAGE, CREATE ON SCHEMA") as caught:
        await open_database(nobody_much)
    assert "a@b" not in str(caught.value)
