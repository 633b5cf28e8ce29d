"""Lists written for one test each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from outbound.contacts import Contact, ContactList, ListOptions, Rejection, open_list, read_contacts

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
