"""What may become of an attempt: odds and durations, and the fate they draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, PositiveInt

Ending = Literal["answered", "no_answer", "busy", "voicemail", "failed"]
Key = TypeVar("Key")


def _with_a_chance(weights: dict[Key, float]) -> dict[Key, float]:
    if not sum(weights.values()) > 0:
        raise ValueError("at least one weight must be above 0")
    return weights


def _in_order(bounds: tuple[int, int]) -> tuple[int, int]:
    if bounds[0] > bounds[1]:
        raise ValueError("the shortest duration comes first")
    return bounds


Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Between = Annotated[tuple[PositiveInt, PositiveInt], AfterValidator(_in_order)]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one attempt; durations in seconds."""

    status: str
    rings: int
    talks: int | None
    outcome: str | None
    notified: bool
    error: str | None

    @property
    def lasts(self) -> int:
        """Seconds from dialling to the end."""
        return self.rings + (self.talks or 0)


class Mix(BaseModel, frozen=True, extra="forbid"):
    """The odds of a campaign. Weights need not add up to anything; durations are seconds."""

    endings: Annotated[dict[Ending, Weight], AfterValidator(_with_a_chance)] = Field(
        default={"answered": 55, "no_answer": 25, "busy": 8, "voicemail": 9, "failed": 3},
        description="How an attempt ends; an answered one gets the guide's status `hangup`.",
    )
    outcomes: Annotated[dict[str | None, Weight], AfterValidator(_with_a_chance)] = Field(
        default={
            "APPOINTMENT_CONFIRMED": 55,
            "APPOINTMENT_CANCELLED": 8,
            "RESCHEDULE_REQUESTED": 15,
            "Transfer to agent": 10,
            None: 12,
        },
        description="What an answered attempt comes to; None is no outcome at all.",
    )
    ring_seconds: Between = Field(default=(5, 30), description="Shortest and longest ringing.")
    talk_seconds: Between = Field(default=(20, 180), description="Shortest and longest talk.")
    notified: float = Field(
        default=0.3, ge=0, le=1, description="Share of calls with an outcome that send a message."
    )
    marks_exhausted: bool = Field(
        default=True,
        description="Whether a call without retries left is marked completed, or stays pending: "
        "the guide does not say which.",
    )

    def draw(self, luck: Random) -> Fate:
        """Draw one attempt's fate. Always as many draws, so that one answer moves no other."""
        ending = _pick(self.endings, luck)
        rings, talks = luck.randint(*self.ring_seconds), luck.randint(*self.talk_seconds)
        outcome, notified = _pick(self.outcomes, luck), luck.random() < self.notified
        if ending != "answered":
            error = "The carrier could not complete the call" if ending == "failed" else None
            return Fate(ending, rings, None, None, notified=False, error=error)
        # Step 6: an answered attempt's status is `hangup`.
        notified = notified and outcome is not None
        return Fate("hangup", rings, talks, outcome, notified=notified, error=None)


def _pick(weights: Mapping[Key, float], luck: Random) -> Key:
    return luck.choices(list(weights), list(weights.values()))[0]
