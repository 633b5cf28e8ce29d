"""The schedules that may be enabled, in plain files beside the ledger.

They are read where the ledger cannot be: a stop needs no more than a schedule's uid. Each schedule
has a small file of its own, so that nobody waits for anybody; nothing personal stands there.
"""

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from outbound.logs import Log

_LOG = Log(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSchedule:
    """A schedule that was enabled, or is about to be. Instants are aware, in UTC."""

    key: str
    """The key of its run."""
    uid: str
    base_url: str
    """The API's address."""
    ends_at: datetime | None
    """The end of its window."""

    def is_over(self, now: datetime) -> bool:
        """Whether no call of it begins any more."""
        return self.ends_at is not None and self.ends_at <= now


class LiveSchedules:
    """A folder with a file for each schedule that may be enabled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._has_complained = False

    @classmethod
    def beside(cls, ledger: Path | None, home: Path) -> Self:
        """Those of a ledger in this file; those of a shared database are in the home folder."""
        return cls(home / "live" if ledger is None else ledger.with_name(f"{ledger.name}.live"))

    def note(self, schedule: LiveSchedule, *, now: datetime) -> None:
        """Remember the schedule, durably. Where that fails, it is logged once: a launch goes on."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._forget_what_is_over(now)
            self._write(schedule)
        except OSError as error:
            if not self._has_complained:
                _LOG.warning(
                    "%s cannot be written (%s): without your records nobody could tell which "
                    "schedules to stop.",
                    self._folder,
                    error.strerror,
                )
            self._has_complained = True

    def forget(self, uid: str) -> None:
        """It is confirmed to be disabled."""
        with suppress(OSError):
            self._file_of(uid).unlink(missing_ok=True)

    def known(self) -> Sequence[LiveSchedule]:
        """All that can be read, sorted by key and uid."""
        found = []
        with suppress(OSError):
            for file in self._folder.glob("*.json"):
                with suppress(OSError, ValueError, KeyError, TypeError):
                    found.append(_read(file))
        return sorted(found, key=lambda schedule: (schedule.key, schedule.uid))

    def _forget_what_is_over(self, now: datetime) -> None:
        for schedule in self.known():
            if schedule.is_over(now):
                self.forget(schedule.uid)

    def _write(self, schedule: LiveSchedule) -> None:
        file = self._file_of(schedule.uid)
        draft = file.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            json.dump(asdict(schedule), opened, default=datetime.isoformat)
            opened.flush()
            os.fsync(opened.fileno())
        draft.replace(file)

    def _file_of(self, uid: str) -> Path:
        # The API may name a schedule as it likes: not every uid is the name of a file.
        return self._folder / f"{hashlib.sha256(uid.encode()).hexdigest()[:32]}.json"


def _read(file: Path) -> LiveSchedule:
    kept = json.loads(file.read_text(encoding="utf-8"))
    ends_at = kept["ends_at"]
    return LiveSchedule(
        key=str(kept["key"]),
        uid=str(kept["uid"]),
        base_url=str(kept["base_url"]),
        ends_at=None if ends_at is None else datetime.fromisoformat(ends_at).astimezone(UTC),
    )
