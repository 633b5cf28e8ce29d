"""Encodings as spreadsheets write them where they do not write UTF-8.

Nothing in a file names them. A wrong guess would call people by names that are not theirs: so one
is taken only if what it gives looks like its languages, and what the other gives does not.
"""

import re

# Not š, ž, ý, þ and ð: Czech and Turkish lists hold them, or others in their place.
_LETTER = "[À-ÏÑ-ÖØ-ÜßŒŸà-ïñ-öø-üœÿ]"

# What there is beside ASCII in Western European text: letters among plain ones, punctuation.
_WESTERN = re.compile(
    f"[A-Za-z]{_LETTER}{{1,2}}|{_LETTER}{{1,2}}(?=[A-Za-z])"  # Zoë, Müßig, Øst
    rf"|(?<![^\W\d_]){_LETTER}(?![^\W\d_])"  # à, É.
    r"|[\u2019\u2013\u2014…€°§ºª\u00a0]|[“„«](?=\w)|(?<=[\w.!?])[”»]"
)

_JAPANESE = re.compile(
    r"[\u2010-\u2026\u2116\u2121\u2160-\u2169\u2460-\u2473\u25a0-\u266f"  # signs
    r"\u3000-\u30ff\u3231\u3232\u4e00-\u9fff\ufa0e-\ufa2d\uff01-\uffe5]"  # kana, kanji, wide, half
)
_BESIDE_LETTERS = re.compile(r"(?<=[A-Za-z])[^\0-\x7f]|[^\0-\x7f](?=[A-Za-z])")
# From this byte on begin the rarer Japanese characters, and accented letters are such bytes: each
# would make a character of itself and the letter behind it.
_RARE = 0x98

# What is of this shape may as well be EUC (Japanese, Chinese, Korean).
_PAIRS = re.compile(rb"(?:[\0-\x7f]|[\xa1-\xfe]{2})*")


def old_encoding(head: bytes) -> str | None:
    """The encoding of a text that is not UTF-8 and ends with a line; None if it cannot be told."""
    fitting = [encoding for encoding, fits in _ENCODINGS.items() if fits(head)]
    return fitting[0] if len(fitting) == 1 else None


def _is_western(head: bytes) -> bool:
    text = _decoded(head, "cp1252")
    return text is not None and _WESTERN.sub("", text).isascii()


def _is_japanese(head: bytes) -> bool:
    text = _decoded(head, "cp932")
    if text is None or _PAIRS.fullmatch(head):
        return False
    mixed = _BESIDE_LETTERS.findall(text)
    return _JAPANESE.sub("", text).isascii() and all(c.encode("cp932")[0] < _RARE for c in mixed)


def _decoded(head: bytes, encoding: str) -> str | None:
    try:
        return head.decode(encoding)
    except UnicodeDecodeError:
        return None


_ENCODINGS = {"cp932": _is_japanese, "cp1252": _is_western}
