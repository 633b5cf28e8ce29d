"""Names of encodings: as people write them, as codecs have them, as messages show them."""

import codecs
import re

from outbound.mistakes import UserMistake

# What Windows writes where it says so holds more characters than the standard of the name.
_AS_WRITTEN = {
    "utf-8": "utf-8-sig",  # the mark at its beginning is no part of the text
    "shift_jis": "cp932",
    "gb2312": "gbk",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}

# A code page by its other name, which codecs have of most only.
_CODE_PAGE = re.compile(r"windows[-_ ]?(?=\d)", re.IGNORECASE)

# Codecs that decode, and are no encodings of lists.
_OF_NO_LIST = {"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape"}

_SHOWN = {"utf-8-sig": "UTF-8", "cp932": "Shift JIS", "iso2022_jp_ext": "ISO-2022-JP"}


ESCAPE_SEQUENCE = r"\x1b(?:\$?[()*+./-]|\$)[@-~]"
"""A pattern of how ISO-2022 changes what the bytes behind it mean."""


class UnknownEncodingError(UserMistake):
    """A text in an encoding that must be named."""


def known_encoding(name: str) -> str:
    """The codec of an encoding of text, by any of its names.

    Raises:
        UserMistake: there is none of this name.
    """
    try:
        codec = codecs.lookup(_CODE_PAGE.sub("cp", name.strip())).name
        b"a".decode(codec, "replace")  # some codecs give no text
    except (LookupError, ValueError):
        codec = None
    if codec is None or codec in _OF_NO_LIST:
        raise UserMistake(
            f"{name!r} is no encoding: write its name, like cp874, cp1251, euc_jp or gb18030."
        )
    return _AS_WRITTEN.get(codec, codec)


def shown_encoding(codec: str) -> str:
    """What messages call it."""
    return _SHOWN.get(codec, codec)
