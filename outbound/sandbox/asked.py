"""A request as the handlers see it: let in, counted, and not yet understood."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import JsonValue, ValidationError
from pydantic_core import from_json

from outbound.sandbox.bodies import Body
from outbound.sandbox.listing import Lens, plainly
from outbound.sandbox.refusals import Refusal, by_field, invalid

SomeBody = TypeVar("SomeBody", bound=Body)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, at a second of the sandbox's time."""

    second: int
    uid: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    lens: Lens = plainly
    """How its sender sees lists."""

    def form(self, model: type[SomeBody]) -> SomeBody:
        """The JSON body, as one of the guide's.

        Raises:
            Refusal: 415, 400 or 422.
        """
        try:
            return model.model_validate(self._json())
        except ValidationError as error:
            raise invalid(by_field(error)) from None

    def flag(self, name: str) -> bool | None:
        """A query parameter that is `true`, `false` or absent."""
        text = self.query.get(name)
        if text not in {"true", "false", None}:
            raise invalid({name: "Must be true or false"})
        return None if text is None else text == "true"

    def number(self, name: str, default: int, at_most: int) -> int:
        """A query parameter that is a whole number from 1 up."""
        text = self.query.get(name, str(default))
        if not re.fullmatch("[0-9]{1,18}", text) or not 1 <= int(text) <= at_most:
            raise invalid({name: f"Must be a whole number from 1 to {at_most}"})
        return int(text)

    def _json(self) -> JsonValue:
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(415, "unsupported_media_type", "The body must be application/json")
        try:
            value: JsonValue = from_json(self.body, allow_inf_nan=False)
        except ValueError:
            raise Refusal(400, "malformed_json", "The body is not JSON") from None
        return value
