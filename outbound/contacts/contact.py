"""One person to call, clean enough for the API."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A row of a list that can be called. Its `repr` shows the row only: the rest is personal.

    `row` counts data rows from 1; `phone_number` is E.164; `event_date_time` is ISO 8601 with an
    offset. `time_zones` are those in which they may be, none where nobody can tell; `person` is
    equal for rows of one person. `copied_phonetics` says that a phonetic name was missing and the
    plain name stands in, `kanji_without_kana` that this is one in Chinese characters, which may be
    spoken wrongly.
    """

    row: int
    external_id: str
    phone_number: str
    first_name: str
    last_name: str
    phonetic_first_name: str
    phonetic_last_name: str
    full_name: str | None = None
    phonetic_full_name: str | None = None
    email: str | None = None
    event_date_time: str | None = None
    custom_parameters: dict[str, str] = field(default_factory=dict)
    time_zones: tuple[str, ...] = ()
    person: str = ""
    copied_phonetics: bool = False
    kanji_without_kana: bool = False

    def __repr__(self) -> str:
        return f"Contact(row={self.row})"

    def as_call(self) -> dict[str, object]:
        """The body that creates this person's call (the guide's step 3A): only what is set."""
        body: dict[str, object] = {
            "phone_number": self.phone_number,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "phonetic_first_name": self.phonetic_first_name,
            "phonetic_last_name": self.phonetic_last_name,
            "full_name": self.full_name,
            "phonetic_full_name": self.phonetic_full_name,
            "email": self.email,
            "event_date_time": self.event_date_time,
            "custom_parameters": dict(self.custom_parameters),
            "external_id": self.external_id,
        }
        return {name: value for name, value in body.items() if value}
