"""Access tokens: fetched once, renewed in time, and never the reason for a doubt."""

import asyncio
from urllib.parse import parse_qs

import pytest

from outbound.api import CredentialsRefused, Fatal, InDoubt, MicoClient, Retriable, ScopeMissing
from outbound.sandbox import Sandbox
from tests.api import requests
from tests.api.conftest import Opened, Script, settings_for
from tests.api.scripted import (
    BAD_GATEWAY,
    Asked,
    Reply,
    Scripted,
    answer,
    cut_short,
    grant,
    hang,
    on_a_socket,
    reset,
    silence,
)
from tests.sandbox.caller import ManualClock

EMPTY = answer(200, [])


async def test_a_token_is_fetched_once_for_requests_under_way_at_once(
    mico: MicoClient, sandbox: Sandbox
) -> None:
    await asyncio.gather(*(mico.campaigns.create(name=f"Nr {n}") for n in range(20)))
    assert sandbox.requests["POST /oauth/token"] == 1


async def test_a_token_is_asked_for_as_the_authentication_page_shows(
    script: Script, opened: Opened
) -> None:
    server = await script(EMPTY)
    await requests.read(opened(server))
    (asked,) = server.asked_for_token
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["sandbox"],
        "client_secret": ["sandbox-secret"],
        "scope": ["campaigns:read campaigns:write outbound_calls:read outbound_calls:write"],
    }


async def test_a_request_carries_the_token(script: Script, opened: Opened) -> None:
    server = await script(EMPTY, tokens=[grant("t-1")])
    await requests.read(opened(server))
    assert server.asked[0].headers["authorization"] == "Bearer t-1"


async def test_a_ready_token_is_used_as_it_is(script: Script, opened: Opened) -> None:
    server = await script(EMPTY)
    await requests.read(opened(server, access_token="ready"))
    assert server.asked[0].headers["authorization"] == "Bearer ready"
    assert server.asked_for_token == []


@pytest.mark.parametrize(("seconds", "tokens"), [(3539, 1), (3540, 2)])
async def test_a_token_is_renewed_a_minute_before_it_expires(
    script: Script, opened: Opened, clock: ManualClock, seconds: int, tokens: int
) -> None:
    server = await script(EMPTY, tokens=[grant(expires_in=3600)])
    mico = opened(server)
    await requests.read(mico)
    clock.advance(seconds)
    await requests.read(mico)
    assert len(server.asked_for_token) == tokens


async def test_a_token_s_life_counts_from_the_request_for_it(
    script: Script, opened: Opened, clock: ManualClock
) -> None:
    async def late(writer: asyncio.StreamWriter) -> None:
        clock.advance(10)
        await grant(expires_in=3600)(writer)

    server = await script(EMPTY, tokens=[late])
    mico = opened(server)
    await requests.read(mico)
    clock.advance(3530)
    await requests.read(mico)
    assert len(server.asked_for_token) == 2


@pytest.mark.parametrize(("seconds", "tokens"), [(29, 1), (30, 2)])
async def test_a_token_that_lives_shorter_than_the_margin_is_used_for_half_its_life(
    script: Script, opened: Opened, clock: ManualClock, seconds: int, tokens: int
) -> None:
    server = await script(EMPTY, tokens=[grant(expires_in=60)])
    mico = opened(server)
    await requests.read(mico)
    clock.advance(seconds)
    await requests.read(mico)
    assert len(server.asked_for_token) == tokens


@pytest.mark.parametrize(("seconds", "tokens"), [(200, 1), (300, 2)])
async def test_a_token_that_does_not_say_how_long_it_lives_is_used_for_minutes(
    script: Script, opened: Opened, clock: ManualClock, seconds: int, tokens: int
) -> None:
    server = await script(EMPTY, tokens=[grant(expires_in=None)])
    mico = opened(server)
    await requests.read(mico)
    clock.advance(seconds)
    await requests.read(mico)
    assert len(server.asked_for_token) == tokens


@pytest.mark.parametrize("expires_in", [0, -5, 1e300, "3600", 0.5])
async def test_an_odd_lifetime_does_not_make_a_token_unusable(
    script: Script, opened: Opened, expires_in: object
) -> None:
    mico = opened(await script(EMPTY, tokens=[grant(expires_in=expires_in)]))
    assert await requests.read(mico) == []


