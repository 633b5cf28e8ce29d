import tracemalloc
from pathlib import Path

from outbound.contacts import ListOptions, open_list, read_contacts

JAPAN = ListOptions(region="JP")


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    line = "PT-1,020-0000-1234,花子,夢野\n"
    path.write_text("external_id,phone_number,first_name,last_name\n" + line * 100_000, "utf-8")
    results = read_contacts(open_list(path, JAPAN), key="k", after_row=99_900)
    next(read_contacts(open_list(path, JAPAN), key="k"))  # loads the numbers' metadata
    tracemalloc.start()
    try:
        assert sum(1 for _ in results) == 100
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000  # bytes; the file is 4 MB


def test_opening_does_not_read_the_whole_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    line = "+812000001234,Iris,Inkwater\n"
    path.write_text("phone_number,first_name,last_name\n" + line * 5_000, "utf-8")
    with path.open("r+b") as file:
        file.truncate(10 * 1024**3)  # a hole: 10 GiB that take no room on the disk
    assert open_list(path).custom_parameters == ()
