"""Every mistake of a user's gets one clear sentence, exit status 2, and nothing is created."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import InHours
from tests.commands import Ran
from tests.conftest import HEADER, SPEED, Outbound, ServedSandbox, served_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ServedSandbox]:
    """One sandbox for all mistakes: none of them may leave a trace in it."""
    with served_sandbox(f"--speed={SPEED}") as served:
        yield served


def is_one_clear_sentence(ran: Ran) -> bool:
    errors = [line for line in ran.err.splitlines() if line.startswith("Error:")]
    is_told = not ran.out or ran.json["error"]["message"] in ran.err
    return len(errors) == 1 and "Traceback" not in ran.err and is_told


@pytest.fixture
def launch(outbound: Outbound, people: Path, in_hours: InHours) -> Outbound:
    """A launch that would be right but for what the test changes."""

    def run(
        *options: str, contacts: Path = people, env: dict[str, str | None] | None = None
    ) -> Ran:
        usual = {"--name": "Reminders", "--ends-at": in_hours(48), "--allowed": "00:00-24:00"}
        changed = {option.partition("=")[0] for option in options}
        given = [f"{name}={value}" for name, value in usual.items() if name not in changed]
        return outbound("launch", str(contacts), *given, *options, "--json", env=env)

    return run


def nothing_was_created(sandbox: ServedSandbox) -> bool:
    truth = sandbox.truth()
    # The sandbox comes with the campaign of its call flow.
    return len(truth["campaigns"]) == 1 and not truth["schedules"] and not truth["calls"]


LISTS = {
    "an empty file": (b"", "is empty"),
    "only a header": (f"{HEADER}\n".encode(), "no rows"),
    "a binary file": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff", "UTF-8"),
    "no phone column": (b"name,first_name,last_name\nx,y,z\n", "phone_number"),
    "every row rejected": (f"{HEADER}\n123,A,B,,,1\n".encode(), "None of the 1 rows"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_cannot_be_used(
    launch: Outbound, sandbox: ServedSandbox, tmp_path: Path, name: str
) -> None:
    content, said = LISTS[name]
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    ran = launch("--region=JP", contacts=path)

    assert ran.status == 2, ran.err
    assert said in ran.sentence
    assert is_one_clear_sentence(ran)
    assert nothing_was_created(sandbox)


def test_a_file_that_is_not_there(launch: Outbound, tmp_path: Path) -> None:
    ran = launch(contacts=tmp_path / "nowhere.csv")
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "nowhere.csv" in ran.sentence


OPTIONS = {
    "ends before it starts": (
        ("--starts-at=2099-01-01T10:00Z", "--ends-at=2099-01-01T09:00Z"),
        "before it starts",
    ),
    "a window that has passed": (
        ("--starts-at=2020-01-01T09:00Z", "--ends-at=2020-01-01T10:00Z"),
        "Choose a later window",
    ),
    "a time without its offset": (("--starts-at=2099-01-01T09:00",), "offset"),
    "a time that is none": (("--starts-at=tomorrow",), "date and time"),
    "retry intervals that are no numbers": (("--retry-intervals=5m,10m",), "whole seconds"),
    "a negative retry interval": (("--retry-intervals=-5",), "whole seconds"),
    "an unknown region": (("--region=XX",), "two-letter code"),
    "two campaigns": (("--campaign=abc",), "exactly one"),
    "a share of a trial group that was not asked for": (("--canary-failures=5%",), "--canary 50"),
    "a key that cannot be one": (("--key=a/b",), "letters, digits"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_that_cannot_be_used(launch: Outbound, sandbox: ServedSandbox, name: str) -> None:
    options, said = OPTIONS[name]

    ran = launch(*options)

    assert ran.status == 2, ran.err
    assert said in ran.sentence
    assert is_one_clear_sentence(ran)
    assert nothing_was_created(sandbox)


@pytest.mark.parametrize(
    ("option", "said"),
    [("--scopes=calls:all", "calls:all"), ("--database=/nowhere/x.db", "cannot hold")],
)
def test_a_sandbox_that_cannot_be_served(outbound: Outbound, option: str, said: str) -> None:
    ran = outbound("sandbox", "--port=0", option)
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert said in ran.sentence


def test_wrong_credentials(launch: Outbound, sandbox: ServedSandbox) -> None:
    ran = launch(env={"MICO_CLIENT_SECRET": "wrong-and-secret"})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "MICO_CLIENT_SECRET" in ran.sentence
    assert "wrong-and-secret" not in ran.err
    assert nothing_was_created(sandbox)


def test_a_missing_scope(launch: Outbound) -> None:
    with served_sandbox("--scopes=campaigns:read,outbound_calls:read") as limited:
        ran = launch(env={"MICO_BASE_URL": limited.base_url})
        assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
        assert "campaigns:write" in ran.sentence
        assert nothing_was_created(limited)


def test_no_credentials(launch: Outbound) -> None:
    ran = launch(env={"MICO_CLIENT_SECRET": None})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "MICO_CLIENT_ID" in ran.sentence


def test_an_access_token_that_mico_does_not_accept(
    launch: Outbound, sandbox: ServedSandbox
) -> None:
    ran = launch(env={"MICO_ACCESS_TOKEN": "old"})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "access token" in ran.sentence
    assert nothing_was_created(sandbox)


def test_an_unreachable_host_is_not_the_users_mistake(launch: Outbound) -> None:
    ran = launch(env={"MICO_BASE_URL": "http://127.0.0.1:9"})
    assert (ran.status, is_one_clear_sentence(ran)) == (1, True)
    assert "cannot be reached" in ran.sentence


def test_plain_http_to_another_host(launch: Outbound) -> None:
    ran = launch(env={"MICO_BASE_URL": "http://api.example.com"})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "https" in ran.sentence


def test_a_clock_that_is_none(launch: Outbound) -> None:
    ran = launch(env={"OUTBOUND_CLOCK": "fast"})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "OUTBOUND_CLOCK" in ran.sentence


def test_fast_time_with_an_api_elsewhere(launch: Outbound) -> None:
    ran = launch(env={"MICO_BASE_URL": "https://api.example.com"})
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "real time" in ran.sentence


def test_an_unknown_campaign(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours
) -> None:
    ran = outbound(
        "launch",
        str(people),
        "--campaign",
        "nowhere",
        "--allowed=00:00-24:00",
        "--ends-at",
        in_hours(48),
        "--json",
    )
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "nowhere" in ran.sentence
    assert nothing_was_created(sandbox)


def test_an_unknown_key(outbound: Outbound) -> None:
    ran = outbound("status", "nobody-knows-it")
    assert (ran.status, is_one_clear_sentence(ran)) == (2, True)
    assert "outbound status" in ran.sentence
