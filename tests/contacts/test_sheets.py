"""Of a workbook, what a person sees who opens it is read; the rest is told."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from outbound.contacts import ListOptions, Rejection, open_list, read_contacts
from outbound.contacts.contact_list import ContactList
from outbound.contacts.tables import Workbook
from outbound.mistakes import UserMistake

HEADER = ["external_id", "phone_number", "first_name", "last_name", "note"]


def filled(sheet: Worksheet, people: Sequence[int]) -> None:
    sheet.append(HEADER)
    for n in people:
        sheet.append([f"P-{n}", f"+8120{n:08}", "Iris", f"Inkwater {chr(65 + n)}", "secret"])


@pytest.fixture
def book() -> openpyxl.Workbook:
    """A workbook of two sheets with people."""
    made = openpyxl.Workbook()
    first = made.worksheets[0]
    first.title = "Clinic A"
    filled(first, [1, 2, 3])
    filled(made.create_sheet("Clinic B"), [4, 5])
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xlsx"


def ids_of(contact_list: ContactList) -> list[str]:
    """Who would be called; a row that is set aside shows as its field."""
    results = read_contacts(contact_list, key="k")
    return [r.field if isinstance(r, Rejection) else r.external_id for r in results]


def opened(book: openpyxl.Workbook, path: Path, **options: object) -> ContactList:
    book.save(path)
    return open_list(path, ListOptions.model_validate(options))


def rewritten(path: Path, before: bytes, after: bytes) -> Path:
    """A copy of a workbook in which its XML says something that openpyxl does not write."""
    copy = path.with_name("rewritten.xlsx")
    with ZipFile(path) as read, ZipFile(copy, "w") as written:
        for part in read.namelist():
            written.writestr(part, read.read(part).replace(before, after))
    return copy


def test_hidden_rows_are_set_aside_under_their_own_numbers(
    book: openpyxl.Workbook, path: Path
) -> None:
    book.worksheets[0].row_dimensions[3].hidden = True
    contact_list = opened(book, path)
    assert ids_of(contact_list) == ["P-1", "hidden", "P-3"]
    assert [r.row for r in read_contacts(contact_list, key="k")] == [1, 2, 3]


def test_hidden_rows_are_read_where_that_is_asked_for(book: openpyxl.Workbook, path: Path) -> None:
    book.worksheets[0].row_dimensions[3].hidden = True
    assert ids_of(opened(book, path, hidden=True)) == ["P-1", "P-2", "P-3"]


def test_a_hidden_column_is_not_sent(book: openpyxl.Workbook, path: Path) -> None:
    book.worksheets[0].column_dimensions["E"].hidden = True
    contact_list = opened(book, path)
    assert ids_of(contact_list) == ["P-1", "P-2", "P-3"]
    assert contact_list.custom_parameters == ()
    assert contact_list.workbook == Workbook("Clinic A", ["Clinic B"], ["note"])
    assert opened(book, path, hidden=True).custom_parameters == ("note",)


def test_a_group_of_hidden_columns_is_not_sent(book: openpyxl.Workbook, path: Path) -> None:
    sheet = book.worksheets[0]
    for row, note in enumerate(["another", "1", "2", "3"], start=1):
        sheet.cell(row, 6, note)
    sheet.column_dimensions.group("E", "F", hidden=True)
    contact_list = opened(book, path)
    assert (ids_of(contact_list), contact_list.custom_parameters) == (["P-1", "P-2", "P-3"], ())


@pytest.mark.parametrize("nothing", [b'"0"', b'"0.0"'])
def test_what_is_drawn_to_nothing_is_hidden(
    nothing: bytes, book: openpyxl.Workbook, path: Path
) -> None:
    sheet = book.worksheets[0]
    sheet.row_dimensions[3].height = 7.5
    sheet.row_dimensions[4].height = 0.75
    sheet.column_dimensions["E"].width = 7.5
    book.save(path)
    contact_list = open_list(rewritten(path, b'"7.5"', nothing), ListOptions())
    assert ids_of(contact_list) == ["P-1", "hidden", "P-3"]
    assert contact_list.workbook == Workbook("Clinic A", ["Clinic B"], ["note"])


def test_the_first_sheet_that_can_be_seen_is_read_whichever_is_active(
    book: openpyxl.Workbook, path: Path
) -> None:
    book.active = 1
    assert ids_of(opened(book, path)) == ["P-1", "P-2", "P-3"]
    book.worksheets[0].sheet_state = "hidden"
    contact_list = opened(book, path)
    assert ids_of(contact_list) == ["P-4", "P-5"]
    assert contact_list.workbook == Workbook("Clinic B", ["Clinic A"], [], ["Clinic A"])


def test_a_sheet_is_read_by_its_name_though_it_is_hidden(
    book: openpyxl.Workbook, path: Path
) -> None:
    book.worksheets[1].sheet_state = "veryHidden"
    assert ids_of(opened(book, path, sheet="Clinic B")) == ["P-4", "P-5"]


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(
    book: openpyxl.Workbook, path: Path
) -> None:
    with pytest.raises(UserMistake, match=r"no sheet 'Clinic C'\. It has: 'Clinic A', 'Clinic B'"):
        opened(book, path, sheet="Clinic C")


def test_the_name_of_a_sheet_may_be_in_other_capitals(book: openpyxl.Workbook, path: Path) -> None:
    assert ids_of(opened(book, path, sheet="cLINIC b ")) == ["P-4", "P-5"]


def test_capitals_count_where_nothing_else_tells_sheets_apart(
    book: openpyxl.Workbook, path: Path
) -> None:
    book.save(path)
    lower = rewritten(path, b'"Clinic A"', b'"clinic b"')
    assert ids_of(open_list(lower, ListOptions(sheet="Clinic B"))) == ["P-4", "P-5"]
    with pytest.raises(UserMistake, match="no sheet 'CLINIC B'"):
        open_list(lower, ListOptions(sheet="CLINIC B"))


def test_where_no_sheet_can_be_seen_one_is_to_be_named(book: openpyxl.Workbook, path: Path) -> None:
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    hidden = rewritten(path, b'state="visible"', b'state="veryHidden"')
    with pytest.raises(UserMistake, match=r"hidden.* --sheet: 'Clinic A', 'Clinic B'"):
        open_list(hidden, ListOptions())


def test_where_hidden_sheets_may_hold_the_list_they_are_named(
    book: openpyxl.Workbook, path: Path
) -> None:
    for sheet in book.worksheets:
        sheet.sheet_state = "hidden"
    book.create_sheet("Cover")
    with pytest.raises(UserMistake, match=r"no rows.* --sheet: 'Clinic A', 'Clinic B'"):
        opened(book, path)


def test_each_sheet_is_a_list_of_its_own(book: openpyxl.Workbook, path: Path) -> None:
    by_default = opened(book, path).digest
    others = [
        open_list(path, ListOptions(**options)).digest
        for options in ({"sheet": "Clinic B"}, {"hidden": True})
    ]
    assert len({by_default, *others}) == 3
    assert open_list(path, ListOptions(sheet="Clinic A")).digest == by_default


def test_text_has_no_sheets(tmp_path: Path) -> None:
    text = tmp_path / "list.csv"
    text.write_text("phone_number,first_name,last_name\n+812000000001,A,B\n")
    with pytest.raises(UserMistake, match="has no sheets"):
        open_list(text, ListOptions(sheet="Clinic A"))


def test_a_formula_in_a_hidden_row_costs_nobody_else(book: openpyxl.Workbook, path: Path) -> None:
    sheet = book.worksheets[0]
    sheet["E3"] = "=1+2"
    sheet.row_dimensions[3].hidden = True
    assert ids_of(opened(book, path)) == ["P-1", "hidden", "P-3"]


@given(
    rows=st.lists(st.sampled_from(["shown", "hidden", "empty", "hidden and empty"]), max_size=30)
)
@settings(max_examples=60, deadline=None)
def test_whatever_rows_are_hidden_or_empty_each_is_known(rows: list[str]) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    for number, kind in enumerate([*rows, "shown"], start=2):
        if "empty" not in kind:
            person = [f"P-{number}", f"+8120{number:08}", "Iris", f"Ink {number}", ""]
            for column, value in enumerate(person, start=1):
                sheet.cell(number, column, value)
        sheet.row_dimensions[number].hidden = "hidden" in kind
    expected = [
        "hidden" if kind == "hidden" else f"P-{number}"
        for number, kind in enumerate([*rows, "shown"], start=2)
        if "empty" not in kind
    ]
    with tempfile.TemporaryDirectory() as folder:
        assert ids_of(opened(made, Path(folder) / "list.xlsx")) == expected
