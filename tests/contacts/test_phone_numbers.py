import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound.contacts.phone_numbers import to_e164
from outbound.contacts.rejections import Unusable


def refusal(text: str, region: str | None = "JP") -> str:
    with pytest.raises(Unusable) as unusable:
        to_e164(text, region)
    assert unusable.value.field == "phone_number"
    assert text not in unusable.value.reason
    return unusable.value.reason


@pytest.mark.parametrize(
    "text",
    [
        "020-0000-1234",
        "(020) 0000 1234",
        "０２０－００００－１２３４",  # noqa: RUF001 - as Japanese keyboards write it
        "020ー0000ー1234",
        "+81 20 0000 1234",
        "+81 (0)20 0000 1234",
        "812000001234",
        "tel:+81-20-0000-1234",
        "\u202a+81 20 0000 1234\u202c",
        "020\u200e-0000-1234",
        "'020-0000-1234",
        '="020-0000-1234"',
        "2000001234",
        "010 81 20 0000 1234",
    ],
)
def test_every_way_of_writing_gives_one_number(text: str) -> None:
    assert to_e164(text, "JP") == "+812000001234"


def test_a_number_with_its_country_needs_no_region() -> None:
    assert to_e164("+44 20 7946 0123", None) == "+442079460123"


def test_a_number_with_its_country_is_not_one_of_the_region() -> None:
    assert to_e164("+1 212-555-0142", "JP") == "+12125550142"


def test_a_number_without_country_and_region_names_the_option() -> None:
    assert "--region" in refusal("020-0000-1234", None)


@pytest.mark.parametrize("text", ["8.12E+11", "8.12e11", "8,12E+11", "8E+11"])
def test_scientific_notation_has_lost_digits(text: str) -> None:
    assert "dropped digits" in refusal(text)


def test_a_decimal_number_is_a_spreadsheets_doing() -> None:
    assert "a decimal" in refusal("812000001234.0")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("020-000", "too short"),
        ("+1 212-555-0142 999", "too long"),
        ("+999 555 0100", "country code is not in use"),
        ("+81 999 0000 0000", "not one that its country gives out"),
        ("ask at the desk", "not a phone number"),
        ("020-0000-1234 ext. 5", "extension"),
        ("020-0000-123O", "letters"),
        ("O20-0000-1234", "letters"),
        ("-", "not a phone number"),
    ],
)
def test_a_number_that_cannot_be_dialled_says_why(text: str, reason: str) -> None:
    assert reason in refusal(text)


@pytest.mark.parametrize("between", ["/", ", ", " ; ", "\n"])
def test_of_two_numbers_in_one_cell_none_is_chosen(between: str) -> None:
    assert refusal(f"020-0000-1234{between}020-0000-5678")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("030 12345678/79", "DE"),
        ("+49 30 123456/57", None),
        ("+49 (0)30 / 123456 / 57", "DE"),
        ("０３０　１２３４５６／５７", "DE"),  # noqa: RUF001 - full-width is meant
        ("030 12345678 (79)", "DE"),
        ("030 12345678 [2]", "DE"),
        ("06 1234567/8", "IT"),
        ("01 23 45 67 89/90", "FR"),
        ("212-555-0142/43", "US"),
        ("020-0000-1234/35", "JP"),
        ("030 1234567/+49 30 7654321", "DE"),
    ],
)
def test_a_second_ending_is_another_number(text: str, region: str | None) -> None:
    assert "more than one number" in refusal(text, region)


