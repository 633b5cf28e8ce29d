"""Encodings as spreadsheets write them where they do not write UTF-8.

Nothing in a file names them. A wrong guess would call people by names that are not theirs: so one
is taken only if what it gives looks like its languages, and what the other gives does not.
"""

import re

from outbound.contacts.tables.shift_jis import is_japanese, may_be_japanese

# Not š, ž, ý, þ and ð: Czech and Turkish lists hold them, or others in their place.
_LETTER = "[À-ÏÑ-ÖØ-ÜßŒŸà-ïñ-öø-üœÿ]"

# What there is beside ASCII in Western European text: letters among plain ones, punctuation.
_WESTERN = re.compile(
    f"[A-Za-z]{_LETTER}{{1,2}}|{_LETTER}{{1,2}}(?=[A-Za-z])"  # Zoë, Müßig, Øst
    rf"|(?<![^\W\d_]|[°§€]){_LETTER}(?![^\W\d_]|[°§€])"  # à, É.
    r"|[\u2019\u2013\u2014…€\u00a0]|[“„](?=\w)|(?<=[\w.!?])[”»]|«(?=\w[^\n]*»)"
    r"|(?<=[\w.])[ºª]|(?<=[\d\s])°|§(?=[\d\s])"
)

# What is of this shape may as well be EUC: Japanese, with its half-width katakana, Chinese, Korean.
_PAIRS = re.compile(rb"(?:[\0-\x7f]|[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2})*")


def old_encoding(head: bytes) -> str | None:
    """The encoding of a text that is not UTF-8 and ends with a line; None if it cannot be told."""
    if _is_western(head):
        return None if _may_be_japanese(head) else "cp1252"
    return "cp932" if _is_japanese(head) else None


def _is_western(head: bytes) -> bool:
    text = _decoded(head, "cp1252")
    return text is not None and _WESTERN.sub("", text).isascii()


def _may_be_japanese(head: bytes) -> bool:
    text = _decoded(head, "cp932")
    return text is not None and not _PAIRS.fullmatch(head) and may_be_japanese(text)


def _is_japanese(head: bytes) -> bool:
    text = _decoded(head, "cp932")
    return text is not None and not _PAIRS.fullmatch(head) and is_japanese(text)


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        return head.decode(encoding)
    except UnicodeDecodeError:
        return None
