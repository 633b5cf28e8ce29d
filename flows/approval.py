"""A person's approval of the plan, in Prefect's UI, before anything is sent."""

import asyncio

from prefect.flow_runs import apause_flow_run
from prefect.input import RunInput
from pydantic import Field

from outbound.delivery.runs import Run, record_of, waits_for_approval
from outbound.mistakes import UserMistake
from outbound.planning import WindowMissedError
from outbound.visible import in_markdown
from tasks.connection import current

# Seconds. Prefect lets a pause that has timed out end in no words but its own.
_GRACE = 600


class Approval(RunInput):
    """What the person says who has seen the plan."""

    call_them: bool = Field(
        default=True, description="Call the people of the plan. Off: nobody is called."
    )


async def approved(run: Run) -> None:
    """Pause the run until a person has approved of its plan, if so asked; once for each run.

    Raises:
        UserMistake: the person refused.
        WindowMissedError: nobody said anything until the window ended.
    """
    session = current()
    record = await record_of(session, run)
    if not waits_for_approval(run, record) or record.ends_at is None:
        return
    patience = max(1, int(session.real_seconds_until(record.ends_at)))
    try:
        async with asyncio.timeout(patience):
            answer = await apause_flow_run(
                wait_for_input=Approval.with_initial_data(
                    description=f"The plan of {in_markdown(run.key)} is among this run's artifacts."
                ),
                timeout=patience + _GRACE,
            )
    except TimeoutError:
        raise WindowMissedError(
            f"Nobody approved of the plan of {run.key} until its window ended: nobody was called."
        ) from None
    if not answer.call_them:
        raise UserMistake(f"A person has refused the plan of {run.key}: nobody was called.")
    await session.ledger.runs.approved(run.id, at=session.clock.now())
