"""A caller of the sandbox, the people it calls, and the time it lives in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from outbound.sandbox import CAMPAIGN_UID, SCOPES, Sandbox

Json = dict[str, Any]

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""Where every test's time begins, and the window of its schedules with it."""


@dataclass
class ManualClock:
    """Time that stands still until it is moved; `sleep` moves it and does not wait."""

    at: datetime = START
    speed: float = 1

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)


def person(number: int = 0, **changes: object) -> Json:
    """Somebody to call; a field changed to None is left out."""
    fields: Json = {
        "phone_number": f"+8180{number:08}",
        "first_name": "Jane",
        "last_name": f"Doe {number}",
        "phonetic_first_name": "Jane",
        "phonetic_last_name": f"Doe {number}",
        "external_id": f"CUST-{number}",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


def people(count: int) -> list[Json]:
    return [person(number) for number in range(count)]


def window(hours: float = 3, **changes: object) -> Json:
    """A schedule to create, open from the start on; retries after five minutes, three times."""
    return {
        "name": "Morning Calls",
        "starts_at": START.isoformat(),
        "ends_at": (START + timedelta(hours=hours)).isoformat(),
        "retry_type": "consistent",
        "retry_intervals": [300, 300, 300],
        **changes,
    }


def credentials(**changes: str) -> dict[str, str]:
    return {
        "grant_type": "client_credentials",
        "client_id": "sandbox",
        "client_secret": "sandbox-secret",
        "scope": " ".join(sorted(SCOPES)),
        **changes,
    }


@dataclass
class Caller:
    """The guide's steps, as one who follows it takes them."""

    http: httpx.AsyncClient
    sandbox: Sandbox
    clock: ManualClock

    async def log_in(self, **changes: str) -> None:
        answer = await self.http.post("/oauth/token", data=credentials(**changes))
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    async def schedule(self, *rows: Json, enabled: bool = False, **changes: object) -> str:
        """Create a schedule with these calls in it, and give its uid."""
        path = f"/api/v1/campaigns/{CAMPAIGN_UID}/schedules"
        answer = await self.http.post(path, json=window(**changes))  # type: ignore[arg-type]
        uid = str(answer.raise_for_status().json()["uid"])
        if rows:
            (await self.fill(uid, rows)).raise_for_status()
        if enabled:
            await self.switch(uid, enabled=True)
        return uid

    async def add(self, schedule: str, row: Json, **query: str) -> httpx.Response:
        path = f"/api/v1/schedules/{schedule}/outbound_calls"
        return await self.http.post(path, json=row, params=query)

    async def fill(self, schedule: str, rows: Iterable[object], **query: str) -> httpx.Response:
        path = f"/api/v1/schedules/{schedule}/outbound_calls/bulk"
        return await self.http.post(path, json={"outbound_calls": list(rows)}, params=query)

    async def switch(self, schedule: str, *, enabled: bool) -> httpx.Response:
        path = f"/api/v1/schedules/{schedule}"
        return await self.http.patch(path, json={"is_enabled": enabled})

    async def listed(self, schedule: str, **query: object) -> list[Json]:
        answer = await self.list(schedule, **query)
        rows: list[Json] = answer.raise_for_status().json()
        return rows

    async def list(self, schedule: str, **query: object) -> httpx.Response:
        path = f"/api/v1/schedules/{schedule}/outbound_calls"
        return await self.http.get(path, params={name: str(of) for name, of in query.items()})

    async def detail(self, call: str) -> Json:
        answer = await self.http.get(f"/api/v1/outbound_calls/{call}")
        found: Json = answer.raise_for_status().json()
        return found

    async def state(self) -> Json:
        told: Json = (await self.http.get("/_sandbox/state")).json()
        return told
