"""A list in a file: its content tells its kind, whatever its name says."""

from pathlib import Path

from outbound.contacts.tables.delimited import DelimitedFile
from outbound.contacts.tables.json_lines import JsonLines
from outbound.contacts.tables.table import AS_SHOWN, FileOptions, Table
from outbound.contacts.tables.text import head_of, text_kind
from outbound.mistakes import UserMistake

_PARQUET = b"PAR1"
_ZIP = b"PK\x03\x04"

# What files begin with that hold no list, and what is to be done.
_REFUSED = {
    b"\xd0\xcf\x11\xe0": (
        "is a workbook of the kind before 2007, or has a password: open it and save it as .xlsx "
        "without one, or as “CSV UTF-8”"
    ),
    b"%PDF": "is a PDF: export the list as “CSV UTF-8” or .xlsx from where it was made",
} | dict.fromkeys(
    (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"7z\xbc\xaf", b"Rar!"),
    "is compressed: unpack it, and give the file that was inside",
)


def open_file(path: Path, name: str | None = None, options: FileOptions = AS_SHOWN) -> Table:
    """Look at a file's beginning; `name` is what messages call it.

    Raises:
        UserMistake: it is missing, empty, or of no kind that holds a list.
    """
    shown = name or str(path)
    head = head_of(path, shown)
    if options.encoding is not None and head.startswith((_PARQUET, _ZIP)):
        raise UserMistake(f"{shown} says its encoding itself: leave --encoding out.")
    if head.startswith(_PARQUET):
        from outbound.contacts.tables.parquet import ParquetFile  # noqa: PLC0415 - it takes a while

        return ParquetFile.open(path, shown)
    if head.startswith(_ZIP):
        from outbound.contacts.tables.excel import ExcelFile  # noqa: PLC0415 - the same

        return ExcelFile.open(path, shown, options)
    if options.sheet is not None:
        raise UserMistake(f"{shown} has no sheets: leave --sheet out, or give the workbook.")
    for beginning, reason in _REFUSED.items():
        if head.startswith(beginning):
            raise UserMistake(f"{shown} {reason}.")
    kind = text_kind(path, head, shown, options.encoding)
    if kind.is_json_lines:
        return JsonLines.open(path, shown, kind.encoding)
    return DelimitedFile.open(path, shown, kind.encoding)
