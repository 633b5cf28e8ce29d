"""What each finding means for a run: one sentence for each probe that is fine or differs."""

from outbound.ledger import Finding, Probe, Verdict

_UNKNOWN = "a run assumes nothing here, and works whatever the answer is"

_MEANINGS: dict[Probe, tuple[str, str]] = {
    Probe.REACHABLE: (
        "a run can begin",
        "no run can begin: check MICO_BASE_URL and the network",
    ),
    Probe.CREDENTIALS: (
        "access tokens are accepted",
        "no run can begin: check MICO_CLIENT_ID and MICO_CLIENT_SECRET, or MICO_ACCESS_TOKEN",
    ),
    Probe.SCOPES: (
        "every request of a run is allowed",
        "a run ends at its first request that needs it: ask Mico to add the scope",
    ),
    Probe.CLOCK: (
        "windows begin and end when this machine says so",
        "windows begin and end by Mico's clock: set the machine's right",
    ),
    Probe.SCHEDULE_ECHO: (
        "a schedule has the window and the retries that were asked for",
        "a run refuses to load a schedule with another window or other retries, or an enabled one",
    ),
    Probe.CALL_ECHO: (
        "what is sent is what Mico keeps",
        "Mico keeps another value, or does not show it: look at these fields before a real run",
    ),
    Probe.BULK_ORDER: (
        "calls are matched by external id all the same",
        "nothing: calls are matched by external id, never by position",
    ),
    Probe.REFUSED_ROWS: (
        "a bad row is turned down alone, and the others are created",
        "a run halves a bulk that is turned down until it finds the row: more requests",
    ),
    Probe.DELAY: (
        "a schedule may be counted as soon as it is loaded",
        "a launch compares every call before the release, and waits for late ones",
    ),
    Probe.PAGES: (
        "two requests are enough to count a schedule",
        "a launch compares every call before the release, for a count may be wrong",
    ),
    Probe.LIST_ORDER: (
        "calls that are added come last, and earlier pages stay as they are",
        "pages shift while calls are added: a run reads on until nothing new comes",
    ),
    Probe.FILTERS: (
        "a row that is not confirmed is looked up by its external id",
        "a run heeds only equal external ids; a launch compares every call before the release",
    ),
    Probe.ERROR_BODIES: (
        "a refusal of Mico can be told from a gateway's page",
        "a refusal may look like a gateway's page: a run goes by the status alone",
    ),
    Probe.ATTEMPTS: (
        "outcomes are read from lists, a hundred calls a request",
        "each finished call is asked for by itself: following a run takes more requests",
    ),
    Probe.OUTCOME_FILTERS: (
        "you may rely on them in scripts of your own; a run does not use them",
        "do not rely on them in scripts of your own; a run does not use them",
    ),
    Probe.RETRIES: (
        "it counts the further calls that are possible; a run counts attempts itself",
        "nothing: a run counts attempts itself",
    ),
}


def fine(probe: Probe, found: str) -> Finding:
    """The API does what the guide promises, or what a run likes best."""
    return Finding(probe, Verdict.FINE, found, _MEANINGS[probe][0])


def differs(probe: Probe, found: str) -> Finding:
    """It does something else."""
    return Finding(probe, Verdict.DIFFERS, found, _MEANINGS[probe][1])


def cannot_tell(probe: Probe, why: str) -> Finding:
    """The probe has shown nothing."""
    return Finding(probe, Verdict.CANNOT_TELL, why, _UNKNOWN)


def judged(probe: Probe, complaints: list[str], otherwise: str) -> Finding:
    """It differs in each of the complaints; without any it is fine."""
    return differs(probe, "; ".join(complaints)) if complaints else fine(probe, otherwise)