NO_TOKEN = (
    grant(access_token=None),
    grant(""),
    grant("two words"),
    grant("line\r\nX-Injected: 1"),
    grant("naïve"),
    grant(expires_in=float("inf")),
    answer(200, []),
    answer(200, None),
    answer(200, b"<html>"),
    BAD_GATEWAY,
    answer(500, {"error": "oops"}),
    answer(429),
    reset,
    cut_short,
)
every_answer_without_one = pytest.mark.parametrize("token", NO_TOKEN)


@every_answer_without_one
async def test_without_a_token_nothing_was_sent_so_a_few_tries_are_made(
    script: Script, opened: Opened, token: Reply
) -> None:
    server = await script(EMPTY, tokens=[token])
    with pytest.raises(Retriable):
        await requests.create_campaign(opened(server))
    assert (len(server.asked_for_token), len(server.asked)) == (4, 0)


@every_answer_without_one
async def test_without_a_token_calls_were_not_sent_and_may_be_sent_again(
    script: Script, opened: Opened, token: Reply
) -> None:
    server = await script(EMPTY, tokens=[token])
    with pytest.raises(Retriable):
        await requests.create_bulk(opened(server))
    assert (len(server.asked_for_token), len(server.asked)) == (1, 0)


async def test_a_token_that_never_comes_leaves_no_doubt_about_a_post(
    script: Script, opened: Opened
) -> None:
    server = await script(EMPTY, tokens=[silence])
    with pytest.raises(Retriable, match="within 20 seconds"):
        await requests.create_bulk(opened(server))
    assert server.asked == []


async def test_a_new_token_that_never_comes_leaves_no_doubt_about_a_second_try(
    script: Script, opened: Opened
) -> None:
    server = await script(answer(429), tokens=[grant(expires_in=0), silence])
    with pytest.raises(Retriable, match="within 20 seconds"):
        await requests.create_campaign(opened(server))
    assert len(server.asked) == 1


