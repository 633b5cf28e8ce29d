"""The time of a test's event loop, which can be made to pass at once."""

import asyncio


async def time_passes(seconds: float) -> None:
    """It is so much later, all at once, for every deadline and every sleep in the loop.

    What was under way comes first, so that no machine is too slow for a deadline.
    """
    for _ in range(100):
        await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    time = loop.time
    loop.time = lambda: time() + seconds  # type: ignore[method-assign]
    await asyncio.sleep(0.001)  # what is due by now was due before this
