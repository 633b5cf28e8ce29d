"""What the API of a tenant does where its guide is silent: probes, and the table of their findings.

Nothing is ever enabled: probe calls go to the user's own number, into a disabled schedule.
"""

from outbound.doctor.access import examine_access
from outbound.doctor.examination import examine_behaviour, untold
from outbound.doctor.finished_call import examine_finished_call
from outbound.doctor.report import Report

__all__ = ["Report", "examine_access", "examine_behaviour", "examine_finished_call", "untold"]
