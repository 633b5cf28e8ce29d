"""Which requests a fault strikes."""

from collections import Counter
from random import Random

from outbound.sandbox.faults.plan import Fault, Faults, On


class Luck:
    """Counts the requests and draws for each; time has no part in it."""

    def __init__(self, faults: Faults, seed: int) -> None:
        self._faults = faults.entries
        self._seed = seed if faults.seed is None else faults.seed
        self._came: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        """How often each kind has happened."""

    def meet(self, on: On, body: bytes = b"") -> tuple[Fault, Random] | None:
        """The fault that the next request of this sort meets, and the luck for its details."""
        self._came[on] += 1
        if on != "token":
            self._came["any"] += 1
        for place, fault in enumerate(self._faults):
            if fault.on == on or (fault.on == "any" and on != "token"):
                number = self._came[fault.on]
                luck = self.of(place, fault.on, number)
                if fault.strikes(number, luck.random(), body):
                    return fault, luck
        return None

    def of(self, *what: object) -> Random:
        """The luck of a thing: the same from the same seed."""
        # S311: luck for a simulation.
        return Random("/".join(map(str, (self._seed, "fault", *what))))  # noqa: S311
