"""Texts from outside, as they may be shown: what a terminal or a page would obey is written out.

Each edge asks here once: errors (`mistakes.py`), log lines (`logs.py`), screens
(`cli/screen.py`), and what Prefect shows (`tasks/shown.py`).
"""

import json
import re
import unicodedata

# Their own signs between words and lines.
_LAYOUT = "\n\t"
# Format characters, direction marks among them; control characters, escape sequences among them.
_OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Some scripts cannot be spelled without these, and they move nothing.
_JOINERS = "\u200c\u200d"
# Markdown lets each of them be escaped, and means something by most.
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def visible(text: str) -> str:
    r"""The text with control characters and direction marks as `\x1b` or `\u202e`.

    Line breaks and tabs stay: this is for whole messages.
    """
    if text.isprintable():
        return text
    return "".join(c if c in _LAYOUT else _written_out(c) for c in text)


def in_one_line(text: str) -> str:
    """The same, with line breaks and tabs written out, too: for a sentence, or a name in one."""
    return text if text.isprintable() else "".join(map(_written_out, text))


def in_markdown(text: str) -> str:
    """The same, for a line or a table's cell of Markdown, which shows it as it is."""
    return _PUNCTUATION.sub(r"\\\g<0>", in_one_line(text))


def in_json(document: str) -> str:
    """A JSON document that means the same, and in which a terminal obeys nothing."""
    if document.isprintable():
        return document
    return "".join(
        json.dumps(c)[1:-1] if c not in _LAYOUT and _is_obeyed(c) else c for c in document
    )


def _written_out(character: str) -> str:
    if not _is_obeyed(character):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _is_obeyed(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _OBEYED
