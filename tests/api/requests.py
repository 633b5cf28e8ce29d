"""The client's requests, as tests of what may befall any of them want them."""

from collections.abc import Callable, Coroutine, Iterable
from datetime import timedelta
from typing import Any

import pytest

from outbound.api import MicoClient
from tests.sandbox.caller import START, person


async def read(mico: MicoClient) -> object:
    return await mico.outbound_calls.page("096c")


async def create_campaign(mico: MicoClient) -> object:
    return await mico.campaigns.create(name="Recall 2026")


async def create_schedule(mico: MicoClient) -> object:
    return await mico.schedules.create(
        "09c8",
        name="Morning Calls",
        starts_at=START,
        ends_at=START + timedelta(hours=3),
        retry_intervals=[],
    )


async def create_call(mico: MicoClient) -> object:
    return await mico.outbound_calls.create("096c", person())


async def create_bulk(mico: MicoClient) -> object:
    return await mico.outbound_calls.create_bulk("096c", [person()])


async def enable(mico: MicoClient) -> object:
    return await mico.schedules.enable("096c")


async def disable(mico: MicoClient) -> object:
    return await mico.schedules.disable("096c")


Request = Callable[[MicoClient], Coroutine[Any, Any, object]]

REPEATED = (read, create_campaign, create_schedule)
"""What the client tries a few times."""

SENDS = (create_call, create_bulk)
"""What a sender has a claim for."""

TRIED_ONCE = (*SENDS, enable, disable)
WRITES = (create_campaign, create_schedule, create_call, create_bulk, enable, disable)
"""Every POST and PATCH."""


def each(requests: Iterable[Request]) -> pytest.MarkDecorator:
    """A test of each of them."""
    return pytest.mark.parametrize("request_", requests, ids=lambda of: str(of.__name__))
