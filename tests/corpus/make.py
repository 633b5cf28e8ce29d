"""Writes the corpus: small lists as people have them, each with what becomes of its rows.

`python -m tests.corpus.make` writes it anew. Each folder holds one list, and `expected.csv` (a row,
its fate, the field at fault) or `refused.txt` (words of the refusal of the whole list).
"""

import csv
import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import phonenumbers
import polars as pl
from openpyxl.styles import numbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

LISTS = Path(__file__).parent / "lists"
NAMES = "external_id,phone_number,first_name,last_name"
IRIS = "PT-1,020-0000-1234,Iris,Inkwater"
OTIS = "PT-2,020-0000-5678,Otis,Snowhatch"
KANJI = (
    "電話番号,姓,名,セイ,メイ\n"
    "020-0000-1234,夢野,花子,ユメノ,ハナコ\n"
    "020-0000-5678,雪戸,太郎,ユキド,タロウ\n"
)

Fate = tuple[str, str] | str
"""`usable`, or a fate and the field it is about."""

RowResults = Sequence[Fate] | str


def put(name: str, file: str, content: str | bytes, fates: RowResults, options: str = "") -> Path:
    """A list of the corpus; `fates` as text: the whole list is refused with these words."""
    folder = LISTS / name
    folder.mkdir(parents=True)
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    expect(folder, fates, options)
    return path


def people_with(*ids: str) -> str:
    """A list of different people with these ids."""
    return lines(*(f"{each},020-0000-{n:04},Ida,No {chr(65 + n)}" for n, each in enumerate(ids)))


def expect(folder: Path, fates: RowResults, options: str = "") -> None:
    if isinstance(fates, str):
        (folder / "refused.txt").write_text(fates + "\n", encoding="utf-8")
    else:
        with (folder / "expected.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", "fate", "field"])
            for number, fate in enumerate(fates, start=1):
                writer.writerow([number, *((fate, "") if isinstance(fate, str) else fate)])
    if options:
        (folder / "options.toml").write_text(options + "\n", encoding="utf-8")


def rejected(field: str) -> tuple[str, str]:
    return "rejected", field


def lines(*rows: str, header: str = NAMES, end: str = "\n") -> str:
    return end.join([header, *rows, ""])


def encodings() -> None:
    both = ["usable", "usable"]
    put("utf-8 with a mark", "list.csv", b"\xef\xbb\xbf" + KANJI.encode(), both)
    put("utf-16 little endian", "list.csv", b"\xff\xfe" + KANJI.encode("utf-16-le"), both)
    put("utf-16 big endian", "list.csv", b"\xfe\xff" + KANJI.encode("utf-16-be"), both)
    plain = lines(IRIS, OTIS)
    put("utf-16 without a mark", "list.csv", plain.encode("utf-16-le"), both)
    put("shift jis", "list.csv", KANJI.encode("cp932"), both)
    half_width = "電話番号,姓,名,セイ,メイ\n020-0000-1234,夢野,花子,ﾕﾒﾉ,ﾊﾅｺ\n"
    put("half-width kana in shift jis", "list.csv", half_width.encode("cp932"), ["usable"])
    western = "Telefon;Vorname;Nachname\n020-0000-1234;Jürgen;Müßig\n020-0000-5678;Zoë;Größe\n"
    put("latin-1 with semicolons", "list.csv", western.encode("latin-1"), both)
    padding = "".join(f"PT-{n},+8120{n:08},Iris,Inkwater {'x' * 40}\n" for n in range(10, 1400))
    late = lines(IRIS).encode() + padding.encode() + b"PT-9,020-0000-5678,Ot\xffis,Snowhatch\n"
    put("one byte that is no text", "list.csv", late, ["usable"] * 1391 + [rejected("row")])
    early = KANJI.encode().replace("雪戸".encode(), b"\xff\xfe")
    put("a broken byte among the first rows", "list.csv", early, ["usable", rejected("row")])
    old_encodings()
    put("binary", "list.csv", bytes(range(256)) * 40, "is not a list that can be read")
    put(
        "nul bytes",
        "list.csv",
        lines(IRIS, "PT-2,020-0000-\0005678,Otis,Snow\0hatch", "PT-3\0,1,Alma,Mist"),
        ["usable", "usable", rejected("phone_number")],
    )


