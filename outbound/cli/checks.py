"""Options that keep people from being called, and what they mean."""

import re
from dataclasses import dataclass
from typing import Annotated

import typer

from outbound.cli.edge import Settings
from outbound.cli.lists import source
from outbound.delivery.requests import CallCap, Checks
from outbound.delivery.requests import Canary as CanaryRequest
from outbound.mistakes import UserMistake

_TIME = re.compile(r"(\d+)\s*(h|d)")
_HOURS_A_DAY = 24

MaxCalls = Annotated[
    int | None,
    typer.Option(min=1, help="At most so many calls to a number across all runs, within --within."),
]
Within = Annotated[
    str | None, typer.Option(metavar="TIME", help="The time that --max-calls is about: 2d, 12h.")
]

Suppress = Annotated[
    list[str] | None,
    typer.Option(
        metavar="LIST",
        help="A do-not-call list: a file of numbers, or a table, postgresql://…#TABLE. May be "
        "repeated.",
    ),
]
FailAbove = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE", help="Call nobody if more of the rows could not be used than this: 5%."
    ),
]

Canary = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Call the first N, and the others only if that goes well."
    ),
]
CanaryFailures = Annotated[
    str | None,
    typer.Option(metavar="SHARE", help="The share of the first N that may fail. By default: 20%."),
]
Approve = Annotated[
    bool,
    typer.Option("--approve", help="Wait until a person resumes the run in Prefect's UI."),
]


@dataclass(frozen=True, kw_only=True)
class ChecksGroup:
    """Checks before anybody is called."""

    max_calls: MaxCalls = None
    within: Within = None
    suppress: Suppress = None
    fail_above: FailAbove = None
    canary: Canary = None
    canary_failures: CanaryFailures = None
    approve: Approve = False

    def requested(self, settings: Settings) -> Checks:
        """The checks that the options ask for.

        Raises:
            UserMistake: an option cannot be used.
        """
        return Checks(
            suppress=[source(name, settings) for name in self.suppress or []],
            cap=self._cap(),
            canary=self._canary(),
            approve=self.approve,
            fail_above=None if self.fail_above is None else _share(self.fail_above, "--fail-above"),
        )

    def _cap(self) -> CallCap | None:
        if self.max_calls is None and self.within is None:
            return None
        if self.max_calls is None or self.within is None:
            raise UserMistake("A cap is two options: --max-calls 4 --within 2d.")
        matched = _TIME.fullmatch(self.within.strip().lower())
        if matched is None or not int(matched[1]):
            raise UserMistake(f"--within is {self.within!r}; write days or hours, like 2d or 12h.")
        hours = int(matched[1]) * (_HOURS_A_DAY if matched[2] == "d" else 1)
        return CallCap(max_calls=self.max_calls, within_hours=hours)

    def _canary(self) -> CanaryRequest | None:
        if self.canary is None and self.canary_failures is None:
            return None
        if self.canary is None:
            raise UserMistake("--canary-failures needs a trial group: add --canary 50.")
        if self.canary_failures is None:
            return CanaryRequest(first=self.canary)
        share = _share(self.canary_failures, "--canary-failures")
        return CanaryRequest(first=self.canary, max_failures=share)


def _share(text: str, option: str) -> float:
    """A share: 5% is 0.05."""
    matched = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text.strip())
    if matched is None or float(matched[1]) > 100:  # noqa: PLR2004 - percent
        raise UserMistake(f"{option} is {text!r}; write a share in percent, like 5%.")
    return float(matched[1]) / 100
