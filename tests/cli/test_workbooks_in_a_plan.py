"""What a plan says of a workbook: the sheet that is read, and what is left out."""

from pathlib import Path

import openpyxl
import pytest

from tests.conftest import Outbound

WINDOW = ("--window=daily 00:00-24:00 UTC", "--allowed=00:00-24:00")
HEADER = ["phone_number", "first_name", "last_name", "note"]


@pytest.fixture
def workbook(tmp_path: Path) -> str:
    made = openpyxl.Workbook()
    first = made.worksheets[0]
    first.title = "Clinic A"
    for sheet, people in ((first, [1, 2, 3]), (made.create_sheet("Clinic B"), [4])):
        sheet.append(HEADER)
        for n in people:
            sheet.append([f"+8120{n:08}", "Iris", f"Ink {n}", "private"])
    first.row_dimensions[3].hidden = True
    first.column_dimensions["D"].hidden = True
    made.save(tmp_path / "list.xlsx")
    return str(tmp_path / "list.xlsx")


def test_it_names_the_sheets_and_what_is_hidden(outbound: Outbound, workbook: str) -> None:
    shown = " ".join(outbound("plan", workbook, *WINDOW).out.split())
    assert "Sheet: Clinic A. Not read: Clinic B (--sheet NAME reads another one)." in shown
    assert "Hidden columns, not sent: note." in shown
    assert "1 2 hidden the row is hidden in the sheet" in shown


def test_scripts_get_the_same(outbound: Outbound, workbook: str) -> None:
    made = outbound("plan", workbook, *WINDOW, "--json").json
    assert (made["sheet"], made["sheets_not_read"]) == ("Clinic A", ["Clinic B"])
    assert (made["hidden_columns"], made["hidden_rows"]) == (["note"], 1)


def test_it_tells_which_of_the_sheets_are_hidden(
    outbound: Outbound, workbook: str, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(workbook)
    book.worksheets[1].sheet_state = "hidden"
    book.create_sheet("Notes")
    book.save(tmp_path / "hidden.xlsx")
    shown = " ".join(outbound("plan", str(tmp_path / "hidden.xlsx"), *WINDOW).out.split())
    assert "Not read: Clinic B (hidden), Notes (--sheet NAME" in shown
    made = outbound("plan", str(tmp_path / "hidden.xlsx"), *WINDOW, "--json").json
    assert (made["sheets_not_read"], made["hidden_sheets"]) == (["Clinic B", "Notes"], ["Clinic B"])


def test_rows_that_are_hidden_are_no_dirt_and_need_no_mending(
    outbound: Outbound, workbook: str, tmp_path: Path
) -> None:
    rejects = str(tmp_path / "again.csv")
    ran = outbound("plan", workbook, *WINDOW, "--fail-above=1%", "--reject-file", rejects)
    assert ran.status == 0, ran.err
    assert "Wrote 0 rows" in ran.err
