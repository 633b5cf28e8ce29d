from datetime import timedelta

import pytest

from outbound.ledger import Lease, LeasedElsewhere, LeaseLostError, Ledger
from tests.ledger.runs import NOW, Story, call_of, people

LEASE = timedelta(seconds=60)


async def take(
    ledger: Ledger, story: Story, who: str = "one", *, is_free: bool = False, after: float = 0
) -> Lease | LeasedElsewhere:
    return await ledger.leases.acquire(
        story.run_id,
        who,
        lasting=LEASE,
        now=NOW + timedelta(seconds=after),
        is_free=is_free,
    )


async def held(ledger: Ledger, story: Story) -> Lease:
    hold = await take(ledger, story)
    assert isinstance(hold, Lease)
    return hold


async def test_a_run_that_somebody_holds_is_not_given_to_another(
    ledger: Ledger, story: Story
) -> None:
    await held(ledger, story)
    found = await take(ledger, story, "another")
    assert isinstance(found, LeasedElsewhere)
    assert found.owner == "one"


async def test_a_run_that_was_let_go_is_given_to_the_next(ledger: Ledger, story: Story) -> None:
    await ledger.leases.release(await held(ledger, story))
    found = await take(ledger, story, "another")
    assert isinstance(found, Lease)
    assert not found.from_silent_owner


async def test_whoever_is_known_to_be_gone_holds_nothing(ledger: Ledger, story: Story) -> None:
    await held(ledger, story)
    found = await take(ledger, story, "another", is_free=True)
    assert isinstance(found, Lease)
    assert not found.from_silent_owner


async def test_a_holder_who_lost_the_run_writes_nothing_more(ledger: Ledger, story: Story) -> None:
    await story.stage(people([1, 2]), batch_size=2)
    first = ledger.fenced_by(await held(ledger, story))
    claim = await story.with_ledger(first).claimed()
    await take(ledger, story, "another", is_free=True)
    with pytest.raises(LeaseLostError):
        await first.rows.record(claim, created=[call_of(1)], refused=[], now=NOW)
    assert await story.states() == ["sending", "sending"]


async def test_a_holder_who_has_the_run_writes(ledger: Ledger, story: Story) -> None:
    await story.stage(people([1]), batch_size=1)
    first = ledger.fenced_by(await held(ledger, story))
    assert (await story.with_ledger(first).claimed()).rows


async def test_what_is_lost_is_not_let_go_a_second_time(ledger: Ledger, story: Story) -> None:
    first = await held(ledger, story)
    second = await take(ledger, story, "another", is_free=True)
    assert isinstance(second, Lease)
    await ledger.leases.release(first)
    assert isinstance(await take(ledger, story, "a third"), LeasedElsewhere)


async def test_a_lease_that_was_not_renewed_is_taken_from_a_sleeper(
    ledger: Ledger, story: Story
) -> None:
    if ledger.file is None:
        pytest.skip("a shared database has a time of its own; it is waited for elsewhere")
    await held(ledger, story)
    assert isinstance(await take(ledger, story, "another", after=59), LeasedElsewhere)
    found = await take(ledger, story, "another", after=61)
    assert isinstance(found, Lease)
    assert found.from_silent_owner


async def test_a_lease_that_is_renewed_goes_on(ledger: Ledger, story: Story) -> None:
    hold = await held(ledger, story)
    before = await take(ledger, story, "another")
    await ledger.leases.renew(hold, lasting=2 * LEASE, now=NOW + timedelta(seconds=50))
    after = await take(ledger, story, "another")
    assert isinstance(before, LeasedElsewhere)
    assert isinstance(after, LeasedElsewhere)
    assert after.expires_at > before.expires_at
