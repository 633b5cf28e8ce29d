"""The vendor's API, as its guide documents it: a client, answers as models, errors by remedy."""

from outbound.api.client import MicoClient
from outbound.api.errors import (
    CredentialsRefused,
    Fatal,
    InDoubt,
    MicoError,
    NotFound,
    Retriable,
    ScopeMissing,
)
from outbound.api.settings import MicoSettings

__all__ = [
    "CredentialsRefused",
    "Fatal",
    "InDoubt",
    "MicoClient",
    "MicoError",
    "MicoSettings",
    "NotFound",
    "Retriable",
    "ScopeMissing",
]
