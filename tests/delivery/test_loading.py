from collections import Counter
from collections.abc import Callable

import pytest

from outbound.api import CredentialsRefused, Fatal, NotFound, Retriable, ScopeMissing
from outbound.delivery.campaigns import campaign_of
from outbound.delivery.loading import BatchLoaded, load_batch, load_one
from outbound.delivery.reconciliation import reconcile
from outbound.delivery.schedules import schedule_of
from outbound.delivery.segments import form_segments
from outbound.ledger import LedgerSchedule
from outbound.ledger.staged import StagedRow
from tests.delivery.bench import Bench, Json, rows_of, write_list
from tests.delivery.wire import (
    BULK,
    ONE_CALL,
    Trouble,
    answer_is_changed,
    answer_is_lost,
    answers,
    done_but_answers,
    nobody_is_there,
    request_is_lost,
)

BAD_NUMBER = "+0"


async def schedule_for(bench: Bench, count: int) -> LedgerSchedule:
    return await schedule_of(bench.session, await bench.staged(count), 1)


async def with_bad_rows(bench: Bench, count: int, bad: set[int]) -> LedgerSchedule:
    """A schedule for people of whom the API will turn some down."""
    run = await bench.begun()
    rows = []
    for number in range(1, count + 1):
        phone = BAD_NUMBER if number in bad else f"+8120{number:08}"
        call: dict[str, object] = {
            "external_id": f"P-{number}",
            "phone_number": phone,
            "first_name": "Jane",
            "last_name": "Doe",
            "phonetic_first_name": "Jane",
            "phonetic_last_name": "Doe",
        }
        rows.append(StagedRow(number=number, external_id=f"P-{number}", call=call))
    await bench.ledger.rows.stage(run.id, rows)
    await form_segments(bench.session, run)
    await campaign_of(bench.session, run)
    return await schedule_of(bench.session, await bench.run(), 1)


def sent_twice(bench: Bench) -> list[str]:
    """Who stands in more than one call."""
    people = Counter(call["external_id"] for call in bench.calls())
    return [person for person, times in people.items() if times > 1]


async def test_everybody_of_a_batch_gets_a_call_of_their_own(bench: Bench) -> None:
    schedule = await schedule_for(bench, 30)
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(30, 0, 0)
    truth = {call["external_id"]: call["uid"] for call in bench.calls()}
    assert {row["external_id"]: row["call_uid"] for row in await bench.exported()} == truth
    assert len(truth) == 30


async def test_what_a_row_says_is_what_is_sent(bench: Bench) -> None:
    schedule = await schedule_for(bench, 3)
    await load_batch(bench.session, schedule, 1)
    sent = {call["external_id"]: call["phone_number"] for call in bench.calls()}
    kept = {row["external_id"]: row["phone_number"] for row in await bench.exported()}
    assert sent == kept


async def test_a_batch_is_one_request(bench: Bench) -> None:
    await load_batch(bench.session, await schedule_for(bench, 1000), 1)
    assert bench.wire.count(BULK) == 1


async def test_who_is_turned_down_is_refused_with_the_reason(bench: Bench) -> None:
    schedule = await with_bad_rows(bench, 5, {2, 5})
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(3, 2, 0)
    rows = await bench.exported()
    assert [row["state"] for row in rows] == [
        "created",
        "refused",
        "created",
        "created",
        "refused",
    ]
    assert rows[1]["field"] == "phone_number"
    assert rows[1]["reason"] == "Invalid phone number format"


async def test_a_batch_of_which_all_are_turned_down_is_refused(bench: Bench) -> None:
    schedule = await with_bad_rows(bench, 3, {1, 2, 3})
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 3, 0)


async def test_a_batch_that_was_loaded_is_not_loaded_again(bench: Bench) -> None:
    schedule = await schedule_for(bench, 3)
    await load_batch(bench.session, schedule, 1)
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 0, 0)
    assert bench.wire.count(BULK) == 1


@pytest.mark.parametrize(
    "trouble",
    [answer_is_lost, request_is_lost, done_but_answers(500), done_but_answers(201), answers(408)],
    ids=["answer lost", "request lost", "500 after all", "unreadable", "408"],
)
async def test_without_a_readable_answer_all_are_in_doubt_and_nothing_is_sent_again(
    bench: Bench, trouble: Trouble
) -> None:
    schedule = await schedule_for(bench, 5)
    bench.wire.meets(BULK, trouble)
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 0, 5)
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 0, 0)
    assert bench.wire.count(BULK) == 1
    assert (await bench.count()).in_doubt == 5


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_a_batch_that_is_turned_down_as_a_whole_is_in_doubt(
    bench: Bench, status: int
) -> None:
    schedule = await schedule_for(bench, 5)
    bench.wire.meets(BULK, answers(status))
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 0, 5)


async def test_a_schedule_that_somebody_enabled_takes_no_batch(bench: Bench) -> None:
    schedule = await schedule_for(bench, 5)
    await bench.session.api.schedules.enable(str(schedule.uid))
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(0, 0, 5)
    assert bench.calls() == []


async def test_by_force_an_enabled_schedule_takes_a_batch(bench: Bench) -> None:
    schedule = await schedule_for(bench, 5)
    await bench.session.api.schedules.enable(str(schedule.uid))
    assert await load_batch(bench.session, schedule, 1, force=True) == BatchLoaded(5, 0, 0)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (nobody_is_there, Retriable),
        (answers(429), Retriable),
        (answers(401), CredentialsRefused),
        (answers(403), ScopeMissing),
        (answers(404), NotFound),
    ],
    ids=["no connection", "429", "401", "403", "404"],
)
async def test_what_was_surely_not_carried_out_is_to_be_sent_as_before(
    bench: Bench, trouble: Trouble, error: type[Exception]
) -> None:
    schedule = await schedule_for(bench, 5)
    before = await bench.exported()
    bench.wire.meets(BULK, trouble, times=10)
    with pytest.raises(error):
        await load_batch(bench.session, schedule, 1)
    assert await bench.exported() == before


