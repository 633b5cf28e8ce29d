"""The commands: where each stands, and its line in the list of all. Nothing is read for that."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command that is read when somebody asks for it."""

    at: str
    """Its module, and its function (or group) there."""
    help: str
    """The first line of what it says of itself."""
    kind: str = "outbound.cli.command:Command"
    """The class of command that it becomes."""


COMMANDS: Mapping[str, Entry] = {
    "demo": Entry(
        "outbound.cli.demo:demo",
        "Run a whole campaign on this machine: real Prefect, real HTTP, nobody is called.",
    ),
    "plan": Entry(
        "outbound.cli.plan:plan",
        "Show what a launch of a list would do: when people are called, and why others are not.",
        kind="outbound.cli.plan:TakesWordsOfALaunch",
    ),
    "launch": Entry("outbound.cli.launch:launch", "Call everybody on a list, within a window."),
    "resume": Entry(
        "outbound.cli.resume:resume", "Carry on with a run from wherever it was when it ended."
    ),
    "add": Entry("outbound.cli.add:add", "Add a list's calls to an existing schedule."),
    "call": Entry(
        "outbound.cli.call:call",
        "Call one person: in a schedule of its own, or (--schedule) in one that is there.",
    ),
    "track": Entry(
        "outbound.cli.track:track",
        "Follow a run until its calls are over. Ctrl-C ends the watching, not the calls.",
    ),
    "status": Entry("outbound.cli.status:status", "Show where a run stands, or the latest runs."),
    "stop": Entry(
        "outbound.cli.stop:stop",
        "Stop a run: its schedules are disabled at once. A call that is ringing goes on.",
    ),
    "remove": Entry(
        "outbound.cli.remove:remove",
        "Do not call one person of a run, as long as calling has not started.",
    ),
    "export": Entry(
        "outbound.cli.export:export",
        "Write a line for each row of a run: its fate, its call, its outcome; times are in UTC.",
    ),
    "recover": Entry(
        "outbound.cli.recover:recover_runs",
        "Look after every run that nobody works on, until there is nothing left to do.",
    ),
    "sandbox": Entry(
        "outbound.cli.sandbox:sandbox",
        "Serve the API on this machine: nobody is called, and outcomes are made up.",
    ),
    "doctor": Entry(
        "outbound.cli.doctor:doctor",
        "Find out how this API behaves, before real people are called through it.",
    ),
    "suppress": Entry(
        "outbound.cli.suppress:suppress",
        "The do-not-call list of your records, which every run heeds up to the moment it starts "
        "calling.",
    ),
}
