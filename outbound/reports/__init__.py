"""What a run came to: summaries made from the ledger."""

from outbound.reports.summary import RunState, Summary, summarize

__all__ = ["RunState", "Summary", "summarize"]
