from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from outbound.sandbox import Mix
from tests.sandbox.caller import START, Caller, Json, people, person
from tests.sandbox.conftest import Opened

ANSWERED = Mix(
    endings={"answered": 1},
    outcomes={"APPOINTMENT_CONFIRMED": 1},
    ring_seconds=(10, 10),
    talk_seconds=(60, 60),
    notified=1,
)
BUSY = Mix(endings={"busy": 1}, ring_seconds=(10, 10))


async def only_call(api: Caller) -> Json:
    (told,) = (await api.state())["calls"]
    return await api.detail(told["uid"])


async def attempts(api: Caller) -> list[Json]:
    return [attempt for call in (await api.state())["calls"] for attempt in call["attempts"]]


async def test_a_disabled_schedule_calls_nobody(opened: Opened) -> None:
    api = await opened()
    await api.schedule(*people(5))
    api.clock.advance(3600)
    assert await attempts(api) == []


async def test_an_enabled_schedule_calls_at_once(opened: Opened) -> None:
    api = await opened(mix=ANSWERED)
    await api.schedule(person(), enabled=True)
    (attempt,) = (await only_call(api))["outbound_call_attempts"]
    assert attempt["status"] == "ringing"
    assert attempt["started_at"] == "2026-11-24T09:00:00Z"
    assert attempt["answered_at"] is None
    assert attempt["ended_at"] is None


async def test_while_somebody_talks_the_attempt_has_no_end(opened: Opened) -> None:
    api = await opened(mix=ANSWERED)
    await api.schedule(person(), enabled=True)
    api.clock.advance(30)
    call = await only_call(api)
    (attempt,) = call["outbound_call_attempts"]
    assert attempt["answered_at"] == "2026-11-24T09:00:10Z"
    assert (attempt["ended_at"], attempt["duration"]) == (None, None)
    assert attempt["outbound_call_attempts_outcomes"] == []
    assert call["status"] == "pending"


async def test_an_answered_call_is_completed_as_in_the_guide(opened: Opened) -> None:
    api = await opened(mix=ANSWERED)
    await api.schedule(person(), enabled=True)
    api.clock.advance(600)
    call = await only_call(api)
    assert (call["status"], call["progress"]) == ("completed", "answered")
    assert (call["number_call_retries"], call["cooldown_until"]) == (0, None)
    assert call["updated_at"] == "2026-11-24T09:01:10Z"
    (attempt,) = call["outbound_call_attempts"]
    (outcome,) = attempt.pop("outbound_call_attempts_outcomes")
    assert attempt.pop("uid")
    assert attempt == {
        "status": "hangup",
        "started_at": "2026-11-24T09:00:00Z",
        "answered_at": "2026-11-24T09:00:10Z",
        "ended_at": "2026-11-24T09:01:10Z",
        "duration": 60,
        "created_at": "2026-11-24T09:00:00Z",
        "updated_at": "2026-11-24T09:01:10Z",
        "error_details": None,
    }
    assert outcome["call_outcome"]["name"] == "APPOINTMENT_CONFIRMED"
    assert outcome["created_at"] == "2026-11-24T09:01:10Z"


async def test_a_call_with_an_outcome_may_send_a_notification(opened: Opened) -> None:
    api = await opened(mix=ANSWERED)
    await api.schedule(person(), enabled=True)
    api.clock.advance(600)
    (notification,) = (await only_call(api))["outbound_calls_notifications"]
    assert notification.pop("uid")
    assert notification == {"status": "delivered", "message_count": 1}


async def test_a_call_without_an_outcome_sends_none(opened: Opened) -> None:
    mix = Mix(endings={"answered": 1}, outcomes={None: 1}, notified=1)
    api = await opened(mix=mix)
    await api.schedule(person(), enabled=True)
    api.clock.advance(600)
    call = await only_call(api)
    assert call["status"] == "completed"
    assert call["outbound_calls_notifications"] == []
    assert call["outbound_call_attempts"][0]["outbound_call_attempts_outcomes"] == []


