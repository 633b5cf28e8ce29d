"""Options are declared once, in groups, and an empty one is never more than a mistake."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from outbound.cli.main import app
from outbound.cli.program import commands_of

CLOSED = "http://127.0.0.1:9"
LAUNCH = ["--name=Reminders", "--window=daily 00:00-24:00 UTC", "--yes"]
ORDINARY: dict[str, list[str]] = {
    "launch": ["list.csv", *LAUNCH],
    "plan": ["list.csv", *LAUNCH],
    "add": ["list.csv", "--schedule=uid", "--yes"],
    "call": ["+812000000001", "--first-name=A", "--last-name=B", *LAUNCH],
    "resume": ["spring", "--yes"],
    "track": ["spring"],
}
"""Each command as it would be right, but for the API, which is not there."""


def commands() -> dict[str, Any]:
    """Typer's commands by their names."""
    return commands_of(app)


def value_options() -> list[tuple[str, str]]:
    """Every option of a command that takes a value."""
    return [
        (name, parameter.opts[0])
        for name in ORDINARY
        for parameter in commands()[name].params
        if parameter.param_type_name == "option" and not parameter.is_flag
    ]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    header = "phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name"
    Path("list.csv").write_text(f"{header}\n+812000000001,A,B,A,B\n")
    for name, value in {
        "OUTBOUND_HOME": str(tmp_path / "home"),
        "MICO_BASE_URL": CLOSED,
        "MICO_ACCESS_TOKEN": "token",
    }.items():
        monkeypatch.setenv(name, value)


class WentOnError(Exception):
    """The options were taken as they were: the next thing is the API."""


@pytest.fixture(autouse=True)
def no_api(monkeypatch: pytest.MonkeyPatch) -> None:
    async def go_on(*_: object) -> None:
        raise WentOnError

    for command in ("launch", "add", "call", "resume", "track"):
        monkeypatch.setattr(f"outbound.cli.{command}.check_access", go_on)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_there_are_many_of_them() -> None:
    assert len(value_options()) > 50


@pytest.mark.parametrize(("command", "option"), value_options())
def test_an_empty_option_is_a_mistake_and_no_traceback(command: str, option: str) -> None:
    others = [word for word in ORDINARY[command] if not word.startswith(f"{option}=")]
    ran = run(command, *others, f"{option}=")
    assert isinstance(ran.exception, SystemExit), repr(ran.exception)
    assert ran.exit_code == 2, ran.output
    assert f"Error: {option} is empty; give it a value." in ran.output


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("suppress", "add", "+812000000001", "--reason", ""), "--reason"),
        (("resume", " "), "KEY"),
        (("launch", "list.csv", *LAUNCH, "--suppress", "a.csv", "--suppress", ""), "--suppress"),
    ],
)
def test_so_is_any_other_value_that_is_empty(words: tuple[str, ...], name: str) -> None:
    ran = run(*words)
    assert (ran.exit_code, f"Error: {name} is empty; give it a value." in ran.output) == (2, True)


def options_of(command: str) -> set[str]:
    return {name for parameter in commands()[command].params for name in parameter.opts}


@pytest.mark.parametrize("command", ["plan", "add"])
def test_whatever_reads_a_list_has_all_options_of_lists(command: str) -> None:
    lists = {
        "--query",
        "--region",
        "--map",
        "--only",
        "--drop",
        "--name-order",
        "--event-zone",
        "--one-per-number",
        "--same-id",
        "--profile",
        "--save-profile",
    }
    assert lists <= options_of(command)
    assert lists <= options_of("launch")


def test_a_plan_takes_every_option_of_a_launch() -> None:
    assert options_of("launch") <= options_of("plan")


def test_one_person_is_called_at_the_hours_that_a_list_is() -> None:
    assert {"--allowed", "--weekend", "--holidays"} <= options_of("call")


def test_the_version_is_said() -> None:
    ran = run("--version")
    assert (ran.exit_code, ran.output) == (0, "outbound 0.1.0\n")
