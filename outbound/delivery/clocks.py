"""Two clocks: the API's keeps the windows, and this machine's must agree with it."""

from datetime import timedelta

from outbound.api import MicoClient
from outbound.clock import Clock

_TOLERATED = timedelta(minutes=1)


def clock_warning(api: MicoClient, clock: Clock) -> str | None:
    """What to tell the user where the API's clock differs from ours; None where it does not.

    The sandbox's fast time is not compared.
    """
    if clock.speed != 1 or api.skew is None or abs(api.skew) <= _TOLERATED:
        return None
    which = "behind" if api.skew > timedelta() else "ahead of"
    minutes = abs(api.skew) / timedelta(minutes=1)
    return (
        f"This machine's clock is {minutes:,.0f} minutes {which} Mico's, which keeps the windows: "
        "set the machine's right."
    )
