"""Ways in which the list shows less than there is."""

import sqlite3
from random import Random

from outbound.sandbox.listing import Lens, Page


def lagging(seconds: float) -> Lens:
    """The calls created within the last so many seconds are not there yet."""

    def look(page: Page) -> list[sqlite3.Row]:
        # New calls come last, so the page keeps its place without them.
        return [row for row in page.rows() if row["created_at"] <= page.second - seconds]

    return look


def repeating(luck: Random) -> Lens:
    """The page begins with the last rows of the page before, and is no longer for it."""

    def look(page: Page) -> list[sqlite3.Row]:
        count = len(page.rows())
        if not page.skip or not count:
            return page.rows()
        return page.read(page.skip - luck.randint(1, max(1, count // 2)), count)

    return look
