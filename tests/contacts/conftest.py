"""Lists written for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from outbound.contacts import Contact, ContactList, Rejection, open_list, read_contacts

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
    """A list of these lines under a header."""

    def make(*lines: str, header: str = HEADER) -> ContactList:
        return open_list(list_file("\r\n".join([header, *lines, ""])))

    return make


@pytest.fixture
def results_of(list_of: ListOf) -> ResultsOf:
    """What reading these lines gives, in Japan."""

    def read(*lines: str, header: str = HEADER, region: str | None = "JP") -> Results:
        return list(read_contacts(list_of(*lines, header=header), key="k", region=region))

    return read


@pytest.fixture
def contact_of(results_of: ResultsOf) -> Callable[..., Contact]:
    """The one contact of a list."""

    def read(*lines: str, **options: str) -> Contact:
        (result,) = results_of(*lines, **options)
        assert isinstance(result, Contact), result
        return result

    return read


@pytest.fixture
def rejection_of(results_of: ResultsOf) -> Callable[..., Rejection]:
    """The one rejection of a list."""

    def read(*lines: str, **options: str | None) -> Rejection:
        (result,) = results_of(*lines, **options)
        assert isinstance(result, Rejection), result
        return result

    return read
