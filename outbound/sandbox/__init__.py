"""The vendor's API, served on this machine.

It is a reading of the vendor's guide and nothing more. Where the guide is silent it chooses: the
error bodies, the names of attempts that nobody answered, the order of dialling, the odds. It calls
nobody and sends nothing; it knows no test calls, no webhooks, and deletes nothing; a campaign's
`is_enabled` is kept and shown, and changes nothing; one process serves it; instants are whole
seconds of its clock, so an attempt may have begun in the very second of a disabling, just before
it. By itself nothing goes wrong and nothing is limited; `faults` makes it as bad as anybody wishes.
What runs well here may still meet surprises there.

Routes (`app`, `routes`, `tokens`) let requests in, handlers (`campaigns`, `calls`) understand and
answer them, state (`world`, `tables`, `recovery`) is SQLite, behaviour (`dialer`, `mix`) is what
happens between requests, on an injected clock and with seeded luck, and `faults` is what happens to
requests.
"""

from outbound.sandbox.app import Sandbox
from outbound.sandbox.faults import Fault, Faults
from outbound.sandbox.faults.broken_answers import HungUp
from outbound.sandbox.mix import Mix
from outbound.sandbox.world import CALL_FLOW_UID, CAMPAIGN_UID, SCOPES

__all__ = [
    "CALL_FLOW_UID",
    "CAMPAIGN_UID",
    "SCOPES",
    "Fault",
    "Faults",
    "HungUp",
    "Mix",
    "Sandbox",
]
