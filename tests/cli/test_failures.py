"""Whatever goes wrong, nobody sees a traceback, and a script gets an object."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from outbound.cli.failures import Kind
from outbound.cli.main import app
from outbound.cli.program import asks_for_json, commands_of

SECRET = "Quillfeather +818012345678"
LAUNCH = ["--name=Reminders", "--window=daily 00:00-24:00 UTC", "--yes"]
HEADER = "phone_number,first_name,last_name,phonetic_first_name,phonetic_last_name"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(f"{HEADER}\n+812000000001,A,B,A,B\n")
    for name, value in {
        "OUTBOUND_HOME": str(tmp_path / "home"),
        "MICO_BASE_URL": "http://127.0.0.1:9",
        "MICO_ACCESS_TOKEN": "token",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def error_of(ran: Result) -> dict[str, str]:
    error: dict[str, str] = json.loads(ran.stdout)["error"]
    assert set(error) == {"kind", "message", "remedy"}
    assert all(error.values())
    return error


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the records meets an error of somebody else's, which quotes a row."""

    def fail(*_: object, **__: object) -> None:
        try:
            os.environ[SECRET]
        except KeyError as error:
            raise ValueError(f"bad value {SECRET!r}") from error

    monkeypatch.setattr("outbound.cli.edge.open_ledger_to_read", fail)


@pytest.fixture
def report(broken: None, home: Path) -> str:  # noqa: ARG001 - it is what the report is about
    assert run("status").exit_code == 1
    (file,) = (home / "reports").iterdir()
    return file.read_text()


@pytest.mark.usefixtures("broken")
def test_an_error_that_nobody_foresaw_is_one_sentence_with_the_path_of_a_report(
    home: Path,
) -> None:
    ran = run("status")
    (file,) = (home / "reports").iterdir()
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert ran.stderr == (
        "Error: Outbound met an error that it did not foresee (ValueError). A report without "
        f"personal data is in {file}.\n"
    )


def test_a_report_has_the_types_of_the_errors_and_our_own_lines(report: str) -> None:
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "outbound/cli/status.py" in report
    assert "open_ledger_to_read(self.ours.ledger_url)" in report


def test_a_report_has_no_word_of_a_foreign_error(report: str) -> None:
    assert "Quillfeather" not in report
    assert "+81" not in report


def test_a_report_has_no_line_of_anybody_elses_code(report: str) -> None:
    assert "site-packages" not in report
    assert "tests" not in report


@pytest.mark.usefixtures("report")
def test_a_report_is_its_owners_alone(home: Path) -> None:
    (file,) = (home / "reports").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.usefixtures("broken")
def test_where_no_report_can_be_written_the_sentence_says_where_it_came_from(home: Path) -> None:
    home.write_text("no folder")
    ran = run("status")
    assert ran.exit_code == 1
    assert "cannot write a report into OUTBOUND_HOME" in ran.stderr
    assert "outbound/cli/edge.py" in ran.stderr


@pytest.mark.usefixtures("broken")
def test_an_error_that_nobody_foresaw_is_an_object_for_a_script(home: Path) -> None:
    error = error_of(run("status", "--json"))
    (file,) = (home / "reports").iterdir()
    assert error["kind"] == "unforeseen"
    assert str(file) in error["message"]


def commands_with_json() -> list[str]:
    commands = commands_of(app)
    return [
        name
        for name, command in commands.items()
        if any("--json" in parameter.opts for parameter in command.params)
    ]


def test_many_commands_have_json() -> None:
    assert {"launch", "plan", "status", "sandbox", "track"} <= set(commands_with_json())


@pytest.mark.parametrize("command", commands_with_json())
def test_a_wrong_usage_is_an_object_for_a_script(command: str) -> None:
    ran = run(command, "--json", "--no-such-option")
    assert ran.exit_code == 2
    assert error_of(ran)["kind"] == "usage"
    assert "--no-such-option" in ran.stderr


WRONG = {
    "launch": (["nowhere.csv", *LAUNCH], "mistake"),
    "plan": (["list.csv", "--window=yesterday"], "mistake"),
    "add": (["list.csv", "--schedule="], "mistake"),
    "call": (["12", "--first-name=A", "--last-name=B", *LAUNCH], "mistake"),
    "resume": (["nobody-knows-it"], "mistake"),
    "track": (["nobody-knows-it"], "mistake"),
    "status": (["nobody-knows-it"], "mistake"),
    "sandbox": (["--scopes=calls:all"], "mistake"),
    "doctor": (["--number=12"], "mistake"),
}


def test_each_command_with_json_has_an_example_of_a_failure() -> None:
    assert set(WRONG) == set(commands_with_json())


@pytest.mark.parametrize("command", WRONG)
def test_a_failure_is_an_object_for_a_script_and_a_sentence_for_a_person(command: str) -> None:
    words, kind = WRONG[command]
    ran = run(command, *words, "--json")
    error = error_of(ran)
    assert error["kind"] == kind
    assert ran.stderr.endswith(f"Error: {error['message']}\n")


def test_an_api_that_cannot_be_reached_is_of_another_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MICO_ACCESS_TOKEN")
    monkeypatch.setenv("MICO_CLIENT_ID", "us")
    monkeypatch.setenv("MICO_CLIENT_SECRET", "secret")
    ran = run("launch", "list.csv", *LAUNCH, "--allowed=00:00-24:00", "--json")
    assert (ran.exit_code, error_of(ran)["kind"]) == (1, "unreachable")


def test_records_that_cannot_be_read_are_of_another_kind(home: Path) -> None:
    home.mkdir()
    (home / "ledger.db").write_text("dear diary " * 1000)
    ran = run("status", "--json")
    assert (ran.exit_code, error_of(ran)["kind"]) == (1, "records")


def test_a_plan_that_is_too_dirty_is_one_object_with_the_plan_and_the_error() -> None:
    with Path("list.csv").open("a") as file:
        file.write("12,A,B,A,B\n")
    ran = run("plan", "list.csv", *LAUNCH, "--region=JP", "--fail-above=10%", "--json")
    assert ran.exit_code == 2
    assert error_of(ran)["kind"] == "mistake"
    assert json.loads(ran.stdout)["rows"]["rejected"] == 1


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("outbound.cli.edge.open_ledger_to_read", interrupt)


@pytest.mark.usefixtures("interrupted")
def test_an_interruption_is_an_object_for_a_script_and_silent_for_a_person() -> None:
    ran = run("status", "--json")
    assert (ran.exit_code, error_of(ran)["kind"]) == (130, "interrupted")
    assert "Error" not in ran.stderr


def test_every_kind_says_what_to_do() -> None:
    from outbound.cli.failures import Failure  # noqa: PLC0415 - only here

    for kind in Kind:
        error = Failure(kind, "It failed.").as_object["error"]
        assert isinstance(error, dict)
        assert error["remedy"].endswith(".")


@given(st.lists(st.text()), st.lists(st.text()))
def test_json_is_asked_for_where_it_stands_among_the_options(
    before: list[str], behind: list[str]
) -> None:
    options = [word for word in before if word not in {"--", "--json"}]
    assert asks_for_json([*options, "--json", *behind])
    assert not asks_for_json([*options, "--", "--json", *behind])
