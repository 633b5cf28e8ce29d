"""One person to call, clean enough for the API."""

from dataclasses import dataclass, field

from outbound.contacts.fields import API_FIELDS


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A row of a list that can be called. Its `repr` shows the row only: the rest is personal.

    `row` counts data rows from 1; `phone_number` is E.164; `event_date_time` is ISO 8601 with an
    offset. The person may be in any of `time_zones`; it is empty where nobody can tell. `person` is
    equal for rows of one person. `copied_phonetics`: the plain name replaces a phonetic one.
    `kanji_without_kana`: a phonetic name in Chinese characters may be spoken wrongly.
    `placeholder_name`: a name is also a word for a missing value, like Null. `id_made_anew`: the
    list's own id told nobody apart.
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
    placeholder_name: bool = False
    id_made_anew: bool = False

    def __repr__(self) -> str:
        return f"Contact(row={self.row})"

    def as_call(self) -> dict[str, object]:
        """The body that creates this person's call (the guide's step 3A): only what is set."""
        body = {name: getattr(self, name) for name in (*API_FIELDS, "custom_parameters")}
        return {name: value for name, value in body.items() if value}
