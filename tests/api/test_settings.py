"""The `MICO_*` settings: read once, and what is wrong with them told in one sentence."""

import traceback

import pytest

from outbound.api import MicoClient, MicoSettings
from outbound.api.settings import is_loopback
from outbound.mistakes import UserMistake
from tests.api import requests
from tests.api.conftest import Script, settings_for
from tests.api.scripted import answer

NO_CREDENTIALS = (
    "No credentials for Mico: set MICO_CLIENT_ID and MICO_CLIENT_SECRET (or MICO_ACCESS_TOKEN), "
    "or choose a Mico credentials block."
)
GOOD = {"MICO_CLIENT_ID": "us", "MICO_CLIENT_SECRET": "secret"}


def _complaint(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UserMistake) as caught:
        MicoSettings.read()
    return str(caught.value)


def test_a_client_needs_an_id_and_a_secret_and_has_defaults_for_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MICO_CLIENT_ID", "us")
    monkeypatch.setenv("MICO_CLIENT_SECRET", "secret")
    settings = MicoSettings.read()
    assert (settings.base_url, settings.timeout_seconds) == ("https://api.micovoice.com", 30)


def test_an_access_token_will_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICO_ACCESS_TOKEN", "ready")
    assert MicoSettings.read().client_id is None


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"MICO_CLIENT_ID": "us"},
        {"MICO_CLIENT_SECRET": "secret"},
        {"MICO_CLIENT_ID": "us", "MICO_CLIENT_SECRET": ""},
    ],
    ids=str,
)
def test_missing_credentials_are_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    assert _complaint(monkeypatch, **variables) == NO_CREDENTIALS


@pytest.mark.parametrize("value", ["soon", "0", "-1", "inf", "nan", "1e300"])
def test_a_time_out_that_is_none_is_told_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    complaint = _complaint(monkeypatch, **GOOD, MICO_TIMEOUT_SECONDS=value)
    assert complaint.startswith("MICO_TIMEOUT_SECONDS ")


@pytest.mark.parametrize(
    "address",
    [
        "api.micovoice.com",
        "ftp://api.micovoice.com",
        "https://",
        "https://host:port",
        "https://host:99999",
        "https://[::1",
        "https://host?key=value",
        "https://host#part",
    ],
)
def test_what_is_no_address_is_told(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    complaint = _complaint(monkeypatch, **GOOD, MICO_BASE_URL=address)
    assert complaint.startswith("MICO_BASE_URL is not an address")


@pytest.mark.parametrize(
    "address",
    [
        "http://api.micovoice.com",
        "http://192.168.0.7:8000",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1\\@example.com",
    ],
)
def test_plain_http_to_another_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    complaint = _complaint(monkeypatch, **GOOD, MICO_BASE_URL=address)
    assert complaint.startswith("MICO_BASE_URL ")


@pytest.mark.parametrize(
    "address", ["http://localhost:8000", "http://127.0.0.1:1", "http://127.8.8.8", "http://[::1]"]
)
def test_plain_http_to_this_machine_is_not(address: str) -> None:
    assert is_loopback(settings_for(address).base_url)


def test_a_slash_at_the_address_s_end_makes_no_difference() -> None:
    assert settings_for("https://api.example/v/").base_url == "https://api.example/v"


def test_a_password_in_the_address_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complaint = _complaint(monkeypatch, **GOOD, MICO_BASE_URL="https://us:hush@api.example")
    assert "carries a password" in complaint
    assert "hush" not in complaint


@pytest.mark.parametrize("token", ["two hush", "hush\n", "hüsh", "\x7fhush"])
def test_a_token_that_no_header_can_carry_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    complaint = _complaint(monkeypatch, MICO_ACCESS_TOKEN=token)
    assert complaint.startswith("MICO_ACCESS_TOKEN is not an access token")
    assert "sh" not in complaint.removeprefix("MICO_ACCESS_TOKEN")


def test_a_mistake_s_traceback_shows_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICO_CLIENT_SECRET", "hush")
    monkeypatch.setenv("MICO_TIMEOUT_SECONDS", "hush")
    with pytest.raises(UserMistake) as caught:
        MicoSettings.read()
    assert "hush" not in "".join(traceback.format_exception(caught.value))


async def test_this_machine_is_never_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = await script(answer(200, []))
    async with MicoClient(settings_for(server.base_url)) as mico:
        assert await requests.read(mico) == []
