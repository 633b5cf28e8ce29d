"""Phone numbers as people write them, made E.164, the form the API takes."""

import re
import unicodedata

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberType,
    ValidationResult,
    is_emergency_number,
)

from outbound.contacts.plain_numbers import plain_number
from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d*)?e[+-]?\d+", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?\d+[.,]0+")
# What stands between the digits of one number, as NFKC writes it; every dash does, too.
_SEPARATORS = frozenset(" +-.()[]/\N{MINUS SIGN}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}")
# What address books put before a number, and behind it in brackets.
_LABEL = r"(?:tel|電話(?:番号)?|携帯(?:電話|番号)?|自宅|勤務先|代表?|[☎☏📞📱]\ufe0f?)"
_BEFORE = re.compile(rf"^(?:{_LABEL}[.:]?|\s)+", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*\({_LABEL}\)$", re.IGNORECASE)

# How spreadsheets are made to keep a number as text: '090… and ="090…".
_AS_TEXT = re.compile(r'^(?:\'|=")?(.*?)"?$', re.DOTALL)

_BETWEEN = re.compile(r"/(?=\s*[+0](?:\D*\d){7})|[;,、\n]|\bor\b|または")
_DIGIT = re.compile(r"\d")
# A part of fewer digits belongs to the number beside it, like 03/1234-5678.
_FEWEST = 6
# What people put between an area code and the rest, and before another ending or a footnote.
_ENDING = re.compile(r"[/(\[](?=\D*\d)")

_MARK = "the number has a mark in it that is no separator, like a footnote's: leave it out"
_SPREADSHEET = "a spreadsheet {}: format the column as text and export the list again"

_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: "the number is too short for its country",
    ValidationResult.TOO_LONG: "the number is too long for its country",
    ValidationResult.INVALID_LENGTH: "the number has a length its country does not use",
    ValidationResult.INVALID_COUNTRY_CODE: "the number's country code is not in use",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "the number lacks its area code",
}

_UNPARSABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "the number's country code is not in use",
    NumberParseException.TOO_SHORT_AFTER_IDD: "the number is too short",
    NumberParseException.TOO_SHORT_NSN: "the number is too short",
    NumberParseException.TOO_LONG: "the number is too long",
}


def checked_region(text: str) -> str:
    """The country, as a two-letter ISO 3166 code, of numbers that do not name theirs.

    Raises:
        UserMistake: no country with phone numbers has that code.
    """
    region = text.strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise UserMistake(
            f"{text!r} is not a country's two-letter code: give one like JP, US or GB."
        )
    return region


def checked_number(text: str, region: str | None) -> str:
    """One number in E.164, as a person typed it.

    Raises:
        UserMistake: it is none; the text says why, and not which.
    """
    try:
        return to_e164(text, region)
    except Unusable as unusable:
        raise UserMistake(f"A number cannot be used: {unusable.reason}.") from None


def to_e164(text: str, region: str | None) -> str:
    """One dialable number in E.164, from whatever way it is written.

    Raises:
        Unusable: it is not a number that can be dialled as it stands.
    """
    return e164(dialable(text, region))


def e164(number: PhoneNumber) -> str:
    """A number in the form the API takes."""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dialable(text: str, region: str | None) -> PhoneNumber:
    """One number that can be dialled, from whatever way it is written.

    A number without + is one of `region`, a country's code that `checked_region` accepts.

    Raises:
        Unusable: it is not a number that can be dialled as it stands.
    """
    return plain_number(text, region) or read_with_care(text, region)


def read_with_care(text: str, region: str | None) -> PhoneNumber:
    """The same, of a number in any way of writing.

    Raises:
        Unusable: it is not a number that can be dialled as it stands.
    """
    # Address books copy invisible marks of writing direction along with the number.
    seen = "".join(c for c in text if c.isprintable() or unicodedata.category(c) != "Cf")
    plain = "".join(map(_plain, seen)).strip()
    written = _BEHIND.sub("", _BEFORE.sub("", _AS_TEXT.sub(r"\1", plain)))
    _refuse_spreadsheet_damage(written)
    _refuse_several(written, region)
    # The parser calls 110 too short, which hides the reason.
    if region is not None and is_emergency_number(written, region):
        raise _unusable("the number is an emergency number")
    number = _parsed(written, region)
    fault = _fault(number, written)
    if fault:
        raise _unusable(fault)
    return number


def _refuse_spreadsheet_damage(text: str) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise _unusable(_SPREADSHEET.format("dropped digits of the number"))
    if _DECIMAL.fullmatch(text):
        raise _unusable(_SPREADSHEET.format("made the number a decimal"))


def _plain(character: str) -> str:
    """A character in its plain width and form; but a footnote's ² or ② is not made a digit."""
    plain = unicodedata.normalize("NFKC", character)
    becomes_a_digit = not character.isdecimal() and any(map(str.isdigit, plain))
    return character if becomes_a_digit else plain


def _refuse_several(written: str, region: str | None) -> None:
    parts = [part for part in _BETWEEN.split(written) if len(_DIGIT.findall(part)) >= _FEWEST]
    endings = (written[: found.start()] for found in _ENDING.finditer(written))
    # In 030 123456/57 the number is over at the slash, and 57 is the end of another one. The area
    # code of 030/12345657 is no number by itself.
    if len(parts) > 1 or any(_is_number(start, region) for start in endings):
        raise _unusable("the cell holds more than one number: keep the one that is to be called")


def _is_number(written: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(written, region))
    except NumberParseException:
        return False


def _parsed(written: str, region: str | None) -> PhoneNumber:
    # No country is guessed: the same digits ring at a stranger's in another one.
    if region is None and "+" not in written:
        raise _unusable("the number has no country code (+81…): say its country with --region")
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException as error:
        is_marked = _DIGIT.search(written) and _foreign(written)
        unread = _MARK if is_marked else "it is not a phone number"
        raise _unusable(_UNPARSABLE.get(error.error_type, unread)) from None


def _fault(number: PhoneNumber, written: str) -> str | None:
    """What keeps a number that could be parsed from being dialled, if anything does."""
    if number.extension:
        return "the number has an extension, which a call cannot dial"
    foreign = _foreign(written)
    if foreign:
        # The parser would leave a mistyped O out, and dial somebody else.
        return "the number has letters in it" if any(map(str.isalpha, foreign)) else _MARK
    impossible = _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number))
    if impossible:
        return impossible
    # A possible length is not enough: nobody has a number in a range that was never given out.
    if not phonenumbers.is_valid_number(number):
        return "the number is not one that its country gives out"
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        return "the number is a premium-rate number, which nobody is reached at"
    return None


def _foreign(written: str) -> list[str]:
    """The characters that neither stand for a digit nor stand between the digits of a number."""
    return [
        character
        for character in written
        if not (
            character.isdecimal()
            or character in _SEPARATORS
            or unicodedata.category(character) in {"Pd", "Zs"}
        )
    ]


def _unusable(reason: str) -> Unusable:
    return Unusable("phone_number", reason)
