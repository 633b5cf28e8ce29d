"""Runs, rows and readings for tests of the ledger: what each is about, and else the ordinary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from outbound.ledger import Counts, Group, Kind, Ledger, NewRun, ScheduleState
from outbound.ledger.calls import ReadAttempt, Reading, ReadOutcome
from outbound.ledger.repetitions import Sameness
from outbound.ledger.rows import Claim, Created
from outbound.ledger.staged import StagedRow

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DEADLINE = NOW + timedelta(seconds=30)

A_RUN = NewRun(
    key="spring",
    kind="launch",
    request={
        "contacts": "list.csv",
        "campaign": {"name": "Spring"},
        "window": {"ends_at": "2026-11-24T12:00:00Z"},
        "retry_intervals": [300, 300],
    },
    list_digest="0" * 64,
    base_url="https://api.micovoice.com",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=3),
    retry_intervals=[300, 300],
    created_at=NOW,
    due_at=NOW,
)


ORDINARY = Sameness()


def person(number: int, external_id: str | None = None) -> StagedRow:
    """A row that can be called."""
    return StagedRow(
        number=number,
        external_id=external_id or f"P-{number}",
        phone_number=f"+8180{number:08}",
        call={"external_id": external_id or f"P-{number}", "phone_number": f"+8180{number:08}"},
    )


def made_id(call: Mapping[str, object]) -> str:
    """An id that is made from what is sent."""
    return f"made-{call['phone_number']}"


def people(numbers: Iterable[int]) -> list[StagedRow]:
    return [person(number) for number in numbers]


def unusable(number: int, external_id: str | None = None) -> StagedRow:
    """A row that cannot."""
    return StagedRow(number=number, external_id=external_id, field="email", reason="it has no @")


def call_of(number: int) -> Created:
    """What the API made of a row."""
    return Created(number, f"call-{number}", "pending", "in_queue")


def attempt(uid: str, *outcomes: str, **changes: object) -> ReadAttempt:
    """An attempt that was answered and has ended."""
    ordinary = ReadAttempt(
        uid=uid,
        status="hangup",
        started_at=NOW,
        answered_at=NOW + timedelta(seconds=5),
        ended_at=NOW + timedelta(seconds=65),
        duration=60,
        error_details=None,
        outcomes=[ReadOutcome(uid=name, name=name, created_at=NOW) for name in outcomes],
    )
    return replace(ordinary, **changes)  # type: ignore[arg-type]


def reading(
    number: int, *attempts: ReadAttempt, is_final: bool = False, result: str = "no_answer"
) -> Reading:
    """A call as it was read."""
    return Reading(
        number=number,
        call_uid=f"call-{number}",
        seen=f"{number}/{len(attempts)}/{is_final}",
        status="completed" if is_final else "pending",
        progress="answered" if is_final else "in_queue",
        result=result,
        is_final=is_final,
        attempts=attempts,
    )


@dataclass(frozen=True)
class Story:
    """A run, its schedule, and the steps that its rows take."""

    ledger: Ledger
    run_id: int
    schedule_id: int

    @classmethod
    async def begun(cls, ledger: Ledger, new: NewRun) -> Self:
        run = await ledger.runs.create(new)
        schedule_id = await ledger.schedules.add(
            run.id,
            ordinal=1,
            ours=True,
            state=ScheduleState.LOADING,
            created_at=NOW,
            uid=f"schedule of {new.key}",
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=3),
        )
        return cls(ledger, run.id, schedule_id)

    def with_ledger(self, ledger: Ledger) -> "Story":
        """The same run, seen by another process."""
        return replace(self, ledger=ledger)

    async def stage(self, rows: Sequence[StagedRow], batch_size: int = 1000) -> None:
        """Put the rows into the ledger, and those to be called into one more part."""
        await self.ledger.rows.stage(self.run_id, rows)
        await self.settle()
        group = Group(kinds=[Kind(None)], starts_at=NOW, ends_at=NOW + timedelta(hours=3))
        await self.ledger.segments.form(
            self.run_id, [group], batch_size=batch_size, batches_a_segment=None, now=NOW
        )

    async def settle(self, sameness: Sameness = ORDINARY) -> None:
        """Tell the rows apart; a made id is that of the row's number."""
        await self.ledger.rows.settle(self.run_id, sameness, made_id)

    async def claim(self, batch: int = 1) -> Claim | None:
        return await self.ledger.rows.claim(
            self.run_id, self.schedule_id, batch, now=NOW, deadline=DEADLINE
        )

    async def claimed(self, batch: int = 1) -> Claim:
        claim = await self.claim(batch)
        assert claim is not None
        return claim

    async def created(self, count: int) -> None:
        """Stage so many people, and let the API have a call for each."""
        await self.stage(people(range(1, count + 1)), batch_size=count)
        claim = await self.claimed()
        calls = [call_of(row.number) for row in claim.rows]
        await self.ledger.rows.record(claim, created=calls, refused=[], now=NOW)

    async def read(self, *readings: Reading) -> None:
        await self.ledger.calls.record(self.run_id, readings, now=NOW)

    async def count(self) -> Counts:
        return await self.ledger.count(self.run_id)

    async def unsent(self) -> Mapping[int | None, int]:
        """How many rows of each batch are still to be sent."""
        return (await self.ledger.snapshot(self.run_id, now=NOW)).unsent

    async def exported(self) -> list[dict[str, object]]:
        return [row async for row in self.ledger.export(self.run_id)]

    async def states(self) -> list[object]:
        """Each row's state, in the list's order."""
        return [row["state"] for row in await self.exported()]