def old_encodings() -> None:
    untold = "in an old encoding that cannot be told"
    for name, names, encoding in [
        ("czech in windows-1250", "Tomáš,Novák", "cp1250"),
        ("polish in windows-1250", "Łukasz,Wójcik", "cp1250"),
        ("turkish in windows-1254", "Ayşe,Yılmaz", "cp1254"),  # noqa: RUF001 - Turkish has it
        ("russian in windows-1251", "Ольга,Смирнова", "cp1251"),
        ("japanese in euc", "花子,夢野", "euc_jp"),
        ("chinese in gbk", "国强,李", "gbk"),
        ("korean in euc", "민수,김", "euc_kr"),
        ("thai in windows-874", "สมชาย,ใจดี", "cp874"),
        ("greek in windows-1253", "Μαρία,Παπαδοπούλου", "cp1253"),
        ("arabic in windows-1256", "محمد,الحسن", "cp1256"),
        ("hebrew in windows-1255", "משה,כהן", "cp1255"),
    ]:
        put(name, "list.csv", lines(f"1,020-0000-1234,{names}").encode(encoding), untold)
    french = lines("1,020-0000-1234,François,Lefèvre", "2,020-0000-5678,É.,d’Andrée")  # noqa: RUF001 - as they are written
    put("french in windows-1252", "list.csv", french.encode("cp1252"), ["usable", "usable"])
    put("japanese in iso-2022-jp", "list.csv", KANJI.encode("iso2022_jp"), ["usable", "usable"])
    thai = lines("1,020-0000-1234,สมชาย,ใจดี").encode("cp874")
    put("thai that is named", "list.csv", thai, ["usable"], 'encoding = "cp874"')
    german = lines("1,+812000001234,Jürgen,Müßig").encode("utf-7")
    put("german in utf-7", "list.csv", german, "looks like UTF-7")
    korean = lines("1,020-0000-1234,민수,김").encode("iso2022_kr")
    put("korean in iso-2022-kr", "list.csv", korean, "looks like ISO-2022-KR")
    mixed = lines("1,020-0000-1234,Iris,髙橋,JR東日本", header=NAMES + ",note")
    put("letters beside kanji in shift jis", "list.csv", mixed.encode("cp932"), ["usable"])


def delimiters() -> None:
    both = ["usable", "usable"]
    for name, delimiter in {"semicolons": ";", "tabs": "\t", "vertical bars": "|"}.items():
        put(name, "list.csv", lines(IRIS, OTIS).replace(",", delimiter), both)
    put(
        "a delimiter that is said",
        "list.csv",
        "sep=;\n" + lines(IRIS, OTIS).replace(",", ";"),
        both,
    )
    put(
        "a delimiter that is said in quotation marks",
        "list.csv",
        '"sep=;"\n' + lines(IRIS, OTIS).replace(",", ";"),
        both,
    )
    put(
        "a delimiter of its own",
        "list.csv",
        "sep=^\n" + lines(IRIS, OTIS + ",x").replace(",", "^"),
        ["usable", rejected("row")],
    )
    put(
        "semicolons in a column's name",
        "list.csv",
        lines(IRIS + ",x", OTIS + ",y", header=NAMES + ",a; b; c; d; e; f"),
        both,
    )
    put(
        "commas within semicolons",
        "list.csv",
        lines("PT-1;020-0000-1234;Iris;Inkwater, Dr.", header=NAMES.replace(",", ";")),
        ["usable"],
    )
    put("carriage returns alone", "list.csv", lines(IRIS, OTIS, end="\r"), both)
    put("dos line ends", "list.csv", lines(IRIS, OTIS, end="\r\n"), both)
    put("no line end at the end", "list.csv", lines(IRIS, OTIS).rstrip("\n"), both)
    put(
        "blank lines",
        "list.csv",
        lines(IRIS, "", "   ", OTIS, "", ""),
        both,
    )


