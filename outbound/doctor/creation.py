"""Creation: what the answers to requests that create something show. Pure functions."""

from collections.abc import Mapping

from outbound.api import Fatal
from outbound.api.models import BulkAnswer, OutboundCall
from outbound.doctor.ground import RETRIES, Ground, Place
from outbound.doctor.meanings import differs, fine, judged
from outbound.doctor.probe_calls import Call
from outbound.ledger import Finding, Probe

_NOT_IN_INFO = {"external_id", "event_date_time"}


def judge_ground(ground: Ground) -> list[Finding]:
    """Everything that the answers show by themselves."""
    return [
        judge_schedule_echo(ground.place),
        judge_call_echo(ground.sent[-1], ground.single),
        judge_bulk_order([str(call["external_id"]) for call in ground.sent], ground.bulk),
        judge_refused_rows(ground.mixed),
    ]


def judge_schedule_echo(place: Place) -> Finding:
    """Compare the schedule that came with the one that was asked for."""
    schedule = place.schedule
    pairs: Mapping[str, tuple[object, object]] = {
        "starts_at": (schedule.starts_at, place.starts_at),
        "ends_at": (schedule.ends_at, place.ends_at),
        "retry_intervals": (schedule.retry_intervals, list(RETRIES)),
    }
    others = [f"another {name}" for name, (came, asked) in pairs.items() if came != asked]
    return judged(Probe.SCHEDULE_ECHO, others, "disabled, with its window and its retries")


def judge_call_echo(sent: Call, came: OutboundCall) -> Finding:
    """Compare the call that came with the one that was sent, field by field."""
    info = came.outbound_call_info or {}
    shown = {**info, "external_id": came.external_id}
    complaints = [
        f"{name} is {'another' if shown.get(name) is not None else 'not shown'}"
        for name, value in sent.items()
        if shown.get(name) != value and not (name in _NOT_IN_INFO and _is_same(name, shown, value))
    ]
    return judged(Probe.CALL_ECHO, complaints, "every field as it was sent")


def _is_same(name: str, shown: Mapping[str, object], value: object) -> bool:
    """The guide shows event_date_time in no answer, so its absence says nothing."""
    return name == "event_date_time" and (name not in shown or shown[name] == value)


def judge_bulk_order(sent: list[str], answer: BulkAnswer) -> Finding:
    """Compare the order of a bulk's answer with the order of the request."""
    came = [call.external_id for call in answer.outbound_calls]
    asked = sent[: len(came) + len(answer.failures)]
    if None in came:
        return differs(Probe.BULK_ORDER, "the answer names no external id for some calls")
    if len(came) < len(asked):
        return differs(Probe.BULK_ORDER, f"{len(asked) - len(came)} good rows were turned down")
    if came != asked:
        return differs(Probe.BULK_ORDER, "another order than the request's")
    return fine(Probe.BULK_ORDER, "the order of the request")


def judge_refused_rows(answer: BulkAnswer | Fatal) -> Finding:
    """What became of a bulk with a good row, and a bad one behind it."""
    if isinstance(answer, Fatal):
        return differs(Probe.REFUSED_ROWS, f"the whole bulk is turned down ({answer.status})")
    if not answer.failures:
        return differs(Probe.REFUSED_ROWS, "a row without a number is taken")
    places = [failure.index for failure in answer.failures]
    created, refused = len(answer.outbound_calls), len(places)
    counts = (answer.total_count, answer.successful_count, answer.failed_count)
    complaints = [
        *(["the bad row is named by another place"] if places != [1] else []),
        *(["its counts do not add up"] if counts != (created + refused, created, refused) else []),
    ]
    return judged(Probe.REFUSED_ROWS, complaints, "the bad row comes back by its place")
