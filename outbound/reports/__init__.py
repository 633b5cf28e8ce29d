"""What a run came to: summaries made from the ledger."""

from outbound.reports.reasons import nobody_left, too_dirty
from outbound.reports.summary import RunState, Summary, summarize

__all__ = ["RunState", "Summary", "nobody_left", "summarize", "too_dirty"]
