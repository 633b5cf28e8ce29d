"""How a list is to be read: its region, its columns, what becomes of the others."""

from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from outbound.contacts.fields import FIELDS
from outbound.contacts.phone_numbers import checked_region
from outbound.contacts.tables import known_encoding
from outbound.mistakes import UserMistake
from outbound.zones import known_zone

NameOrder = Literal["family first", "given first"]
SameId = Literal["refuse", "first"]

# Options that a stored request has only where they were chosen: older ones stay as they are.
_ONLY_IF_CHOSEN = ("same_id", "sheet", "hidden", "encoding")


def _region(text: str) -> str:
    try:
        return checked_region(text)
    except UserMistake as mistake:
        raise ValueError(str(mistake)) from None


def _encoding(text: str) -> str:
    try:
        return known_encoding(text)
    except UserMistake as mistake:
        raise ValueError(str(mistake)) from None


def _field(name: str) -> str:
    field = name.strip().lower()
    if field not in FIELDS:
        raise ValueError(f"{name!r} is no field of a call; there are {', '.join(FIELDS)}")
    return field


def _listed(names: object) -> object:
    """A form gives null where nothing was chosen."""
    return [] if names is None else names


Field_ = Annotated[str, AfterValidator(_field)]
Columns_ = Annotated[list[str], BeforeValidator(_listed)]


class ListOptions(BaseModel, extra="forbid", frozen=True, title="How the list is read"):
    """How the list is read."""

    query: str | None = Field(
        default=None, description="Of a list in a database: the query that gives its rows."
    )
    region: Annotated[str, AfterValidator(_region)] | None = Field(
        default=None,
        description="The country of phone numbers that do not begin with +, as two letters: JP.",
    )
    columns: dict[Field_, str] = Field(
        default={},
        description="Which column holds which field, where its name does not tell: "
        '{"phone_number": "Mobile"}.',
    )
    only: Columns_ = Field(
        default=[],
        description="Of the other columns, only these become custom parameters of the calls.",
    )
    drop: Columns_ = Field(
        default=[], description="Other columns that do not become custom parameters."
    )
    name_order: NameOrder | None = Field(
        default=None,
        description="How a name in one column is split. Left out: family first where it is "
        "written in Chinese, Japanese or Korean, else given first.",
    )
    event_zone: Annotated[str, AfterValidator(known_zone)] | None = Field(
        default=None,
        description="The zone of event times that do not say their offset from UTC. Left out: the "
        "row's time zone, else the window's.",
    )
    one_per_number: bool = Field(
        default=False, description="Of several people with one number, call only the first."
    )
    same_id: SameId = Field(
        default="refuse",
        description="What becomes of several people with one external id: all of them are refused, "
        "or the first is called.",
    )

    sheet: str | None = Field(
        default=None,
        description="Of a workbook: the sheet. Left out: the first one with rows that is visible.",
    )
    hidden: bool = Field(
        default=False, description="Of a workbook: read hidden rows and columns, too."
    )
    encoding: Annotated[str, AfterValidator(_encoding)] | None = Field(
        default=None,
        description="Of a text: its encoding, like cp874, where it cannot be found out.",
    )

    @model_serializer(mode="wrap")
    def _dumped(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        dumped: dict[str, Any] = dump(self)
        ordinary = [
            name
            for name in _ONLY_IF_CHOSEN
            if getattr(self, name) == type(self).model_fields[name].default
        ]
        return {name: value for name, value in dumped.items() if name not in ordinary}
