"""From the list to the ledger: every row gets its first state before anything is sent."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from outbound.contacts import Contact, ContactList, Rejection, read_contacts
from outbound.delivery.delivery import Desk
from outbound.delivery.hours import why_never_called
from outbound.delivery.parts import form_parts
from outbound.delivery.requests import Addition, Launch
from outbound.delivery.suppressing import heed_files
from outbound.ledger import NewRun, Run
from outbound.ledger.staged import StagedRow
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow

HOURS = "hours"
"""The field of a row whose person has no allowed hour in the window: no fault of the list."""

_LONGEST_ID = 500
"""Characters of an external id; PostgreSQL could not index one of any length."""

_Item = TypeVar("_Item")


async def open_run(
    desk: Desk,
    *,
    key: str,
    asked: Launch | Addition,
    list_digest: str,
    window: CallingWindow | None,
    due_at: datetime | None = None,
) -> Run:
    """The run with this key: a new one, or the one that was begun with the same request.

    Raises:
        UserMistake: the key belongs to another list, other settings or another API.
    """
    now = desk.clock.now()
    new = NewRun(
        key=key,
        kind="launch" if isinstance(asked, Launch) else "add",
        request=asked.model_dump(mode="json"),
        list_digest=list_digest,
        base_url=desk.base_url,
        starts_at=window.starts_at if window else None,
        ends_at=window.ends_at if window else None,
        retry_intervals=asked.retry_intervals if isinstance(asked, Launch) else [],
        created_at=now,
        due_at=due_at or now,
    )
    run = await desk.ledger.runs.find(key)
    if run is None:
        run = await desk.ledger.runs.create(new)
    _refuse_another(run, new)
    return run


async def stage(desk: Desk, run: Run, contact_list: ContactList) -> Run:
    """Read the list into the ledger, from where an earlier reading stopped.

    Raises:
        UserMistake: the list is not the one that the run was begun with.
    """
    if run.staged_at is None:
        if contact_list.digest != run.list_digest:
            raise UserMistake(
                f"The list {contact_list.name} has changed since the run {run.key} was begun, and "
                "not all of it was read. Put the old one back, or launch this one under another "
                "--key."
            )
        results = read_contacts(contact_list, key=run.key, after_row=run.rows_read)
        await stage_results(desk, run, results, one_per_number=contact_list.options.one_per_number)
    return await desk.ledger.runs.get(run.key)


async def stage_results(
    desk: Desk,
    run: Run,
    results: Iterable[Contact | Rejection],
    *,
    one_per_number: bool = False,
) -> None:
    """Put the results into the ledger, chunk by chunk.

    Behind the last, who is not to be called is set aside, and the others divided into parts.
    """
    await heed_files(desk, run)
    called = _Called(run)
    for chunk in _chunks(results, desk.sizes.bulk):
        await desk.ledger.rows.stage(
            run.id,
            [_staged(called.if_ever(result)) for result in chunk],
            one_per_number=one_per_number,
            phonetics_copied=sum(isinstance(c, Contact) and c.copied_phonetics for c in chunk),
            kanji_without_kana=sum(isinstance(c, Contact) and c.kanji_without_kana for c in chunk),
        )
    await desk.ledger.suppressions.apply(run.id)
    await form_parts(desk, run)
    await desk.ledger.runs.note(run.id, staged_at=desk.clock.now())


class _Called:
    """Who has a window, asked once for each set of zones: a list has millions of people in few."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._reasons: dict[tuple[str, ...], str | None] = {}

    def if_ever(self, result: Contact | Rejection) -> Contact | Rejection:
        """The result, unless it is a contact of whom no window is left, where they are."""
        if isinstance(result, Rejection) or self._run.kind == "add":
            return result
        if result.time_zones not in self._reasons:
            self._reasons[result.time_zones] = why_never_called(self._run, result.time_zones)
        reason = self._reasons[result.time_zones]
        return Rejection(result.row, HOURS, reason, result.external_id) if reason else result


def _staged(result: Contact | Rejection) -> StagedRow:
    if isinstance(result, Rejection):
        return StagedRow(
            number=result.row,
            external_id=result.external_id,
            field=result.field,
            reason=result.reason,
        )
    if len(result.external_id) > _LONGEST_ID:
        return StagedRow(
            number=result.row,
            external_id=result.external_id,
            field="external_id",
            reason=f"it is longer than {_LONGEST_ID} characters",
        )
    return StagedRow(
        number=result.row,
        external_id=result.external_id,
        phone_number=result.phone_number,
        person=result.person,
        time_zones=result.time_zones,
        call=result.as_call(),
    )


def _refuse_another(run: Run, new: NewRun) -> None:
    """A key stands for one request: the same list, the same settings, the same API."""
    settings = [name for name in new.request if name != "contacts"]  # its content decides
    differing = [name for name in settings if run.request.get(name) != new.request[name]]
    if run.list_digest != new.list_digest:
        differing.append("the list's content")
    if run.base_url != new.base_url:
        differing.append("the API's address")
    if run.kind != new.kind:
        differing = ["the command"]
    if differing:
        what = ", ".join(name.replace("_", " ") for name in differing)
        raise UserMistake(
            f"The key {run.key!r} was begun with another request (not the same: {what}). Repeat "
            "that request to carry on with it, or choose another --key."
        )


def _chunks(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
