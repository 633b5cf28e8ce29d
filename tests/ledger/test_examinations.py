"""What the doctor has found stands in the ledger: the last table, for each client of each API."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from outbound.ledger import Examination, Finding, Ledger, Probe, Verdict, open_ledger
from tests.ledger.runs import NOW, Story
from tests.old_ledger import runs

API = "https://api.example"
FINE = Finding(Probe.PAGES, Verdict.FINE, "3 + 3", "counted")
DIFFERS = Finding(Probe.PAGES, Verdict.DIFFERS, "rows repeat", "audited")


async def test_the_last_examination_takes_the_place_of_the_one_before(ledger: Ledger) -> None:
    await ledger.examinations.keep(API, "us", Examination(NOW, [FINE]))
    later = Examination(NOW + timedelta(days=1), [DIFFERS])
    await ledger.examinations.keep(API, "us", later)
    assert await ledger.examinations.last(API, "us") == later


async def test_examinations_of_other_clients_and_addresses_are_others(ledger: Ledger) -> None:
    await ledger.examinations.keep(API, "us", Examination(NOW, [FINE]))
    assert await ledger.examinations.last(API, "them") is None
    assert await ledger.examinations.last("https://other.example", "us") is None


async def test_a_finding_of_another_version_is_read_as_it_is(ledger: Ledger) -> None:
    strange = Finding("webhooks", "perhaps", "something", "nothing")
    await ledger.examinations.keep(API, "us", Examination(NOW, [strange]))
    kept = await ledger.examinations.last(API, "us")
    assert kept is not None
    assert kept.findings == [strange]
    assert not kept.differs_in(*Probe)


async def test_the_origin_of_a_call_is_the_schedule_that_it_stands_in(story: Story) -> None:
    await story.created(1)
    (schedule,) = await story.ledger.schedules.of_run(story.run_id)
    (uid,) = await story.ledger.calls.of_schedule(schedule.id)
    origin = await story.ledger.examinations.origin_of(uid)
    assert origin is not None
    assert origin.schedule_uid == schedule.uid
    assert await story.ledger.examinations.origin_of("nobody's") is None


async def test_a_ledger_of_an_earlier_version_can_keep_an_examination(tmp_path: Path) -> None:
    old = runs.restored("ledger", tmp_path)
    async with open_ledger(f"sqlite:///{old}") as ledger:
        await ledger.examinations.keep(API, "us", Examination(NOW, [FINE]))
    with closing(sqlite3.connect(old)) as database:
        assert database.execute("SELECT client_id FROM examinations").fetchall() == [("us",)]
