"""Pages: whether small pages make up the whole list, and in which order it comes."""

from collections.abc import Sequence

from outbound.api import MicoClient
from outbound.doctor.ground import Ground
from outbound.doctor.meanings import differs, fine, judged
from outbound.ledger import Finding, Probe

Reading = Sequence[Sequence[str]]
"""The uids of each page, the one behind the last included."""

_SIZE = 4
_READINGS = 3


async def examine_pages(api: MicoClient, ground: Ground) -> list[Finding]:
    """Read the list in small pages, several times, and twice as a whole.

    Raises:
        MicoError: a page could not be read.
    """
    uid, count = ground.place.schedule.uid, len(ground.uids)
    readings = [await _read(api, uid, count) for _ in range(_READINGS)]
    wholes = [[row.uid for row in await api.outbound_calls.page(uid)] for _ in range(2)]
    return [judge_pages(readings, ground.uids), judge_list_order(wholes, ground.groups)]


async def _read(api: MicoClient, uid: str, count: int) -> Reading:
    pages = range(1, -(-count // _SIZE) + 2)
    asked = [await api.outbound_calls.page(uid, page=page, page_size=_SIZE) for page in pages]
    return [[row.uid for row in rows] for rows in asked]


def judge_pages(readings: Sequence[Reading], expected: set[str]) -> Finding:
    """Whether each reading shows every call once, in full pages with an empty one behind."""
    found = dict.fromkeys(what for reading in readings for what in _wrong_in(reading, expected))
    sizes = " + ".join(str(len(page)) for page in readings[0])
    return judged(Probe.PAGES, list(found), f"{sizes} rows for {len(expected)} calls")


def _wrong_in(reading: Reading, expected: set[str]) -> list[str]:
    rows = [uid for page in reading for uid in page]
    full, remainder = divmod(len(expected), _SIZE)
    right = [*[_SIZE] * full, *([remainder] if remainder else []), 0]
    wrong = {
        "pages repeat rows": len(set(rows)) < len(rows),
        "pages lack rows": not expected <= set(rows),
        "pages show calls of others": not set(rows) <= expected,
        "pages have other sizes than were asked for": [len(page) for page in reading] != right,
    }
    return [what for what, is_so in wrong.items() if is_so]


def judge_list_order(wholes: Sequence[Sequence[str]], groups: Sequence[Sequence[str]]) -> Finding:
    """In which order the calls of several requests, one after another, are listed."""
    of_request = {uid: place for place, group in enumerate(groups) for uid in group}
    orders = [[of_request[uid] for uid in whole if uid in of_request] for whole in wholes]
    if list(wholes[0]) != list(wholes[1]):
        return differs(Probe.LIST_ORDER, "another order each time")
    if orders[0] == sorted(orders[0]):
        return fine(Probe.LIST_ORDER, "the oldest calls come first")
    if orders[0] == sorted(orders[0], reverse=True):
        return differs(Probe.LIST_ORDER, "the newest calls come first")
    return differs(Probe.LIST_ORDER, "neither by age nor by the order of requests")
