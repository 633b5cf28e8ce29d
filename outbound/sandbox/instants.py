"""Time as the sandbox keeps it: whole seconds since 1970, written as the guide's examples are."""

import math
from datetime import UTC, datetime
from functools import lru_cache


def whole(moment: datetime) -> int:
    """The second in which an aware instant lies."""
    return math.floor(moment.timestamp())


def whole_from(moment: datetime) -> int:
    """The first whole second at or after an aware instant.

    For a whole second n, `n < ends_at` is `n < whole_from(ends_at)`, and so for `starts_at <= n`.
    """
    return math.ceil(moment.timestamp())


@lru_cache(maxsize=65_536)
def stamp(second: int | None) -> str | None:
    """The guide's form of an instant, like `2025-04-16T12:00:00Z`."""
    if second is None:
        return None
    return datetime.fromtimestamp(second, UTC).isoformat()[:19] + "Z"


def written(moment: datetime) -> str:
    """An aware instant in UTC and the guide's form, with a fraction only where it has one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
