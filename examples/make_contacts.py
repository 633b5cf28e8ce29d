#!/usr/bin/env python3
"""Make `contacts.csv`, 1,000 rows about people who do not exist; the same file every time.

    python examples/make_contacts.py [FILE]

Numbers are from ranges that regulators keep for fiction (the United States, Canada, the United
Kingdom, Germany, France, Sweden, Australia), or, where a country keeps none, from blocks in which
no person has a number (Japan's 020-0000, India's freephone 1800 000). Surnames are invented.
Load it with Japan as the region: `--region JP`.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random

import phonenumbers

ROWS = 1_000
SEED = 20_261_201

HEADER = (
    "external_id",
    "phone_number",
    "last_name",
    "first_name",
    "phonetic_last_name",
    "phonetic_first_name",
    "email",
    "event_date_time",
    "appointment_time",
    "clinic",
)

# A country's share of the rows, its offset from UTC in December, its numbers, its clinics.
COUNTRIES: tuple[tuple[str, int, float, tuple[str, ...], tuple[str, ...]], ...] = (
    ("JP", 640, 9, ("020-0000-{:04}", "+81 20 0000 {:04}"), ("青葉クリニック", "みなと歯科")),
    ("US", 120, -5, ("+1 212-555-01{:02}", "+1 312-555-01{:02}"), ("Fernglade Clinic",)),
    ("US", 60, -8, ("+1 415-555-01{:02}", "+1 808-555-01{:02}"), ("Harbor Lantern Dental",)),
    ("CA", 20, -5, ("+1 416-555-01{:02}",), ("Maple Hollow Clinic",)),
    ("GB", 60, 0, ("+44 20 7946 0{:03}",), ("Quillfeather Surgery",)),
    ("DE", 30, 1, ("+49 30 23125 {:03}",), ("Praxis Nebelbach",)),
    ("FR", 30, 1, ("+33 1 99 00 {:04}",), ("Cabinet Clairebrume",)),
    ("SE", 15, 1, ("+46 70 174 06 {:02}",), ("Snölyktan",)),
    ("AU", 15, 11, ("+61 2 5550 {:04}",), ("Wattle Lantern Clinic",)),
    ("IN", 10, 5.5, ("+91 1800 000 {:04}",), ("Neelkiran Clinic",)),
)

# As (written, spoken).
SURNAMES_JP = (
    ("星空", "ホシゾラ"), ("月影", "ツキカゲ"), ("虹橋", "ニジバシ"), ("雪見", "ユキミ"),
    ("夢野", "ユメノ"), ("風車", "カザグルマ"), ("朝霧", "アサギリ"), ("銀河", "ギンガ"),
    ("花笠", "ハナガサ"), ("架空", "カクウ"), ("雲井", "クモイ"), ("波音", "ナミネ"),
)  # fmt: skip
FIRST_NAMES_JP = (
    ("太郎", "タロウ"), ("花子", "ハナコ"), ("一郎", "イチロウ"), ("桜", "サクラ"),
    ("健", "ケン"), ("葵", "アオイ"), ("翼", "ツバサ"), ("光", "ヒカル"),
    ("楓", "カエデ"), ("千尋", "チヒロ"),
)  # fmt: skip
SURNAMES = (
    "Fernglade", "Lanternby", "Quillfeather", "Marblewick", "Nebelbach", "Clairebrume",
    "Thistlemoor", "Copperwhistle", "Snowhatch", "Inkwater", "Brambleshaw", "Teacupson",
)  # fmt: skip
FIRST_NAMES = (
    "Ada", "Milo", "Zoë", "Otis", "Juno", "Felix", "Nora", "Hugo", "Iris", "Théo", "Maja", "Ravi",
)  # fmt: skip

WITHOUT_PHONETICS = range(30, ROWS, 25)
WITHOUT_EXTERNAL_ID = range(45, ROWS, 40)

# What is wrong with a row, by its number: the cells that are put in place of the good ones.
BAD_CELLS: dict[int, dict[str, str]] = {
    17: {"phone_number": "8.1209E+11"},
    104: {"phone_number": "020-000"},
    171: {"phone_number": "+81 999 0000 0000"},
    263: {"phone_number": "+999 555 0100"},
    338: {"phone_number": ""},
    409: {"phone_number": "ask at the desk"},
    492: {"first_name": "", "phonetic_first_name": ""},
    577: {"last_name": "", "phonetic_last_name": ""},
    653: {"email": "reception.example.com"},
    741: {"event_date_time": "2026-12-08T10:00:00"},
    828: {"event_date_time": "next Tuesday"},
}
RAGGED_ROW = 911  # a clinic with a comma, in a cell without quotes
REPEATS = {250: 40, 600: 333, 987: 986}  # a row, and the earlier one whose external id it repeats


def unused_number(pattern: str, random: Random, region: str, used: set[str]) -> str:
    """A number of the pattern which is valid in its region and was not given to anybody yet."""
    blanks = int(pattern[-2])
    while True:
        number = pattern.format(random.randrange(10**blanks))
        parsed = phonenumbers.parse(number, region)
        e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if e164 not in used and phonenumbers.is_valid_number(parsed):
            used.add(e164)
            return number


def person(random: Random, region: str) -> dict[str, str]:
    """A made-up person's names and how they are spoken."""
    if region == "JP":
        (last, spoken_last), (first, spoken_first) = (
            random.choice(SURNAMES_JP),
            random.choice(FIRST_NAMES_JP),
        )
    else:
        last = spoken_last = random.choice(SURNAMES)
        first = spoken_first = random.choice(FIRST_NAMES)
    return {
        "last_name": last,
        "first_name": first,
        "phonetic_last_name": spoken_last,
        "phonetic_first_name": spoken_first,
    }


