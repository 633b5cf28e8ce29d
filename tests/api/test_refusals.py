"""Answers that say no: the error's kind is what the caller can do about it."""

import pytest

from outbound.api import CredentialsRefused, Fatal, NotFound, ScopeMissing
from outbound.sandbox import SCOPES, Sandbox
from outbound.sandbox.server import serving
from tests.api.conftest import Opened, Script
from tests.api.requests import create_bulk, create_campaign, read
from tests.api.scripted import answer, grant


async def test_wrong_credentials_are_told_with_the_settings_to_check(
    sandbox: Sandbox, opened: Opened
) -> None:
    async with serving(sandbox) as base_url:
        mico = opened(base_url, client_secret="wrong")
        with pytest.raises(CredentialsRefused, match="MICO_CLIENT_ID and MICO_CLIENT_SECRET"):
            await create_campaign(mico)
    assert sandbox.requests == {"POST /oauth/token": 1}


async def test_a_scope_that_is_not_granted_is_told_with_those_needed(
    sandbox: Sandbox, opened: Opened
) -> None:
    sandbox.scopes = SCOPES - {"campaigns:write"}
    async with serving(sandbox) as base_url:
        with pytest.raises(ScopeMissing, match="campaigns:write"):
            await create_campaign(opened(base_url))


async def test_a_scope_that_the_token_lacks_is_told_too(script: Script, opened: Opened) -> None:
    server = await script(answer(403, {"error": "insufficient_scope"}))
    with pytest.raises(ScopeMissing):
        await create_campaign(opened(server))
    assert len(server.asked) == 1


async def test_a_ready_token_that_is_refused_is_not_asked_with_again(
    sandbox: Sandbox, opened: Opened
) -> None:
    async with serving(sandbox) as base_url:
        mico = opened(base_url, access_token="expired")
        with pytest.raises(CredentialsRefused, match="MICO_"):
            await read(mico)
    assert sandbox.requests.total() == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Fatal), (404, NotFound), (409, Fatal), (413, Fatal), (418, Fatal), (422, Fatal)],
)
async def test_a_refusal_is_final_and_asked_for_once(
    script: Script, opened: Opened, status: int, kind: type[Fatal]
) -> None:
    server = await script(answer(status, {"error": {"code": "no"}}))
    with pytest.raises(Fatal) as caught:
        await create_bulk(opened(server))
    assert (type(caught.value), caught.value.status) == (kind, status)
    assert len(server.asked) == 1


async def test_a_refusal_keeps_the_answer_for_whoever_looks(script: Script, opened: Opened) -> None:
    server = await script(answer(422, {"why": "+818012345678"}, X_Request_Id="r-1"))
    with pytest.raises(Fatal) as caught:
        await create_bulk(opened(server))
    assert caught.value.body == {"why": "+818012345678"}
    assert caught.value.headers["x-request-id"] == "r-1"


async def test_a_redirect_is_not_followed(script: Script, opened: Opened) -> None:
    elsewhere = await script(answer(200, []))
    server = await script(answer(308, Location=f"{elsewhere.base_url}/api/v1/outbound_calls"))
    with pytest.raises(Fatal, match="MICO_BASE_URL"):
        await read(opened(server))
    assert (len(server.asked), len(elsewhere.asked)) == (1, 0)


@pytest.mark.parametrize("status", [302, 404, 405])
async def test_an_address_that_gives_no_tokens_is_not_blamed_on_the_credentials(
    script: Script, opened: Opened, status: int
) -> None:
    server = await script(answer(200, []), tokens=[answer(status, b"<html>")])
    with pytest.raises(CredentialsRefused, match="MICO_BASE_URL") as caught:
        await read(opened(server))
    assert "MICO_CLIENT_ID" not in str(caught.value)


async def test_invalid_scope_is_told_from_an_invalid_client(script: Script, opened: Opened) -> None:
    tokens = [answer(400, {"error": "invalid_scope"}), answer(400, {"error": "invalid_client"})]
    mico = opened(await script(answer(200, []), tokens=tokens))
    with pytest.raises(ScopeMissing):
        await read(mico)
    with pytest.raises(CredentialsRefused):
        await read(mico)


async def test_after_a_refusal_the_client_goes_on(script: Script, opened: Opened) -> None:
    server = await script(
        answer(404), answer(200, []), tokens=[answer(400, {"error": "invalid_client"}), grant()]
    )
    mico = opened(server)
    with pytest.raises(CredentialsRefused):
        await read(mico)
    with pytest.raises(NotFound):
        await read(mico)
    assert await read(mico) == []