def shapes() -> None:
    put("empty", "list.csv", "", "is empty")
    put("only a header", "list.csv", NAMES + "\n", "has a header and no rows")
    put(
        "no header",
        "list.csv",
        "Iris,Inkwater,+812000001234\nOtis,Snowhatch,+812000005678\n",
        "looks like a person's row",
    )
    put(
        "two columns of one name",
        "list.csv",
        lines(IRIS + ",x,y", "PT-2,1,Otis,Snowhatch,x,y", header=NAMES + ",note,note"),
        ["usable", rejected("phone_number")],
    )
    put(
        "two columns of one field's name",
        "list.csv",
        lines(IRIS + ",020-0000-5678", header=NAMES + ",Phone_Number"),
        "more than one column of the same name",
    )
    put(
        "two columns for a number",
        "list.csv",
        "phone,mobile,first_name,last_name\n1,2,a,b\n",
        "could be the phone_number: 'phone' and 'mobile'",
    )
    put(
        "two columns for a number and a word",
        "list.csv",
        "phone,mobile,first_name,last_name\n,020-0000-1234,Iris,Inkwater\n",
        ["usable"],
        '[columns]\nphone_number = "mobile"',
    )
    put("no names", "list.csv", "phone\n020-0000-1234\n", "no column first_name and none last_name")
    put(
        "ragged rows",
        "list.csv",
        lines(
            "PT-1,020-0000-1234,Iris",
            "PT-2,020-0000-5678,Otis,Snowhatch,x,y",
            OTIS + ",,",
            header=NAMES,
        ),
        [rejected("last_name"), rejected("row"), "usable"],
    )
    put(
        "a quoted newline",
        "list.csv",
        lines(
            'PT-1,020-0000-1234,Iris,Inkwater,"first line\nsecond"',
            OTIS + ",x",
            header=NAMES + ",note",
        ),
        ["usable", "usable"],
    )
    put(
        "a quotation mark that is not closed",
        "list.csv",
        lines('PT-1,020-0000-1234,"Iris,Inkwater', OTIS),
        [rejected("row"), "usable"],
    )
    put(
        "quotation marks that are doubled",
        "list.csv",
        lines('PT-1,020-0000-1234,"Iris ""Ina""",Inkwater'),
        ["usable"],
    )
    many = ",".join(f"column {n}" for n in range(196))
    put(
        "two hundred columns",
        "list.csv",
        lines(IRIS + ",x" * 196, header=f"{NAMES},{many}"),
        ["usable"],
    )
    put(
        "a cell of a megabyte",
        "list.csv",
        lines(IRIS + "," + "x" * 1_000_000, OTIS + ",short", header=NAMES + ",note"),
        [rejected("row"), "usable"],
    )
    put(
        "a value without a column",
        "list.csv",
        lines(IRIS + ",x", OTIS + ",", header=NAMES + ","),
        [rejected("row"), "usable"],
    )


