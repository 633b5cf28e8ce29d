"""Exit statuses."""

DONE = 0
"""Everything is accounted for and released (and over, where the command waited)."""

NOT_DONE = 1
"""It is not, or the API is at fault."""

MISTAKE = 2
"""The user can mend it."""

INTERRUPTED = 130
"""Ctrl-C."""


class Interrupted(Exception):
    """The user pressed Ctrl-C, and what had to be done about it was done."""
