"""How a flow ends by the numbers of its run."""

import pytest

from flows.verdict import INCOMPLETE, REFUSED, verdict
from outbound.reports import Summary

ROWS = dict.fromkeys(
    (
        "read",
        "rejected",
        "duplicate",
        "suppressed",
        "refused",
        "created",
        "unresolved",
        "unsent",
        "released",
        "held",
    ),
    0,
)


async def summary(**rows: int) -> Summary:
    return Summary.model_validate(
        {
            "key": "spring",
            "state": "calling",
            "campaign_uid": None,
            "schedules": [],
            "rows": ROWS | rows,
            "calls": {"open": 0, "closed": 0},
            "attempts": 0,
            "outcomes": {},
        }
    )


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ({"created": 2, "refused": 1}, "Completed"),
        ({"refused": 3}, REFUSED),
        ({"unresolved": 1, "refused": 3}, INCOMPLETE),
        ({"created": 1, "held": 1}, INCOMPLETE),
    ],
)
async def test_a_flow_ends_well_where_everybody_is_accounted_for_and_somebody_was_taken(
    rows: dict[str, int], name: str
) -> None:
    assert (await verdict(summary(**rows))).name == name