def people() -> None:
    put(
        "right to left",
        "list.csv",
        lines("1,020-0000-1234,ליאור,כהן", "2,\u202a020-0000-5678\u202c,يوسف,حداد"),
        ["usable", "usable"],
    )
    put(
        "emoji",
        "list.csv",
        lines("1,020-0000-1234,Iris 🌸,Inkwater", "2,020-0000-5678,🙂,Snowhatch"),
        ["usable", rejected("first_name")],
    )
    put(
        "names in one column",
        "list.csv",
        "氏名,フリガナ,電話番号\n夢野 花子,ユメノ ハナコ,020-0000-1234\n"
        "雪戸\u3000太郎,,020-0000-5678\n夢野花子,,020-0000-9999\n",
        ["usable", "usable", rejected("full_name")],
    )
    put(
        "names in one column, given first",
        "list.csv",
        'name,phone\nIris Ina Inkwater,020-0000-1234\n"Snowhatch, Otis",020-0000-5678\n',
        ["usable", "usable"],
    )
    put(
        "names that are none",
        "list.csv",
        lines("1,020-0000-1234,-,Inkwater", "2,020-0000-5678,Otis,123"),
        [rejected("first_name"), rejected("last_name")],
    )
    put(
        "duplicates",
        "list.csv",
        lines(
            IRIS,
            "PT-1,020-0000-5678,Iris,Inkwater",
            "PT-3,+81 20 0000 1234, iris ,INKWATER",
            "PT-4,020-0000-1234,Lily,Inkwater",
        ),
        ["usable", ("duplicate", "external_id"), ("duplicate", "phone_number"), "usable"],
    )
    put(
        "one call a number",
        "list.csv",
        lines(IRIS, "PT-4,020-0000-1234,Lily,Inkwater"),
        ["usable", ("duplicate", "phone_number")],
        "one_per_number = true",
    )
    put(
        "event times",
        "list.csv",
        lines(
            IRIS + ",2026-12-01 14:30",
            OTIS + ",2026/12/1 9:05",
            "3,020-0000-1111,A,B,2026年12月1日 14時30分",
            "4,020-0000-2222,A,C,12/1/2026",
            "5,020-0000-3333,A,D,2026-12-01",
            header=NAMES + ",予約日時",
        ),
        ["usable", "usable", "usable", rejected("event_date_time"), rejected("event_date_time")],
        'event_zone = "Asia/Tokyo"',
    )
    events = (
        ("0001-01-01T00:00:00Z", False),
        ("1970-01-01T00:00:00Z", False),
        ("9999-12-31T23:59:59Z", False),
        ("1900-01-01T00:00:00Z", False),
        ("2569-12-01T14:30:00+07:00", False),
        ("2569/12/01 14:30", False),
        ("0026-12-01 14:30", False),
        ("2025-12-01T14:30:00+09:00", True),
        ("2026-12-01T14:30:00+0900", True),
        ("20261201T143000", True),
        ("2026-12-01T24:00:00+09:00", False),
        ("46357.604", False),
        ("1796106600", False),
        ("2026-12-01 02:30 PM", False),
        ("2026-12-01T14:30:00+99:00", False),
        ("2026-12-01T14:30:00 JST", False),
    )
    put(
        "event times that nobody means",
        "list.csv",
        lines(
            *(f"T{n},+8190100000{n:02},A,B,{text}" for n, (text, _) in enumerate(events, start=1)),
            header=NAMES + ",event_date_time",
        ),
        ["usable" if is_meant else rejected("event_date_time") for _, is_meant in events],
        'event_zone = "Asia/Tokyo"',
    )
    put(
        "event times in the zones of their rows",
        "list.csv",
        lines(
            IRIS + ",2026-03-08 02:30,America/New_York",
            OTIS + ",2026-03-08 02:30,Asia/Tokyo",
            "PT-3,020-0000-9999,Lily,Marsh,2026-03-08 02:30,",
            header=NAMES + ",event_date_time,time_zone",
        ),
        [rejected("event_date_time"), "usable", rejected("event_date_time")],
    )
    put(
        "hours that the clocks leave out",
        "list.csv",
        lines(
            IRIS + ",2026-03-08 02:30",
            OTIS + ",2026-11-01 01:30",
            "3,020-0000-1111,A,B,2026-11-01T01:30-05:00",
            header=NAMES + ",event_date_time",
        ),
        [rejected("event_date_time"), rejected("event_date_time"), "usable"],
        'event_zone = "America/New_York"',
    )
    put(
        "time zones",
        "list.csv",
        lines(IRIS + ",Asia/Tokyo", OTIS + ",Tokyo Standard Time", header=NAMES + ",time zone"),
        ["usable", rejected("time_zone")],
    )
    put(
        "addresses of e-mail",
        "list.csv",
        lines(IRIS + ",iris@example.com", OTIS + ",otis", header=NAMES + ",E-Mail"),
        ["usable", rejected("email")],
    )


