"""The plan: what a launch would do, before it does it. Nothing in it is personal."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from math import ceil
from pathlib import Path

from pydantic import BaseModel

from outbound.contacts import HIDDEN, ContactList
from outbound.delivery.requests import Checks, Launch
from outbound.delivery.runs import Run, record_of
from outbound.delivery.segments import cap_of
from outbound.delivery.session import OfflineSession
from outbound.delivery.staged_rows import HOURS
from outbound.delivery.staging import open_run, stage
from outbound.ledger import Ledger, NotCalled, Rates, RowState, Segment, open_ledger
from outbound.ledger.plans import People
from outbound.planning import CallingWindow, attempts_that_fit, describe, resolve

_FATES = ("read", "usable", "rejected", "duplicate", "suppressed")
_REJECTED = str(RowState.REJECTED)
_NO_DIRT = {HOURS, HIDDEN}
# No run of yours can have these keys.
_HISTORY, _PLAN = "(history)", "(plan)"
# What a bulk takes where no run has shown it.
_SECONDS_A_BULK = 1.0


class PlannedSchedule(BaseModel):
    """A schedule that would be made; instants in UTC."""

    schedule: int
    people: int
    is_trial: bool
    """Whether the others wait until it has gone well."""
    starts_at: datetime
    ends_at: datetime
    in_words: str
    """By the clock where its first person is, and in UTC."""
    day: int
    more_days: int
    """Later days on which people who are not reached are called again."""
    retries_that_fit: int
    most_calls: int
    """Attempts that one person may get from it."""
    reached_by_its_end: int | None
    """People called at least once, at the rate of earlier runs; None: no run has shown one."""

    @property
    def when(self) -> str:
        """When its people are called, and what else that depends on, for people."""
        when = self.in_words
        if self.more_days:
            more = "1 more day" if self.more_days == 1 else f"{self.more_days} more days"
            when += f"; on {more} for people not reached"
        return f"{when}; a trial, for which the others wait" if self.is_trial else when


class Plan(BaseModel):
    """What a launch would do."""

    name: str
    """The list's name."""
    rows: dict[str, int]
    """By fate: read, usable, rejected, duplicate, suppressed."""
    columns: dict[str, str] = {}
    """The fields of a call, each with the list's column that it is taken from."""
    custom_parameters: list[str] = []
    """The columns that go to Mico as custom parameters."""
    sheet: str | None = None
    """The sheet that was read, where the list is a workbook."""
    sheets_not_read: list[str] = []
    hidden_sheets: list[str] = []
    """Those of the sheets that are not read which are hidden in the workbook."""
    hidden_columns: list[str] = []
    """Columns that are hidden in the sheet, and not read."""
    hidden_rows: int = 0
    """Rows that are hidden in the sheet, and set aside; `rejected` counts them, too."""
    not_called: list[NotCalled]
    schedules: list[PlannedSchedule]
    kanji_without_kana: int
    """People with a name in Chinese characters that may be spoken wrongly."""
    numbers_shared: int
    """People who share their number with somebody else in the list."""
    ids_made_anew: int = 0
    """Rows with an external id that told nobody apart, in place of which one was made."""
    placeholder_names: int = 0
    """People with a name that is also a word for a missing value, like Null."""
    event_zone: str | None = None
    """The zone of event times without an offset."""
    event_zone_column: str | None = None
    """The column that names the zone of a row, where that comes before `event_zone`."""
    events_past: int = 0
    """People who would be called about an event that is over already."""
    unknown_origin: str | None = None
    """A warning: the list is a reject file, and your records have no run of its list."""
    most_calls_a_day: int
    requests: int
    seconds_to_load: float


