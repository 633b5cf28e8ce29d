"""What a Prefect flow does that was written in an afternoon: contacts as parameters of tasks.

`python -m benchmarks.naive LIST`, with a sandbox's settings and `PREFECT_API_URL`. It checks no
number, and running it again calls everybody again.
"""

import asyncio
import os
import sys
from pathlib import Path

import httpx
from prefect import flow, task

from benchmarks.bare import BULK, contacts, schedule_for


@task(retries=3)
async def create_calls(uid: str, token: str, people: list[dict[str, str]]) -> int:
    """One bulk."""
    headers = {"Authorization": token}
    base_url = os.environ["MICO_BASE_URL"]
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=60) as http:
        path = f"/api/v1/schedules/{uid}/outbound_calls/bulk"
        (await http.post(path, json={"outbound_calls": people})).raise_for_status()
    return len(people)


@flow
async def launch(path: str) -> None:
    """A task for each bulk, eight at a time, each of which Prefect is told the contacts of."""
    people = contacts(Path(path))
    async with httpx.AsyncClient(base_url=os.environ["MICO_BASE_URL"], timeout=60) as http:
        uid = await schedule_for(http)
        turn = asyncio.Semaphore(8)

        async def create(first: int) -> int:
            async with turn:
                token = http.headers["Authorization"]
                return await create_calls(uid, token, people[first : first + BULK])

        await asyncio.gather(*(create(first) for first in range(0, len(people), BULK)))
        enabled = await http.patch(f"/api/v1/schedules/{uid}", json={"is_enabled": True})
        enabled.raise_for_status()


if __name__ == "__main__":
    asyncio.run(launch(sys.argv[1]))
