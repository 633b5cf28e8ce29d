"""Lists written for one test each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from outbound.contacts import Contact, ContactList, ListOptions, Rejection, open_list, read_contacts
from tests.ledger.databases import NO_SERVER, own_postgresql

HEADER = "external_id,phone_number,first_name,last_name"

Results = list[Contact | Rejection]
ListOf = Callable[..., ContactList]
ResultsOf = Callable[..., Results]


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def list_of(list_file: Callable[[str | bytes], Path]) -> ListOf:
    """A list of these lines under a header, in Japan."""

    def make(*lines: str, header: str = HEADER, **options: object) -> ContactList:
        path = list_file("\r\n".join([header, *lines, ""]))
        return open_list(path, ListOptions.model_validate({"region": "JP", **options}))

    return make


@pytest.fixture
def results_of(list_of: ListOf) -> ResultsOf:
    """What reading these lines gives."""

    def read(*lines: str, header: str = HEADER, **options: object) -> Results:
        return list(read_contacts(list_of(*lines, header=header, **options), key="k"))

    return read


@pytest.fixture
def contact_of(results_of: ResultsOf) -> Callable[..., Contact]:
    """The one contact of a list."""

    def read(*lines: str, **options: object) -> Contact:
        (result,) = results_of(*lines, **options)
        assert isinstance(result, Contact), result
        return result

    return read


@pytest.fixture
def rejection_of(results_of: ResultsOf) -> Callable[..., Rejection]:
    """The one rejection of a list."""

    def read(*lines: str, **options: object) -> Rejection:
        (result,) = results_of(*lines, **options)
        assert isinstance(result, Rejection), result
        return result

    return read


@pytest.fixture
def postgresql() -> Iterator[str]:
    """A database with a table of one person, as its superuser reaches it."""
    with own_postgresql() as url:
        if url is None:
            pytest.skip(NO_SERVER)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE people AS SELECT 'Iris' AS name")
        yield url


@pytest.fixture
def reader(postgresql: str) -> Iterator[str]:
    """The same database, as a role reaches it that may only read."""
    with as_role(postgresql, "") as address:
        yield address


@contextmanager
def as_role(url: str, rights: str) -> Iterator[str]:
    """A database's address for a new role with these rights, which is dropped at the end."""
    role = f"outbound_test_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{role}' {rights}".encode())
        connection.execute(f"GRANT SELECT ON people TO {role}".encode())
        try:
            yield f"postgresql://{role}:{role}@{url.rpartition('@')[2]}"
        finally:
            connection.execute(f"DROP OWNED BY {role}".encode())
            connection.execute(f"DROP ROLE {role}".encode())
