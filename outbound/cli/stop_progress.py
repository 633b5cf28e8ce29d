"""What is said while a stop is not confirmed: once, when it changes, and else once a minute."""

from datetime import datetime, timedelta

from outbound.cli import screen
from outbound.cli.screen import shown
from outbound.clock import Clock
from outbound.delivery.stopping import Stopped

_A_MINUTE = timedelta(minutes=1)


class StopProgress:
    """Of a run with this key, or of single schedules, where there is none."""

    def __init__(self, key: str | None, clock: Clock) -> None:
        self._key = key
        self._clock = clock
        self._last: Stopped | None = None
        self._since = self._said_at = clock.now()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._clock.now()

    def tell(self, stopped: Stopped) -> None:
        """What a try came to."""
        if stopped.problem is None and stopped.unwritten is None:
            return
        is_new = self._last is None or (self._last.problem is None) != (stopped.problem is None)
        is_time = self.now() - self._said_at >= _A_MINUTE * self._clock.speed
        self._last = stopped
        if is_new:
            self._since = self.now()
        if is_new or is_time:
            self._said_at = self.now()
            screen.progress.print(self._first(stopped) if is_new else self._again(stopped))

    def leave(self) -> None:
        """The user does not wait any longer."""
        last = self._last
        again = f"`outbound stop {self._key or '--schedule UID'}` tries again"
        if last is None:
            screen.progress.print(
                "[bold]Not confirmed[/]: Mico has not answered yet, and calls may be made. "
                f"{again}."
            )
        elif last.problem is None:
            screen.progress.print(
                "Mico has confirmed that the schedules are disabled. [bold]Your records do not "
                f"know of it[/], and a launcher that goes on may enable them again. {again}."
            )
        elif last.unwritten is None and self._key is not None:
            screen.progress.print(
                f"[bold]Not confirmed[/]: {_may_be_made(last)}. The wish stands in your records: "
                "`recover-runs`, or `outbound recover`, tries again."
            )
        else:
            screen.progress.print(
                f"[bold]Not confirmed[/]: {_may_be_made(last)}, and nobody tries again. {again}."
            )

    def _first(self, stopped: Stopped) -> str:
        if stopped.problem is None:
            return (
                "Mico has confirmed that the schedules are disabled. [bold]Your records cannot be "
                f"told[/]: {shown(str(stopped.unwritten))}. A launcher may enable them again, so "
                "they are disabled until the wish is written. Ctrl-C leaves."
            )
        return (
            f"[bold]Not confirmed[/]: {shown(stopped.problem)}. Trying again; meanwhile "
            f"{_may_be_made(stopped)}. {self._names} can be switched off in Mico's page, too, or "
            "by Mico."
        )

    def _again(self, stopped: Stopped) -> str:
        since = f"since {self._since:%H:%M:%S} UTC"
        if stopped.problem is None:
            unwritten = shown(str(stopped.unwritten))
            return f"Disabled, but your records cannot be told {since}: {unwritten}"
        return f"[bold]Not confirmed[/] {since}: {shown(stopped.problem)}"

    @property
    def _names(self) -> str:
        return "They" if self._key is None else f"Its schedules, {self._key} 1 and so on,"


def _may_be_made(stopped: Stopped) -> str:
    return "calls may be made" + (f" until {stopped.until}" if stopped.until else "")
