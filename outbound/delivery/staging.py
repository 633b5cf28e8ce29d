"""From the list to the ledger: every row gets its first state before anything is sent."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from outbound.contacts import Contact, ContactList, ListOptions, Rejection, read_contacts
from outbound.contacts.external_ids import made_external_id
from outbound.delivery.hours import CallingHours
from outbound.delivery.requests import Addition, Request, kind_of, parse_request
from outbound.delivery.runs import Run, record_of
from outbound.delivery.segments import form_segments
from outbound.delivery.session import OfflineSession
from outbound.delivery.staged_rows import remarks_on, staged_row, unless_unusable
from outbound.delivery.suppression import suppress_from_files
from outbound.ledger import NewRun, RunRecord
from outbound.ledger.repetitions import Sameness
from outbound.mistakes import UserMistake
from outbound.planning import CallingWindow

_Item = TypeVar("_Item")


async def open_run(
    session: OfflineSession,
    *,
    key: str,
    asked: Request,
    list_digest: str,
    window: CallingWindow | None,
    due_at: datetime | None = None,
) -> Run:
    """The run with this key: a new one, or the one that was begun with the same request.

    Raises:
        UserMistake: the key belongs to another list, other settings or another API.
    """
    record = await session.ledger.runs.find(key)
    if record is None:
        record = await session.ledger.runs.create(
            _new_run(session, key, asked, list_digest, window, due_at)
        )
    refuse_another_request(session, record, asked, list_digest)
    return Run.of(record)


def _new_run(
    session: OfflineSession,
    key: str,
    asked: Request,
    list_digest: str,
    window: CallingWindow | None,
    due_at: datetime | None,
) -> NewRun:
    now = session.clock.now()
    return NewRun(
        key=key,
        kind=kind_of(asked),
        request=asked.model_dump(mode="json"),
        list_digest=list_digest,
        base_url=session.base_url,
        starts_at=window.starts_at if window else None,
        ends_at=window.ends_at if window else None,
        retry_intervals=asked.retry_intervals,
        created_at=now,
        due_at=due_at or now,
    )


async def stage(session: OfflineSession, run: Run, contact_list: ContactList) -> None:
    """Read the list into the ledger, from where an earlier reading stopped.

    Raises:
        UserMistake: the list is not the one that the run was begun with, or changes meanwhile.
    """
    record = await record_of(session, run)
    if record.staged_at is not None:
        return
    if contact_list.digest != run.list_digest:
        raise UserMistake(
            f"The list {contact_list.name} has changed since the run {run.key} was begun, and "
            "not all of it was read. Put the old one back, or launch this one under another "
            "--key."
        )
    results = read_contacts(
        contact_list,
        key=run.key,
        after_row=record.rows_read,
        window_zone=run.request.window_zone,
    )
    await _stage_rows(session, run, results)
    # Rows were read from a file that anybody may write to: they count only if it is as it was.
    if not _is_still(contact_list, run.list_digest):
        await session.ledger.rows.unstage(run.id)
        raise UserMistake(
            f"The list {contact_list.name} changed while it was read. Nothing was sent. Launch it "
            "again once it stays as it is."
        )
    await _end_staging(session, run, contact_list.options, contact_list.origins)


async def stage_results(
    session: OfflineSession, run: Run, results: Iterable[Contact | Rejection]
) -> None:
    """Put the results into the ledger, and divide the people who are to be called into segments."""
    await _stage_rows(session, run, results)
    await _end_staging(session, run, ListOptions())


async def _stage_rows(
    session: OfflineSession, run: Run, results: Iterable[Contact | Rejection]
) -> None:
    """Chunk by chunk, each in one transaction."""
    await suppress_from_files(session, run)
    hours = await _hours_of(session, run)
    for chunk in _chunks(results, session.sizes.bulk):
        staged = [staged_row(unless_unusable(result, hours)) for result in chunk]
        await session.ledger.rows.stage(run.id, staged, remarks_on(chunk))


def _is_still(contact_list: ContactList, digest: str) -> bool:
    """Whether the list has this content now: the digest that it was opened with is older."""
    try:
        return contact_list.table.digest == digest
    except OSError:  # it is not there any more
        return False


async def _end_staging(
    session: OfflineSession, run: Run, options: ListOptions, origins: Sequence[str] = ()
) -> None:
    sameness = Sameness(
        first_of_id=options.same_id == "first", one_per_number=options.one_per_number
    )
    await session.ledger.rows.settle(run.id, sameness, partial(made_external_id, run.key))
    if origins:
        earlier = await session.ledger.origins.runs_of(origins)
        await session.ledger.origins.leave_out_taken(run.id, earlier)
    # Suppressed people take no place in a segment, and none in the trial group.
    await session.ledger.suppressions.apply(run.id)
    await form_segments(session, run)
    await session.ledger.runs.staged(run.id, at=session.clock.now())


async def _hours_of(session: OfflineSession, run: Run) -> CallingHours | None:
    """When the run's people are called; None where that is up to another client's schedule."""
    if isinstance(run.request, Addition):
        return None
    return CallingHours.of(run.request, await record_of(session, run))


def refuse_another_request(
    session: OfflineSession, record: RunRecord, asked: Request, list_digest: str | None
) -> None:
    """A key stands for one request: the same list, the same settings, the same API.

    `list_digest` is None where the list was not read yet: then the rest is compared.

    Raises:
        UserMistake: the run was begun with another request; the text says what differs.
    """
    differing = ["the command"]
    if record.kind == kind_of(asked):
        differing = _differing_settings(record, asked)
        if list_digest not in (None, record.list_digest):
            differing.append("the list's content")
        if record.base_url != session.base_url:
            differing.append("the API's address")
    if differing:
        what = ", ".join(name.replace("_", " ") for name in differing)
        raise UserMistake(
            f"The key {record.key!r} was begun with another request (not the same: {what}). Repeat "
            "that request to carry on with it, or choose another --key."
        )


def _differing_settings(record: RunRecord, asked: Request) -> list[str]:
    """The settings that are not the same; one that a stored request lacks has its default."""
    stored = parse_request(record.kind, record.request).model_dump(mode="json")
    wanted = asked.model_dump(mode="json")
    # The digest decides which list it is; a moved or renamed file is the same list.
    names = [name for name in wanted if name != "contacts"]
    return [name for name in names if stored.get(name) != wanted[name]]


def _chunks(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    source = iter(items)
    while chunk := list(islice(source, size)):
        yield chunk
