"""What the documents say is so: promises have tests, windows mean that, options exist."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic_settings import BaseSettings

from outbound.api import MicoSettings
from outbound.cli.main import app
from outbound.cli.program import commands_of
from outbound.contacts import Contact, ListOptions, open_list, read_contacts
from outbound.planning import AllowedHours, InWords, calling_windows
from outbound.settings import OutboundSettings
from tests.delivery.kinds_of_steps import all_steps

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text() for page in PAGES}
GUARANTEES = TEXTS["docs/guarantees.md"]
HOURS = TEXTS["docs/hours.md"].partition("What `--window` means")[2]
FOR_USERS = {name: text for name, text in TEXTS.items() if name.startswith(("docs", "README"))}


def promises() -> list[tuple[str, str]]:
    """Each file and each test that the page of guarantees names."""
    named: list[tuple[str, str]] = []
    file = ""
    for word in re.findall(r"`(\S+/test_\w+\.py|test_\w+)`", GUARANTEES):
        if word.endswith(".py"):
            file = word
        else:
            named.append((file, word))
    return named


def test_the_page_names_tests() -> None:
    assert len(promises()) > 20


@pytest.mark.parametrize(("file", "test"), promises())
def test_a_promise_is_kept_by_a_test_that_is_there(file: str, test: str) -> None:
    assert re.search(rf"^(async )?def {test}\(", (TESTS / file).read_text(), re.MULTILINE)


PHRASES = re.findall(r"^\| `(.+?)` \| (?:`(.+?)` )?\| (.+?) \|$", HOURS, re.MULTILINE)
NOON_IN_TOKYO = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.mark.parametrize(("words", "options", "meaning"), PHRASES)
def test_windows_mean_in_utc_what_the_page_says(words: str, options: str, meaning: str) -> None:
    given = dict(re.findall(r"--(zone|days) (\S+)", options))
    asked = InWords(
        windows=[words],
        time_zone=given.get("zone"),
        days=int(given["days"]) if "days" in given else None,
        local="--local" in options,
    )
    found = calling_windows(asked, due=NOON_IN_TOKYO, zones=("Asia/Tokyo",), allowed=AllowedHours())
    texts = [f"{w.starts_at:%Y-%m-%d %H:%M}-{w.ends_at:%H:%M}" for w in found]
    assert meaning == (", ".join(texts) or "never")


def test_the_page_has_windows() -> None:
    assert len(PHRASES) >= 9


COMMANDS = commands_of(app)
"""Typer's commands by their names."""


CALL = r"(?:\$ |`)(?:\.venv/bin/)?outbound ([^`\n]+)"


def command_lines() -> list[tuple[str, str]]:
    """Every line in the documents that calls the command, and the page it stands on."""
    return [
        (name, line)
        for name, text in FOR_USERS.items()
        for line in re.findall(
            r"(?:\$ |`)(?:\.venv/bin/)?outbound ([^`\n]+)", text.replace("\\\n", "")
        )
    ]


def options_of(command: Any) -> set[str]:  # noqa: ANN401 - Typer's own
    names = {name for parameter in command.params for name in parameter.opts}
    return {name for name in names if name.startswith("-")} | {"--help"}


@pytest.mark.parametrize(("page", "line"), command_lines())
def test_a_command_that_is_shown_exists_with_its_options(page: str, line: str) -> None:  # noqa: ARG001 - for the test's name
    name, *words = shlex.split(line)
    assert name in COMMANDS
    given = {word.partition("=")[0] for word in words if word.startswith("--") and word != "--"}
    assert given <= options_of(COMMANDS[name])


def test_commands_are_shown() -> None:
    assert len(command_lines()) > 30


def test_every_command_is_listed() -> None:
    listed = set(re.findall(r"^\| `outbound (\w+)", TEXTS["docs/commands.md"], re.MULTILINE))
    assert listed == set(COMMANDS)


def test_every_option_that_the_page_of_commands_lists_is_one_of_a_launch() -> None:
    table = TEXTS["docs/commands.md"].partition("Those of `launch`")[2].partition("\nCtrl-C")[0]
    listed = set(re.findall(r"`(--[a-z-]+)", table))
    assert listed == options_of(COMMANDS["launch"]) - {"--help", "-y"} - UNLISTED


UNLISTED = {"--canary-failures", "--save-profile"}
"""They stand on the pages about what they are for."""


def variables(settings: type[BaseSettings], prefix: str) -> set[str]:
    return {f"{prefix}{name.upper()}" for name in settings.model_fields}


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    text = "\n".join(FOR_USERS.values())
    known = variables(MicoSettings, "MICO_") | variables(OutboundSettings, "OUTBOUND_")
    named = {
        name.partition("__")[0] for name in re.findall(r"\b(?:MICO|OUTBOUND)_[A-Z_]*[A-Z]", text)
    }
    assert named == known


@pytest.mark.parametrize("name", TEXTS)
def test_links_between_pages_resolve(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[name]):
        assert ((ROOT / name).parent / target).is_file(), target


def test_everybody_on_the_list_that_the_readme_shows_can_be_called(tmp_path: Path) -> None:
    block = TEXTS["README.md"].partition("## A list")[2].partition("```\n")[2].partition("```")[0]
    (tmp_path / "list.csv").write_text(block)
    contact_list = open_list(tmp_path / "list.csv", ListOptions(region="JP"))
    people = list(read_contacts(contact_list, key="readme"))
    assert [type(person) for person in people] == [Contact, Contact]
    assert contact_list.custom_parameters == ("appointment_time",)


def test_the_readme_is_a_screen_and_a_half() -> None:
    assert len(TEXTS["README.md"].splitlines()) <= 100


def test_the_documents_are_no_riddles() -> None:
    riddles = [
        line
        for text in TEXTS.values()
        for line in text.splitlines()
        if re.search(r"\b(whoever|whom|whose|who is)\b", line, re.IGNORECASE)
    ]
    assert len(riddles) <= 8, riddles


def test_the_table_of_steps_names_every_step_but_waiting() -> None:
    table = TEXTS["ARCHITECTURE.md"].partition("| step | file | rule |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([a-z][a-z, -]*) \|", table, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")}
    assert named == {kind.name for kind in all_steps()} - {"wait"}


PLACES = sorted(set(re.findall(r"`([a-z_./]+(?:\.py|/))`", TEXTS["ARCHITECTURE.md"])))
ROOMS = (
    "",
    "outbound",
    "outbound/delivery",
    "outbound/cli",
    "outbound/contacts",
    "outbound/contacts/tables",
    "tests/guarantees",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_file_and_folder_that_the_architecture_names_is_there(place: str) -> None:
    assert any((ROOT / room / place).exists() for room in ROOMS)
