"""What a text file's beginning tells: its encoding, and whether it holds JSON."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from outbound.contacts.tables.encodings import UnknownEncodingError, shown_encoding
from outbound.contacts.tables.old_encodings import old_encoding
from outbound.contacts.tables.seven_bits import ESCAPE, seven_bit_encoding
from outbound.mistakes import UserMistake

# How much of a file is looked at before it is read in earnest.
_HEAD_BYTES = 64 * 1024

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Share of NUL bytes that dirt in a text may make up; in UTF-16 it is far more.
_FEW = 0.01


# A list in UTF-16 has at least one character of ASCII among so many.
_ASCII = 8

# Beside NUL bytes, these tell a program's file from a text with dirt in it.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")

_MARKUP = re.compile(r"<[a-z!?]", re.IGNORECASE)
_JSON_ARRAY = re.compile(r"\[\s*[\[{\]\"]")

_OBJECT = re.compile(r"\s*\{\s*[\"}]")


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
        raise UserMistake(
            f"There is no file {shown}: check the path's spelling{_or_connection(path)}."
        ) from None
    except OSError as error:
        raise UserMistake(
            f"{shown} cannot be read ({error.strerror}): check who may read it."
        ) from None
    if not _without_mark(head).strip(b"\0 \t\r\n"):
        raise UserMistake(f"{shown} is empty: export the list again, with its header.")
    return head


def _or_connection(path: Path) -> str:
    """What a word without an ending may have been meant for."""
    name = path.name
    return f", or set OUTBOUND_CONNECTIONS__{name.upper()}" if name.isidentifier() else ""


def text_kind(path: Path, head: bytes, shown: str, named: str | None = None) -> TextKind:
    """How the text that begins like this is to be read; `named`: in this encoding.

    Raises:
        UserMistake: it is no text, or none that holds a list.
    """
    encoding = _encoding(path, head, shown) if named is None else _named(head, shown, named)
    if encoding is None:
        raise UnknownEncodingError(
            f"{shown} is not a list that can be read, or in an old encoding that cannot be told: "
            "name it with --encoding NAME, like cp1251, or save it as “CSV UTF-8”, or as .xlsx, "
            "Parquet or JSON lines."
        )
    text = _decoder(encoding, "replace").decode(head).replace("\0", "").lstrip("\ufeff \t\r\n")
    if _MARKUP.match(text):
        raise UserMistake(
            f"{shown} is a web page or XML, whatever its name says: open it in a spreadsheet, and "
            "save it as “CSV UTF-8” or .xlsx."
        )
    if _JSON_ARRAY.match(text):
        raise UserMistake(
            f"{shown} is a JSON array: write it as JSON lines, an object a line without the "
            "brackets and commas around them."
        )
    return TextKind(encoding, is_json_lines=_is_json_lines(text))


def _is_json_lines(text: str) -> bool:
    """Whether the first line begins an object, or, if that one is broken, most others do."""
    lines = [line for line in text.splitlines() if line.strip()]
    objects = sum(_OBJECT.match(line) is not None for line in lines)
    return text.startswith("{") or 2 * objects >= len(lines)


def _named(head: bytes, shown: str, named: str) -> str:
    marked = _marked(head)
    if marked is None:
        return named
    if not named.startswith(marked):
        raise UserMistake(
            f"{shown} begins with the mark of {shown_encoding(marked)}, and --encoding says "
            f"{shown_encoding(named)}: leave --encoding out."
        )
    return marked


def _marked(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS.items() if head.startswith(mark)), None)


def _encoding(path: Path, head: bytes, shown: str) -> str | None:
    if marked := _marked(head):
        return marked
    # UTF-8 would accept UTF-16's letters with a NUL between each two, so this comes first.
    is_full_of_nul = head.count(b"\0") > _FEW * len(head)
    if is_full_of_nul and (utf_16 := _utf_16_without_mark(head)):
        return utf_16
    rest = head.replace(b"\0", b"")
    is_binary = len(rest) < len(head) and _CONTROL.search(rest) is not None
    if _is_utf_8(rest) and not (is_binary and is_full_of_nul):
        return seven_bit_encoding(path, shown) if rest.isascii() else "utf-8-sig"
    if is_binary:
        return None
    if ESCAPE.search(rest):
        return None
    # Only whole lines are judged: the head may end inside a character of two bytes.
    return old_encoding(rest[: rest.rfind(b"\n") + 1] or rest)


def _is_utf_8(head: bytes) -> bool:
    """Whether it is UTF-8, but for a few broken bytes: those cost their rows, and not the list."""
    others = [c for c in _decoder("utf-8", "replace").decode(head) if not c.isascii()]
    errors = others.count("\ufffd")
    return not errors or errors < len(others) - errors


def _utf_16_without_mark(head: bytes) -> str | None:
    """Of plain letters every second byte is NUL: which one tells the order."""
    even, odd = head[0::2].count(b"\0"), head[1::2].count(b"\0")
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = _decoder(encoding, "replace").decode(head)
    is_text = "\ufffd" not in text and all(c.isprintable() or c in "\t\r\n" for c in text[:1000])
    # Any two letters of ASCII are some kanji of UTF-16: a list also has digits and delimiters.
    is_list = sum(map(str.isascii, text)) * _ASCII >= len(text)
    return encoding if is_text and is_list else None


def _decoder(encoding: str, errors: str) -> codecs.IncrementalDecoder:
    """The head may end inside a character: the decoder is not told that it is the end."""
    return codecs.getincrementaldecoder(encoding)(errors)


def _without_mark(head: bytes) -> bytes:
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    return head.removeprefix(mark)