@pytest.mark.parametrize(
    "mark", [*"²₂②⑵⒉❷½*†&・:_", "\N{COMBINING ENCLOSING KEYCAP}", "\N{TIBETAN DIGIT HALF ONE}"]
)
@pytest.mark.parametrize("text", ["030 123456{}", "030 1234{}56", "+49 30 123456 {}"])
def test_what_is_neither_a_digit_nor_a_separator_is_no_part_of_a_number(
    text: str, mark: str
) -> None:
    assert "a mark in it" in refusal(text.format(mark), "DE")


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("030/12345678", "DE", "+493012345678"),
        ("+49/30/123456", "DE", "+4930123456"),
        ("+49 4131/123456", None, "+494131123456"),
        ("+49 (0) 30 / 123 456-0", "DE", "+49301234560"),
        ("030 123456-78", "DE", "+493012345678"),
        ("0664/123 45 67", "AT", "+436641234567"),
        ("079/123/45/67", "CH", "+41791234567"),
        ("0475/12.34.56", "BE", "+32475123456"),
        ("01.23.45.67.89", "FR", "+33123456789"),
        ("01/23/45/67/89", "FR", "+33123456789"),
        ("01\u202f23\u202f45\u202f67\u202f89", "FR", "+33123456789"),
        ("+44 (0) 20 7946 0123", "GB", "+442079460123"),
        ("(020) 7946-0123", "GB", "+442079460123"),
        ("1 (212) 555-0142", "US", "+12125550142"),
        ("212/555-0142", "US", "+12125550142"),
        ("[212] 555.0142", "US", "+12125550142"),
        ("ＴＥＬ：０３－１２３４－５６７８", "JP", "+81312345678"),  # noqa: RUF001 - the same
        ("電話 03（1234）5678", "JP", "+81312345678"),  # noqa: RUF001 - the same
        ("☎️ 03−1234−5678（代）", "JP", "+81312345678"),  # noqa: RUF001 - the same
        ("٠٣٠ ١٢٣٤٥٦", "DE", "+4930123456"),
    ],
)
def test_a_number_is_read_as_its_country_writes_it(text: str, region: str, number: str) -> None:
    assert to_e164(text, region) == number


@pytest.mark.parametrize("number", ["0990-512345", "+81 990 512345"])
def test_a_premium_rate_number_is_not_dialled(number: str) -> None:
    assert "premium-rate" in refusal(number)


@pytest.mark.parametrize("number", ["110", "119", "１１９"])  # noqa: RUF001 - full-width is meant
def test_an_emergency_number_is_not_dialled(number: str) -> None:
    assert "emergency" in refusal(number)


EXAMPLES = [
    (region, number)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    if (number := phonenumbers.example_number_for_type(region, kind))
]


@pytest.mark.parametrize(
    "form",
    [
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.NATIONAL,
        phonenumbers.PhoneNumberFormat.RFC3966,
    ],
)
def test_every_regions_numbers_are_known_in_every_form(form: int) -> None:
    read = [to_e164(phonenumbers.format_number(n, form), region) for region, n in EXAMPLES]
    assert read == [phonenumbers.format_number(n, 0) for _, n in EXAMPLES]


@given(
    example=st.sampled_from(EXAMPLES),
    form=st.sampled_from([1, 2]),
    separator=st.sampled_from(["-", ".", " ", "\u00a0", "\u2011", "\u2013", " - "]),
)
def test_groups_are_separated_by_any_usual_separator(
    example: tuple[str, phonenumbers.PhoneNumber], form: int, separator: str
) -> None:
    region, number = example
    written = phonenumbers.format_number(number, form).replace(" ", separator)
    assert to_e164(written, region) == phonenumbers.format_number(number, 0)


@given(
    example=st.sampled_from(EXAMPLES),
    stranger=st.characters(exclude_categories=["Nd", "Pd", "Zs", "Cc", "Cf"]),
    at=st.integers(3, 12),
)
def test_no_character_is_dropped_or_becomes_a_digit_but_a_separator(
    example: tuple[str, phonenumbers.PhoneNumber], stranger: str, at: int
) -> None:
    if stranger in '"+.()[]/−ー（）［］．／＋＂':  # noqa: RUF001 - separators of every width
        return
    written = phonenumbers.format_number(example[1], 0)
    with pytest.raises(Unusable):
        to_e164(written[:at] + stranger + written[at:], example[0])


FULL_WIDTH = {ord(digit): ord(digit) - ord("0") + 0xFF10 for digit in "0123456789"}


@given(
    example=st.sampled_from(EXAMPLES),
    separators=st.lists(st.sampled_from(["", " ", "-", "‐", "–", "\u3000"]), min_size=20),  # noqa: RUF001
    widths=st.sampled_from([{}, FULL_WIDTH]),
)
def test_separators_and_widths_do_not_matter(
    example: tuple[str, phonenumbers.PhoneNumber], separators: list[str], widths: dict[int, int]
) -> None:
    e164 = phonenumbers.format_number(example[1], 0)
    pairs = zip(e164[1:], separators, strict=False)
    written = "+" + "".join(digit + between for digit, between in pairs)
    assert to_e164(written.translate(widths), None) == e164
