"""Lines that can be given back, so that what a broken row swallowed is read again."""

from collections import deque
from collections.abc import Iterable, Iterator


class Lines:
    """An iterator over lines that remembers those taken since `forget`."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._given_back: deque[str] = deque()
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines)
        self._taken.append(line)
        return line

    def forget(self) -> None:
        """Begin a new record: the lines taken so far are done with."""
        self._taken.clear()

    def give_back_all_but_first(self) -> None:
        """Let the lines taken since `forget`, but for the first, be taken again."""
        self._given_back.extendleft(reversed(self._taken[1:]))
        self._taken.clear()
