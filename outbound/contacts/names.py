"""Names, and how they are spoken: the API needs both."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from outbound.contacts.invisible import JOINERS, without_invisible
from outbound.contacts.list_options import NameOrder
from outbound.contacts.placeholders import is_machine_written, is_placeholder
from outbound.contacts.rejections import Unusable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff々〆"
_KANJI = re.compile(f"[{_HAN}]")
# Kana, Chinese characters, Hangul: where they are written, the family's name comes first.
_FAMILY_FIRST = re.compile(f"[\u3040-\u30ff\uac00-\ud7af{_HAN}]")

_PARTS = 2

_MACHINE_WRITTEN = (
    "a machine wrote it in place of a missing name: mend it (a person may be called Null, not NULL)"
)


@dataclass(frozen=True, slots=True)
class Names:
    """First and last name with their phonetic forms.

    `copied`: a phonetic form was missing, and the plain name replaces it. `kanji_without_kana`: a
    phonetic form is in Chinese characters, which may be spoken in several ways. `placeholder`: the
    first or the last name is also a word for a missing value, like Null.
    """

    first: str
    last: str
    full: str | None
    phonetic_first: str
    phonetic_last: str
    phonetic_full: str | None
    copied: bool
    kanji_without_kana: bool
    placeholder: bool

    @classmethod
    def of(cls, values: Mapping[str, str], order: NameOrder | None) -> "Names":
        """The names in a row; a full one is split where neither a first nor a last one is given.

        Raises:
            Unusable: a first or a last name is missing, holds no letter, or is what a machine
                writes in place of one.
        """
        full, phonetic_full = _clean(values, "full_name"), _spoken(values, "phonetic_full_name")
        first, last = _clean(values, "first_name"), _clean(values, "last_name")
        # A first or a last name of its own is better than any guess at a split.
        if full and not (_meant(first) or _meant(last)):
            first, last = _needed_split(full, order)
        first, last = _needed("first_name", first), _needed("last_name", last)
        spoken_first = _spoken(values, "phonetic_first_name")
        spoken_last = _spoken(values, "phonetic_last_name")
        if phonetic_full and not (spoken_first or spoken_last):
            spoken_first, spoken_last = split(phonetic_full, order) or (None, None)
        spoken = spoken_first or first, spoken_last or last
        return cls(
            first=first,
            last=last,
            full=_meant(full),
            phonetic_first=spoken[0],
            phonetic_last=spoken[1],
            phonetic_full=phonetic_full,
            copied=not (spoken_first and spoken_last),
            # A phonetic name in kanji tells no more than the plain name.
            kanji_without_kana=any(map(_KANJI.search, spoken)),
            placeholder=is_placeholder(first) or is_placeholder(last),
        )

    @property
    def person(self) -> str:
        """Equal for rows that mean one person, however their name is spaced or capitalised."""
        return "|".join(_bare(name) for name in (self.last, self.first))


def split(full: str, order: NameOrder | None) -> tuple[str, str] | None:
    """First and last name of a full one; None where it has one word only.

    A comma stands behind the family's name. Without one, the order decides; without that, too, the
    script.
    """
    family, comma, given = full.partition(",")
    if comma:
        return (given.strip(), family.strip()) if family.strip() and given.strip() else None
    words = full.split()
    if len(words) < _PARTS:
        return None
    if order is None:
        order = "family first" if _FAMILY_FIRST.search(full) else "given first"
    if order == "family first":
        return " ".join(words[1:]), words[0]
    return " ".join(words[:-1]), words[-1]


def _needed_split(full: str, order: NameOrder | None) -> tuple[str, str]:
    if not _meant(full):
        raise Unusable("full_name", _MACHINE_WRITTEN)
    parts = split(full, order)
    if parts is None:
        raise Unusable(
            "full_name",
            "it is one word, and a call needs a first and a last name: put a space between them",
        )
    return parts


def _needed(field: str, name: str | None) -> str:
    if not name:
        raise Unusable(field, "it is missing, and a call needs it")
    if not _has_letter(name):
        raise Unusable(field, "it holds no letter, so it is no name")
    if not _meant(name):
        raise Unusable(field, _MACHINE_WRITTEN)
    return name


def _meant(name: str | None) -> str | None:
    """The name, unless a machine has written it, or a word of it, in place of a missing one."""
    if name is None or is_machine_written(name) or any(map(is_machine_written, name.split())):
        return None
    return name


def _spoken(values: Mapping[str, str], field: str) -> str | None:
    """A phonetic name; what holds no letter (a dash, say) stands for a missing one."""
    name = _meant(_clean(values, field))
    return name if name and _has_letter(name) else None


def _has_letter(name: str) -> bool:
    return any(character.isalpha() for character in name)


def _clean(values: Mapping[str, str], field: str) -> str | None:
    """Composed alike (NFKC: full-width letters, half-width kana), without what cannot be seen."""
    # What cannot be seen goes first: it may stand between a letter and its accent.
    seen = without_invisible(values.get(field, ""), kept=JOINERS)
    return " ".join(unicodedata.normalize("NFKC", seen).split()) or None


def _bare(name: str) -> str:
    """Letters with their marks (in many scripts vowels are marks), and figures."""
    return "".join(c for c in name.casefold() if unicodedata.category(c)[0] in "LMN")