async def test_a_request_cancelled_while_its_token_is_fetched_does_not_hold_up_the_next(
    script: Script, opened: Opened
) -> None:
    asked = asyncio.Event()

    async def never(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await hang(writer)

    mico = opened(await script(EMPTY, tokens=[never, grant()]))
    first = asyncio.create_task(requests.read(mico))
    await asked.wait()
    second = asyncio.create_task(requests.read(mico))
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await second == []


async def test_a_token_that_died_early_is_renewed_and_the_request_repeated_once(
    script: Script, opened: Opened
) -> None:
    tokens = [grant("dead"), grant("alive")]
    server = await script(answer(401), answer(201, {"uid": "d26a"}), tokens=tokens)
    await requests.create_call(opened(server))
    carried = [asked.headers["authorization"] for asked in server.asked]
    assert carried == ["Bearer dead", "Bearer alive"]
    assert server.asked[0].body == server.asked[1].body


async def test_a_new_token_that_is_refused_as_well_is_the_end(
    script: Script, opened: Opened, waits: list[float]
) -> None:
    server = await script(answer(401))
    with pytest.raises(CredentialsRefused):
        await requests.create_call(opened(server))
    assert (len(server.asked), len(server.asked_for_token), waits) == (2, 2, [])


@pytest.mark.parametrize("token", [BAD_GATEWAY, reset, cut_short], ids=["502", "reset", "cut"])
async def test_after_a_401_a_renewal_that_fails_leaves_no_doubt(
    script: Script, opened: Opened, token: Reply
) -> None:
    server = await script(answer(401), tokens=[grant("dead"), token])
    with pytest.raises(Retriable):
        await requests.create_bulk(opened(server))


async def test_after_a_401_a_renewal_that_hangs_leaves_no_doubt(
    script: Script, opened: Opened
) -> None:
    server = await script(answer(401), tokens=[grant("dead"), silence])
    with pytest.raises(Retriable):
        await requests.create_bulk(opened(server))


async def test_after_a_401_a_lost_answer_to_the_repetition_is_in_doubt_all_the_same(
    script: Script, opened: Opened
) -> None:
    server = await script(answer(401), reset)
    with pytest.raises(InDoubt):
        await requests.create_bulk(opened(server))
    assert len(server.asked) == 2


class OnlyTheNewest(Scripted):
    """Lets in who carries the second token, and closes the connection upon everybody else."""

    def reply_to(self, asked: Asked) -> Reply:
        reply = super().reply_to(asked)
        if asked.path == "/oauth/token" or asked.headers["authorization"] == "Bearer alive":
            return reply
        return answer(401, Connection="close")


async def test_a_dead_token_under_many_requests_is_renewed_once_and_stops_none_of_them() -> None:
    # More than leave at once: none of them may keep its turn from the one that fetches the token.
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    server = OnlyTheNewest([EMPTY], [grant("dead"), grant("alive")])
    async with on_a_socket(server):
        settings = settings_for(server.base_url)
        async with MicoClient(settings, sleep=sleep) as mico:
            answers = await asyncio.gather(*(requests.read(mico) for _ in range(60)))
    assert answers == [[]] * 60
    assert (len(server.asked_for_token), waits) == (2, [])


async def test_credentials_can_be_checked_before_anything_begins(
    mico: MicoClient, sandbox: Sandbox
) -> None:
    await mico.authenticate()
    await mico.campaigns.create(name="Recall 2026")
    assert sandbox.requests["POST /oauth/token"] == 1


async def test_checking_wrong_credentials_tells_so(script: Script, opened: Opened) -> None:
    server = await script(EMPTY, tokens=[answer(401, {"error": "invalid_client"})])
    with pytest.raises(CredentialsRefused, match="MICO_CLIENT_ID"):
        await opened(server).authenticate()


async def test_checking_credentials_has_a_deadline_and_a_few_tries(
    script: Script, opened: Opened
) -> None:
    server = await script(EMPTY, tokens=[silence])
    with pytest.raises(Retriable):
        await opened(server).authenticate()
    assert len(server.asked_for_token) == 4


async def test_a_ready_token_is_not_checked(script: Script, opened: Opened) -> None:
    server = await script(EMPTY)
    await opened(server, access_token="ready").authenticate()
    assert server.asked_for_token == server.asked == []


RIGHTS_LOST = answer(403, {"error": "insufficient_scope"})
A_PAGE = answer(403, b"<html>Forbidden</html>")


@pytest.mark.parametrize(
    "refusal", [RIGHTS_LOST, A_PAGE, answer(403, b"")], ids=["json", "page", ""]
)
async def test_a_token_that_loses_its_rights_in_the_middle_is_renewed_once(
    script: Script, opened: Opened, refusal: Reply
) -> None:
    tokens = [grant("old"), grant("new")]
    server = await script(EMPTY, refusal, answer(201, {"uid": "d26a"}), tokens=tokens)
    mico = opened(server)
    await requests.read(mico)
    await requests.create_call(mico)
    carried = [asked.headers["authorization"] for asked in server.asked]
    assert carried == ["Bearer old", "Bearer old", "Bearer new"]


async def test_a_new_token_without_the_rights_is_the_end(script: Script, opened: Opened) -> None:
    server = await script(EMPTY, RIGHTS_LOST)
    mico = opened(server)
    await requests.read(mico)
    with pytest.raises(ScopeMissing):
        await requests.create_call(mico)
    assert (len(server.asked), len(server.asked_for_token)) == (3, 2)


async def test_a_gateways_pages_cost_one_token_and_not_one_each(
    script: Script, opened: Opened
) -> None:
    server = await script(EMPTY, A_PAGE, A_PAGE, EMPTY, A_PAGE, EMPTY)
    mico = opened(server)
    await requests.read(mico)
    for _ in range(2):
        with pytest.raises(Fatal, match="gateway"):
            await requests.create_bulk(mico)
        await requests.read(mico)
    assert len(server.asked_for_token) == 2


async def test_rights_that_are_lost_behind_a_gateways_page_are_asked_for_all_the_same(
    script: Script, opened: Opened
) -> None:
    server = await script(EMPTY, A_PAGE, A_PAGE, EMPTY, RIGHTS_LOST, EMPTY)
    mico = opened(server)
    await requests.read(mico)
    with pytest.raises(Fatal, match="gateway"):
        await requests.create_bulk(mico)
    await requests.read(mico)
    await requests.read(mico)
    assert len(server.asked_for_token) == 3
