"""The state of the sandbox: its settings, its tables, its dialer and its time."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from outbound.clock import Clock, SystemClock
from outbound.sandbox.dialer import Dialer
from outbound.sandbox.faults.late import LateWork
from outbound.sandbox.faults.luck import Luck
from outbound.sandbox.faults.plan import Faults
from outbound.sandbox.faults.rush import Rush
from outbound.sandbox.instants import whole
from outbound.sandbox.mix import Mix
from outbound.sandbox.recovery import remember
from outbound.sandbox.tables import opened

SCOPES = frozenset(
    {"campaigns:read", "campaigns:write", "outbound_calls:read", "outbound_calls:write"}
)
CALL_FLOW_UID = "5f0f6d5e-6c1f-4d0c-9d0b-5a2f7a3c1e10"
CAMPAIGN_UID = "c1a7e0b2-3d44-4a86-8b5b-2f9d6e8a7f21"


@dataclass(kw_only=True)
class World:
    """The sandbox without its door.

    `lines` is how many calls may be under way at once. `scopes` are those the client may ask for.
    `call_flows` are the existing ones: their uids, and their campaigns' (step 1). The guide leaves
    open whether a list shows attempts: `lists_attempts` decides. `faults` is what goes wrong.
    """

    clock: Clock = field(default_factory=SystemClock)
    database: str | Path = ":memory:"
    seed: int = 7
    mix: Mix = field(default_factory=Mix)
    lines: int = 200
    client_id: str = "sandbox"
    client_secret: str = "sandbox-secret"  # noqa: S105 - of a server that guards nothing
    scopes: AbstractSet[str] = SCOPES
    call_flows: Mapping[str, str] = field(default_factory=lambda: {CALL_FLOW_UID: CAMPAIGN_UID})
    lists_attempts: bool = True
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        self.db = opened(self.database)
        self.dialer = Dialer(self.db, self.seed, self.mix, self.lines)
        self.requests: Counter[str] = Counter()
        self.luck, self.rush, self.late = Luck(self.faults, self.seed), Rush(), LateWork()
        remember(self.dialer)
        self._keep_call_flows()

    def advance(self) -> int:
        """Make everything happen that is to happen by now; returns the second that now is in."""
        second = whole(self.clock.now())
        self.dialer.advance(second)
        return second

    def close(self) -> None:
        """Give up what is still to be done, and close the database."""
        self.late.give_up()
        self.db.close()

    def _keep_call_flows(self) -> None:
        second = whole(self.clock.now())
        campaign = "INSERT OR IGNORE INTO campaigns VALUES (?, ?, 'scheduled_call', 1, ?, ?)"
        for uid, campaign_uid in self.call_flows.items():
            with self.db:
                self.db.execute(campaign, (campaign_uid, "Call flow's campaign", second, second))
                self.db.execute(
                    "INSERT OR REPLACE INTO call_flows VALUES (?, ?)", (uid, campaign_uid)
                )
