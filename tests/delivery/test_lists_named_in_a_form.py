from pathlib import Path

import pytest

from outbound.api.settings import MicoSettings
from outbound.contacts import ListOptions
from outbound.delivery.lists import Lists
from outbound.delivery.session import open_session
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

LIST = "phone_number,first_name,last_name\n+812000001234,Iris,Inkwater\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "people.csv").write_text(LIST, "utf-8")
    (tmp_path / "outside.csv").write_text(LIST, "utf-8")
    return folder


def told(folder: Path, name: str) -> str:
    with pytest.raises(UserMistake) as mistake:
        Lists(folder, names_only=True).open(name, ListOptions())
    return str(mistake.value)


def test_a_list_in_the_folder_is_read(folder: Path) -> None:
    for name in ("people.csv", str(folder / "people.csv"), "./people.csv"):
        assert Lists(folder, names_only=True).open(name, ListOptions()).count_rows() == 1


@pytest.mark.parametrize("name", ["../outside.csv", "{}/outside.csv", "../nowhere.csv", "~/x.csv"])
def test_a_list_outside_the_folder_is_refused(folder: Path, name: str) -> None:
    assert "is outside" in told(folder, name.format(folder.parent))


@pytest.mark.parametrize("name", ["link.csv", "away/outside.csv", "{}/link.csv"])
def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path, name: str) -> None:
    (folder / "link.csv").symlink_to(folder.parent / "outside.csv")
    (folder / "away").symlink_to(folder.parent)
    assert "is outside" in told(folder, name.format(folder))


def test_a_folder_that_is_a_link_itself_is_the_folder(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert Lists(link, names_only=True).open("people.csv", ListOptions()).count_rows() == 1


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////tmp/people.db",
        "postgresql://host/clinic",
        "s3://bucket/people.csv",
        "file:///etc/passwd",
        "http://127.0.0.1/people.csv",
        "FILE:///etc/passwd",
    ],
)
def test_another_place_needs_a_connections_name(folder: Path, address: str) -> None:
    assert "connection's name only" in told(folder, address)


def test_a_connection_leads_anywhere(folder: Path) -> None:
    lists = Lists(folder, {"clinic": str(folder.parent / "outside.csv")}, names_only=True)
    assert lists.open("clinic", ListOptions()).count_rows() == 1


async def test_a_worker_takes_names_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOUND_HOME", str(folder.parent))
    monkeypatch.setenv("MICO_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("MICO_ACCESS_TOKEN", "made-up")
    async with open_session(MicoSettings.read(), OutboundSettings.read()) as session:
        with pytest.raises(UserMistake, match="is outside"):
            session.lists.open(str(folder.parent / "outside.csv"), ListOptions())


def test_at_a_terminal_a_list_may_be_anywhere(folder: Path) -> None:
    path = folder.parent / "outside.csv"
    assert Lists(folder).open(str(path), ListOptions()).count_rows() == 1