def ids() -> None:
    scientific = ["1.23457E+17"] * 3 + ['"1,23457E+17"'] * 2 + ["1e+17", "1e+17", "1.0E5", "1.0E5"]
    put("ids in scientific notation", "list.csv", people_with(*scientific), ["usable"] * 9)
    words = ["N/A", "-", "NULL", "0", r"\N", "None", "nan", "(null)", "undefined", "TBD", "<NA>"]
    twice = [word for word in words for _ in range(2)]
    put("ids that are placeholders", "list.csv", people_with(*twice), ["usable"] * 22)
    put(
        "ids that a spreadsheet has rounded",
        "list.csv",
        lines(
            "1234567890123450000,020-0000-1234,Iris,Inkwater",
            "1234567890123450000,020-0000-5678,Otis,Snowhatch",
            "9876543210987650,020-0000-1111,Lily,Nightbell",
            "123456789012345008,020-0000-2222,Ada,Mist",
            "123456789012345008,020-0000-3333,Ben,Frost",
            "1e17,020-0000-4444,Cleo,Rain",
            "1e17,020-0000-5555,Dan,Hail",
            "1234567890123450000,+81 20 0000 1234,iris,inkwater",
        ),
        [*["usable"] * 7, ("duplicate", "phone_number")],
    )
    contradiction = rejected("external_id")
    put(
        "an id of two people",
        "list.csv",
        lines(
            IRIS,
            "PT-2,020-0000-5678,Otis,Snowhatch",
            "PT-1,020-0000-5678,Iris,Inkwater",
            "PT-1,020-0000-9999,Lily,Nightbell",
            "PT-3,020-0000-1234,Iris,Inkwater",
        ),
        [contradiction, "usable", contradiction, contradiction, "usable"],
    )
    put(
        "invisible marks in ids",
        "list.csv",
        lines(IRIS, "\u200bPT\u00ad-1\ufeff ,020-0000-1234,Iris,Inkwater", OTIS),
        ["usable", ("duplicate", "external_id"), "usable"],
    )
    names = ["NULL", "None", "N/A", "nan", r"\N", "undefined", "(null)", "<NA>", "[not provided]"]
    names += ["Null", "Nan", "Na", "Unknown"]
    called = {"None", "Null", "Nan", "Na", "Unknown"}
    put(
        "names that a machine writes",
        "list.csv",
        lines(*(f"E{n},020-0000-{n:04},{name},{name}" for n, name in enumerate(names))),
        ["usable" if name in called else rejected("first_name") for name in names],
    )


def phone_numbers() -> None:
    ways = [
        "020-0000-1234",
        "(020) 0000 1234",
        "０２０－００００－１２３４",  # noqa: RUF001 - as Japanese keyboards write it
        "020ー0000ー1234",
        "+81 20 0000 1234",
        "812000001234",
        "tel:+81-20-0000-1234",
        "'02000001234",
        "2000001234",
        "01081 2000001234",
        "010 81 20 0000 1234",
    ]
    rows = [f"{n},{way},Iris,{chr(64 + n)}" for n, way in enumerate(ways, start=1)]
    put("numbers as people write them", "list.csv", lines(*rows), ["usable"] * len(ways))
    german = [
        "030 12345678/79",
        "+49 30 123456/57",
        "+49 30 123456²",
        "030 1234567①",
        "030/1234567",
    ]
    put(
        "numbers with a second ending",
        "list.csv",
        lines(*(f"D{n},{number},Anna,Berg" for n, number in enumerate(german, start=1))),
        [rejected("phone_number")] * 4 + ["usable"],
        'region = "DE"',
    )
    put(
        "formulas",
        "list.csv",
        lines('1,"=""02000001234""",Iris,A', "2,=A1+B1,Iris,B", "3,@SUM(A1),Iris,C"),
        ["usable", rejected("phone_number"), rejected("phone_number")],
    )
    put(
        "what a spreadsheet exports of errors",
        "list.csv",
        "phone,name,clinic\n020-0000-1234,#N/A,North\n020-0000-5678,Iris Inkwater,#REF!\n"
        "020-0000-9999,Otis Snowhatch,#1 Clinic\n",
        [rejected("full_name"), rejected("clinic"), "usable"],
    )
    bad = [
        "8.18012E+11",
        "812000001234.0",
        "020-0000-1234 ext. 5",
        "020-0000-123O",
        "020-0000-1234/020-0000-5678",
        "110",
        "119",
        "0990-500-000",
        "+1 900 555 0142",
        "020-000",
        "",
        "none",
        "+999 555 0100",
    ]
    rows = [f"{n},{text},Iris,{chr(64 + n)}" for n, text in enumerate(bad, start=1)]
    put(
        "numbers that cannot be dialled",
        "list.csv",
        lines(*rows),
        [rejected("phone_number")] * len(bad),
    )
    put(
        "numbers without a country",
        "list.csv",
        lines(IRIS, "PT-2,+81 20 0000 5678,Otis,Snowhatch"),
        [rejected("phone_number"), "usable"],
    )
    of_each_region()


