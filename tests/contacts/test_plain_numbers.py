"""What is decided about a number by its pattern is what reading it with care gives."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumber

from outbound.contacts import time_zones
from outbound.contacts.phone_numbers import read_with_care
from outbound.contacts.plain_numbers import plain_number
from outbound.contacts.rejections import Unusable
from outbound.contacts.time_zones import time_zones as zones_of

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = range(11)
FIXED, MOBILE = 0, 1


def with_care(text: str, region: str | None) -> PhoneNumber | str:
    try:
        return read_with_care(text, region)
    except Unusable as unusable:
        return unusable.reason


def agrees(text: str, region: str | None) -> bool:
    """Whether the pattern decides; it must decide the same."""
    plain = plain_number(text, region)
    if plain is not None:
        assert with_care(text, region) == plain, (text, region)
    return plain is not None


def examples(region: str, *kinds: int) -> list[PhoneNumber]:
    """A number of each of these kinds, or of all, that the country gives out."""
    numbers = (phonenumbers.example_number_for_type(region, kind) for kind in kinds or KINDS)
    return [number for number in numbers if number is not None]


@pytest.mark.parametrize("region", REGIONS)
def test_the_example_numbers_of_every_country_are_read_alike(region: str) -> None:
    for number in examples(region):
        for style in (0, 1, 2):
            text = phonenumbers.format_number(number, style)
            for said in (region, None, "US", "JP"):
                agrees(text, said)


def test_most_example_numbers_need_no_care() -> None:
    mobiles = (number for region in REGIONS for number in examples(region, MOBILE))
    texts = [phonenumbers.format_number(number, 0) for number in mobiles]
    decided = sum(plain_number(text, None) is not None for text in texts)
    assert decided > 0.7 * len(texts), decided


@given(
    before=st.sampled_from(["+1", "+44", "+81", "+49", "+55", "+7", "0", "1", "8", "010", ""]),
    rest=st.text(st.sampled_from("0123456789 -"), min_size=6, max_size=13),
    region=st.sampled_from(["US", "GB", "JP", "DE", "BR", "RU", None]),
)
def test_any_digits_are_read_alike(before: str, rest: str, region: str | None) -> None:
    agrees(before + rest, region)


def one_of_many(luck: random.Random) -> tuple[str, str | None]:
    """A number like those that people write, often with a slip in it."""
    region = luck.choice(REGIONS)
    number = luck.choice(examples(region, FIXED, MOBILE, MOBILE))
    digits = list(str(number.national_number))
    for _ in range(luck.choice([0, 1, 2, 4, 9])):
        digits[luck.randrange(len(digits))] = luck.choice("0123456789")
    if luck.random() < 0.2:
        digits = luck.choice([[*digits, luck.choice("0123456789")], digits[:-1]])
    code = number.country_code
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) or ""
    before = (f"+{code}", f"+{code}", trunk, "", "0", "1", "8", f"00{code}", f"{code}", f"+{code}0")
    text = luck.choice(before) + "".join(digits)
    if luck.random() < 0.3:
        place = luck.randrange(1, len(text))
        text = text[:place] + luck.choice(" -") + text[place:]
    return text, luck.choice([region, region, region, None])


def decided(count: int) -> int:
    luck = random.Random(7)  # noqa: S311 - always the same ones
    return sum(agrees(*one_of_many(luck)) for _ in range(count))


def test_numbers_of_all_countries_are_read_alike() -> None:
    assert decided(3_000) > 400


@pytest.mark.slow
def test_a_million_numbers_are_read_alike() -> None:
    assert decided(1_000_000) > 100_000


@pytest.mark.parametrize("region", REGIONS)
def test_a_country_with_one_zone_needs_no_look_at_the_number(
    region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortly = [zones_of(None, number) for number in examples(region)]
    monkeypatch.setattr(time_zones, "_only_zones", lambda _: None)
    assert shortly == [zones_of(None, number) for number in examples(region)]