def appointment(random: Random, hours_from_utc: float) -> dict[str, str]:
    """A time in the first half of December 2026, between 9:00 and 17:30 where the person is."""
    zone = timezone(timedelta(hours=hours_from_utc))
    start = datetime(2026, 12, 1, 9, tzinfo=zone)
    instant = start + timedelta(days=random.randrange(14), minutes=30 * random.randrange(18))
    return {
        "event_date_time": instant.isoformat(),
        "appointment_time": f"{instant:%H:%M}",
    }


def good_rows(random: Random) -> Iterator[dict[str, str]]:
    """A usable row for every person, the countries mixed."""
    used: set[str] = set()
    shares = [country for country in COUNTRIES for _ in range(country[1])]
    random.shuffle(shares)
    for row, (region, _, hours, patterns, clinics) in enumerate(shares, start=1):
        yield {
            "external_id": f"PT-{row:05}",
            "phone_number": unused_number(random.choice(patterns), random, region, used),
            **person(random, region),
            "email": f"patient{row}@example.{random.choice(('com', 'org'))}",
            **appointment(random, hours),
            "clinic": random.choice(clinics),
        }


def spoil(good: list[dict[str, str]]) -> None:
    """Put the gaps, the repeats and the mistakes of real lists into good rows."""
    for row in WITHOUT_PHONETICS:
        good[row - 1] |= {"phonetic_last_name": "", "phonetic_first_name": ""}
    for row in WITHOUT_EXTERNAL_ID:
        good[row - 1]["external_id"] = ""
    for row, earlier in REPEATS.items():
        good[row - 1] = good[earlier - 1]
    for row, cells in BAD_CELLS.items():
        good[row - 1] |= cells


def rows() -> list[list[str]]:
    """Every row as it stands in the file, the bad ones among them."""
    people = list(good_rows(Random(SEED)))  # noqa: S311 - examples, not secrets
    spoil(people)
    rows = [[person[name] for name in HEADER] for person in people]
    rows[RAGGED_ROW - 1].append("second floor")
    return rows


def write(path: Path) -> None:
    """Write the list, as UTF-8 with the line ends of RFC 4180."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("contacts.csv"))
