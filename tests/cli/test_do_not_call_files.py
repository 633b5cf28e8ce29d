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


def test_a_file_in_a_code_page_is_added_once_it_is_named(
    outbound: Outbound, tmp_path: Path
) -> None:
    file = tmp_path / "dnc.csv"
    file.write_bytes("phone_number,name\n+819010000001,สมชาย\n".encode("cp874"))
    ran = outbound("suppress", "import", str(file))
    assert (ran.status, "--encoding NAME" in ran.err) == (2, True)
    ran = outbound("suppress", "import", str(file), "--encoding=klingon")
    assert "'klingon' is no encoding" in ran.err
    ran = outbound("suppress", "import", str(file), "--encoding=windows-874")
    assert (ran.status, ran.out.strip()) == (0, "1 added, 0 stood there already.")


def test_a_list_that_is_named_goes_with_do_not_call_files_of_either_encoding(
    outbound: Outbound, tmp_path: Path, in_hours: InHours
) -> None:
    people, thai, plain = tmp_path / "people.csv", tmp_path / "thai.csv", tmp_path / "plain.csv"
    header = "phone_number,first_name,last_name\n"
    rows = [f"+81201234567{n},สมชาย,ใจดี\n" for n in range(3)]
    people.write_bytes("".join([header, *rows]).encode("cp874"))
    thai.write_bytes(f"{header}{rows[0]}".encode("cp874"))
    plain.write_text(f"{header}{rows[1]}", "utf-8")
    window = ("--ends-at", in_hours(48), "--allowed=00:00-24:00")
    files = (f"--suppress={thai}", f"--suppress={plain}")
    ran = outbound("plan", str(people), *window, *files, "--encoding=cp874", "--json")
    assert ran.status == 0, ran.err
    assert ran.json["rows"]["suppressed"] == 2
