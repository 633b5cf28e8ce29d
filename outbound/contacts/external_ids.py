"""Ids for rows that come without one."""

import hashlib
import json

_HEX_DIGITS = 24


def made_external_id(key: str, body: dict[str, object]) -> str:
    """An id made from the run's key and what would be sent for the row.

    Two rows that would make the same call get one id, so they count as duplicates; reading the
    list again makes the same ids; another run's ids are others.
    """
    # The key makes ids differ between runs: Mico would otherwise show two calls under one id.
    content = json.dumps([key, body], sort_keys=True, separators=(",", ":"))
    return f"ob-{hashlib.sha256(content.encode()).hexdigest()[:_HEX_DIGITS]}"