async def test_who_was_busy_waits_for_the_retry(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    await api.schedule(person(), enabled=True)
    api.clock.advance(309)
    call = await only_call(api)
    assert (call["status"], call["progress"]) == ("pending", "in_queue")
    assert call["number_call_retries"] == 2
    assert call["cooldown_until"] == "2026-11-24T09:05:10Z"
    assert len(call["outbound_call_attempts"]) == 1


async def test_the_retry_comes_when_the_cooldown_is_over(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    await api.schedule(person(), enabled=True)
    api.clock.advance(310)
    call = await only_call(api)
    assert call["cooldown_until"] is None
    assert [attempt["started_at"] for attempt in call["outbound_call_attempts"]] == [
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:05:10Z",
    ]


async def test_each_retry_has_its_own_interval(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    await api.schedule(person(), enabled=True, retry_intervals=[60, 120])
    api.clock.advance(3600)
    starts = [datetime.fromisoformat(one["started_at"]) for one in await attempts(api)]
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    assert waits == [70, 130]


@pytest.mark.parametrize("ending", ["no_answer", "busy", "voicemail", "failed"])
async def test_without_retries_left_a_call_ends_as_its_last_attempt(
    opened: Opened, ending: str
) -> None:
    api = await opened(mix=Mix.model_validate({"endings": {ending: 1}}))
    await api.schedule(person(), enabled=True)
    api.clock.advance(3600)
    call = await only_call(api)
    assert (call["status"], call["progress"]) == ("completed", ending)
    assert call["number_call_retries"] == 0
    assert len(call["outbound_call_attempts"]) == 4
    for attempt in call["outbound_call_attempts"]:
        assert (attempt["status"], attempt["answered_at"]) == (ending, None)
        assert (attempt["error_details"] is not None) is (ending == "failed")


async def test_an_api_may_leave_exhausted_calls_pending(opened: Opened) -> None:
    api = await opened(mix=Mix(endings={"busy": 1}, marks_exhausted=False))
    await api.schedule(person(), enabled=True)
    api.clock.advance(3 * 3600)
    call = await only_call(api)
    assert (call["status"], call["progress"]) == ("pending", "in_queue")
    assert len(call["outbound_call_attempts"]) == 4


async def test_no_more_calls_at_once_than_there_are_lines(opened: Opened) -> None:
    api = await opened(mix=ANSWERED, lines=2)
    schedule = await api.schedule(*people(5), enabled=True)
    for dialled in (2, 4, 5):
        assert len(await attempts(api)) == dialled
        api.clock.advance(70)
    assert len(await api.listed(schedule, attempt_status="hangup")) == 5


async def test_calls_are_dialled_in_the_order_of_their_creation(opened: Opened) -> None:
    api = await opened(mix=ANSWERED, lines=1)
    first, second = await api.schedule(*people(2)), await api.schedule(*people(2))
    await api.switch(second, enabled=True)
    await api.switch(first, enabled=True)
    api.clock.advance(600)
    calls = (await api.state())["calls"]
    by_start = sorted(calls, key=lambda call: str(call["attempts"][0]["started_at"]))
    assert [call["schedule_uid"] for call in by_start] == [second, first, first, second]


async def test_nobody_is_called_before_the_window(opened: Opened) -> None:
    api = await opened()
    starts_at = START + timedelta(hours=1)
    await api.schedule(person(), enabled=True, starts_at=starts_at.isoformat())
    api.clock.advance(3599)
    assert await attempts(api) == []
    api.clock.advance(1)
    assert len(await attempts(api)) == 1


async def test_nobody_is_called_from_the_window_s_end_on(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    # The second attempt is due in the very second in which the window ends.
    await api.schedule(person(), enabled=True, ends_at=(START + timedelta(seconds=310)).isoformat())
    api.clock.advance(3600)
    call = await only_call(api)
    assert call["status"] == "pending"
    assert len(call["outbound_call_attempts"]) == 1


async def test_after_a_disable_what_rings_goes_on_and_nothing_else_begins(opened: Opened) -> None:
    api = await opened(mix=ANSWERED, lines=1)
    schedule = await api.schedule(*people(2), enabled=True)
    api.clock.advance(5)
    await api.switch(schedule, enabled=False)
    api.clock.advance(600)
    first, second = (await api.state())["calls"]
    assert first["status"] == "completed"
    assert (second["status"], second["attempts"]) == ("pending", [])


async def test_enabled_again_it_goes_on_from_there(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    schedule = await api.schedule(person(), enabled=True)
    api.clock.advance(60)
    await api.switch(schedule, enabled=False)
    api.clock.advance(1800)
    await api.switch(schedule, enabled=True)
    assert [attempt["started_at"] for attempt in await attempts(api)] == [
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:31:00Z",
    ]


async def test_a_call_forced_into_an_open_schedule_is_dialled_at_once(opened: Opened) -> None:
    api = await opened()
    schedule = await api.schedule(enabled=True)
    api.clock.advance(60)
    await api.add(schedule, person(), force="true")
    api.clock.advance(2)
    (attempt,) = await attempts(api)
    assert attempt["started_at"] == "2026-11-24T09:01:00Z"


async def test_every_change_moves_updated_at(opened: Opened) -> None:
    api = await opened(mix=BUSY)
    await api.schedule(person(), enabled=True, retry_intervals=[20])
    changes = {(await only_call(api))["updated_at"][-3:-1]}
    for _ in range(60):
        api.clock.advance(1)
        changes.add((await only_call(api))["updated_at"][-3:-1])
    assert changes == {"00", "10", "30", "40"}
