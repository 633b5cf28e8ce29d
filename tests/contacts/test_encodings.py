"""Text in any encoding is read as what it is, or refused: never as other text."""

# ruff: noqa: RUF001 - names as they are written

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound.contacts import FileOptions, Rejection, known_encoding, open_table
from outbound.mistakes import UserMistake

# Names as people of each script have them, and the encodings that their lists come in.
SCRIPTS: dict[str, tuple[str, list[str]]] = {
    "Thai": (
        "สมชาย สมหญิง ประเสริฐ วิชัย อรุณ กิตติ นภา ธนกร พิมพ์ใจ ใจดี แสงทอง ณรงค์ สุดา ฐิติ เกษม",
        ["cp874", "tis_620", "iso8859_11"],
    ),
    "Arabic": (
        "محمد فاطمة أحمد عبدالله خديجة يوسف مريم الحسن سعيد ليلى إبراهيم نور هدى عائشة",
        ["cp1256", "iso8859_6", "mac_arabic"],
    ),
    "Persian": ("پريسا گلناز پروين ژاله چنگيز گيتي پرويز گل", ["cp1256"]),
    "Greek": (
        "Γιώργος Μαρία Παπαδόπουλος Ελένη ΝΙΚΟΣ ΜΑΡΙΑ Άννα Χρήστος ΓΕΩΡΓΙΟΥ Ζωή Ιωάννης",
        ["cp1253", "iso8859_7", "mac_greek", "cp737", "cp869"],
    ),
    "Russian": (
        "Иван Мария ИВАНОВ МАРИЯ Петров Ольга Смирнова Юлия Эдуард ЮЛИЯ Щукин ПЕТРОВ ПЕТР Алексей",
        ["cp1251", "koi8_r", "iso8859_5", "mac_cyrillic", "cp866", "cp855"],
    ),
    "Ukrainian": ("Євген Ґанна Їжак Олена Ігор СЕРГІЙ Шевченко", ["cp1251", "koi8_u", "cp1125"]),
    "Serbian": ("Љубиша ЉУБА Ђорђе ЂОРЂЕ Њего Џон Ћирић ЉУБИША Јован", ["cp1251", "iso8859_5"]),
    "Hebrew": (
        "משה שרה יוסף כהן לוי דוד רחל אברהם שלום מרים יעקב",
        ["cp1255", "iso8859_8", "cp862"],
    ),
    "Korean": ("민수 김 이 박 지영 최 서연 정 하윤", ["euc_kr", "cp949", "iso2022_kr"]),
    "Chinese": ("国强 李 王 小明 张 陈 建国 丽", ["gbk", "gb18030", "hz"]),
    "Traditional Chinese": ("陳 小明 李 王 國強 林 志玲 黃 淑芬", ["big5", "cp950"]),
    "Japanese": (
        "夢野 花子 雪戸 太郎 佐藤 鈴木 高橋 ユメノ ハナコ さくら 渡辺 澤田",
        ["cp932", "euc_jp", "iso2022_jp", "utf-7"],
    ),
}
HEADER = "external_id,phone_number,first_name,last_name"
CASES = [(script, encoding) for script, (_, encodings) in SCRIPTS.items() for encoding in encodings]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists") / "list.csv"


def cells(path: Path, encoding: str | None = None) -> list[list[str]]:
    table = open_table(str(path), options=FileOptions(encoding=encoding))
    return [[] if isinstance(row, Rejection) else row.cells for row in table.rows()]


def told(path: Path, encoding: str | None = None) -> str:
    with pytest.raises(UserMistake) as mistake:
        cells(path, encoding)
    return str(mistake.value)


def rows_of(names: list[str]) -> list[list[str]]:
    pairs = zip(names, names[1:] + names[:1], strict=True)
    return [[f"P{n}", f"+8190513{n:05}", *pair] for n, pair in enumerate(pairs)]


@pytest.mark.parametrize(("script", "encoding"), CASES)
def test_names_are_read_as_they_were_written_or_not_at_all(
    file: Path, script: str, encoding: str
) -> None:
    names = st.lists(st.sampled_from(SCRIPTS[script][0].split()), min_size=1, max_size=12)

    @settings(max_examples=40)
    @given(names=names, delimiter=st.sampled_from(",;\t|"))
    def holds(names: list[str], delimiter: str) -> None:
        rows = rows_of(names)
        text = "".join(f"{delimiter.join(row)}\n" for row in [HEADER.split(","), *rows])
        file.write_bytes(text.encode(encoding))
        try:
            found = cells(file)
        except UserMistake as mistake:
            assert "--encoding" in str(mistake)  # noqa: PT017 - either of two is right
            found = cells(file, known_encoding(encoding))
        assert found == rows

    holds()


def test_half_width_katakana_may_fill_a_column(file: Path) -> None:
    rows = [["1", "夢野", "花子", "ﾕﾒﾉ ﾊﾅｺ"], ["2", "雪戸", "純", "ﾕｷﾄﾞ ｼﾞｭﾝ"]]
    file.write_bytes(
        "".join(f"{','.join(row)}\n" for row in [["id", "a", "b", "c"], *rows]).encode("cp932")
    )
    assert cells(file) == rows


def test_half_width_katakana_may_fill_all_columns_below_a_japanese_header(file: Path) -> None:
    file.write_bytes("電話番号,セイ,メイ\n1,ﾕﾒﾉ,ﾊﾅｺ\n2,ﾕｷﾄﾞ,ﾍﾟｰﾀｰ\n".encode("cp932"))
    assert cells(file) == [["1", "ﾕﾒﾉ", "ﾊﾅｺ"], ["2", "ﾕｷﾄﾞ", "ﾍﾟｰﾀｰ"]]


