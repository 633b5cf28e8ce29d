"""The header of a list: what its columns are called, and which one a name means."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Self

from outbound.contacts.fields import plain
from outbound.mistakes import UserMistake

_SHOWN_COLUMNS = 8
_SHOWN_CHARACTERS = 40
# An address, a phone number, one in scientific notation: what no column is called.
_DATA = re.compile(r"@|(\d[^\w]{0,2}){6}|^\d+[.,]\d+e\+?\d+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a list in its order; `source` names the list in what is said of it.

    `written` is how the list calls them, `names` tells repeated ones apart: note, note 2.
    A column without a name, or one that is left out, is "" in both.
    """

    source: str
    written: Sequence[str]
    names: Sequence[str]

    @classmethod
    def of(cls, header: Sequence[str], source: str) -> Self:
        """Those of a list."""
        written = [cell.strip() for cell in header]
        return cls(source, written, _numbered(written))

    def without(self, positions: Collection[int]) -> Self:
        """The header in which these columns have no name."""

        def kept(names: Sequence[str]) -> Sequence[str]:
            return ["" if position in positions else name for position, name in enumerate(names)]

        return replace(self, written=kept(self.written), names=kept(self.names))

    def position(self, wanted: str) -> int:
        """The one column that a name means.

        Raises:
            UserMistake: there is none, or several are called so.
        """
        positions = self.positions(wanted)
        if len(positions) > 1:
            raise self.repeated([wanted])
        return positions[0]

    def positions(self, wanted: str) -> Sequence[int]:
        """The columns that a name means: all that the list calls so, or the one so numbered.

        Raises:
            UserMistake: there is none, or columns of several names are much like it.
        """
        sought = wanted.strip()
        both = list(enumerate(zip(self.written, self.names, strict=True)))
        same = [position for position, names in both if sought in names]
        alike = [position for position, names in both if plain(sought) in map(plain, names)]
        if not (same or alike) or not plain(sought):
            raise UserMistake(f"{self.source} has no column {wanted!r}. It has: {self.shown}.")
        if not same and len({self.written[position] for position in alike}) > 1:
            names = " and ".join(repr(self.names[position]) for position in alike)
            raise UserMistake(
                f"{self.source} has several columns that could be {wanted!r}: {names}. Write the "
                "name exactly as it stands in the list."
            )
        return same or alike

    def repeated(self, names: Sequence[str]) -> UserMistake:
        """What is said where columns of one name cannot be told apart."""
        return UserMistake(
            f"{self.source} has more than one column of the same name ({_shown(names)}): "
            "rename or remove all but one."
        )

    @property
    def shown(self) -> str:
        """A few of the columns' names, and no cell of a list without a header."""
        return _shown(self.names)


def is_data(name: str) -> bool:
    """Whether this is what a person's row holds, and no column's name."""
    return _DATA.search(name) is not None


def _numbered(written: Sequence[str]) -> Sequence[str]:
    """The names, each once: a repeated one gets the first number that no other column has."""
    taken = set(map(plain, written))
    met: set[str] = set()
    names: list[str] = []
    for name in written:
        names.append(_free(name, taken) if name and name in met else name)
        taken.add(plain(names[-1]))
        met.add(name)
    return names


def _free(name: str, taken: Collection[str]) -> str:
    numbered = (f"{name} {number}" for number in count(2))
    return next(each for each in numbered if plain(each) not in taken)


def _shown(names: Sequence[str]) -> str:
    named = [name for name in names if name and not is_data(name)]
    shown = [name[:_SHOWN_CHARACTERS] for name in named[:_SHOWN_COLUMNS]]
    more = len(named) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
