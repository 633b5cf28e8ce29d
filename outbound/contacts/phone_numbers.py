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

from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d*)?e[+-]?\d+", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?\d+[.,]0+")
_PLUS = re.compile("[+\N{FULLWIDTH PLUS SIGN}]")
_LETTERS = re.compile("[A-Za-zＡ-Ｚａ-ｚ]")  # noqa: RUF001 - full-width letters are meant
# What address books put before a number.
_BEFORE = re.compile(r"^(?:tel[.:]?|\s)+", re.IGNORECASE)

# How spreadsheets are made to keep a number as text: '090… and ="090…".
_AS_TEXT = re.compile(r'^(?:\'|=")?(.*?)"?$', re.DOTALL)

_BETWEEN = re.compile(r"[/;,、\n]|\bor\b|または")
_DIGIT = re.compile(r"\d")
# A part of fewer digits belongs to the number beside it, like 03/1234-5678.
_FEWEST = 6

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
    # Address books copy invisible marks of writing direction along with the number.
    seen = "".join(c for c in text if c.isprintable() or unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).strip()
    written = _BEFORE.sub("", _AS_TEXT.sub(r"\1", plain))
    _refuse_spreadsheet_damage(written)
    _refuse_several(written)
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


def _refuse_several(written: str) -> None:
    several = [part for part in _BETWEEN.split(written) if len(_DIGIT.findall(part)) >= _FEWEST]
    if len(several) > 1:
        raise _unusable("the cell holds more than one number: keep the one that is to be called")


def _parsed(written: str, region: str | None) -> PhoneNumber:
    # No country is guessed: the same digits ring at a stranger's in another one.
    if region is None and not _PLUS.search(written):
        raise _unusable("the number has no country code (+81…): say its country with --region")
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException as error:
        raise _unusable(_UNPARSABLE.get(error.error_type, "it is not a phone number")) from None


def _fault(number: PhoneNumber, written: str) -> str | None:
    """What keeps a number that could be parsed from being dialled, if anything does."""
    if number.extension:
        return "the number has an extension, which a call cannot dial"
    if _LETTERS.search(written):
        # The parser would leave a mistyped O out, and dial somebody else.
        return "the number has letters in it"
    impossible = _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number))
    if impossible:
        return impossible
    # A possible length is not enough: nobody has a number in a range that was never given out.
    if not phonenumbers.is_valid_number(number):
        return "the number is not one that its country gives out"
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        return "the number is a premium-rate number, which nobody is reached at"
    return None


def _unusable(reason: str) -> Unusable:
    return Unusable("phone_number", reason)
