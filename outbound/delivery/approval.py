"""Approval: where it was asked for, nobody is called before a person has approved of the plan."""

from outbound.delivery.requests import Checks
from outbound.ledger import Run


def waits_for_approval(run: Run) -> bool:
    """Whether a person is still to approve of the run's plan; once is enough."""
    checks = Checks.model_validate(run.request.get("checks") or {})
    return checks.approve and run.approved_at is None
