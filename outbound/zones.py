"""Names of time zones, as the IANA writes them."""

from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LONGEST_NAME = 64


@lru_cache(maxsize=1024)
def known_zone(name: str) -> str:
    """The zone's name.

    Raises:
        ValueError: there is no such zone; the text shows the one that is probably meant.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"{name!r} is not a time zone; write it like {_likely(name) or 'Asia/Tokyo'}"
        ) from None
    return name


def _likely(name: str) -> str | None:
    """The zone of that place, or of one that is written nearly so."""
    if len(name) > _LONGEST_NAME:
        return None
    known = {zone.casefold(): zone for zone in sorted(available_timezones())}
    places = {zone.rpartition("/")[2]: of for zone, of in known.items() if "/" in zone}
    wanted = name.casefold().replace(" ", "_")
    if wanted in places:
        return places[wanted]
    near = get_close_matches(wanted, known, n=1, cutoff=0.75)
    return known[near[0]] if near else None
