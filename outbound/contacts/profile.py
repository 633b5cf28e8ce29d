"""A profile: how lists of one kind are read, kept in a small TOML file.

region = "JP"

[columns]
phone_number = "Mobile"
"""

import json
import tomllib
from pathlib import Path

from pydantic import ValidationError

from outbound.contacts.list_options import ListOptions
from outbound.mistakes import UserMistake


def read_profile(path: Path) -> ListOptions:
    """The options that a profile holds.

    Raises:
        UserMistake: it cannot be read, or says what no profile can.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserMistake(
            f"The profile {path} cannot be read ({error.strerror}): check its path; --save-profile "
            "writes one."
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserMistake(f"The profile {path} is not TOML: {error}; mend that line.") from None
    try:
        return ListOptions.model_validate(content)
    except ValidationError as error:
        complaint = error.errors()[0]
        where = ".".join(str(part) for part in complaint["loc"])
        is_unknown = complaint["type"] == "extra_forbidden"
        problem = f"it knows no {where}" if is_unknown else f"{where}: {complaint['msg']}"
        raise UserMistake(
            f"The profile {path} cannot be used: {problem}. It may have "
            f"{', '.join(ListOptions.model_fields)}."
        ) from None


def write_profile(path: Path, options: ListOptions) -> None:
    """Keep the options that differ from the ordinary ones.

    Raises:
        UserMistake: the file cannot be written.
    """
    chosen = options.model_dump(mode="json", exclude_defaults=True)
    columns = chosen.pop("columns", {})
    lines = [f"{name} = {_toml(value)}" for name, value in chosen.items()]
    if columns:
        lines += ["", "[columns]"]
        lines += [f"{field} = {_toml(column)}" for field, column in columns.items()]
    try:
        path.write_text("\n".join([*lines, ""]).lstrip("\n"), encoding="utf-8")
    except OSError as error:
        raise UserMistake(f"The profile {path} cannot be written: {error.strerror}.") from None


def _toml(value: object) -> str:
    """A JSON text, list or truth value is a TOML one, too, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
