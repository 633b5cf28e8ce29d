"""Texts from outside, as they may be shown: what a terminal would obey is written out."""

import unicodedata

# Their own signs between words and lines.
_LAYOUT = "\n\t"
# Format characters, direction marks among them; control characters, escape sequences among them.
_OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Some scripts cannot be spelled without these, and they move nothing.
_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    r"""The text with control characters and direction marks as `\x1b` or `\u202e`.

    Line breaks and tabs stay: this is for whole messages.
    """
    if text.isprintable():
        return text
    return "".join(c if c in _LAYOUT else _written_out(c) for c in text)


def in_one_line(text: str) -> str:
    """The same, with line breaks and tabs written out, too: for a name inside a message."""
    return text if text.isprintable() else "".join(map(_written_out, text))


def _written_out(character: str) -> str:
    if character in _JOINERS or unicodedata.category(character) not in _OBEYED:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
