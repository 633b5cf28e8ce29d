"""Names, and how they are spoken: the API needs both."""

from dataclasses import dataclass

from outbound.contacts.rejections import Unusable


@dataclass(frozen=True, slots=True)
class Names:
    """First and last name with their phonetic forms; `copied` if one of these was missing."""

    first: str
    last: str
    phonetic_first: str
    phonetic_last: str
    copied: bool

    @classmethod
    def of(cls, values: dict[str, str]) -> "Names":
        """The names in a row; a phonetic form that is missing is copied from the plain one.

        Raises:
            Unusable: a first or a last name is missing.
        """
        first, last = (_needed(values, name) for name in ("first_name", "last_name"))
        phonetic_first = values.get("phonetic_first_name")
        phonetic_last = values.get("phonetic_last_name")
        return cls(
            first=first,
            last=last,
            phonetic_first=phonetic_first or first,
            phonetic_last=phonetic_last or last,
            copied=not (phonetic_first and phonetic_last),
        )


def _needed(values: dict[str, str], name: str) -> str:
    try:
        return values[name]
    except KeyError:
        raise Unusable(name, "it is missing, and a call needs it") from None
