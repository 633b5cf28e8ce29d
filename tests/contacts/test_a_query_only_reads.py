import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from outbound.contacts import open_table
from outbound.contacts.tables import Row, database
from outbound.mistakes import UserMistake
from tests.contacts.conftest import as_role

FILE_ROLES = ["pg_read_server_files", "pg_write_server_files", "pg_execute_server_program"]


@pytest.fixture
def people(tmp_path: Path) -> str:
    path = tmp_path / "people.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE people (name)")
        connection.execute("INSERT INTO people VALUES ('Iris')")
    return f"sqlite:///{path}"


def told(address: str, query: str) -> str:
    with pytest.raises(UserMistake) as mistake:
        open_table(address, query)
    return str(mistake.value)


def cells(address: str, query: str) -> list[list[str]]:
    return [row.cells for row in open_table(address, query).rows() if isinstance(row, Row)]


@pytest.mark.parametrize("statement", ["ATTACH '{}' AS other", "VACUUM INTO '{}'"])
def test_a_query_creates_no_file(people: str, tmp_path: Path, statement: str) -> None:
    created = tmp_path / "created.db"
    assert "does more than read" in told(people, statement.format(created))
    assert not created.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = WAL",
        "INSERT INTO people VALUES ('Otis') RETURNING name",
        "BEGIN",
        "DROP TABLE people",
        "SELECT * FROM pragma_user_version",
    ],
)
def test_a_query_of_sqlite_does_nothing_but_read(people: str, statement: str) -> None:
    assert "does more than read" in told(people, statement)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT load_extension('other')",
        "SELECT FTS3_TOKENIZER('simple')",
        "CREATE TEMP TABLE other (name)",
        "UPDATE sqlite_master SET type = 'view'",
    ],
)
def test_what_sqlite_does_not_call_writing_is_refused_too(people: str, query: str) -> None:
    assert "failed" in told(people, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT upper(name) FROM people",
        "WITH p AS (SELECT name FROM people) SELECT upper(name) FROM p UNION SELECT 'IRIS'",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT 1 FROM n) SELECT 'IRIS' FROM n, people",
        """SELECT value FROM json_each('["IRIS"]') ORDER BY random()""",
        "SELECT 'IRIS' FROM (SELECT name, row_number() OVER (ORDER BY name) FROM people)",
    ],
)
def test_every_kind_of_select_reads(people: str, query: str) -> None:
    assert cells(people, query) == [["IRIS"]]


@pytest.mark.parametrize("role", ["superuser", *FILE_ROLES])
def test_a_role_that_reaches_files_is_refused_with_the_role_to_make(
    postgresql: str, role: str
) -> None:
    right = "SUPERUSER" if role == "superuser" else f"IN ROLE {role}"
    with as_role(postgresql, right) as address:
        assert "CREATE ROLE outbound_reader" in told(address, "SELECT name FROM people")


def test_a_role_that_may_become_such_a_role_is_refused(postgresql: str) -> None:
    with (
        as_role(postgresql, "SUPERUSER") as mighty,
        as_role(postgresql, f"IN ROLE {psycopg.conninfo.conninfo_to_dict(mighty)['user']}") as mine,
    ):
        assert "CREATE ROLE outbound_reader" in told(mine, "SELECT name FROM people")


def test_a_superuser_that_plays_a_reader_is_refused(postgresql: str, reader: str) -> None:
    role = psycopg.conninfo.conninfo_to_dict(reader)["user"]
    text = told(f"{postgresql}?options=-crole%3D{role}", "SELECT name FROM people")
    assert "CREATE ROLE outbound_reader" in text


def test_a_function_that_writes_does_not_write(postgresql: str, reader: str) -> None:
    with psycopg.connect(postgresql) as connection:
        connection.execute(
            "CREATE FUNCTION gone() RETURNS text LANGUAGE sql SECURITY DEFINER "
            "AS $$ DELETE FROM people RETURNING name::text $$"
        )
    assert "does more than read" in told(reader, "SELECT gone()")
    assert cells(reader, "SELECT name FROM people") == [["Iris"]]


@pytest.mark.parametrize(
    "query",
    [
        "COPY people TO STDOUT",
        "DELETE FROM people RETURNING name",
        "WITH gone AS (DELETE FROM people RETURNING name) SELECT name FROM gone",
        "SET TRANSACTION READ WRITE",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT name FROM people; COMMIT",
    ],
)
def test_a_query_of_postgresql_does_nothing_but_read(
    postgresql: str, reader: str, query: str
) -> None:
    with psycopg.connect(postgresql) as connection:
        connection.execute("GRANT ALL ON people TO PUBLIC")
    assert told(reader, query)
    assert cells(reader, "SELECT name FROM people") == [["Iris"]]


def test_a_file_of_sqlite_is_opened_to_read_whatever_a_query_may_do(
    people: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "let_only_read", lambda _: None)
    assert "does more than read" in told(people, "DELETE FROM people RETURNING name")
    assert cells(people, "SELECT * FROM people") == [["Iris"]]


def test_a_full_text_table_is_read(people: str) -> None:
    with closing(sqlite3.connect(people.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("CREATE VIRTUAL TABLE found USING fts5(name)")
        connection.execute("INSERT INTO found VALUES ('Otis')")
    assert cells(people, "SELECT name FROM found WHERE found MATCH 'otis'") == [["Otis"]]


def test_a_table_that_reading_would_write_to_is_told_of(people: str) -> None:
    with closing(sqlite3.connect(people.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("CREATE VIRTUAL TABLE boxes USING rtree(id, low, high)")
    assert "over ordinary tables" in told(people, "SELECT * FROM boxes")


@pytest.mark.parametrize(
    "query",
    ["EXPLAIN SELECT * FROM people", "-- why\n/* so */ explain query plan SELECT * FROM people"],
)
def test_a_query_that_is_only_explained_is_refused(people: str, query: str) -> None:
    assert "leave EXPLAIN out" in told(people, query)


def test_a_comment_before_a_query_is_no_matter(people: str) -> None:
    assert cells(people, "/* EXPLAIN */ -- all\n SELECT * FROM people") == [["Iris"]]
