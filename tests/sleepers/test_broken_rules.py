"""The rules that keep sleepers from harm, each broken on purpose: a pair's story must notice."""

from collections.abc import Callable

import pytest

from outbound.api import connections
from outbound.delivery import recovery, release, tracking, watching
from outbound.ledger import engines
from outbound.ledger.replacements import Replacements
from tests.sleepers import times, works
from tests.sleepers.machines import Boundary, Place, Side
from tests.sleepers.pairs import LAUNCH, LOOKING_INTO, Pair, tell
from tests.sleepers.scenes import on_postgresql

Patch = pytest.MonkeyPatch
Breaks = Callable[[Patch], None]

WITH_THE_TOKEN = Place(Boundary(Side.TOKEN, "PATCH enable"))
AT_THE_LAST_BYTE = Place(Boundary(Side.BODY, "PATCH enable"))
BEFORE_A_DISABLE = Place(Boundary(Side.BODY, "PATCH disable"))
ENABLED = Boundary(Side.ANSWER, "PATCH enable")
IN_A_TRANSACTION = Place(Boundary(Side.COMMIT, "LedgerSchedules.intend_enabling"))


async def _nothing(*_: object) -> None:
    """What should be done is not done."""


def a_request_leaves_after_its_deadline(patch: Patch) -> None:
    """The clock is asked right before the first byte is written."""
    patch.setattr(connections, "is_overdue", lambda *_: False)


def a_late_enable_is_neither_undone_nor_watched(patch: Patch) -> None:
    """Its sender undoes what is not wanted; the watch does it where the sender cannot."""
    patch.setattr(release, "_undo_unless_wanted", _nothing)
    for module in (watching, recovery, works):
        patch.setattr(module, "keep_disabled", _nothing)


def people_who_were_called_twice_are_not_sought(patch: Patch) -> None:
    """The run names them."""
    patch.setattr(tracking, "_seek_second_calls", _nothing)


def a_late_disable_is_neither_avoided_nor_undone(patch: Patch) -> None:
    """A successor fills a schedule of its own; the watch enables again what a sleeper disabled."""
    patch.setattr(Replacements, "abandon_unreleased", _nothing)
    for module in (watching, works):
        patch.setattr(module, "enable_again", _nothing)


def the_server_waits_for_a_sleeping_transaction(patch: Patch) -> None:
    """Its locks are given up after a while."""
    patch.setattr(engines, "_ASLEEP", 0)
    patch.setattr(times, "PATIENCE", 5)  # shorter than anybody waits for a lock


@pytest.mark.parametrize(
    ("breaks", "pair"),
    [
        (a_request_leaves_after_its_deadline, Pair(LAUNCH, WITH_THE_TOKEN, "stops", None)),
        (
            a_late_enable_is_neither_undone_nor_watched,
            Pair(LAUNCH, AT_THE_LAST_BYTE, "stops and resumes", None),
        ),
        (
            people_who_were_called_twice_are_not_sought,
            Pair(LAUNCH, AT_THE_LAST_BYTE, "takes over", None),
        ),
        pytest.param(
            a_late_disable_is_neither_avoided_nor_undone,
            Pair(LOOKING_INTO, BEFORE_A_DISABLE, "takes over", ENABLED),
            marks=pytest.mark.slow,  # its run waits for the end of the window
        ),
        pytest.param(
            the_server_waits_for_a_sleeping_transaction,
            Pair(LAUNCH, IN_A_TRANSACTION, "takes over", None),
            marks=pytest.mark.slow,  # it is waited for
        ),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
async def test_a_broken_rule_is_noticed(
    postgresql: str, monkeypatch: Patch, breaks: Breaks, pair: Pair
) -> None:
    breaks(monkeypatch)  # before a connection is opened: some rules are told to the server then
    async with on_postgresql(postgresql) as records:
        told = await tell(records, pair)
    assert told.broken
