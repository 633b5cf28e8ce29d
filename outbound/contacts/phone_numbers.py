"""Phone numbers as people write them, made E.164, the form the API takes."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from outbound.contacts.rejections import Unusable
from outbound.mistakes import UserMistake

_SCIENTIFIC = re.compile(r"[+-]?\d+([.,]\d*)?e[+-]?\d+", re.IGNORECASE)
_DECIMAL = re.compile(r"[+-]?\d+[.,]0+")
_PLUS = re.compile("[+\N{FULLWIDTH PLUS SIGN}]")
_LETTERS = re.compile("[A-Za-zＡ-Ｚａ-ｚ]")  # noqa: RUF001 - full-width letters are meant
_BEFORE = re.compile(r"^(?:tel[.:]?|[\s\u200e\u200f\u202a-\u202e])+", re.IGNORECASE)
"""What address books put before a number: `tel:`, and marks of writing direction."""

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


def to_e164(text: str, region: str | None) -> str:
    """One dialable number in E.164, from whatever way it is written.

    A number without + is one of `region`, a country's code that `checked_region` accepts.

    Raises:
        Unusable: it is not a number that can be dialled as it stands.
    """
    _refuse_spreadsheet_damage(text)
    written = _BEFORE.sub("", text)
    number = _parsed(written, region)
    fault = _fault(number, written)
    if fault:
        raise _unusable(fault)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _refuse_spreadsheet_damage(text: str) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise _unusable(_SPREADSHEET.format("dropped digits of the number"))
    if _DECIMAL.fullmatch(text):
        raise _unusable(_SPREADSHEET.format("made the number a decimal"))


def _parsed(written: str, region: str | None) -> PhoneNumber:
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
    if not phonenumbers.is_valid_number(number):
        return "the number is not one that its country gives out"
    return None


def _unusable(reason: str) -> Unusable:
    return Unusable("phone_number", reason)
