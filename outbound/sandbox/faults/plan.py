"""Faults as data: what goes wrong, and for which requests."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, Field, PositiveInt, model_validator
from pydantic_core import PydanticCustomError

On = Literal[
    "token",
    "call_flow",
    "campaign",
    "schedule",
    "enable",
    "disable",
    "call",
    "bulk",
    "list",
    "detail",
]
"""The guide's requests. Step 4 is two: to enable and to disable."""

Target = Literal[On, "any"]
"""Which requests an entry is for; `any` is all but the token's."""

Kind = Literal[
    "drop",
    "commit_then_drop",
    "half_then_drop",
    "late_commit",
    "late",
    "hang",
    "cut_body",
    "truncated_json",
    "error",
    "blocked",
    "error_after_commit",
    "refused_after_commit",
    "too_many",
    "dead_token",
    "lag",
    "uneven_lag",
    "repeated_rows",
]
"""What can happen to a request; the package tells what each is."""

# The kinds that cannot happen everywhere.
_WHERE: dict[Kind, tuple[str, ...]] = {
    "half_then_drop": ("bulk",),
    "refused_after_commit": ("bulk", "call"),
    "lag": ("list",),
    "uneven_lag": ("list",),
    "repeated_rows": ("list",),
    "dead_token": tuple(on for on in get_args(Target) if on != "token"),
}

# The fields that only some kinds have.
_OWN_FIELDS: dict[str, tuple[Kind, ...]] = {
    "seconds": ("late_commit", "late", "hang", "too_many", "lag", "uneven_lag"),
    "status": ("error", "blocked"),
    "as_date": ("too_many",),
}

# The statuses of the kinds that have one; the first stands where none was wished.
_STATUSES: dict[Kind, tuple[int, range]] = {
    "error": (503, range(500, 600)),
    "blocked": (403, range(400, 500)),
}


def _one_of(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"one of {', '.join(values)}"


class Fault(BaseModel, strict=True, frozen=True, extra="forbid"):
    """One entry: a kind, and the requests that meet it. Descriptions say what may be written."""

    on: Target = Field(description=_one_of(get_args(Target)))
    kind: Kind = Field(description=_one_of(get_args(Kind)))
    probability: float = Field(
        default=0, gt=0, le=1, description="a number above 0 and at most 1, like 0.2"
    )
    numbers: list[PositiveInt] = Field(
        default=[], min_length=1, description="a list of whole numbers from 1 on, like [1, 3]"
    )
    until: PositiveInt | None = Field(
        default=None, description="a whole number from 1 on, or leave it out"
    )
    seconds: float = Field(
        default=0, gt=0, le=86_400, description="a number above 0 and at most 86400, like 5"
    )
    status: int = Field(default=0, description="a status from 400 to 599")
    as_date: bool = Field(default=False, description="true or false")
    words: list[Annotated[str, Field(min_length=1)]] = Field(
        default=[], min_length=1, description='a list of texts, like ["union select"]'
    )

    @property
    def answered(self) -> int:
        """The status that is answered, by a kind that has one."""
        return self.status or _STATUSES[self.kind][0]

    def strikes(self, number: int, luck: float, body: bytes) -> bool:
        """Whether the request with this number meets it; `luck` is drawn from 0 up to 1."""
        if self.until is not None and number > self.until:
            return False
        if self.words and not self._is_said_in(body):
            return False
        return number in self.numbers or luck < self.probability

    def _is_said_in(self, body: bytes) -> bool:
        text = body.decode(errors="replace").casefold()
        return any(words.casefold() in text for words in self.words)

    @model_validator(mode="after")
    def _happens_where_it_can(self) -> Self:
        possible = _WHERE.get(self.kind)
        if possible and self.on not in possible:
            raise _mistake(
                f'on is "{self.on}", where {self.kind} cannot happen: write {_one_of(possible)}'
            )
        return self

    @model_validator(mode="after")
    def _strikes_by_luck_or_by_number(self) -> Self:
        if self.probability and self.numbers:
            raise _mistake(
                f"probability is {self.probability:g} and numbers is {self.numbers}: keep only one"
            )
        if not self.probability and not self.numbers:
            raise _mistake(
                "probability and numbers are both missing: "
                "write one of them, like probability = 0.2 or numbers = [1, 3]"
            )
        return self

    @model_validator(mode="after")
    def _has_the_fields_of_its_kind(self) -> Self:
        for name, kinds in _OWN_FIELDS.items():
            if name in self.model_fields_set and self.kind not in kinds:
                value = getattr(self, name)
                shown = f"{value:g}" if name == "seconds" else str(value).lower()
                raise _mistake(f"{name} is {shown}, and {self.kind} has none: take it out")
        if self.kind in _OWN_FIELDS["seconds"] and not self.seconds:
            raise _mistake(f"seconds is missing, and {self.kind} needs it: write seconds = 5")
        return self

    @model_validator(mode="after")
    def _has_a_status_of_its_kind(self) -> Self:
        _, statuses = _STATUSES.get(self.kind, (0, range(0)))
        if "status" in self.model_fields_set and self.status not in statuses:
            raise _mistake(
                f"status is {self.status}: write a status from {statuses[0]} to {statuses[-1]}"
            )
        return self


class Faults(
    BaseModel,
    strict=True,
    frozen=True,
    extra="forbid",
    validate_by_name=True,
    validate_by_alias=True,
):
    """All that goes wrong in a sandbox. The file's word for the entries is `fault`."""

    seed: int | None = Field(default=None, description="a whole number, or leave it out")
    entries: Annotated[list[Fault], Field(alias="fault")] = Field(
        default=[], description="entries that begin with [[fault]] each"
    )


def _mistake(sentence: str) -> PydanticCustomError:
    # Braces would be taken for placeholders.
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence})
