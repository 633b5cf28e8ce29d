"""Stopping whatever fails here: the disable at Mico never waits for the ledger.

The wish belongs into the ledger first. Where it cannot be written at once, the schedules are
disabled by their uids alone, which are read from whatever can be read, and the wish is tried again.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from outbound.api import MicoClient, MicoError, MicoSettings
from outbound.clock import Clock
from outbound.delivery.last_end import latest_in_words
from outbound.delivery.runs import get_run
from outbound.delivery.session import open_session
from outbound.delivery.stopping import AGAIN_AFTER, Stopped, stop
from outbound.ledger import (
    URGENT,
    LedgerSchedule,
    LiveSchedules,
    open_ledger_to_read,
)
from outbound.ledger.database import LedgerError
from outbound.ledger.locks import is_locked
from outbound.ledger.read_only import file_of
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

# Real seconds for which a ledger is read that can be read only with difficulty.
_READING = 2.0

Finder = Callable[[str, str], Awaitable[Collection[str]]]
"""Gives the uids that somebody else remembers of a run, by its key and the API's address."""


class NothingKnownError(LedgerError):
    """No schedule of the run is known here; the text says how it can be switched off elsewhere."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A schedule that may be enabled."""

    uid: str
    ends_at: datetime | None
    is_underway: bool
    """Whether an enabling may have been sent that nobody has answered."""


async def stop_at_any_rate(
    mico: MicoSettings, ours: OutboundSettings, key: str, *, ask_others: Finder | None = None
) -> AsyncGenerator[Stopped, None]:
    """Stop the run until Mico has confirmed it; gives what each try came to.

    Where the wish cannot be written, it ends once Mico has confirmed that the schedules known are
    disabled, and nobody on this machine can enable them again. A launcher that lives, or may live
    elsewhere, could: then it goes on until the wish is written, or the windows are over.

    Raises:
        UserMistake: nobody knows such a run.
        NothingKnownError: the ledger cannot be read, and nobody else knows its schedules.
    """
    clock = ours.clock_for(mico.base_url)
    async with MicoClient(mico, clock=clock) as api:
        emergency = _Emergency(mico, ours, key, api, clock, clock.now(), ask_others)
        while True:
            try:
                async with (
                    open_session(mico, ours, patience=URGENT) as session,
                    aclosing(stop(session, await get_run(session, key))) as tries,
                ):
                    async for stopped in tries:
                        yield stopped
                    return
            except LedgerError as error:
                because = str(error)
            except UserMistake as mistake:
                if not emergency.noted():
                    raise
                because = str(mistake)
            stopped = await emergency.disable(because)
            yield stopped
            if not emergency.may_be_enabled_again():
                if not emergency.is_run_known:
                    raise NothingKnownError(stopped.problem)
                if stopped.problem is None:
                    return
            await clock.sleep(AGAIN_AFTER * clock.speed)


class _Emergency:
    """A stop without a ledger that can be written."""

    def __init__(
        self,
        mico: MicoSettings,
        ours: OutboundSettings,
        key: str,
        api: MicoClient,
        clock: Clock,
        began_at: datetime,
        ask_others: Finder | None,
    ) -> None:
        self._mico = mico
        self._ours = ours
        self._key = key
        self._api = api
        self._clock = clock
        self._began_at = began_at
        self._ask_others = ask_others
        self._file = file_of(ours.ledger_url)
        self._live = LiveSchedules.beside(self._file, ours.home_folder)
        self._lock = "run-*"
        self._known: Sequence[_Known] = ()
        self.is_run_known = False
        """Whether anybody could say which schedules the run has."""

    def noted(self) -> Sequence[_Known]:
        """The run's schedules in the files beside the ledger."""
        return [
            _Known(each.uid, each.ends_at, is_underway=True)
            for each in self._live.known()
            if each.key == self._key and each.base_url == self._mico.base_url
        ]

    async def disable(self, because: str) -> Stopped:
        """Disable each schedule that is known and may be enabled, once."""
        self._known = await self._all_known()
        if not self.is_run_known:
            return Stopped(0, self._how_else(because), unwritten=because)
        problems = await asyncio.gather(*(self._problem_with(each) for each in self._known))
        problem = next((problem for problem in problems if problem is not None), None)
        ends = [each.ends_at for each in self._known]
        return Stopped(
            problems.count(None),
            problem,
            unwritten=because,
            until=latest_in_words(ends, now=self._clock.now()),
        )

    def may_be_enabled_again(self) -> bool:
        """Whether a launcher may be alive that does not know of the wish."""
        now = self._clock.now()
        if self._known and all(each.ends_at and each.ends_at <= now for each in self._known):
            return False
        return self._file is None or is_locked(self._file, self._lock)

    async def _all_known(self) -> Sequence[_Known]:
        known = {each.uid: each for each in self.noted()}
        known |= {each.uid: each for each in await self._in_ledger()}
        if not known and not self.is_run_known and self._ask_others is not None:
            uids = await self._ask_others(self._key, self._mico.base_url)
            known = {uid: _Known(uid, None, is_underway=True) for uid in uids}
        self.is_run_known |= bool(known)
        return list(known.values())

    def _how_else(self, because: str) -> str:
        return (
            f"{because}, and no schedule of {self._key} is noted elsewhere. Switch off, in Mico's "
            f"page, the schedules that are called {self._key} 1, {self._key} 2 and so on, or let "
            "Mico do it; `outbound stop --schedule UID` does it by a schedule's uid"
        )

    async def _in_ledger(self) -> Sequence[_Known]:
        """The run's schedules in the ledger, or in what can still be read of it."""
        try:
            async with (
                asyncio.timeout(_READING),
                open_ledger_to_read(self._ours.ledger_url, patience=URGENT) as ledger,
            ):
                run = await ledger.runs.find(self._key)
                if run is None:
                    return ()
                schedules = await ledger.schedules.of_run(run.id)
                self._lock, self.is_run_known = f"run-{run.id}", True
        except (LedgerError, TimeoutError):
            return ()
        now = self._clock.now()
        return [_known(each) for each in schedules if each.ours and not each.window.is_over(now)]

    async def _problem_with(self, known: _Known) -> str | None:
        try:
            return await disabled_by_uid(self._api, known.uid) or self._underway(known)
        except MicoError as error:
            return str(error)

    def _underway(self, known: _Known) -> str | None:
        deadline = timedelta(seconds=self._mico.timeout_seconds * self._clock.speed)
        if known.is_underway and self._clock.now() < self._began_at + deadline:
            return f"The schedule {known.uid} is disabled, but its enabling may still be under way"
        return None


def _known(schedule: LedgerSchedule) -> _Known:
    return _Known(str(schedule.uid), schedule.ends_at, is_underway=schedule.has_unanswered_enable)


async def disabled_by_uid(api: MicoClient, uid: str) -> str | None:
    """Disable the schedule with this uid; gives what is wrong, None where Mico has confirmed it.

    Raises:
        MicoError: the API said no, or could not be asked.
    """
    answer = await api.schedules.disable(uid)
    return f"Mico answered that {uid} is still enabled" if answer.is_enabled else None
