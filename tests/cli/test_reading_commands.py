"""A command is read from its module when somebody asks for it, and not before."""

import subprocess
import sys

import pytest

from outbound.cli.commands import COMMANDS
from outbound.cli.main import app
from outbound.cli.program import commands_of

HEAVY = {"sqlalchemy", "prefect", "pydantic", "httpx", "phonenumbers"}
MODULES = """
import sys
from outbound.cli.main import app
try:
    app(sys.argv[1:])
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def modules_behind(*words: str) -> set[str]:
    command = [sys.executable, "-c", MODULES, *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout
    return set(ran.stderr.split())


@pytest.mark.parametrize("words", [["--help"], ["--version"]], ids=" ".join)
def test_help_reads_nothing_that_it_does_not_show(words: list[str]) -> None:
    assert not modules_behind(*words) & HEAVY


def test_where_runs_stand_is_read_without_prefect() -> None:
    assert "prefect" not in modules_behind("status", "--help")


def test_a_commands_line_is_the_first_of_its_own_help() -> None:
    for name, command in commands_of(app).items():
        first = " ".join(command.help.split("\n\n")[0].split())
        assert first.startswith(COMMANDS[name].help), name
