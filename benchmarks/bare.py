"""What a script does that looks after nobody: read the list, post the bulks, enable.

`python -m benchmarks.bare LIST`, with the `MICO_*` settings of a sandbox. It remembers nothing,
checks no number, and repeats nothing: the least that a launch can cost.
"""

import asyncio
import csv
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from outbound.sandbox import CAMPAIGN_UID, SCOPES

BULK, AT_ONCE = 1_000, 8


def contacts(path: Path) -> list[dict[str, str]]:
    """The rows as they stand in the list, under the API's own names."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def schedule_for(http: httpx.AsyncClient) -> str:
    """A token, and a disabled schedule for next week; its uid."""
    form = {
        "grant_type": "client_credentials",
        "client_id": os.environ["MICO_CLIENT_ID"],
        "client_secret": os.environ["MICO_CLIENT_SECRET"],
        "scope": " ".join(SCOPES),
    }
    granted = await http.post("/oauth/token", data=form)
    http.headers["Authorization"] = f"Bearer {granted.raise_for_status().json()['access_token']}"
    starts_at = datetime.now(UTC) + timedelta(days=7)
    schedule = {
        "name": "bare",
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=6)).isoformat(),
        "retry_type": "consistent",
        "retry_intervals": [],
    }
    made = await http.post(f"/api/v1/campaigns/{CAMPAIGN_UID}/schedules", json=schedule)
    uid: str = made.raise_for_status().json()["uid"]
    return uid


async def launch(people: list[dict[str, str]]) -> None:
    """Everybody into one schedule, eight bulks at a time; then it is enabled."""
    limits = httpx.Limits(max_connections=AT_ONCE)
    base_url = os.environ["MICO_BASE_URL"]
    async with httpx.AsyncClient(base_url=base_url, limits=limits, timeout=60) as http:
        uid = await schedule_for(http)
        turn = asyncio.Semaphore(AT_ONCE)

        async def post(first: int) -> None:
            async with turn:
                calls = {"outbound_calls": people[first : first + BULK]}
                path = f"/api/v1/schedules/{uid}/outbound_calls/bulk"
                (await http.post(path, json=calls)).raise_for_status()

        await asyncio.gather(*(post(first) for first in range(0, len(people), BULK)))
        enabled = await http.patch(f"/api/v1/schedules/{uid}", json={"is_enabled": True})
        enabled.raise_for_status()


if __name__ == "__main__":
    asyncio.run(launch(contacts(Path(sys.argv[1]))))
