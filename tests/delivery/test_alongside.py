"""What runs beside the work is looked after: its failure ends the work, and the work ends it."""

import asyncio

import pytest

from outbound.delivery.alongside import WatchFailedError, alongside

WHAT = "The watch"


class Killed(BaseException):
    """As a signal ends a process."""


async def for_ever() -> None:
    await asyncio.Event().wait()


async def fails() -> None:
    await asyncio.sleep(0)
    raise RuntimeError("its text may hold anything")


async def ends() -> None:
    """Nothing is left to be watched."""


async def test_it_ends_with_the_work() -> None:
    before = asyncio.all_tasks()
    async with alongside(WHAT, for_ever):
        assert len(asyncio.all_tasks()) == len(before) + 1
    assert asyncio.all_tasks() == before


async def test_its_failure_ends_the_work_with_a_sentence() -> None:
    with pytest.raises(WatchFailedError, match=r"The watch failed \(RuntimeError\).*recover-runs"):
        async with alongside(WHAT, fails):
            await for_ever()


async def test_the_sentence_holds_nothing_of_the_failures_own_text() -> None:
    with pytest.raises(WatchFailedError) as raised:
        async with alongside(WHAT, fails):
            await for_ever()
    assert "anything" not in str(raised.value)


async def test_the_work_goes_on_where_nothing_is_left_to_be_watched() -> None:
    async with alongside(WHAT, ends):
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@pytest.mark.parametrize("failure", [ValueError("v"), Killed(), KeyboardInterrupt()])
async def test_the_works_own_failure_is_raised_bare(failure: BaseException) -> None:
    with pytest.raises(type(failure)) as raised:
        async with alongside(WHAT, for_ever):
            raise failure
    assert raised.value is failure


async def test_the_first_of_two_failures_is_raised() -> None:
    with pytest.raises(ValueError, match="first"):
        async with alongside(WHAT, fails):
            raise ValueError("first")


async def test_who_is_cancelled_from_outside_is_cancelled() -> None:
    async def work() -> None:
        async with alongside(WHAT, for_ever):
            await for_ever()

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert working.cancelled()


async def test_of_two_the_one_that_fails_ends_both_and_the_work() -> None:
    before = asyncio.all_tasks()
    with pytest.raises(WatchFailedError, match="The other"):
        async with alongside(WHAT, for_ever), alongside("The other", fails):
            await for_ever()
    assert asyncio.all_tasks() == before
