"""Where a person is: as their list says, or as far as their number tells."""

from phonenumbers import PhoneNumber
from phonenumbers.timezone import time_zones_for_number

from outbound.contacts.rejections import Unusable
from outbound.zones import known_zone

_UNKNOWN = "Etc/Unknown"


def time_zones(written: str | None, number: PhoneNumber) -> tuple[str, ...]:
    """The zones (IANA names) in which the person may be; none where nobody can tell.

    Raises:
        Unusable: the list names a zone that there is not.
    """
    if written is None:
        zones = time_zones_for_number(number)
        return tuple(sorted(zone for zone in zones if zone != _UNKNOWN))
    try:
        return (known_zone(written),)
    except ValueError:
        raise Unusable(
            "time_zone", "it is not the name of a time zone: write it like Asia/Tokyo"
        ) from None
