"""How many calls to one person fit into a window."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate

from outbound.planning.window import CallingWindow


def attempts_that_fit(window: CallingWindow, retry_intervals: Sequence[int]) -> int:
    """The first call, and each further one that begins before the window ends.

    `retry_intervals` are seconds. Ringing and talking take time as well, so it is the most that
    somebody may get, not what they will.
    """
    length = window.ends_at - window.starts_at
    waited = (timedelta(seconds=seconds) for seconds in accumulate(retry_intervals))
    return 1 + sum(1 for wait in waited if wait < length)
