"""ISO-2022-JP is certain by its escape sequences."""

from pathlib import Path

from outbound.contacts import open_table
from outbound.contacts.tables.table import Row


def test_iso_2022_jp_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("phone_number,last_name\n+819051300000,山田\n".encode("iso2022_jp"))
    assert list(open_table(str(path)).rows()) == [Row(1, ["+819051300000", "山田"])]