def of_each_region() -> None:
    rows = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        number = number or phonenumbers.example_number(region)
        if number is not None:
            text = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
            rows.append(f"{region},{text},Iris,{region}")
    put("a number of each region", "list.csv", lines(*rows), ["usable"] * len(rows))


def workbooks() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    cells: list[list[Any]] = [
        ["phone", "first name", "last name", "appointment at", "clinic no", "is new"],
        [812000001234, "Iris", "Inkwater", datetime(2026, 12, 1, 14, 30), 7.0, True],  # noqa: DTZ001 - a workbook has no zones
        ["02000005678", "Otis", "Snowhatch", None, 12.5, False],
        [None, None, None, None, None, None],
        ["'02000009999", "Lily", "Marsh", datetime(2026, 12, 1, 9, 0), None, None],  # noqa: DTZ001 - the same
        [818012000000.0, "Rosa", "Fields", None, None, None],
        ["#N/A", "Nora", "Hill", None, None, None],
        [2000001111, "Emma", "Brook", date(2026, 12, 1), None, None],
    ]
    for row in cells:
        sheet.append(row)
    sheet["A2"].number_format = numbers.FORMAT_NUMBER
    fates: list[Fate] = [
        "usable",
        "usable",
        "usable",
        "usable",
        rejected("phone_number"),
        rejected("event_date_time"),
    ]
    put("a workbook", "list.xlsx", saved(book), fates, 'event_zone = "Asia/Tokyo"')
    put("a workbook with another name", "list.csv", saved(book), fates, 'event_zone = "Asia/Tokyo"')
    second = openpyxl.Workbook()
    second.create_sheet("people").append(NAMES.split(","))
    second["people"].append(IRIS.split(","))
    second["people"].append([*OTIS.split(","), "stray"])
    put(
        "a workbook whose first sheet is empty",
        "list.xlsx",
        saved(second),
        ["usable", rejected("row")],
    )
    put(
        "a workbook without rows",
        "list.xlsx",
        saved(openpyxl.Workbook()),
        "has no rows below a header",
    )
    put("a zip that is no workbook", "list.xlsx", zipped(), "is a zip archive")
    put("a workbook with a broken sheet", "list.xlsx", broken(saved(book)), "is not a workbook")
    third = openpyxl.Workbook()
    sheet = third.active
    assert sheet is not None
    sheet.append(NAMES.split(","))
    sheet.append(IRIS.split(","))
    sheet.append(["PT-2", '="020-0000-"&5678', "Otis", "Snowhatch"])
    sheet.append(["=A1", "=B1", "=C1", "=D1"])
    put(
        "formulas without their values",
        "list.xlsx",
        saved(third),
        ["usable", rejected("phone_number"), rejected("external_id")],
    )
    put("a workbook of the old kind", "list.xls", b"\xd0\xcf\x11\xe0" + b"\1" * 600, "before 2007")


def saved(book: openpyxl.Workbook) -> bytes:
    at = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = at
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("readme.txt", "nothing")
    return content.getvalue()


