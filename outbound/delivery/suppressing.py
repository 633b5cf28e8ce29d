"""Do-not-call lists in files: read into the ledger once, and heeded by the runs that name them."""

from itertools import islice

from outbound.contacts import open_table, read_numbers, refuse_secrets
from outbound.delivery.delivery import Desk
from outbound.delivery.lists import find_list
from outbound.delivery.requests import Checks
from outbound.ledger import Run

_CHUNK = 1000


async def heed_files(desk: Desk, run: Run) -> None:
    """Let the run heed the do-not-call lists that it was asked to.

    Raises:
        UserMistake: one cannot be read, or a row of it holds no number.
    """
    for name in Checks.model_validate(run.request.get("checks") or {}).suppress:
        await _heed(desk, run, name)


async def _heed(desk: Desk, run: Run, name: str) -> None:
    address = desk.connections.get(name.lower(), name)
    if address == name and "://" not in name:
        address = str(find_list(name, desk.lists_folder))
    elif address == name:
        refuse_secrets(name)
    table = open_table(address)
    shown = name.rsplit("/", 1)[-1]
    suppressions = desk.ledger.suppressions
    list_id = await suppressions.begin_file(
        run.id, name=shown, digest=table.digest, now=desk.clock.now()
    )
    if list_id is None:  # its numbers stand in the ledger
        return
    numbers = read_numbers(table, shown, _region(run))
    while chunk := list(islice(numbers, _CHUNK)):
        await suppressions.fill_file(
            list_id, chunk, reason=f"stands on the do-not-call list {shown}", now=desk.clock.now()
        )
    await suppressions.end_file(list_id, now=desk.clock.now())


def _region(run: Run) -> str | None:
    options = run.request.get("list_options")
    region = options.get("region") if isinstance(options, dict) else None
    return region if isinstance(region, str) else None