@asynccontextmanager
async def planning(
    session: OfflineSession, asked: Launch, contact_list: ContactList
) -> AsyncIterator[tuple[OfflineSession, Run]]:
    """The list, staged in a ledger of its own that is gone afterwards; yours is only read.

    Raises:
        UserMistake: the list, or the window, cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="outbound-plan-") as folder:
        url = f"sqlite:///{Path(folder) / 'plan.db'}"
        async with open_ledger(url, is_lasting=False) as scratch:
            await _copy_suppressions(session.ledger, scratch)
            planned = replace(session, ledger=scratch)
            history = await _begun(planned, _HISTORY, asked, contact_list.digest)
            await _copy_history(session, history, scratch)
            await _copy_origins(session, planned, asked, contact_list)
            run = await _begun(planned, _PLAN, asked, contact_list.digest)
            await stage(planned, run, contact_list)
            yield planned, run


def excess_of_dirt(plan: Plan, checks: Checks) -> str | None:
    """Why the list is too dirty to be called, in words; None where it is clean enough."""
    return excess_in(plan.not_called, plan.rows["read"], checks)


def excess_in(reasons: Sequence[NotCalled], read: int, checks: Checks) -> str | None:
    """The same of the reasons why rows are not called, and of how many were read.

    A person without an hour in the window is no dirt, nor is a row that is hidden in its sheet.
    """
    allowed = checks.fail_above
    dirty = sum(w.rows for w in reasons if w.fate == _REJECTED and w.field not in _NO_DIRT)
    share = dirty / read if read else 0.0
    if allowed is None or share <= allowed:
        return None
    return (
        f"{share:.1%} of the {read} rows could not be used, more than the {allowed:.1%} that were "
        "allowed"
    )


async def plan_of(session: OfflineSession, run: Run, *, name: str, rates: Rates) -> Plan:
    """What the staged run would do; `rates` are those of earlier runs."""
    ledger, now = session.ledger, session.clock.now()
    record, counts = await record_of(session, run), await ledger.count(run.id)
    people = await ledger.plans.people(run.id)
    every = await ledger.segments.of_run(run.id)
    # A segment without people is no schedule: all of them may have moved to another day.
    segments = [
        segment for segment in every if segment.superseded_at is None and segment.ordinal in people
    ]
    schedules = [
        _schedule(segment, people[segment.ordinal], rates, now)
        for segment in segments
        if segment.starts_at is not None
    ]
    bulks = sum(segment.last_batch - segment.first_batch + 1 for segment in segments)
    reasons = list(await ledger.plans.reasons(run.id))
    return Plan(
        name=name,
        rows={fate: getattr(counts, fate) for fate in _FATES},
        not_called=reasons,
        hidden_rows=sum(why.rows for why in reasons if why.field == HIDDEN),
        schedules=schedules,
        kanji_without_kana=record.kanji_without_kana,
        numbers_shared=record.numbers_shared,
        ids_made_anew=record.ids_made_anew,
        placeholder_names=record.placeholder_names,
        event_zone=run.request.list_options.event_zone or run.request.window_zone,
        events_past=await ledger.plans.events_before(run.id, now),
        # A person stands in one schedule a day.
        most_calls_a_day=max((schedule.most_calls for schedule in schedules), default=0),
        # One campaign, the bulks, and for each schedule its creation, two pages and its enabling.
        requests=1 + 4 * len(schedules) + bulks,
        seconds_to_load=ceil(bulks / session.sizes.bulks_at_once)
        * (rates.seconds_a_bulk or _SECONDS_A_BULK),
    )


def _schedule(segment: Segment, people: People, rates: Rates, now: datetime) -> PlannedSchedule:
    if segment.starts_at is None or segment.ends_at is None:
        raise AssertionError("a planned schedule has a window")
    window = CallingWindow(max(segment.starts_at, now), segment.ends_at)
    fitting = attempts_that_fit(window, segment.retry_intervals)
    hours = (window.ends_at - window.starts_at).total_seconds() / 3600
    rate = rates.calls_an_hour
    return PlannedSchedule(
        schedule=segment.ordinal,
        people=people.number,
        is_trial=segment.is_trial,
        starts_at=segment.starts_at,
        ends_at=segment.ends_at,
        in_words=describe(CallingWindow(segment.starts_at, segment.ends_at), people.first_zone),
        day=segment.day,
        more_days=segment.days - segment.day,
        retries_that_fit=fitting - 1,
        most_calls=fitting,
        reached_by_its_end=None if rate is None else min(people.number, int(rate * hours)),
    )


async def _begun(session: OfflineSession, key: str, asked: Launch, list_digest: str) -> Run:
    now = session.clock.now()
    return await open_run(
        session,
        key=key,
        asked=asked,
        list_digest=list_digest,
        window=resolve(asked.window, due=now),
        due_at=now,
    )


async def _copy_history(session: OfflineSession, stand_in: Run, target: Ledger) -> None:
    """The calls that a cap counts, in a run that stands for all of those of your records."""
    cap = cap_of(stand_in)
    if cap is None:
        return
    copied, now = 0, session.clock.now()
    async for portion in session.ledger.caps.history(cap, now=now):
        await target.caps.restore(stand_in.id, portion, behind=copied, now=now)
        copied += len(portion)


async def _copy_origins(
    session: OfflineSession, planned: OfflineSession, asked: Launch, contact_list: ContactList
) -> None:
    """The people who were taken in runs of the lists that the rows of this one come from."""
    origins = session.ledger.origins
    for origin in await origins.runs_of(contact_list.origins):
        stand_in = await _begun(planned, origin.key, asked, contact_list.origins[0])
        copied = 0
        async for portion in origins.taken(origin.id):
            await planned.ledger.origins.restore(stand_in.id, portion, behind=copied)
            copied += len(portion)


async def _copy_suppressions(source: Ledger, target: Ledger) -> None:
    """The list that holds for every run: a plan heeds it, and writes nothing to your records."""
    async for suppressed in source.suppressions.in_portions():
        await target.suppressions.restore(suppressed)