def broken(workbook: bytes) -> bytes:
    """The workbook without the end of its sheet."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as whole, zipfile.ZipFile(content, "w") as file:
        for name in whole.namelist():
            part = whole.read(name)
            file.writestr(name, part[: len(part) // 4] if "sheet1" in name else part)
    return content.getvalue()


def not_lists() -> None:
    page = "<html><table><tr><td>phone_number</td></tr></table></html>\n"
    put("a web page as a workbook", "list.xls", page, "is a web page or XML")
    put("a pdf", "list.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "is a PDF")
    array = json.dumps([{"phone_number": "020-0000-1234"}], indent=1)
    put("a json array", "list.json", array, "is a JSON array")
    packed = gzip.compress(lines(IRIS).encode(), mtime=0)
    put("compressed", "list.csv.gz", packed, "is compressed: unpack it")


def other_kinds() -> None:
    objects: Iterable[object] = [
        {
            "phone": "020-0000-1234",
            "first_name": "Iris",
            "last_name": "Inkwater",
            "age": 41,
            "tags": ["a", "b"],
        },
        {
            "phone": 812000005678,
            "first_name": "Otis",
            "last_name": "Snowhatch",
            "vip": True,
            "age": None,
        },
        {"phone": None, "first_name": "Lily", "last_name": "Marsh"},
        ["not", "an", "object"],
    ]
    text = "\n".join(json.dumps(each) for each in objects) + '\n\n{"phone": "020-0000-'
    put(
        "json lines",
        "list.jsonl",
        text,
        ["usable", "usable", rejected("phone_number"), rejected("row"), rejected("row")],
    )
    person = json.dumps({"phone": "020-0000-1234", "first_name": "Iris", "last_name": "Inkwater"})
    put(
        "json lines that break",
        "list.jsonl",
        "\n".join(
            [
                person[:-2],
                person,
                person.replace("Iris", "\\ud83c"),
                person.replace("Iris", "\\u0000"),
                person.replace("last_name", "first_name"),
            ]
        ),
        [rejected("row"), "usable", rejected("row"), rejected("first_name"), rejected("row")],
    )
    put(
        "json lines that are none",
        "list.jsonl",
        "{broken\n{also broken\n",
        "its lines are no JSON objects",
    )
    frame = pl.DataFrame(
        {
            "phone_number": [812000001234, 812000005678, None],
            "first_name": ["Iris", "Otis", "Lily"],
            "last_name": ["Inkwater", "Snowhatch", "Marsh"],
            "event_date_time": [datetime(2026, 12, 1, 5, 30, tzinfo=UTC), None, None],
            "balance": [12.5, 7.0, None],
        },
        schema_overrides={"phone_number": pl.Int64},
    )
    content = io.BytesIO()
    frame.write_parquet(content)
    put(
        "parquet",
        "list.parquet",
        content.getvalue(),
        ["usable", "usable", rejected("phone_number")],
    )
    put("parquet without rows", "list.parquet", parquet_of(frame.clear()), "a header and no rows")
    put("broken parquet", "list.parquet", content.getvalue()[:200], "is a broken Parquet file")
    put(
        "parquet with what is no text",
        "list.parquet",
        parquet_of(
            frame.head(2).with_columns(last_name=pl.Series(["Ink\ufffdwater", "Snowhatch"]))
        ),
        [rejected("row"), "usable"],
    )
    as_numbers = pl.Series([1.23457e17, 1.23457e17, 9.5e15, 9.5e15, 123.0])
    ids = pl.DataFrame(
        {
            "external_id": as_numbers,
            "phone_number": [f"020-0000-{n:04}" for n in range(5)],
            "first_name": ["Iris", "Otis", "Lily", "Ada", "Ben"],
            "last_name": ["Inkwater", "Snowhatch", "Nightbell", "Mist", "Frost"],
        }
    )
    put("parquet with ids as numbers", "list.parquet", parquet_of(ids), ["usable"] * 5)
    not_lists()
    database()


def parquet_of(frame: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


def database() -> None:
    folder = LISTS / "a database"
    folder.mkdir(parents=True)
    with sqlite3.connect(folder / "list.db") as made:
        made.execute("CREATE TABLE people (id INTEGER, tel, given TEXT, family TEXT, photo BLOB)")
        rows = [
            (1, 812000001234, "Iris", "Inkwater", None),
            (2, "020-0000-5678", "Otis", "Snowhatch", None),
            (3, "020-0000-9999", "Lily", "Marsh", b"\xff"),
        ]
        made.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", rows)
    made.close()
    query = (
        "SELECT id AS external_id, tel, given AS first_name, family AS last_name, photo "
        "FROM people ORDER BY id"
    )
    expect(folder, ["usable", "usable", rejected("row")], f'query = "{query}"')


def main() -> None:
    shutil.rmtree(LISTS, ignore_errors=True)
    for kind in (encodings, delimiters, shapes, people, ids, phone_numbers, workbooks, other_kinds):
        kind()


if __name__ == "__main__":
    main()
