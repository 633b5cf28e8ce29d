"""Appearing: how late the list shows calls that were created."""

from collections.abc import Mapping
from dataclasses import dataclass

from outbound.api import MicoClient
from outbound.clock import Clock
from outbound.doctor.access import ScopeLog
from outbound.doctor.ground import Ground
from outbound.doctor.meanings import differs, fine
from outbound.ledger import Finding, Probe

_PAUSES = (0.5, 1, 2, 4, 8, 15, 30, 60)
"""Seconds between looks: two minutes in all."""
_WHOLE = "the whole list"


@dataclass(frozen=True, slots=True)
class Appearance:
    """For each question, after how many seconds of the clock it showed what it should.

    None: not within the two minutes. The first look counts as 0.
    """

    after: Mapping[str, float | None]

    @property
    def is_complete(self) -> bool:
        """Whether every question showed its calls in the end."""
        return None not in self.after.values()


async def wait_until_shown(
    api: MicoClient, clock: Clock, ground: Ground, scopes: ScopeLog
) -> Appearance:
    """Ask for the whole list, and for each call by its external id, until all show their calls.

    Many questions are asked, for some may be answered from an older copy than others.

    Raises:
        MicoError: a list could not be read.
    """
    waiting = _questions(ground)
    after: dict[str, float | None] = dict.fromkeys(waiting)
    for look, pause in enumerate((*_PAUSES, 0)):
        for question in [name for name, seconds in after.items() if seconds is None]:
            with scopes.needing("outbound_calls:read"):
                shown = await _shown(api, ground.place.schedule.uid, question)
            if shown >= waiting[question]:
                late = (clock.now() - ground.created_at).total_seconds()
                after[question] = late if look else 0
        if None not in after.values():
            break
        await clock.sleep(pause)
    return Appearance(after)


def judge_delay(appearance: Appearance) -> Finding:
    """How late calls appear, and whether all questions agree on it."""
    waits = appearance.after.values()
    late = [seconds for seconds in waits if seconds]
    if not appearance.is_complete:
        longest = f"not within {sum(_PAUSES):,.0f} s"
    elif not late:
        return fine(Probe.DELAY, "at once, by every question")
    else:
        longest = f"up to {max(late):,.0f} s late"
    uneven = ", and other questions at once" if 0 in waits else ""
    return differs(Probe.DELAY, f"calls appear {longest}{uneven}")


def _questions(ground: Ground) -> Mapping[str, set[str]]:
    """What each question should show: the whole list everything, an external id its call."""
    by_id = {str(call["external_id"]): {uid} for uid, call in ground.calls.items()}
    return {_WHOLE: ground.uids, **by_id}


async def _shown(api: MicoClient, schedule_uid: str, question: str) -> set[str]:
    if question == _WHOLE:
        rows = await api.outbound_calls.page(schedule_uid)
    else:
        rows = await api.outbound_calls.page(schedule_uid, external_id=question)
    return {row.uid for row in rows}