async def test_what_was_not_carried_out_is_sent_once_things_are_well(bench: Bench) -> None:
    schedule = await schedule_for(bench, 5)
    bench.wire.meets(BULK, nobody_is_there)
    with pytest.raises(Retriable):
        await load_batch(bench.session, schedule, 1)
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(5, 0, 0)
    assert sent_twice(bench) == []


async def test_after_a_429_a_bulk_is_claimed_anew_once_the_api_may_be_asked(bench: Bench) -> None:
    schedule = await schedule_for(bench, 5)
    bench.wire.meets(BULK, answers(429, **{"retry-after": "20"}))
    with pytest.raises(Retriable):
        await load_batch(bench.session, schedule, 1)
    assert (await bench.count()).planned == 5
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(5, 0, 0)
    assert sent_twice(bench) == []


def _without_last(answer: Json) -> Json:
    return {**answer, "outbound_calls": answer["outbound_calls"][:-1]}


def _with_last_twice(answer: Json) -> Json:
    return {**answer, "outbound_calls": [*answer["outbound_calls"], answer["outbound_calls"][-1]]}


def _without_one_id(answer: Json) -> Json:
    first, *others = answer["outbound_calls"]
    return {**answer, "outbound_calls": [{**first, "external_id": None}, *others]}


@pytest.mark.parametrize("change", [_without_last, _with_last_twice, _without_one_id])
async def test_an_answer_that_leaves_one_out_leaves_that_one_in_doubt(
    bench: Bench, change: Callable[[Json], Json]
) -> None:
    schedule = await schedule_for(bench, 5)
    bench.wire.meets(BULK, answer_is_changed(change))
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(4, 0, 1)


async def test_no_refusal_is_believed_where_an_answer_does_not_add_up(bench: Bench) -> None:
    schedule = await with_bad_rows(bench, 5, {2})
    bench.wire.meets(BULK, answer_is_changed(lambda answer: {**answer, "failed_count": 2}))
    assert await load_batch(bench.session, schedule, 1) == BatchLoaded(4, 0, 1)


async def test_one_person_is_called_by_the_request_for_one(bench: Bench) -> None:
    schedule = await schedule_for(bench, 1)
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(1, 0, 0)
    assert (bench.wire.count(BULK), bench.wire.count(ONE_CALL)) == (0, 1)
    assert [row["call_uid"] for row in await bench.exported()] == [bench.calls()[0]["uid"]]


async def test_one_person_is_not_called_again(bench: Bench) -> None:
    schedule = await schedule_for(bench, 1)
    await load_one(bench.session, schedule, 1)
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 0, 0)


async def test_one_person_who_is_turned_down_is_refused(bench: Bench) -> None:
    schedule = await with_bad_rows(bench, 1, {1})
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 0, 1)
    await reconcile(bench.session, schedule)  # somebody may have enabled the schedule
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 1, 0)
    assert (await bench.exported())[0]["reason"] == "Mico answered 422"


async def test_one_person_of_whose_call_nothing_was_heard_is_in_doubt(bench: Bench) -> None:
    schedule = await schedule_for(bench, 1)
    bench.wire.meets(ONE_CALL, answer_is_lost)
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 0, 1)
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 0, 0)
    assert len(bench.calls()) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 429])
async def test_one_person_whose_call_was_not_created_is_to_be_sent_as_before(
    bench: Bench, status: int
) -> None:
    schedule = await schedule_for(bench, 1)
    bench.wire.meets(ONE_CALL, answers(status), times=10)
    with pytest.raises(Exception, match="Creating a call"):
        await load_one(bench.session, schedule, 1)
    assert (await bench.count()).planned == 1


async def test_a_run_without_rows_loads_nothing(bench: Bench) -> None:
    run = await bench.staged(1)
    schedule = await schedule_of(bench.session, run, 1)
    assert await load_batch(bench.session, schedule, 2) == BatchLoaded(0, 0, 0)
    assert bench.wire.count(BULK) == 0


async def test_a_list_that_was_read_is_loaded_in_its_batches(bench: Bench) -> None:
    run = await bench.begun()
    path = write_list(bench.folder / "many.csv", rows_of(2100))
    await campaign_of(bench.session, await bench.read(run, path))
    schedule = await schedule_of(bench.session, await bench.run(), 1)
    loaded = [await load_batch(bench.session, schedule, batch) for batch in (3, 1, 2)]
    assert [batch.created for batch in loaded] == [100, 1000, 1000]
    assert (sent_twice(bench), len(bench.calls())) == ([], 2100)


async def test_one_person_is_looked_up_where_somebody_may_have_enabled_the_schedule(
    bench: Bench,
) -> None:
    schedule = await schedule_for(bench, 1)
    bench.wire.meets(ONE_CALL, answers(409), times=10)
    assert await load_one(bench.session, schedule, 1) == BatchLoaded(0, 0, 1)
    await reconcile(bench.session, schedule)
    with pytest.raises(Fatal, match="409"):  # it was disabled meanwhile, and that was not it
        await load_one(bench.session, await bench.schedule(), 1)
    assert (await bench.count()).planned == 1
