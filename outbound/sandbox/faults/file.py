"""Reading faults from a TOML file; a mistake in it is told in one sentence."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from outbound.mistakes import UserMistake
from outbound.sandbox.faults.plan import Fault, Faults

_EXAMPLE = "examples/faults.toml shows the format"


def read_faults(path: Path) -> Faults:
    """The faults that a file describes.

    Raises:
        UserMistake: it cannot be read, is not TOML, or an entry makes no sense.
    """
    try:
        faults = Faults.model_validate(_tables(path), by_name=False)
    except ValidationError as error:
        raise UserMistake(f"{path}: {_complaint(error.errors()[0])}.") from None
    if not faults.entries:
        raise UserMistake(f"{path} has no [[fault]]: write one ({_EXAMPLE}), or leave it out.")
    return faults


def _tables(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserMistake(
            f"The faults in {path} cannot be read ({error.strerror}): "
            f"give the path of a TOML file ({_EXAMPLE})."
        ) from None
    except UnicodeDecodeError:
        raise UserMistake(f"{path} is not UTF-8: save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise UserMistake(f"{path} is not TOML: {error}. Mend it there ({_EXAMPLE}).") from None


def _complaint(error: ErrorDetails) -> str:
    match error["loc"]:
        case ("fault", int(place)):
            return f"in fault {place + 1}, {_about_entry(error)}"
        case ("fault", int(place), str(field), *_):
            return f"in fault {place + 1}, {_about(field, error, Fault)}"
        case (str(field), *_):
            return _about(field, error, Faults)
        case _:
            return error["msg"]


def _about_entry(error: ErrorDetails) -> str:
    if error["type"] == "fault":
        return error["msg"]
    return f"{_shown(error['input'])} stands for an entry: begin each with [[fault]]"


def _about(name: str, error: ErrorDetails, model: type[BaseModel]) -> str:
    fields = {of.alias or field: of for field, of in model.model_fields.items()}
    if name not in fields:
        known = ", ".join(fields)
        return f"{name} is {_shown(error['input'])}, and there is no such field: write {known}"
    remedy = fields[name].description
    if error["type"] == "missing":
        return f"{name} is missing: write {remedy}"
    # Of a list, `input` is the one item that is wrong.
    item = "has the item" if len(error["loc"]) > len(("fault", 0, name)) else "is"
    return f"{name} {item} {_shown(error['input'])}: write {remedy}"


def _shown(value: object) -> str:
    """A value much as the file writes it."""
    return json.dumps(value, default=str, ensure_ascii=False)
