"""Which API to talk to, and with which credentials: the `MICO_*` settings."""

import os
from typing import Annotated, Self

import httpx
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from outbound import hosts
from outbound.api.surroundings import refuse_unusable
from outbound.mistakes import UserMistake

SCOPES = ("campaigns:read", "campaigns:write", "outbound_calls:read", "outbound_calls:write")
"""The scopes a client needs, from the vendor's authentication page."""

_LAST_PORT = 65535
# Characters; few servers read a header that is longer.
_LONGEST_TOKEN = 8 * 2**10


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    try:
        return hosts.is_loopback(httpx.URL(url).host)  # read as it will be used
    except httpx.InvalidURL:
        return False


def _checked_base_url(url: str) -> str:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        parts = httpx.URL()
    is_whole = parts.scheme in {"http", "https"} and parts.host and (parts.port or 0) <= _LAST_PORT
    if not is_whole or parts.query or parts.fragment:
        raise ValueError("is not an address: it starts with https:// and names a host")
    if parts.userinfo:
        raise ValueError("carries a password: put the client's id and secret into their settings")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError(
            "is plain http to another machine, which shows secrets and phone numbers to the "
            "network: use https (http is for the sandbox on this machine)"
        )
    return url.rstrip("/")


def _checked_token(token: SecretStr) -> SecretStr:
    text = token.get_secret_value()
    # What a header can carry (RFC 6750, 2.1: printable ASCII without spaces).
    if not (text and text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("is not an access token: it holds spaces or other odd characters")
    if len(text) > _LONGEST_TOKEN:
        raise ValueError(f"is not an access token: it is longer than {_LONGEST_TOKEN:,} characters")
    return token


Token = Annotated[SecretStr, AfterValidator(_checked_token)]
"""An access token."""


class MicoSettings(BaseSettings):
    """The API's address and credentials, from `MICO_*` environment variables.

    Either a client's id and secret (a token is fetched and renewed), or an access token.
    """

    model_config = SettingsConfigDict(
        env_prefix="MICO_", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    base_url: Annotated[str, AfterValidator(_checked_base_url)] = Field(
        default="https://api.micovoice.com", description="The API's address."
    )
    client_id: str | None = Field(default=None, description="The OAuth2 client's id.")
    client_secret: SecretStr | None = Field(default=None, description="The client's secret.")
    access_token: Token | None = Field(
        default=None, description="A ready access token, instead of a client's id and secret."
    )
    timeout_seconds: float = Field(
        default=30, gt=0, le=3600, description="The total deadline of one request, in seconds."
    )

    @model_validator(mode="after")
    def _has_credentials(self) -> Self:
        if self.access_token is None and (self.client_id is None or self.client_secret is None):
            raise ValueError(
                "No credentials for Mico: set MICO_CLIENT_ID and MICO_CLIENT_SECRET "
                "(or MICO_ACCESS_TOKEN), or choose a Mico credentials block"
            )
        return self

    @property
    def client(self) -> str:
        """Who asks: the client's id, or nothing for a ready access token."""
        return "" if self.access_token is not None else self.client_id or ""

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment.

        Raises:
            UserMistake: one is missing or cannot be used, or a proxy or a certificate of the
                environment cannot, in one sentence.
        """
        refuse_unusable(os.environ)
        try:
            return cls()
        except ValidationError as error:
            raise UserMistake(first_complaint(error, prefix="MICO_")) from None


def first_complaint(error: ValidationError, *, prefix: str) -> str:
    """What settings are wrong, in one sentence that names the variable and never its value."""
    complaint = error.errors(include_input=False, include_url=False)[0]
    reason = complaint["msg"].removeprefix("Value error, ")
    variable = "_".join(str(part) for part in complaint["loc"]).upper()
    return f"{prefix}{variable} {reason}." if variable else f"{reason}."
