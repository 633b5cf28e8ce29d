"""`outbound doctor`: the table on the screen and as JSON, and what is kept of it."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outbound.ledger import Examination, Finding, Probe, Verdict, open_ledger
from tests.cli.conftest import InHours
from tests.conftest import Outbound, ServedSandbox

OWN = "--number=+818012345678"


def verdicts(report: dict[str, object]) -> dict[str, str]:
    findings = report["findings"]
    assert isinstance(findings, list)
    return {finding["probe"]: finding["verdict"] for finding in findings}


def test_it_says_what_it_will_do_and_does_nothing_without_consent(
    outbound: Outbound, sandbox: ServedSandbox
) -> None:
    ran = outbound("doctor", OWN)
    assert ran.status == 2
    assert "It enables nothing, so nobody is called." in ran.err
    assert "--yes" in ran.sentence
    assert sandbox.truth()["schedules"] == []


def test_the_table_has_every_probe_with_what_it_means(outbound: Outbound) -> None:
    ran = outbound("doctor", OWN, "--yes", env={"COLUMNS": "80"})
    assert ran.status == 0
    assert all(probe.replace("_", " ") in ran.out for probe in Probe)
    assert ran.out.count("→") == len(Probe)
    assert max(map(len, ran.out.splitlines())) <= 80


def test_nothing_it_has_created_is_ever_enabled(outbound: Outbound, sandbox: ServedSandbox) -> None:
    report = outbound("doctor", OWN, "--yes", "--json").json
    truth = sandbox.truth()
    assert [s["uid"] for s in truth["schedules"]] == [report["schedule_uid"]]
    assert [(s["is_enabled"], s["switchings"]) for s in truth["schedules"]] == [(False, [])]
    assert {call["phone_number"] for call in truth["calls"]} == {"+818012345678"}


def test_the_table_is_kept_by_address_and_client_and_without_the_secret_or_the_number(
    outbound: Outbound, sandbox: ServedSandbox, home: Path
) -> None:
    report = outbound("doctor", OWN, "--yes", "--json").json

    async def kept() -> dict[str, str]:
        async with open_ledger(f"sqlite:///{home / 'ledger.db'}") as ledger:
            last = await ledger.examinations.last(sandbox.base_url, "sandbox")
        assert last is not None
        return {finding.probe: finding.verdict for finding in last.findings}

    assert asyncio.run(kept()) == verdicts(report)
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        stored = "\n".join(database.iterdump())
    assert "sandbox-secret" not in stored
    assert "8012345678" not in stored


def test_wrong_credentials_are_a_finding_and_nothing_is_created(
    outbound: Outbound, sandbox: ServedSandbox
) -> None:
    ran = outbound("doctor", OWN, "--yes", "--json", env={"MICO_CLIENT_SECRET": "wrong"})
    assert ran.status == 2
    assert verdicts(ran.json)[Probe.CREDENTIALS] == "differs"
    assert sandbox.truth()["schedules"] == []


def test_an_address_at_which_nobody_answers_is_a_finding(outbound: Outbound) -> None:
    ran = outbound("doctor", OWN, "--yes", "--json", env={"MICO_BASE_URL": "http://127.0.0.1:1"})
    assert ran.status == 1
    assert verdicts(ran.json)[Probe.REACHABLE] == "differs"


def test_what_is_no_phone_number_is_refused(outbound: Outbound) -> None:
    ran = outbound("doctor", "--number", "12", "--yes")
    assert ran.status == 2
    assert ran.sentence


def test_a_finished_call_shows_what_a_disabled_schedule_cannot(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours
) -> None:
    outbound(
        "launch", str(people), "--name=N", f"--ends-at={in_hours(72)}", "--allowed=00:00-24:00"
    )
    finished = next(call for call in sandbox.truth()["calls"] if call["attempts"])
    report = outbound("doctor", OWN, "--yes", "--json", f"--like={finished['uid']}").json
    told = verdicts(report)
    assert told[Probe.ATTEMPTS] == told[Probe.OUTCOME_FILTERS] == "fine"
    assert told[Probe.RETRIES] in {"fine", "differs"}


def test_a_call_that_is_not_known_tells_nothing(outbound: Outbound) -> None:
    told = verdicts(outbound("doctor", OWN, "--yes", "--json", "--like=nobody-s").json)
    assert told[Probe.ATTEMPTS] == "cannot tell"


def test_a_launch_says_that_the_table_is_old_and_compares_every_call(
    outbound: Outbound, sandbox: ServedSandbox, people: Path, in_hours: InHours, home: Path
) -> None:
    async def examined_long_ago() -> None:
        finding = Finding(Probe.DELAY, Verdict.DIFFERS, "", "")
        then = datetime.now(UTC) - timedelta(days=90)
        async with open_ledger(f"sqlite:///{home / 'ledger.db'}") as ledger:
            await ledger.examinations.keep(
                sandbox.base_url, "sandbox", Examination(then, [finding])
            )

    outbound("status")  # it makes the records
    asyncio.run(examined_long_ago())
    window = (f"--ends-at={in_hours(72)}", "--allowed=00:00-24:00")
    ran = outbound("launch", str(people), "--name=N", *window, "--verbose", "--no-wait")
    assert ran.status == 0, ran.err
    assert "`outbound doctor` examined this API" in ran.err
    assert "audit-calls" in ran.err
    assert "count-calls" not in ran.err
