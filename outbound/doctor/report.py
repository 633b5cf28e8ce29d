"""The report: what `outbound doctor` prints and stores."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from outbound.doctor.meanings import cannot_tell
from outbound.ledger import Examination, Finding, Probe, Verdict

_NOT_ASKED = "not asked, for no request of a run would be answered"


class Row(BaseModel):
    """One line of the table."""

    probe: str = Field(description="What was asked.")
    verdict: str = Field(description="`fine`, `differs` or `cannot tell`.")
    found: str = Field(description="What was seen; nothing personal.")
    means: str = Field(description="What it means for a run.")


class Report(BaseModel):
    """All findings of one examination."""

    base_url: str = Field(description="The API's address.")
    client_id: str = Field(description="The client's id; empty for a ready access token.")
    examined_at: datetime = Field(description="When the examination ended; UTC.")
    campaign_uid: str | None = Field(description="The campaign it has made; null: none.")
    schedule_uid: str | None = Field(description="The disabled schedule of the probe calls.")
    findings: list[Row] = Field(description="In the order of the probes.")

    @classmethod
    def of(
        cls,
        findings: Sequence[Finding],
        *,
        base_url: str,
        client_id: str,
        examined_at: datetime,
        campaign_uid: str | None = None,
        schedule_uid: str | None = None,
    ) -> Self:
        """The report of these findings, in the order of the probes; the others tell nothing."""
        known = {finding.probe: finding for finding in findings}
        return cls(
            base_url=base_url,
            client_id=client_id,
            examined_at=examined_at,
            campaign_uid=campaign_uid,
            schedule_uid=schedule_uid,
            findings=[
                Row(probe=f.probe, verdict=f.verdict, found=f.found, means=f.means)
                for f in (known.get(probe) or cannot_tell(probe, _NOT_ASKED) for probe in Probe)
            ],
        )

    @property
    def examination(self) -> Examination:
        """What is stored of it."""
        return Examination(
            self.examined_at, [Finding(**finding.model_dump()) for finding in self.findings]
        )

    def is_refused(self, *probes: Probe) -> bool:
        """Whether one of these probes has found the API to differ."""
        return any(row.probe in probes and row.verdict == Verdict.DIFFERS for row in self.findings)
