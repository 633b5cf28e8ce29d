"""Filters: which of them find what equals the value asked for, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from outbound.api import MicoClient
from outbound.api.outbound_calls import Filters
from outbound.doctor.ground import Ground
from outbound.doctor.meanings import judged
from outbound.doctor.probe_calls import Call
from outbound.ledger import Finding, Probe

FIELDS = (
    "external_id",
    "first_name",
    "last_name",
    "phonetic_first_name",
    "phone_number",
    "email",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question to a filter, and the uids that it showed."""

    field: str
    value: str
    shown: frozenset[str]


async def examine_filters(api: MicoClient, ground: Ground) -> Finding:
    """Ask each filter for a value, for its beginning, and for it in other letters.

    Raises:
        MicoError: a list could not be read.
    """
    answers = [
        Answer(field, value, await _shown(api, ground, cast("Filters", {field: value})))
        for field in FIELDS
        for value in questions(str(ground.sent[0][field]))
    ]
    of_tests = {
        "true": await _shown(api, ground, Filters(is_test_call=True)),
        "false": await _shown(api, ground, Filters(is_test_call=False)),
    }
    return judge_filters(answers, of_tests, ground.calls)


def questions(value: str) -> Sequence[str]:
    """A value, its beginning, and it in other letters, each once."""
    return list(dict.fromkeys((value, value[:-1], value.swapcase())))


def judge_filters(
    answers: Sequence[Answer], of_tests: Mapping[str, frozenset[str]], calls: Mapping[str, Call]
) -> Finding:
    """Name each filter that is not exact, and how."""
    complaints = [*_inexact(answers, calls)]
    if of_tests["true"] and of_tests["true"] == of_tests["false"]:
        complaints.append("is_test_call is ignored")
    return judged(Probe.FILTERS, complaints, "all find what is equal, and nothing else")


def _inexact(answers: Sequence[Answer], calls: Mapping[str, Call]) -> Iterator[str]:
    for field in FIELDS:
        asked = [answer for answer in answers if answer.field == field]
        if problem := _problem(asked, calls):
            yield f"{field} {problem}"


def _problem(asked: Sequence[Answer], calls: Mapping[str, Call]) -> str | None:
    equal = [
        {uid for uid, call in calls.items() if call[answer.field] == answer.value}
        for answer in asked
    ]
    if any(not found <= answer.shown for answer, found in zip(asked, equal, strict=True)):
        return "does not find what is equal"
    if all(answer.shown >= calls.keys() for answer in asked):
        return "is ignored"
    if any(answer.shown - found for answer, found in zip(asked, equal, strict=True)):
        return "finds more than what is equal"
    return None


async def _shown(api: MicoClient, ground: Ground, filters: Filters) -> frozenset[str]:
    rows = await api.outbound_calls.page(ground.place.schedule.uid, **filters)
    return frozenset(row.uid for row in rows) & ground.uids
