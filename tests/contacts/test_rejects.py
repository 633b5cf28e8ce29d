"""Rows that were not used are written as their list has them."""

from pathlib import Path

from outbound.contacts import open_list, write_rejects

SEMICOLONS = "phone;first name;last name\n12;Iris;Inkwater\n+812000005678;Otis;Snowhatch\n"


def test_text_keeps_the_delimiter_of_its_list(tmp_path: Path) -> None:
    source, rejects = tmp_path / "people.csv", tmp_path / "rejects.csv"
    source.write_text(SEMICOLONS)
    assert write_rejects(open_list(source).table, {1: ("phone_number", "too short")}, rejects) == 1
    header, row = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert header.startswith("phone;first name;last name;")
    assert row == "12;Iris;Inkwater;1;phone_number;too short"
