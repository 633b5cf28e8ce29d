"""Where Outbound keeps its records, on which clock: the `OUTBOUND_*` settings."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from outbound.api.settings import first_complaint, is_loopback
from outbound.clock import Clock, FastClock, SystemClock
from outbound.mistakes import UserMistake


class OutboundSettings(BaseSettings):
    """Our own settings, from `OUTBOUND_*` environment variables; read once, at the edge."""

    model_config = SettingsConfigDict(
        env_prefix="OUTBOUND_",
        env_nested_delimiter="__",
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    home: Path = Field(
        default=Path("~/.outbound"), description="The folder of your records and lists."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="The ledger's database, postgresql://… or sqlite:///…; "
        "by default the file ledger.db in the home folder.",
    )
    lists: Path | None = Field(
        default=None, description="The folder of contact lists; by default `lists` in the home."
    )
    connections: dict[str, SecretStr] = Field(
        default={},
        description="Addresses of lists that hold a secret, by the names that stand for them: "
        "OUTBOUND_CONNECTIONS__CLINIC=postgresql://….",
    )
    list_hosts: str = Field(
        default="",
        description="Hosts of a private network, with commas between, that a form or a deployment "
        "may name in the https:// address of a list.",
    )
    do_not_call_outcomes: str = Field(
        default="DO_NOT_CALL,OPT_OUT",
        description="Outcomes after which a number is never called again, with commas between; "
        "in any spelling of capitals, spaces and underscores.",
    )
    clock: str | None = Field(
        default=None, description="The sandbox's fast time, as `outbound sandbox` prints it."
    )
    bulks_at_once: int = Field(
        default=4, ge=1, le=16, description="Bulk requests under way at the same time."
    )

    lease_seconds: int = Field(
        default=60,
        ge=3,
        le=3600,
        description="On a shared database: how long a worker may be silent before another one "
        "takes its run over.",
    )

    @classmethod
    def read(cls) -> Self:
        """The settings of this process's environment.

        Raises:
            UserMistake: one cannot be used.
        """
        try:
            return cls()
        except ValidationError as error:
            raise UserMistake(first_complaint(error, prefix="OUTBOUND_")) from None

    @property
    def home_folder(self) -> Path:
        """The home, with `~` resolved."""
        return self.home.expanduser().absolute()

    @property
    def lists_folder(self) -> Path:
        """Where lists are found that a flow's parameter names."""
        return self.lists.expanduser().absolute() if self.lists else self.home_folder / "lists"

    @property
    def addresses(self) -> dict[str, str]:
        """The connections' addresses, by name in small letters; they may hold passwords."""
        return {name.lower(): of.get_secret_value() for name, of in self.connections.items()}

    @property
    def hosts_of_lists(self) -> frozenset[str]:
        """The hosts that a form's list may be at, in small letters, wherever they are."""
        named = (host.strip().lower() for host in self.list_hosts.split(","))
        return frozenset(host for host in named if host)

    @property
    def ledger_url(self) -> str:
        """The address of the ledger's database; it may hold a password."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.home_folder / 'ledger.db'}"

    def clock_for(self, base_url: str | None) -> Clock:
        """The clock to run on; `base_url` is None where no API is asked.

        Raises:
            UserMistake: a fast clock with an API that is not on this machine.
        """
        if self.clock is None:
            return SystemClock()
        if base_url is not None and not is_loopback(base_url):
            raise UserMistake(
                "OUTBOUND_CLOCK is set, but the API is not the sandbox on this machine: real calls "
                "need real time. Unset OUTBOUND_CLOCK, or set MICO_BASE_URL to the sandbox."
            )
        return FastClock.parse(self.clock)
