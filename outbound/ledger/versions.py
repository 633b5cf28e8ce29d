"""The ledger's tables in this version, and bringing those of an older one up to it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from outbound.mistakes import UserMistake

_MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = "alembic_version"


def is_current(connection: Connection) -> bool:
    """Whether this version made the tables, and nothing is to be written to use them."""
    if not inspect(connection).has_table(_TABLE):
        return False
    version = connection.execute(text(f"SELECT version_num FROM {_TABLE}")).scalar()  # noqa: S608 - our own
    return version == _newest()


def migrate(connection: Connection) -> None:
    """Make the tables, or bring them up to this version, in the connection's transaction.

    Raises:
        UserMistake: a newer version made them.
    """
    from alembic import command  # noqa: PLC0415 - it takes a while, and is needed once a version
    from alembic.config import Config  # noqa: PLC0415 - the same
    from alembic.util import CommandError  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise UserMistake(
            "Your records were written by a newer version of Outbound: use that version, or "
            "another OUTBOUND_DATABASE_URL."
        ) from None


def _newest() -> str:
    """The last migration's revision: its file's name begins with it."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py")).split("_")[0]
