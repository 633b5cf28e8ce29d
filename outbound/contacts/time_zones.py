"""Where a person is: as their list says, or as far as their number tells."""

from functools import cache
from zoneinfo import available_timezones

from phonenumbers import PhoneNumber
from phonenumbers.timezone import time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_DATA

from outbound.contacts.rejections import Unusable

_UNKNOWN = "Etc/Unknown"


def time_zones(written: str | None, number: PhoneNumber) -> tuple[str, ...]:
    """The zones (IANA names) in which the person may be; none where nobody can tell.

    Raises:
        Unusable: the list names a zone that there is not.
    """
    if written is None:
        # A mobile number of a large country gives all its zones: calls must suit every one of them.
        zones = _only_zones(number.country_code) or time_zones_for_number(number)
        return tuple(sorted(zone for zone in zones if zone != _UNKNOWN))
    zone = _places().get(written.casefold())
    if zone is None:
        # A misspelt zone is not replaced by the number's: somebody knew better where the person is.
        raise Unusable("time_zone", "it is not the name of a time zone: write it like Asia/Tokyo")
    return (zone,)


@cache
def _only_zones(country_code: int | None) -> tuple[str, ...] | None:
    """The zones of all numbers with this country code, where they all have the same ones.

    Of most countries then nothing more is to be asked, which would take longer than all the rest.
    """
    code = str(country_code)
    known = {zones for start, zones in TIMEZONE_DATA.items() if start.startswith(code)}
    return known.pop() if len(known) == 1 and code in TIMEZONE_DATA else None


@cache
def _places() -> dict[str, str]:
    """Zones by their name in small letters: those of places, and UTC."""
    # EST never has summer time, and localtime is another zone on each machine: both stay out.
    names = (name for name in available_timezones() if "/" in name or name == "UTC")
    return {name.casefold(): name for name in names}
