"""Encodings that pass for ASCII: they write everything in bytes of seven bits.

Any row may be the first that is not plain, so the whole file is looked through: a tenth of a second
for a million rows.
"""

import mmap
import re
from pathlib import Path
from unicodedata import category

from outbound.contacts.tables.encodings import ESCAPE_SEQUENCE, UnknownEncodingError

ESCAPE = re.compile(ESCAPE_SEQUENCE.encode())

_JAPANESE = re.compile(rb"\x1b(?:\$[@B]|\([IJ]|\$\(D)")

# The escape sequences that others have, and what reads them; nothing in Python reads Chinese ones.
_OTHERS = [
    (re.compile(rb"\x1b\$\)C"), "ISO-2022-KR", "iso2022_kr"),
    (re.compile(rb"\x1b\$[)*+][AEGHIJKLM]"), "ISO-2022-CN", None),
    (re.compile(rb"\x1b\$\([OPQ]"), "ISO-2022-JP-2004", "iso2022_jp_2004"),
    (re.compile(rb"\x1b(\$A|\$\(C|\.[AF])"), "ISO-2022-JP-2", "iso2022_jp_2"),
]

_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")

# A plus that begins no number: what follows is UTF-7, or the text is none.
_RUN = re.compile(rb"\+(?!\d+(?![A-Za-z+/]))([A-Za-z0-9+/]*)(-|(?=[\s,;|\"])|\Z)?")

# Characters that nobody writes.
_NO_TEXT = {"Cc", "Cn", "Co", "Cs"}


def seven_bit_encoding(path: Path, shown: str) -> str:
    """The codec of a file that begins in ASCII.

    Raises:
        UnknownEncodingError: it must be named.
    """
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        if ESCAPE.search(content):
            for sequence, name, codec in _OTHERS:
                if sequence.search(content):
                    raise _looks_like(name, codec, shown)
            if _JAPANESE.search(content):
                return "iso2022_jp_ext"
        if _HZ.search(content):
            raise _looks_like("HZ", "hz", shown)
        if _is_utf_7(content):
            raise _looks_like("UTF-7", "utf-7", shown)
    return "utf-8-sig"


def _looks_like(name: str, codec: str | None, shown: str) -> UnknownEncodingError:
    if codec is None:
        return UnknownEncodingError(
            f"{shown} looks like {name}, which cannot be read: save it as “CSV UTF-8”, or name its "
            "encoding with --encoding NAME if it is another one."
        )
    return UnknownEncodingError(
        f"{shown} looks like {name}: if it is, name it with --encoding {codec}; if it is plain "
        "text, with --encoding utf-8."
    )


def _is_utf_7(content: mmap.mmap) -> bool:
    """Whether every plus begins a number or text in UTF-7, and one of them text."""
    is_found = False
    for run in _RUN.finditer(content):
        if not run[1]:
            if run[2] != b"-":
                return False
            continue
        try:
            text = (b"+" + run[1] + b"-").decode("utf-7")
        except UnicodeDecodeError:
            return False
        if any(category(c) in _NO_TEXT for c in text):
            return False
        has_letters = any(c.isalpha() and not c.isascii() for c in text)
        is_found |= has_letters and run[2] is not None
    return is_found
