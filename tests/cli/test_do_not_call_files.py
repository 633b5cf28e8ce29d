"""Do-not-call files that are short: through the command."""

from pathlib import Path

from tests.cli.conftest import InHours
from tests.conftest import Outbound


def test_a_file_of_one_number_adds_it(outbound: Outbound, tmp_path: Path) -> None:
    file = tmp_path / "dnc.txt"
    file.write_text("+819010000001\n")
    ran = outbound("suppress", "import", str(file))
    assert (ran.status, ran.out.strip()) == (0, "1 added, 0 stood there already.")


def test_a_file_of_a_header_adds_nobody(outbound: Outbound, tmp_path: Path) -> None:
    file = tmp_path / "dnc.csv"
    file.write_text("phone_number\n")
    ran = outbound("suppress", "import", str(file))
    assert (ran.status, ran.out.strip()) == (0, "0 added, 0 stood there already.")


def test_a_plan_heeds_files_of_one_number_and_of_none(
    outbound: Outbound, people: Path, tmp_path: Path, in_hours: InHours
) -> None:
    one, none = tmp_path / "one.txt", tmp_path / "none.csv"
    one.write_text("+812000100000")
    none.write_text("phone_number\n")
    files = (f"--suppress={one}", f"--suppress={none}")
    ran = outbound(
        "plan", str(people), "--ends-at", in_hours(48), "--allowed=00:00-24:00", *files, "--json"
    )
    assert ran.status == 0, ran.err
    assert ran.json["rows"]["suppressed"] == 1
