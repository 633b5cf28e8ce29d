"""What a plan says of a reject file."""

from pathlib import Path

from tests.conftest import Outbound

WINDOW = ("--window=daily 00:00-24:00 UTC", "--allowed=00:00-24:00")


def test_it_tells_where_there_is_no_run_of_its_list(outbound: Outbound, tmp_path: Path) -> None:
    source, again = tmp_path / "list.csv", tmp_path / "again.csv"
    source.write_text("phone_number,first_name,last_name\n+81,Iris,Ink\n+812000000001,Ida,Ink\n")
    first = outbound("plan", str(source), *WINDOW, f"--reject-file={again}").out
    shown = " ".join(outbound("plan", str(again), *WINDOW).out.split())
    assert "no run" not in first
    assert "This is a reject file, and your records have no run of its list" in shown
