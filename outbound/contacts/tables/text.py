"""What a text file's beginning tells: its encoding, and whether it holds JSON."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from outbound.mistakes import UserMistake

_HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before it is read in earnest."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_OLD_ENCODINGS = ["cp932", "cp1252"]
"""Japanese and Western European, as spreadsheets write them where they do not write UTF-8."""

_FEW = 0.01
"""Share of NUL bytes that dirt in a text may make up; in UTF-16 it is far more."""


@dataclass(frozen=True, slots=True)
class TextKind:
    """How a text is to be read."""

    encoding: str
    is_json_lines: bool


def head_of(path: Path, shown: str) -> bytes:
    """The beginning of a file.

    Raises:
        UserMistake: there is no such file, it is no file, or it is empty.
    """
    if path.is_dir():
        raise UserMistake(f"{shown} is a folder: give the path of the list file inside it.")
    if path.exists() and not path.is_file():
        raise UserMistake(f"{shown} is not an ordinary file: save the list to one first.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise UserMistake(f"There is no file {shown}: check the path's spelling.") from None
    except OSError as error:
        raise UserMistake(
            f"{shown} cannot be read ({error.strerror}): check who may read it."
        ) from None
    if not _without_mark(head).strip(b"\0 \t\r\n"):
        raise UserMistake(f"{shown} is empty: export the list again, with its header.")
    return head


def text_kind(head: bytes, shown: str) -> TextKind:
    """How the text that begins like this is to be read.

    Raises:
        UserMistake: it is no text.
    """
    encoding = _encoding(head)
    if encoding is None:
        raise UserMistake(
            f"{shown} is not a list that can be read: save it as “CSV UTF-8”, or as .xlsx, "
            "Parquet or JSON lines."
        )
    text = _decoded(head, encoding) or ""
    return TextKind(encoding, is_json_lines=text.lstrip("\ufeff \t\r\n").startswith("{"))


def _encoding(head: bytes) -> str | None:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    if head.count(b"\0") > _FEW * len(head):
        return _utf_16_without_mark(head)
    if _decoded(head, "utf-8") is not None:
        return "utf-8-sig"
    if head.count(b"\0"):
        return None
    return _old_encoding(head)


def _utf_16_without_mark(head: bytes) -> str | None:
    """Of plain letters every second byte is NUL: which one tells the order."""
    even, odd = head[0::2].count(b"\0"), head[1::2].count(b"\0")
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _decoded(head, encoding)
    is_text = text is not None and all(c.isprintable() or c in "\t\r\n" for c in text[:1000])
    return encoding if is_text else None


def _old_encoding(head: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - it takes a while

    last_line = head.rfind(b"\n") + 1 or len(head)
    best = from_bytes(head[:last_line], cp_isolation=_OLD_ENCODINGS).best()
    return best.encoding if best is not None else None


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        # The head may end inside a character: the decoder is not told that it is the end.
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return None


def _without_mark(head: bytes) -> bytes:
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    return head.removeprefix(mark)
