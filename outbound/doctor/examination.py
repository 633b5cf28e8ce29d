"""The examination: probes one after another; one that fails leaves the others be."""

from collections.abc import Awaitable, Sequence

from outbound.api import MicoClient, MicoError
from outbound.clock import Clock
from outbound.doctor.access import ScopeLog
from outbound.doctor.appearing import judge_delay, wait_until_shown
from outbound.doctor.creation import judge_ground
from outbound.doctor.error_bodies import examine_error_bodies
from outbound.doctor.filters import examine_filters
from outbound.doctor.ground import Builder, EnabledScheduleError, Ground, why
from outbound.doctor.meanings import cannot_tell, differs
from outbound.doctor.pages import examine_pages
from outbound.ledger import Finding, Probe

_BY_LIST = (Probe.PAGES, Probe.LIST_ORDER, Probe.FILTERS)
_BY_CALLS = (
    Probe.SCHEDULE_ECHO,
    Probe.CALL_ECHO,
    Probe.BULK_ORDER,
    Probe.REFUSED_ROWS,
    Probe.DELAY,
    *_BY_LIST,
    Probe.ERROR_BODIES,
)


async def examine_behaviour(
    api: MicoClient, clock: Clock, builder: Builder, scopes: ScopeLog
) -> list[Finding]:
    """Create probe calls in a disabled schedule, and look at everything that can be seen of them.

    The finding about scopes is the last one.
    """
    try:
        ground = await builder.build()
    except EnabledScheduleError as error:
        echo = differs(Probe.SCHEDULE_ECHO, why(error))
        return [echo, *untold(_BY_CALLS[1:], why(error)), scopes.finding()]
    except MicoError as error:
        return [*untold(_BY_CALLS, why(error)), scopes.finding()]
    found = judge_ground(ground) + await _examine_lists(api, clock, ground, scopes)
    found += await _several([Probe.ERROR_BODIES], _one(examine_error_bodies(api, ground)))
    return [*found, scopes.finding()]


async def _examine_lists(
    api: MicoClient, clock: Clock, ground: Ground, scopes: ScopeLog
) -> list[Finding]:
    try:
        appearance = await wait_until_shown(api, clock, ground, scopes)
    except MicoError as error:
        return untold((Probe.DELAY, *_BY_LIST), str(error))
    delay = judge_delay(appearance)
    if not appearance.is_complete:
        return [delay, *untold(_BY_LIST, "the list does not show every call")]
    pages = await _several([Probe.PAGES, Probe.LIST_ORDER], examine_pages(api, ground))
    filters = await _several([Probe.FILTERS], _one(examine_filters(api, ground)))
    return [delay, *pages, *filters]


def untold(probes: Sequence[Probe], reason: str) -> list[Finding]:
    """Nothing can be told by these probes, and why."""
    return [cannot_tell(probe, reason) for probe in probes]


async def _one(finding: Awaitable[Finding]) -> list[Finding]:
    return [await finding]


async def _several(probes: Sequence[Probe], examined: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        return await examined
    except MicoError as error:
        return untold(probes, str(error))
