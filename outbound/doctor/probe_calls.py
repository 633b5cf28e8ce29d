"""The calls that are created to be looked at: all to one number, told apart by names and ids."""

from collections.abc import Mapping

Call = Mapping[str, object]

_MARKS = ("1", "10", "a", "A", "b", "c", "d")
"""Ends of external ids: one that begins like another, and two that differ in their case alone."""

EVENT = "2030-01-02T03:04:05Z"


def probe_call(number: str, tag: str, mark: str) -> Call:
    """One call; `tag` tells this examination from others."""
    name = f"Probe {mark}"
    return {
        "phone_number": number,
        "full_name": f"{name} Outbound",
        "first_name": name,
        "last_name": f"Outbound {mark}",
        "phonetic_full_name": f"{name} Outbound",
        "phonetic_first_name": f"Sound {mark}",
        "phonetic_last_name": "Outbound",
        "email": f"probe.{mark}@example.com",
        "event_date_time": EVENT,
        "custom_parameters": {"probe": mark},
        "external_id": f"{tag}-{mark}",
    }


def good_calls(number: str, tag: str) -> list[Call]:
    """A bulk of calls with which nothing is wrong."""
    return [probe_call(number, tag, mark) for mark in _MARKS]


def mixed_calls(number: str, tag: str) -> list[Call]:
    """A good call, and one without a number, so that nobody else's can be meant."""
    return [
        probe_call(number, tag, "mixed"),
        {**probe_call(number, tag, "bad"), "phone_number": ""},
    ]


def single_call(number: str, tag: str) -> Call:
    """The call that is created by itself, last of all."""
    return probe_call(number, tag, "single")
