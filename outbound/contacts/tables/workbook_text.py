"""Characters that a workbook's XML cannot hold, as Excel writes them: `_x000B_`."""

import re

_NOT_IN_XML = r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
# A text that looks like such a character keeps its first underscore behind a `_x005F_`.
_TO_ESCAPE = re.compile(rf"{_NOT_IN_XML}|_(?=x[0-9A-Fa-f]{{4}}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """The text as it may stand in a workbook."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text that a workbook means."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
