"""What keeps a list's query from doing more than reading, in each kind of database."""

import sqlite3

from sqlalchemy import Connection

from outbound.mistakes import UserMistake

# Whatever is no part of a SELECT is denied: ATTACH creates files, and a PRAGMA may write.
_READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_FUNCTION,
}

# So SQLite asks for json_each and its like. To write there would need a PRAGMA, and a database that
# is not opened read-only.
_DECLARING = (sqlite3.SQLITE_UPDATE, "sqlite_master")

# A full-text table asks whether somebody else has written; with a value, it would be refused.
_ASKING = (sqlite3.SQLITE_PRAGMA, "data_version", None)

# Functions of SQL that run code, or reach files; by whatever build of SQLite knows them.
_REACHING_OUT = {"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"}

# A query may take on any role that its user is a member of: set_config('role', …) does.
_MAY_REACH_FILES = """
SELECT EXISTS (
  SELECT FROM pg_catalog.pg_roles AS role
  WHERE pg_catalog.pg_has_role(session_user, role.oid, 'MEMBER') AND (role.rolsuper OR role.rolname
    IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'))
)
"""


def let_only_read(connection: Connection) -> None:
    """Let a connection carry out nothing but reading from here on.

    PostgreSQL's transaction is read-only already: it has only to be asked by the right role.

    Raises:
        UserMistake: the role is one that a read-only transaction does not hold back.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.set_authorizer(_judged)
    else:
        _refuse_mighty_role(connection)


def _judged(action: int, table: str | None, name: str | None, *_: str | None) -> int:
    """SQLite's own callback; `name` is a column's or a function's."""
    is_harmless = action != sqlite3.SQLITE_FUNCTION or str(name).lower() not in _REACHING_OUT
    reads = action in _READING and is_harmless
    is_of_a_table = (action, table) == _DECLARING or (action, table, name) == _ASKING
    return sqlite3.SQLITE_OK if reads or is_of_a_table else sqlite3.SQLITE_DENY


def _refuse_mighty_role(connection: Connection) -> None:
    if connection.exec_driver_sql(_MAY_REACH_FILES).scalar_one():
        raise UserMistake(
            "The list's database is asked by a role that may do more than read: it is a "
            "superuser, or reaches the server's files or programs, or is a member of such a role. "
            "Make one that only reads, and name it in the address: CREATE ROLE outbound_reader "
            "LOGIN PASSWORD '…'; GRANT SELECT ON people TO outbound_reader;"
        )
