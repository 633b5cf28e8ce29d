"""Whether a text that Shift JIS can decode is Japanese, and no other script's code page.

In a code page of one byte a character, a word of Thai, Greek, Cyrillic, Hebrew or Arabic is high
bytes only. Read as Shift JIS, it is half-width katakana and rare kanji. So what counts is a common
kanji or a full-width kana that is written with a byte of ASCII, in a word without half-width
katakana: about every third one is, in Japanese, and none elsewhere. Half-width katakana may fill
columns beside it, but they are spelt as Japanese is: a voicing mark behind a syllable that can have
one, and no small or long sound at a word's beginning.
"""

import re

_JAPANESE = re.compile(
    r"[\u2010-\u2026\u2116\u2121\u2160-\u2169\u2460-\u2473\u25a0-\u266f"  # signs
    r"\u3000-\u30ff\u3231\u3232\u4e00-\u9fff\ufa0e-\ufa2d\uff01-\uffe5]"  # kana, kanji, wide, half
)
_BESIDE_LETTERS = re.compile(r"(?<=[A-Za-z])[^\0-\x7f]|[^\0-\x7f](?=[A-Za-z])")
_WORD = re.compile(r"[^\0-\x7f\u3000]+")
_KANA = re.compile(r"[\uff61-\uff9f]+")
_MISSPELT = re.compile(
    r"^[\uff67-\uff70\uff9d-\uff9f]"  # begins with a small sound, a long one, ﾝ or a mark
    r"|[^\uff73\uff76-\uff84\uff8a-\uff8e]\uff9e|[^\uff8a-\uff8e]\uff9f"  # voiced, and cannot be
    r"|[\uff61-\uff64\uff66]"  # 。「」、ｦ: no names have them
)

# From this byte on begin the rarer kanji, and letters of other scripts are such bytes.
_RARE = 0x98
# Of these, names have many.
_RARE_IN_NAMES = frozenset("髙﨑澤廣邊邉齋齊國眞惠榮濱瀨德彌櫻淺藏禮圓壽條萬龍來實與豐冨嶋槇學")

# Of every so many words in half-width katakana one may be misspelt, and of every so many common
# characters one rare.
_FEW = 20
_COMMON_FOR_A_RARE_ONE = 3

# What stands between two cells may be such a byte, too.
_BAR = ord("|")
_FIRST_BEYOND_ASCII = 0x80


def may_be_japanese(text: str) -> bool:
    """Whether a text that was decoded as cp932 has characters of Japanese only."""
    mixed = _BESIDE_LETTERS.findall(text)
    return _JAPANESE.sub("", text).isascii() and not any(map(_begins_rarely, mixed))


def is_japanese(text: str) -> bool:
    """Whether a text that was decoded as cp932 is Japanese for certain."""
    words = _WORD.findall(text)
    return may_be_japanese(text) and _has_common_characters(words) and _is_spelt(words)


def _has_common_characters(words: list[str]) -> bool:
    wide = [word for word in words if not _KANA.search(word)]
    certain = sum(_is_certain(c) for word in wide for c in word)
    everywhere = [c for word in words for c in _KANA.sub("", word)]
    rare = sum(_begins_rarely(c) and c not in _RARE_IN_NAMES for c in everywhere)
    return certain > 0 and rare * _COMMON_FOR_A_RARE_ONE <= len(everywhere) - rare


def _is_spelt(words: list[str]) -> bool:
    kana = [found for word in words for found in _KANA.findall(word)]
    return sum(_MISSPELT.search(each) is not None for each in kana) * _FEW <= len(kana)


def _begins_rarely(character: str) -> bool:
    return _bytes(character)[0] >= _RARE


def _is_certain(character: str) -> bool:
    first, *second = _bytes(character)
    return first < _RARE and any(byte < _FIRST_BEYOND_ASCII and byte != _BAR for byte in second)


def _bytes(character: str) -> bytes:
    return character.encode("cp932")
