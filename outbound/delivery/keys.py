"""A run's key: chosen by the user, or made from what was asked for."""

import hashlib
import json
import re
from datetime import date

from outbound.delivery.requests import Launch, Request
from outbound.mistakes import UserMistake

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,119}")


def checked_key(key: str) -> str:
    """The key, if it can be one: it names files, and stands in addresses and on screens.

    Raises:
        UserMistake: it has other characters, or is too long.
    """
    if not _KEY.fullmatch(key):
        raise UserMistake(
            "A key has letters, digits and . _ : @ - only, begins with a letter or digit and has "
            f"120 characters at most; {key!r} does not."
        )
    return key


def default_key(asked: Request, list_digest: str, *, day: date | None = None) -> str:
    """The key that the same request always gets: a second click finds the first one's run.

    Made from the list's content, the campaign (or schedule) and the window as it was typed; where
    that is hours of a day, from the `day` that they are of, too.
    """
    chosen = asked.model_dump(mode="json", include={"campaign", "window", "schedule_uid"})
    of_day = [] if day is None else [day.isoformat()]
    stem = asked.contacts.rsplit("/", 1)[-1].split(".")[0]
    return f"{_plain(stem) or 'list'}-{_digest([list_digest, chosen, *of_day])}"


def key_of_day(deployment: str, asked: Launch, day: date) -> str:
    """The key of what a deployment's schedule launches on a day, whatever the list holds by then.

    A deployment may have several schedules: their lists, campaigns or windows tell them apart. Of a
    database its query gives the list, of a workbook its sheet.
    """
    # No digest: a flow run that is retried must find its run, although the list has changed.
    chosen = asked.model_dump(mode="json", include={"contacts", "campaign", "window"})
    chosen["query"] = asked.list_options.query
    if asked.list_options.sheet is not None:  # a key without a sheet stays what it was
        chosen["sheet"] = asked.list_options.sheet
    return f"{_plain(deployment) or 'scheduled'}-{day}-{_digest([deployment, chosen])}"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:10]
