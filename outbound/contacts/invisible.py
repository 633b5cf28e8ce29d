"""Characters that nobody sees: they make equal texts differ."""

import unicodedata

JOINERS = "\u200c\u200d"
"""Characters without width that some scripts cannot be spelled without."""

# Fillers and selectors of a variant, which are no control characters and show nothing either.
_SHOW_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)


def without_invisible(text: str, *, kept: str = "") -> str:
    """The text without characters that cannot be seen; white space stays, and what is `kept`."""
    if text.isprintable() and _SHOW_NOTHING.isdisjoint(text):
        return text
    return "".join(c for c in text if c in kept or not _is_invisible(c))


def _is_invisible(character: str) -> bool:
    if character.isspace():
        return False
    return unicodedata.category(character) in {"Cc", "Cf"} or character in _SHOW_NOTHING
