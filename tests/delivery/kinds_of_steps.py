"""Every kind of step that a run may take."""

from outbound.delivery import steps
from outbound.delivery.steps import Step


def all_steps() -> list[type[Step]]:
    """The steps with a name of their own; those without one are only shapes of others."""
    found = [each for each in vars(steps).values() if isinstance(each, type)]
    return [each for each in found if issubclass(each, Step) and "name" in vars(each)]
