"""Why a row cannot be used, in words that can be shown anywhere: never the row's own content."""

import dataclasses

HIDDEN = "hidden"
"""The field of a row that is hidden in its sheet: set aside, and no dirt."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot be used, and why. Its `repr` leaves the external id out: it is personal.

    `row` counts data rows from 1; `field` is the API's name of the field at fault, or `row` when
    the row as a whole is; `reason` carries no personal data; `external_id` is the row's own, if
    it could be read.
    """

    row: int
    field: str
    reason: str
    external_id: str | None = dataclasses.field(default=None, repr=False)


class Unusable(Exception):
    """A field that makes its row unusable; becomes the row's `Rejection`."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason
