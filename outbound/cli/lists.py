"""Options about how a list is read, and what they mean."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from outbound.cli.edge import Settings
from outbound.contacts import (
    ListOptions,
    checked_region,
    known_encoding,
    read_profile,
    write_profile,
)
from outbound.mistakes import UserMistake

Query = Annotated[
    str | None,
    typer.Option(metavar="SQL", help="Of a list in a database: the query; with ORDER BY."),
]
Region = Annotated[
    str | None,
    typer.Option(metavar="CC", help="The country of numbers that do not begin with +, like JP."),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column holds a field, where its name does not tell: phone_number=Mobile.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN", help="Of the other columns, only this becomes a custom parameter."
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(metavar="COLUMN", help="This column does not become a custom parameter."),
]
NameOrder = Annotated[
    str | None,
    typer.Option(metavar="ORDER", help="How one name is split: family-first or given-first."),
]
EventZone = Annotated[
    str | None,
    typer.Option(metavar="ZONE", help="The zone of event times without an offset: Asia/Tokyo."),
]
OnePerNumber = Annotated[
    bool | None,
    typer.Option("--one-per-number", help="Of several people with one number, call the first."),
]
SameId = Annotated[
    str | None,
    typer.Option(
        metavar="WHICH", help="Of several people with one id: refuse all, or call the first."
    ),
]
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="Of a workbook: the sheet to read.")
]
Hidden = Annotated[
    bool | None,
    typer.Option("--hidden", help="Of a workbook: read hidden rows and columns, too."),
]
Encoding = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Of a text: its encoding, like cp874; else it is found out."),
]
Profile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A TOML file that holds these options; others add to it."),
]
SaveProfile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep these options in a TOML file.")
]


@dataclass(frozen=True, kw_only=True)
class ListGroup:
    """How a list is read."""

    query: Query = None
    region: Region = None
    mapped: Map = None
    only: Only = None
    drop: Drop = None
    name_order: NameOrder = None
    event_zone: EventZone = None
    one_per_number: OnePerNumber = None
    same_id: SameId = None
    sheet: SheetName = None
    hidden: Hidden = None
    encoding: Encoding = None
    profile: Profile = None
    save_profile: SaveProfile = None

    def list_options(self) -> ListOptions:
        """What the options say, on top of a profile.

        Raises:
            UserMistake: one cannot be used.
        """
        kept = read_profile(self.profile) if self.profile is not None else ListOptions()
        said: dict[str, Any] = {
            "query": self.query,
            "region": None if self.region is None else checked_region(self.region),
            "columns": kept.columns | _mapped(self.mapped) if self.mapped else None,
            "only": self.only or None,
            "drop": self.drop or None,
            "name_order": None if self.name_order is None else _name_order(self.name_order),
            "event_zone": self.event_zone,
            "one_per_number": self.one_per_number,
            "same_id": self.same_id,
            "sheet": self.sheet,
            "hidden": self.hidden,
            "encoding": None if self.encoding is None else known_encoding(self.encoding),
        }
        options = _valid(kept.model_dump() | {n: v for n, v in said.items() if v is not None})
        if self.save_profile is not None:
            write_profile(self.save_profile, options)
        return options


def _valid(chosen: dict[str, Any]) -> ListOptions:
    try:
        return ListOptions.model_validate(chosen)
    except ValidationError as error:
        complaint = error.errors(include_url=False)[0]
        reason = complaint["msg"].removeprefix("Value error, ")
        option = str(complaint["loc"][0]).replace("columns", "map").replace("_", "-")
        raise UserMistake(f"--{option}: {reason}.") from None


def _name_order(text: str) -> str:
    order = text.replace("-", " ")
    if order not in {"family first", "given first"}:
        raise UserMistake(f"--name-order is {text!r}; write family-first or given-first.")
    return order


def _mapped(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not field.strip() or not column.strip() for field, _, column in pairs):
        raise UserMistake("A --map is written FIELD=COLUMN, like phone_number=Mobile.")
    return {field.strip(): column.strip() for field, _, column in pairs}


def source(text: str, settings: Settings) -> str:
    """A list as a run remembers it: a file by its whole path, an address or a name as it is."""
    if "://" in text or text.partition("#")[0].lower() in settings.ours.addresses:
        return text
    return str(Path(text).expanduser().absolute())
