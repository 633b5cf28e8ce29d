"""Numbers as most people write them, decided by one pattern a country, or not at all.

`read_with_care` takes fifteen times as long or more. What is decided here is what it would say; a
number that could be read in two ways is left to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber
from phonenumbers.phonemetadata import PhoneNumberDesc

_WRITTEN = re.compile(r"\+?[0-9]+(?:[ -][0-9]+)*")
# No emergency number, and no other short one, is as long.
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class _Country:
    """The numbers of the first country with a code, the only one of most codes."""

    code: int
    valid: re.Pattern[str]
    """A number without any prefix, of a kind that can be called at no special rate."""
    prefix: re.Pattern[str] | None
    """What may stand before a number within the country, and is no part of it."""
    abroad: re.Pattern[str]
    """What is dialled before another country's code, or this country's code itself."""


def plain_number(text: str, region: str | None) -> PhoneNumber | None:
    """The number, if it is certain; `region` is the country of one without +."""
    if not _WRITTEN.fullmatch(text):
        return None
    digits = text.replace(" ", "").replace("-", "")
    if digits[0] == "+":
        return _international(digits[1:])
    if region is None or len(digits) < _SHORTEST:
        return None
    return _national(digits, region)


def _international(digits: str) -> PhoneNumber | None:
    for length in (1, 2, 3):
        if (country := _country_of(digits[:length])) is not None:
            number = digits[length:]
            has_prefix = country.prefix is not None and country.prefix.match(number)
            return None if has_prefix else _valid(number, country)
    return None


def _national(digits: str, region: str) -> PhoneNumber | None:
    country = _country(region)
    if country is None or country.abroad.match(digits):
        return None
    found = country.prefix.match(digits) if country.prefix else None
    if found is None:
        return _valid(digits, country)
    number = digits[found.end() :]
    # A group tells of a carrier, or of a prefix that becomes another number.
    if found.lastindex is not None or (country.prefix and country.prefix.match(number)):
        return None
    return _valid(number, country)


def _valid(number: str, country: _Country) -> PhoneNumber | None:
    if number.startswith("0") or not country.valid.fullmatch(number):
        return None
    return PhoneNumber(country_code=country.code, national_number=int(number))


@cache
def _country_of(code: str) -> _Country | None:
    return _country(phonenumbers.region_code_for_country_code(int(code)))


@cache
def _country(region: str) -> _Country | None:
    """The country, where it is the first one of its code."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None or metadata.country_code is None or metadata.leading_digits is not None:
        return None
    code = metadata.country_code
    if phonenumbers.region_code_for_country_code(code) != region:
        return None
    international = metadata.international_prefix or ""
    return _Country(
        code=code,
        valid=re.compile(_pattern_of(metadata)),
        prefix=_compiled(metadata.national_prefix_for_parsing),
        abroad=re.compile(f"(?:{international})|{code}" if international else str(code)),
    )


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _pattern_of(metadata: PhoneMetadata) -> str:
    kinds = (
        metadata.fixed_line,
        metadata.mobile,
        metadata.toll_free,
        metadata.shared_cost,
        metadata.voip,
        metadata.personal_number,
        metadata.uan,
    )
    ordinary = "|".join(_patterns_of(kinds)) or "(?!)"
    special = "|".join(_patterns_of((metadata.premium_rate,))) or "(?!)"
    general = next(_patterns_of((metadata.general_desc,)), "(?!)")
    return f"(?!(?:{special})$)(?=(?:{general})$)(?:{ordinary})"


def _patterns_of(kinds: tuple[PhoneNumberDesc | None, ...]) -> Iterator[str]:
    """The pattern of each kind that has one, for the lengths that it may have."""
    for kind in kinds:
        if kind is not None and kind.national_number_pattern:
            lengths = [n for n in kind.possible_length if n > 0]
            length = f"(?=(?:{'|'.join(f'.{{{n}}}' for n in lengths)})$)" if lengths else ""
            yield f"{length}(?:{kind.national_number_pattern})"
