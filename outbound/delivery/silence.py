"""A person is told when the API gives no answer, and when it does again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from outbound.delivery.alongside import alongside
from outbound.delivery.session import Session

# Real seconds. The first word comes within 15 s of a command's start, Prefect's own included.
_LOOK_EVERY = 1.0
_TELL_AFTER = 8.0
_AGAIN_AFTER = 60.0


@asynccontextmanager
async def telling_of_silence(
    session: Session, say: Callable[[str], object], going_on: str = "trying again"
) -> AsyncIterator[None]:
    """While the block lasts, `say` that Mico cannot be reached: soon, and then once a minute.

    `going_on` is what is done about it. Nothing personal is said: an instant and these words.
    """
    async with alongside("The watch for Mico's silence", partial(_tell, session, say, going_on)):
        yield


async def _tell(session: Session, say: Callable[[str], object], going_on: str) -> None:
    told_at: float | None = None
    try:
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            since = session.api.silent_since
            if since is None and told_at is not None:
                say("Mico answers again.")
                told_at = None
            silent_for = 0.0 if since is None else -session.real_seconds_until(since)
            is_due = told_at is None or time.monotonic() - told_at >= _AGAIN_AFTER
            if silent_for >= _TELL_AFTER and is_due:
                say(f"Mico cannot be reached since {since:%Y-%m-%d %H:%M:%S} UTC, {going_on}.")
                told_at = time.monotonic()
    finally:
        # The block may end with the very answer that it waited for.
        if told_at is not None and session.api.silent_since is None:
            say("Mico answers again.")
