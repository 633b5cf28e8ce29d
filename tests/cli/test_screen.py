"""What the vendor or a list has written is shown as it is: its square brackets are no markup."""

import json
from pathlib import Path

import pytest

from outbound.cli import screen
from outbound.cli.main import app
from outbound.cli.plan_on_screen import show_plan
from outbound.delivery.plan import Plan
from outbound.ledger import NotCalled
from outbound.reports import Summary

ROWS = {"read": 3, "usable": 2, "rejected": 1, "duplicate": 0, "suppressed": 0}


def summary_of(outcomes: dict[str, int]) -> Summary:
    sums = dict.fromkeys(("refused", "created", "unresolved", "unsent", "released", "held"), 0)
    return Summary.model_validate(
        {
            "key": "spring",
            "state": "finished",
            "campaign_uid": None,
            "schedules": [],
            "rows": ROWS | sums,
            "calls": {"open": 0, "closed": 3},
            "attempts": 3,
            "outcomes": outcomes,
        }
    )


def test_an_outcome_may_have_square_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_summary(summary_of({"[callback] wanted [/]": 3}))
    assert "[callback] wanted [/]" in capsys.readouterr().out


def test_so_may_a_list_its_columns_and_the_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    why = NotCalled(fate="rejected", field="[a]", reason="no [/b]", rows=1, first_row=1)
    plan = Plan(
        name="list[new].csv",
        rows=ROWS,
        not_called=[why],
        schedules=[],
        kanji_without_kana=0,
        numbers_shared=0,
        most_calls_a_day=0,
        requests=0,
        seconds_to_load=0,
    )
    show_plan(plan)
    shown = capsys.readouterr().out
    assert all(text in shown for text in ("list[new].csv", "[a]", "no [/b]"))


def test_so_may_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app(["plan", "list[new].csv", "--window=daily 09:00-10:00 UTC"])
    assert "list[new].csv" in capsys.readouterr().err


ESCAPE, TO_THE_LEFT = "\x1b[2J", "\u202e"


def test_a_list_moves_no_cursor_and_turns_no_line_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = f'phone_number,first_name,last_name,"a{ESCAPE}b","c\nd{TO_THE_LEFT}e"'
    path = tmp_path / f"x{ESCAPE}.csv"
    path.write_text(f"{header}\n+812000000001,A,B,1,2\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        app(["plan", str(path), "--window=daily 09:00-10:00 UTC"])
    shown = capsys.readouterr()
    assert ended.value.code == 0, shown.err
    assert not {"\x1b", TO_THE_LEFT} & set(shown.out + shown.err)
    assert "x\\x1b[2J.csv" in shown.out
    assert "a\\x1b[2Jb, c\\nd\\u202ee" in shown.out


def test_nor_does_the_name_of_a_list_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app(["plan", f"x{ESCAPE}.csv", "--window=daily 09:00-10:00 UTC"])
    assert "x\\x1b[2J.csv" in capsys.readouterr().err


def test_a_name_with_a_line_break_forges_no_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app(["plan", "x\nAll is well.csv", "--window=daily 09:00-10:00 UTC"])
    assert r"x\nAll is well.csv" in capsys.readouterr().err


def test_a_word_that_no_command_takes_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        app(["plan", "a.csv", f"b{ESCAPE}{TO_THE_LEFT}.csv", "--window=daily 09:00-10:00 UTC"])
    shown = capsys.readouterr().err
    assert r"b\x1b[2J\u202e.csv" in shown
    assert ESCAPE not in shown
    assert TO_THE_LEFT not in shown


def test_an_answer_for_scripts_turns_no_line_round(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"x{TO_THE_LEFT}\x9b.csv"
    path.write_text("phone_number,first_name,last_name\n+812000000001,A,B\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        app(["plan", str(path), "--window=daily 09:00-10:00 UTC", "--json"])
    shown = capsys.readouterr().out
    assert not {TO_THE_LEFT, "\x9b"} & set(shown)
    assert json.loads(shown)["name"] == path.name


def test_an_outcome_with_a_line_break_is_one_row(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_summary(summary_of({f"gone\n{ESCAPE}finished": 3}))
    assert r"gone\n\x1b[2Jfinished" in capsys.readouterr().out
