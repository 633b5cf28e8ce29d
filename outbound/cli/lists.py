"""Options about how a list is read, and what they mean."""

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from outbound.contacts import ListOptions, checked_region, read_profile, write_profile
from outbound.mistakes import UserMistake
from outbound.settings import OutboundSettings

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
Profile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A TOML file that holds these options; others add to it."),
]
SaveProfile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Keep these options in a TOML file.")
]


def list_options(
    *,
    query: str | None = None,
    region: str | None = None,
    mapped: list[str] | None = None,
    only: list[str] | None = None,
    drop: list[str] | None = None,
    name_order: str | None = None,
    event_zone: str | None = None,
    one_per_number: bool | None = None,
    profile: Path | None = None,
    save_profile: Path | None = None,
) -> ListOptions:
    """What the options say, on top of a profile.

    Raises:
        UserMistake: one cannot be used.
    """
    kept = read_profile(profile) if profile is not None else ListOptions()
    said: dict[str, Any] = {
        "query": query,
        "region": None if region is None else checked_region(region),
        "columns": kept.columns | _mapped(mapped or []) if mapped else None,
        "only": only or None,
        "drop": drop or None,
        "name_order": None if name_order is None else _name_order(name_order),
        "event_zone": event_zone,
        "one_per_number": one_per_number,
    }
    chosen = kept.model_dump() | {name: value for name, value in said.items() if value is not None}
    try:
        options = ListOptions.model_validate(chosen)
    except ValidationError as error:
        complaint = error.errors(include_url=False)[0]
        reason = complaint["msg"].removeprefix("Value error, ")
        option = str(complaint["loc"][0]).replace("columns", "map").replace("_", "-")
        raise UserMistake(f"--{option}: {reason}.") from None
    if save_profile is not None:
        write_profile(save_profile, options)
    return options


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


def source(text: str) -> str:
    """A list as a run remembers it: a file by its whole path, an address or a name as it is."""
    if "://" in text or text.partition("#")[0].lower() in OutboundSettings.read().addresses:
        return text
    return str(Path(text).expanduser().absolute())
