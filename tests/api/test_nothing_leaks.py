"""What an error shows, and to whom: no answer, no person, no secret."""

import logging
import pickle
import traceback

import pytest

from outbound.api import Fatal, InDoubt, MicoClient, MicoError, Retriable
from tests.api import requests
from tests.api.conftest import Opened, Script, settings_for
from tests.api.scripted import Reply, answer, babble, cut_short, grant, reset

PERSON = "+818012345678 John Doe"
CALL = {"phone_number": "+818012345678", "first_name": "John", "last_name": "Doe"}
SECRET = "do-not-show-me"

SHOWING: dict[str, Reply] = {
    "refused": answer(422, {"why": PERSON}, X_Echo=PERSON),
    "failed": answer(500, {"why": PERSON}, X_Echo=PERSON),
    "asked for less": answer(429, {"why": PERSON}),
    "of another shape": answer(201, {"why": PERSON, "uid": [PERSON]}),
    "no JSON": answer(200, PERSON.encode()),
    "no HTTP": babble,
    "cut short": cut_short,
    "reset": reset,
}
every_showing = pytest.mark.parametrize("showing", SHOWING.values(), ids=list(SHOWING))


async def _error(mico: MicoClient) -> MicoError:
    with pytest.raises(MicoError) as caught:
        await mico.outbound_calls.create_bulk("096c", [CALL])
    return caught.value


@every_showing
async def test_an_error_s_text_says_what_was_done_and_repeats_no_answer(
    script: Script, opened: Opened, showing: Reply
) -> None:
    error = await _error(opened(await script(showing)))
    assert str(error).startswith("Creating 1 calls in the schedule 096c: ")
    shown = "".join([str(error), repr(error), *traceback.format_exception(error)])
    assert "8012345678" not in shown
    assert "Doe" not in shown


@every_showing
@pytest.mark.parametrize("access_token", [None, SECRET])
async def test_an_error_s_text_and_the_log_hold_no_secret(
    script: Script,
    opened: Opened,
    caplog: pytest.LogCaptureFixture,
    showing: Reply,
    access_token: str | None,
) -> None:
    caplog.set_level(logging.INFO)
    server = await script(showing, tokens=[grant(SECRET)])
    error = await _error(opened(server, client_secret=SECRET, access_token=access_token))
    shown = [str(error), repr(error), *traceback.format_exception(error), caplog.text]
    assert SECRET not in "".join(shown)


async def test_a_token_s_refusal_holds_no_secret(script: Script, opened: Opened) -> None:
    server = await script(answer(200), tokens=[answer(401, {"sent": SECRET})])
    error = await _error(opened(server, client_secret=SECRET))
    assert SECRET not in "".join(traceback.format_exception(error))


async def test_the_cause_of_a_connection_never_made_is_told(opened: Opened) -> None:
    error = await _error(opened("http://127.0.0.1:1", access_token="good"))
    assert error.__cause__ is not None


@every_showing
async def test_a_stored_error_keeps_its_sentence_and_its_status_but_not_the_answer(
    script: Script, opened: Opened, showing: Reply
) -> None:
    error = await _error(opened(await script(showing)))
    stored = pickle.dumps(error)
    assert b"8012345678" not in stored
    restored = pickle.loads(stored)  # noqa: S301 - what was pickled one line above
    assert (type(restored), str(restored)) == (type(error), str(error))
    assert restored.status == error.status
    assert (restored.body, dict(restored.headers)) == (None, {})


@pytest.mark.parametrize("kind", [Fatal, Retriable, InDoubt])
def test_an_error_without_an_answer_has_neither_status_nor_body(kind: type[MicoError]) -> None:
    error = kind("Reading", "nothing came")
    assert (str(error), error.status, error.body) == ("Reading: nothing came", None, None)
    assert dict(error.headers) == {}


async def test_nothing_that_the_client_shows_of_itself_is_secret(
    script: Script, opened: Opened
) -> None:
    mico = opened(await script(answer(200, []), tokens=[grant(SECRET)]), client_secret=SECRET)
    await requests.read(mico)
    settings = settings_for("https://api.example", client_secret=SECRET, access_token=SECRET)
    auth = mico._transport._auth  # noqa: SLF001 - where the secrets are
    shown = [repr(mico), repr(auth), repr(vars(auth)), repr(settings), str(settings)]
    assert SECRET not in "".join(shown)
