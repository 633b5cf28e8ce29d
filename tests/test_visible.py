"""What comes from outside is shown as it is: no screen, log or page obeys it."""

import html
import json
import logging
import traceback
import unicodedata
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from outbound.api import Fatal
from outbound.contacts import ListOptions, open_list
from outbound.ledger.database import LedgerError
from outbound.logs import LineFormatter, Log
from outbound.mistakes import UserMistake
from outbound.unforeseen import UnforeseenError
from outbound.visible import in_json, in_markdown, in_one_line, visible

NASTY = "a\x1b[2J\nb\u202ec"
SEEN = r"a\x1b[2J\nb\u202ec"

JOINERS = "\u200c\u200d"
# Letters are no news: these are what a terminal or a page obeys.
ODD = st.text(st.sampled_from("ab \n\t\x1b\x9b\u202e\u2028\u200d|`*_[]()<>#&!~:/\\$-.=+1'\"@{}"))


def obeyed_in(text: str) -> set[str]:
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - set(
        JOINERS
    )


@given(st.text() | ODD)
def test_whatever_is_shown_nothing_in_it_is_obeyed(text: str) -> None:
    assert not obeyed_in(in_one_line(text))
    assert visible(text).replace("\n", "").replace("\t", "") == in_one_line(
        text.replace("\n", "").replace("\t", "")
    )


@given(st.text() | ODD)
def test_a_page_shows_a_text_as_it_is(text: str) -> None:
    shown = MarkdownIt().enable(["table", "strikethrough"]).renderInline(in_markdown(text))
    assert html.unescape(shown) == in_one_line(text)


@given(st.text() | ODD)
def test_a_script_reads_in_an_answer_what_was_meant(text: str) -> None:
    document = in_json(json.dumps({"name": text}, ensure_ascii=False, indent=1))
    assert json.loads(document) == {"name": text}
    assert not obeyed_in(document) - {"\n"}


@pytest.mark.parametrize(
    "error",
    [
        UserMistake(f"{NASTY} cannot be read."),
        Fatal(f"Finding the campaign {NASTY}", "no"),
        LedgerError(f"{NASTY} is locked."),
        UnforeseenError(f"A report is in {NASTY}."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_one_line_in_a_traceback_too(error: Exception) -> None:
    assert SEEN in str(error)
    (line,) = traceback.format_exception_only(error)
    assert not obeyed_in(line.rstrip("\n"))


def _missing(path: Path) -> None:
    open_list(path / f"{NASTY}.csv", ListOptions())


def _without_columns(path: Path) -> None:
    (path / "list.csv").write_text('"a\nb\x1b[2J",c\u202e\n1,2\n', encoding="utf-8")
    open_list(path / "list.csv", ListOptions())


def _without_its_sheet(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "a\u202eb"
    book.save(path / "x\u202e.xlsx")
    open_list(path / "x\u202e.xlsx", ListOptions(sheet=NASTY))


@pytest.mark.parametrize("opening", [_missing, _without_columns, _without_its_sheet])
def test_a_mistake_names_files_columns_and_sheets_in_one_line(
    opening: Callable[[Path], None], tmp_path: Path
) -> None:
    with pytest.raises(UserMistake) as raised:
        opening(tmp_path)
    assert not obeyed_in(str(raised.value))
    assert r"\u202e" in str(raised.value)


def test_a_log_line_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    Log(logging.getLogger("outbound")).warning("The schedule %s is late", NASTY)
    (record,) = caplog.records
    assert record.getMessage() == f"The schedule {SEEN} is late"
    assert record.filename == Path(__file__).name, "it says where it was written"


def test_a_log_file_keeps_the_lines_of_tracebacks_only() -> None:
    error = ValueError("b\x1b[2J")
    record = logging.LogRecord(
        "prefect", logging.ERROR, "", 1, f"Failed: {NASTY}", None, (ValueError, error, None)
    )
    assert LineFormatter("%(levelname)s %(message)s").format(record).splitlines() == [
        f"ERROR Failed: {SEEN}",
        r"ValueError: b\x1b[2J",
    ]
