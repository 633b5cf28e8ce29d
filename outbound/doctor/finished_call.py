"""A finished call shows what a disabled schedule cannot: attempts, outcomes, retries."""

from typing import cast

from outbound.api import MicoClient, MicoError
from outbound.api.models import Attempt, OutboundCall
from outbound.api.outbound_calls import Filters
from outbound.doctor.meanings import cannot_tell, differs, fine, judged
from outbound.ledger import Finding, Ledger, Probe
from outbound.ledger.examinations import Origin

PROBES = (Probe.ATTEMPTS, Probe.OUTCOME_FILTERS, Probe.RETRIES)
_UNNAMED = "a disabled schedule cannot show it: name a finished call with --like UID"


async def examine_finished_call(api: MicoClient, ledger: Ledger, uid: str | None) -> list[Finding]:
    """Compare a finished call of these records in detail, in lists, and behind filters."""
    if uid is None:
        return [cannot_tell(probe, _UNNAMED) for probe in PROBES]
    try:
        call = await api.outbound_calls.get(uid)
        origin = await ledger.examinations.origin_of(uid)
        if not call.outbound_call_attempts:
            return _untold("the call that --like names shows no attempt")
        if origin is None:
            return _untold("no run of your records has created the call that --like names")
        return await _examine(api, call, call.outbound_call_attempts, origin)
    except MicoError as error:
        return _untold(str(error))


def _untold(why: str) -> list[Finding]:
    return [cannot_tell(probe, why) for probe in PROBES]


async def _examine(
    api: MicoClient, call: OutboundCall, attempts: list[Attempt], origin: Origin
) -> list[Finding]:
    return [
        judge_attempts(call, await _in_list(api, call, origin.schedule_uid)),
        await _outcome_filters(api, call, attempts, origin.schedule_uid),
        judge_retries(call, origin.retries),
    ]


async def _in_list(api: MicoClient, call: OutboundCall, schedule_uid: str) -> OutboundCall | None:
    async for page in api.outbound_calls.pages(schedule_uid):
        for row in page:
            if row.uid == call.uid:
                return row
    return None


def judge_attempts(detail: OutboundCall, row: OutboundCall | None) -> Finding:
    """Whether the call's row in a list has the attempts that its detail has."""
    if row is None:
        return cannot_tell(Probe.ATTEMPTS, "the list of its schedule does not show the call")
    if row.outbound_call_attempts == detail.outbound_call_attempts:
        return fine(Probe.ATTEMPTS, "lists show attempts and outcomes as the detail does")
    if not row.outbound_call_attempts:
        return differs(Probe.ATTEMPTS, "lists show no attempts")
    return differs(Probe.ATTEMPTS, "lists show less of attempts than the detail does")


async def _outcome_filters(
    api: MicoClient, call: OutboundCall, attempts: list[Attempt], schedule_uid: str
) -> Finding:
    """Ask for the last attempt's status and outcome, and for what no attempt has."""
    values = {"attempt_status": attempts[-1].status, "outcome": _outcome(attempts[-1])}
    complaints = []
    for name, value in values.items():
        if value is None:
            continue
        found = [call.uid in await _uids(api, schedule_uid, name, v) for v in (value, value[:-1])]
        if found != [True, False]:
            complaints.append(f"{name} {'is not exact' if found[0] else 'does not find the call'}")
    asked = " and ".join(name for name, value in values.items() if value is not None)
    if not asked:
        return cannot_tell(Probe.OUTCOME_FILTERS, "its last attempt has no status and no outcome")
    return judged(Probe.OUTCOME_FILTERS, complaints, f"{asked} find what is equal")


def _outcome(attempt: Attempt) -> str | None:
    for outcome in attempt.outbound_call_attempts_outcomes or []:
        if outcome.call_outcome is not None:
            return outcome.call_outcome.name
    return None


async def _uids(api: MicoClient, schedule_uid: str, name: str, value: str) -> set[str]:
    filters = cast("Filters", {name: value})
    pages = api.outbound_calls.pages(schedule_uid, **filters)
    return {row.uid async for page in pages for row in page}


def judge_retries(call: OutboundCall, retries: int) -> Finding:
    """Whether `number_call_retries` is how many further calls were left."""
    left = retries + 1 - len(call.outbound_call_attempts or [])
    shown = call.number_call_retries
    if shown is None:
        return differs(Probe.RETRIES, "number_call_retries is null")
    found = f"number_call_retries is {shown}, and {left} of {retries} retries are left"
    return fine(Probe.RETRIES, found) if shown == left else differs(Probe.RETRIES, found)