def test_half_width_katakana_alone_may_be_another_script_and_are_to_be_named(file: Path) -> None:
    """ИВАНОВ in windows-1251 has the bytes of ﾈﾂﾀﾍﾎﾂ."""
    file.write_bytes("phone,name\n1,ﾈﾂﾀﾍﾎﾂ\n".encode("cp932"))
    assert "--encoding NAME" in told(file)
    assert cells(file, known_encoding("Shift_JIS")) == [["1", "ﾈﾂﾀﾍﾎﾂ"]]
    assert cells(file, known_encoding("windows-1251")) == [["1", "ИВАНОВ"]]


def test_a_private_character_in_shift_jis_is_refused(file: Path) -> None:
    file.write_bytes("電話番号,姓\n1,夢\ue000\n".encode("cp932"))
    assert "--encoding NAME" in told(file)


@pytest.mark.parametrize(
    ("encoding", "text", "named"),
    [
        ("utf-7", "Jürgen", "--encoding utf-7"),
        ("iso2022_kr", "민수", "ISO-2022-KR: if it is, name it with --encoding iso2022_kr"),
        ("iso2022_jp_2004", "俱", "--encoding iso2022_jp_2004"),
        ("iso2022_jp_2", "国强", "--encoding iso2022_jp_2"),
        ("hz", "国强", "--encoding hz"),
        ("latin-1", "\x1b$)A\x0e9zG?\x0f", "looks like ISO-2022-CN"),
    ],
)
def test_what_passes_for_ascii_is_told_by_its_look(
    file: Path, encoding: str, text: str, named: str
) -> None:
    file.write_bytes(f"phone,name\n+819051300000,{text}\n".encode(encoding))
    assert named in told(file)


@pytest.mark.parametrize("text", ["A+", "C++", "iris+news@clinic.example", "Iris+Otis", "+-3", "+"])
def test_a_plus_is_no_utf_7(file: Path, text: str) -> None:
    file.write_text(f"phone,name\n+819051300000,{text}\n")
    assert cells(file) == [["+819051300000", text]]


@pytest.mark.parametrize(("encoding", "named"), [("iso2022_jp", None), ("utf-7", "--encoding")])
def test_the_first_name_that_is_not_ascii_may_stand_far_behind(
    file: Path, encoding: str, named: str | None
) -> None:
    plain = "phone,name\n" + "1,Iris\n" * 20_000
    file.write_bytes(plain.encode("ascii") + "2,夢野\n".encode(encoding))
    if named is None:
        assert cells(file)[-1] == ["2", "夢野"]
    else:
        assert named in told(file)


def test_an_escape_sequence_behind_other_text_costs_its_row(file: Path) -> None:
    text = "phone,name\n" + "1,夢野\n" * 9000
    file.write_bytes(text.encode() + "2,夢野\n".encode("iso2022_jp"))
    assert cells(file)[-2:] == [["1", "夢野"], []]


def test_a_row_that_is_not_of_the_encoding_is_told_with_its_name(file: Path) -> None:
    text = "phone,name\n" + "1,夢野\n" * 9000
    file.write_bytes(text.encode("iso2022_jp") + b"2,\xff\n")
    *_, row = open_table(str(file)).rows()
    assert isinstance(row, Rejection)
    assert (row.row, row.reason) == (
        9001,
        "the row is not ISO-2022-JP text: save the list as “CSV UTF-8”",
    )


def test_a_row_that_is_not_of_the_named_encoding_is_told_with_its_name(file: Path) -> None:
    file.write_bytes("phone,name\n1,夢野\n".encode("euc_jp") + b"2,\xff\n")
    (_, row) = open_table(str(file), options=FileOptions(encoding="euc_jp")).rows()
    assert isinstance(row, Rejection)
    assert (row.row, row.reason.partition(":")[0]) == (2, "the row is not euc_jp text")


@pytest.mark.parametrize("name", ["klingon", "", "base64", "rot13", "undefined", "idna", "a\0"])
def test_an_encoding_that_there_is_not_is_told(name: str) -> None:
    with pytest.raises(UserMistake, match="is no encoding: write its name"):
        known_encoding(name)


@pytest.mark.parametrize("name", ["utf-8", "UTF8", "utf-8-sig"])
def test_a_mark_is_no_part_of_a_text_in_a_named_encoding(file: Path, name: str) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + "phone,name\n1,夢野\n".encode())
    assert open_table(str(file), options=FileOptions(encoding=known_encoding(name))).header == [
        "phone",
        "name",
    ]


def test_a_mark_says_otherwise_than_the_option(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + "phone,name\n1,夢野\n".encode())
    assert "the mark of UTF-8, and --encoding says cp874" in told(file, "cp874")


@pytest.mark.parametrize("start", [b"PAR1", b"PK\x03\x04"])
def test_what_says_its_encoding_itself_needs_none(file: Path, start: bytes) -> None:
    file.write_bytes(start)
    assert "leave --encoding out" in told(file, "cp874")


@pytest.mark.parametrize("text", ["\x1b,0", "\x1b[31mIris", "\x1b", "Iris\x1b Inkwater"])
def test_a_stray_escape_costs_no_list(file: Path, text: str) -> None:
    file.write_text(f'phone,name\n1,"{text}"\n2,Otis\n')
    assert cells(file)[1] == ["2", "Otis"]


def test_an_escape_sequence_that_means_no_text_costs_its_row(file: Path) -> None:
    file.write_text("phone,name\n1,\x1b(BIris\n2,Otis\n")
    assert cells(file) == [[], ["2", "Otis"]]
