"""The sandbox's speed over a socket, and the dialer's against fast time.

`.venv/bin/python -m benchmarks.sandbox`

Milliseconds, median and slowest; client and server share one process, so the client's own work is
in every figure. The targets: a bulk of 1,000 under 50 ms, a page of 100 under 10 ms.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from outbound.sandbox import CAMPAIGN_UID, SCOPES, Sandbox
from outbound.sandbox.server import serving

CALLS, BULK, PAGE, SPEED, TICK = 100_000, 1_000, 100, 600, 0.05
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


@dataclass
class HandClock:
    """Time that stands still until it is moved."""

    at: datetime = START
    speed: float = 1

    def now(self) -> datetime:
        """The present instant."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Move on."""
        self.at += timedelta(seconds=seconds)


@dataclass
class Timings:
    """How long something took, again and again."""

    name: str
    milliseconds: list[float] = field(default_factory=list)

    async def of(self, request: Awaitable[httpx.Response]) -> None:
        """Time one request, from before it is sent."""
        with self.taken():
            answer = await request
        answer.raise_for_status()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Time a block."""
        began = time.perf_counter()
        yield
        self.milliseconds.append((time.perf_counter() - began) * 1000)

    def tell(self) -> None:
        """Print them."""
        median, slowest = statistics.median(self.milliseconds), max(self.milliseconds)
        print(f"{self.name:44} {median:8.1f} median {slowest:8.1f} slowest")


async def main() -> None:
    """Measure on a file and in memory."""
    with TemporaryDirectory() as folder:
        for database in (":memory:", Path(folder) / "sandbox.sqlite"):
            print(f"database: {'memory' if database == ':memory:' else 'file'}")
            clock = HandClock()
            await measure(Sandbox(clock=clock, database=database), clock)


async def measure(sandbox: Sandbox, clock: HandClock) -> None:
    """Fill one schedule, read it, and let it be dialled."""
    async with serving(sandbox) as base_url, httpx.AsyncClient(base_url=base_url) as client:
        client.headers["Authorization"] = f"Bearer {await token(client)}"
        schedule = await new_schedule(client)
        await fill(client, schedule)
        await read(client, schedule)
        await client.patch(f"/api/v1/schedules/{schedule}", json={"is_enabled": True})
        dial(sandbox, clock)
        await read(client, schedule, "dialled, ")
    sandbox.close()


async def token(client: httpx.AsyncClient) -> str:
    """Ask for a token of every scope."""
    form = {
        "grant_type": "client_credentials",
        "client_id": "sandbox",
        "client_secret": "sandbox-secret",
        "scope": " ".join(SCOPES),
    }
    return str((await client.post("/oauth/token", data=form)).json()["access_token"])


async def new_schedule(client: httpx.AsyncClient) -> str:
    """Create a schedule of ten hours."""
    body = {
        "name": "Benchmark",
        "starts_at": START.isoformat(),
        "ends_at": (START + timedelta(hours=10)).isoformat(),
        "retry_type": "consistent",
        "retry_intervals": [300, 300],
    }
    answer = await client.post(f"/api/v1/campaigns/{CAMPAIGN_UID}/schedules", json=body)
    return str(answer.json()["uid"])


async def fill(client: httpx.AsyncClient, schedule: str) -> None:
    """Create all calls, in bulks."""
    path, timings = f"/api/v1/schedules/{schedule}/outbound_calls/bulk", Timings("bulk of 1,000")
    headers = {"Content-Type": "application/json"}
    for first in range(0, CALLS, BULK):
        rows = [person(number) for number in range(first, first + BULK)]
        body = json.dumps({"outbound_calls": rows}).encode()
        await timings.of(client.post(path, content=body, headers=headers))
    timings.tell()


def person(number: int) -> dict[str, object]:
    """A call as the guide's example has it."""
    return {
        "phone_number": f"+8180{number:08}",
        "full_name": f"Jane Doe {number}",
        "first_name": "Jane",
        "last_name": f"Doe {number}",
        "phonetic_full_name": f"Jane Doe {number}",
        "phonetic_first_name": "Jane",
        "phonetic_last_name": f"Doe {number}",
        "email": f"jane.doe.{number}@example.com",
        "custom_parameters": {"account_id": f"A{number}", "appointment_time": "3:30 PM"},
        "external_id": f"CUST-{number}",
    }


async def read(client: httpx.AsyncClient, schedule: str, state: str = "") -> None:
    """Read pages, shallow and deep, and filtered."""
    path, last = f"/api/v1/schedules/{schedule}/outbound_calls", CALLS // PAGE
    queries: dict[str, dict[str, str | int]] = {
        "first page": {"page": 1},
        "last page": {"page": last},
        "external_id": {"external_id": f"CUST-{CALLS - 1}"},
        "phone_number": {"phone_number": f"+8180{CALLS - 1:08}"},
        "attempt_status=hangup": {"attempt_status": "hangup"},
        "email, unknown": {"email": "nobody@example.com"},
    }
    for name, query in queries.items():
        timings = Timings(f"list, {state}{name}")
        for _ in range(10):
            await timings.of(client.get(path, params={**query, "page_size": PAGE}))
        timings.tell()


def dial(sandbox: Sandbox, clock: HandClock) -> None:
    """Let two hours pass as fast time would."""
    timings, step = Timings("dialer, a tick of 30 s"), timedelta(seconds=SPEED * TICK)
    while clock.at < START + timedelta(hours=2):
        clock.at += step
        with timings.taken():
            sandbox.advance()
    timings.tell()
    share = statistics.mean(timings.milliseconds) / (TICK * 1000)
    (attempts,) = sandbox.db.execute("SELECT count(*) FROM attempts").fetchone()
    print(f"{'dialer, share of real time at 600':44} {share:8.1%} for {attempts:,} attempts")


if __name__ == "__main__":
    asyncio.run(main())
