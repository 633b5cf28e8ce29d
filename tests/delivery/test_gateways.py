"""A refusal that is not about the client: something on the way dislikes what one row says."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from outbound.api import Fatal, MicoError, ScopeMissing
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.session import Sizes
from outbound.sandbox import Fault, Faults
from tests.delivery.bench import Bench, Json, deliver_all
from tests.delivery.conftest import Opened
from tests.delivery.wire import BULK, PassOn, Trouble, answers

WORDS = Path(__file__).with_name("waf.csv")
"""300 people; one of them banks at the Credit Union select branch."""

PAGE = b"<html><body><h1>Forbidden</h1></body></html>"


def dislikes(person: str, status: int, content: bytes, **headers: str) -> Trouble:
    """What is between us and Mico turns down every bulk with this person."""

    async def answer(request: httpx.Request, pass_on: PassOn) -> httpx.Response:
        if f'"{person}"'.encode() in request.content:
            return httpx.Response(status, content=content, headers=headers, request=request)
        return await pass_on(request)

    return answer


async def refused(bench: Bench) -> Sequence[Json]:
    return [row for row in await bench.exported() if row["state"] == "refused"]


@pytest.mark.parametrize("status", [403, 406, 418, 451])
async def test_of_a_list_with_words_that_a_gateway_blocks_only_their_row_is_refused(
    opened: Opened, status: int
) -> None:
    entry = Fault(on="bulk", kind="blocked", words=["union select"], probability=1, status=status)
    bench = await opened(faults=Faults(entries=[entry]))
    run = await bench.begun()
    await campaign_of(bench.session, await bench.read(run, WORDS))
    await deliver_all(bench.session)
    counts = await bench.count()
    assert (counts.created, counts.refused, counts.adds_up) == (299, 1, True)
    (row,) = await refused(bench)
    assert (row["external_id"], row["reason"]) == (
        "W137",
        f"a gateway before Mico answered {status}",
    )


@pytest.mark.parametrize(
    "content",
    [PAGE, b"no", b"", b'{"message": "Forbidden"}'],
    ids=["page", "text", "empty", "json"],
)
async def test_a_403_that_speaks_of_no_rights_is_about_one_row_where_others_were_taken(
    bench: Bench, content: bytes
) -> None:
    bench.use(Sizes(bulk=4, bulks_at_once=1))
    await bench.staged(8)
    bench.wire.meets(BULK, dislikes("P-7", 403, content), times=100)
    await deliver_all(bench.session)
    assert [row["external_id"] for row in await refused(bench)] == ["P-7"]
    assert (await bench.count()).created == 7


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"error": "insufficient_scope"}', {}),
        (b'{"error": {"message": "Permission denied"}}', {}),
        (b"", {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}),
    ],
    ids=["code", "message", "challenge"],
)
async def test_a_403_that_speaks_of_rights_ends_the_run_at_once_although_others_were_taken(
    bench: Bench, content: bytes, headers: dict[str, str]
) -> None:
    bench.use(Sizes(bulk=4, bulks_at_once=1))
    await bench.staged(8)
    bench.wire.meets(BULK, dislikes("P-7", 403, content, **headers), times=100)
    with pytest.raises(ScopeMissing):
        await deliver_all(bench.session)
    counts = await bench.count()
    assert (counts.created, counts.planned, counts.refused) == (4, 4, 0)
    assert bench.wire.count(BULK) == 3  # the second bulk is repeated once, with another token


async def test_where_a_gateway_takes_nobody_nobody_counts_as_refused(bench: Bench) -> None:
    await bench.staged(16)

    async def block(request: httpx.Request, _pass_on: PassOn) -> httpx.Response:
        return httpx.Response(403, content=PAGE, request=request)

    bench.wire.meets(BULK, block, times=1000)
    with pytest.raises(Fatal, match="gateway before Mico"):
        await deliver_all(bench.session)
    counts = await bench.count()
    assert (counts.refused, counts.planned) == (0, 16)


async def test_a_403_without_a_word_before_anybody_was_taken_ends_the_run_at_once(
    bench: Bench,
) -> None:
    await bench.staged(16)
    bench.wire.meets(BULK, answers(403, {}), times=1000)
    with pytest.raises(MicoError, match="scopes"):
        await deliver_all(bench.session)
    assert (await bench.count()).planned == 16
