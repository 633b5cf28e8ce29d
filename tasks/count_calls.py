"""Proving a schedule right before and after its release (guide, step 5)."""

from outbound.delivery.steps import AuditCalls, CountCalls, VerifyRelease, take
from tasks.connection import current
from tasks.step import step


@step("count-calls", "count-calls {schedule_uid}")
async def count_calls(key: str, schedule_uid: str) -> None:
    """See whether the API shows exactly as many calls as were created."""
    await take(current(), key, CountCalls(schedule_uid))


@step("audit-calls", "audit-calls {schedule_uid}")
async def audit_calls(key: str, schedule_uid: str) -> None:
    """Compare every call of a schedule in which something was in doubt."""
    await take(current(), key, AuditCalls(schedule_uid))


@step("verify-release", "verify-release {schedule_uid}")
async def verify_release(key: str, schedule_uid: str) -> None:
    """Look once more at a schedule that was released after doubt."""
    await take(current(), key, VerifyRelease(schedule_uid))
