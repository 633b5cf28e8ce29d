"""`outbound doctor`: what the API does where its guide is silent."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from outbound.cli import lists, options, screen
from outbound.cli.edge import Settings, agree
from outbound.cli.exits import DONE, MISTAKE, NOT_DONE
from outbound.cli.groups import grouped
from outbound.cli.screen import shown
from outbound.contacts import checked_number, checked_region
from outbound.delivery.session import Session
from outbound.delivery.silence import telling_of_silence
from outbound.doctor import Report, examine_access, examine_behaviour, examine_finished_call
from outbound.doctor.access import ScopeLog
from outbound.doctor.ground import AHEAD, PROBE_CALLS, Builder
from outbound.ledger import Finding, Probe, Verdict

Number = Annotated[
    str, typer.Option("--number", metavar="+81…", help="Your own number, for the probe calls.")
]
Like = Annotated[
    str | None,
    typer.Option(
        metavar="UID", help="A finished call of a run of yours: it shows attempts and outcomes."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before anything is created.")]

_COLOURS = {Verdict.FINE: "green", Verdict.DIFFERS: "yellow", Verdict.CANNOT_TELL: "dim"}


@grouped
def doctor(
    number: Number,
    settings: Settings,
    like: Like = None,
    region: lists.Region = None,
    yes: Yes = False,
    as_json: options.AsJson = False,
) -> None:
    """Find out how this API behaves, before real people are called through it.

    It creates a campaign, and a disabled schedule with calls to your own number, and says so first.
    It enables nothing: nobody is called. The table is kept in your records: a launch heeds it.
    """
    checked = checked_number(number, None if region is None else checked_region(region))
    report = asyncio.run(_examined(checked, like, settings, yes=yes))
    if as_json:
        screen.show_json(report.model_dump_json())
    else:
        _show(report)
    raise typer.Exit(_status(report))


async def _examined(number: str, like: str | None, settings: Settings, *, yes: bool) -> Report:
    """Examine the API, and keep what was found."""
    async with settings.session() as session, telling_of_silence(session, screen.warn):
        scopes = ScopeLog()
        builder = Builder(session.api, session.clock, number, scopes)
        findings = await examine_access(session.api, session.clock, scopes)
        if not any(finding.verdict == Verdict.DIFFERS for finding in _barring(findings)):
            screen.progress.print(shown(_plan(session)))
            agree("Go on?", yes=yes)
            findings += await examine_behaviour(session.api, session.clock, builder, scopes)
            findings += await examine_finished_call(session.api, session.ledger, like)
        report = Report.of(
            findings,
            base_url=session.base_url,
            client_id=session.client,
            examined_at=session.clock.now(),
            campaign_uid=builder.campaign.uid if builder.campaign else None,
            schedule_uid=builder.place.schedule.uid if builder.place else None,
        )
        if builder.place is not None:  # one that saw nothing does not replace one that did
            await session.ledger.examinations.keep(
                session.base_url, session.client, report.examination
            )
        return report


_BARRING = (Probe.REACHABLE, Probe.CREDENTIALS, Probe.SCOPES)


def _barring(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.probe in _BARRING]


def _plan(session: Session) -> str:
    """What is going to be done."""
    day: datetime = session.clock.now() + AHEAD
    return (
        f"The doctor creates a campaign at {session.base_url}, a disabled schedule in a window of "
        f"one minute on {day:%Y-%m-%d}, and {PROBE_CALLS} calls to your number in it. It enables "
        "nothing, so nobody is called. Mico deletes nothing: they stay there. It takes "
        "up to three minutes."
    )


def _show(report: Report) -> None:
    """The table: what was asked, the verdict, what was found and what that means."""
    table = Table("probe", "", "found, and what it means for a run", box=None, header_style="bold")
    table.pad_edge = False
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for row in report.findings:
        colour = _COLOURS[Verdict(row.verdict)]
        said = f"{shown(row.found)}\n[dim]→ {shown(row.means)}[/]"
        table.add_row(row.probe.replace("_", " "), f"[{colour}]{row.verdict}[/]", said)
    screen.results.print(table, soft_wrap=False)
    if report.schedule_uid is not None:
        left = f"The schedule {report.schedule_uid} stays at Mico, disabled: nobody is called."
        screen.results.print(shown(left), soft_wrap=False)


def _status(report: Report) -> int:
    """Whether a run could be begun, and if not, whether the user can mend that."""
    if report.is_refused(Probe.CREDENTIALS, Probe.SCOPES):
        return MISTAKE
    return NOT_DONE if report.is_refused(Probe.REACHABLE) else DONE
