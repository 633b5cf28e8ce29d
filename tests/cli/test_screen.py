"""What the vendor or a list has written is shown as it is: its square brackets are no markup."""

import pytest

from outbound.cli import screen
from outbound.cli.main import app
from outbound.cli.plan_on_screen import show_plan
from outbound.delivery.plan import Plan
from outbound.ledger import NotCalled
from outbound.reports import Summary

ROWS = {"read": 3, "usable": 2, "rejected": 1, "duplicate": 0, "suppressed": 0}


def test_an_outcome_may_have_square_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    sums = dict.fromkeys(("refused", "created", "unresolved", "unsent", "released", "held"), 0)
    summary = Summary.model_validate(
        {
            "key": "spring",
            "state": "finished",
            "campaign_uid": None,
            "schedules": [],
            "rows": ROWS | sums,
            "calls": {"open": 0, "closed": 3},
            "attempts": 3,
            "outcomes": {"[callback] wanted [/]": 3},
        }
    )
    screen.show_summary(summary)
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
