"""External ids: which texts tell people apart, and ids for rows without such a text."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping

from outbound.contacts.invisible import without_invisible
from outbound.contacts.placeholders import is_placeholder

_HEX_DIGITS = 24

# 1.23457E+17 and the like: with a sign or a fraction, so that 12E5 stays the code that it may be.
_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d*)?\s?e\s?[+-]\s?\d+|[+-]?\d+[.,]\d*\s?e\s?\d+")
_PERHAPS_SCIENTIFIC = re.compile(r"\d+e\d+")
# A dash, a zero, some of them: no letter, and no figure that tells anything.
_BLANK = re.compile(r"[\W_0]+")
_BETWEEN_DIGITS = re.compile(r"[\s,.'\u2019_-]")
_ROUND = re.compile(r"\d{15,}0")
_INTEGER = re.compile(r"\d{16,40}")
# Up to here a floating-point number holds every whole number.
_EXACT = 2**53


def own_external_id(text: str) -> str:
    """The id that a list gives a person, without invisible marks.

    Empty where it tells nobody apart: it is a placeholder, or a spreadsheet has left a number in
    scientific notation.
    """
    seen = without_invisible(text).strip()
    is_no_id = is_placeholder(seen) or _SCIENTIFIC.fullmatch(_plain(seen))
    return "" if is_no_id else seen


def is_blank(external_id: str) -> bool:
    """Whether it is a dash or a zero, say: an id of one row at most."""
    return _BLANK.fullmatch(_plain(external_id)) is not None


def may_be_rounded(external_id: str) -> bool:
    """Whether a spreadsheet may have made one id of several: a long number that it could keep."""
    plain = _plain(external_id)
    digits = _BETWEEN_DIGITS.sub("", plain)
    if _ROUND.fullmatch(digits) or _PERHAPS_SCIENTIFIC.fullmatch(plain):
        return True
    # A number that came through a floating-point one, and was written out again.
    number = int(digits) if _INTEGER.fullmatch(digits) else 0
    return number > _EXACT and int(float(number)) == number


def made_external_id(key: str, body: Mapping[str, object]) -> str:
    """An id made from the run's key and what would be sent for the row, but for an id of its own.

    Two rows that would make the same call get one id, so they count as duplicates; reading the
    list again makes the same ids; another run's ids are others.
    """
    # The key makes ids differ between runs: Mico would otherwise show two calls under one id.
    said = {name: value for name, value in body.items() if name != "external_id"}
    content = json.dumps([key, said], sort_keys=True, separators=(",", ":"))
    return f"ob-{hashlib.sha256(content.encode()).hexdigest()[:_HEX_DIGITS]}"


def _plain(external_id: str) -> str:
    """Composed alike, without the quotation marks that tell a spreadsheet that it is text."""
    composed = unicodedata.normalize("NFKC", external_id).casefold()
    return composed.replace("\u2212", "-").strip("'\" ")
