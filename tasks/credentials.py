"""The `MicoCredentials` block: the API's address and credentials, kept by Prefect."""

from prefect.blocks.core import Block
from pydantic import Field, SecretStr, ValidationError

from outbound.api import MicoSettings
from outbound.api.settings import first_complaint
from outbound.mistakes import UserMistake


class MicoCredentials(Block):
    """Credentials for Mico Voice AI, choosable in every flow's form.

    A flow without a block uses the worker's `MICO_*` settings.
    """

    _block_type_name = "Mico credentials"
    _block_type_slug = "mico-credentials"

    client_id: str = Field(description="The OAuth2 client's id.")
    client_secret: SecretStr = Field(description="The OAuth2 client's secret.")
    base_url: str = Field(
        default="https://api.micovoice.com", description="The API's address, https://…"
    )
    timeout_seconds: float = Field(
        default=30, gt=0, description="The total deadline of one request, in seconds."
    )

    def settings(self) -> MicoSettings:
        """The block as settings.

        Raises:
            UserMistake: a field cannot be used.
        """
        try:
            return MicoSettings(
                base_url=self.base_url,
                client_id=self.client_id,
                client_secret=self.client_secret,
                access_token=None,
                timeout_seconds=self.timeout_seconds,
            )
        except ValidationError as error:
            complaint = first_complaint(error, prefix="")
            raise UserMistake(f"In the Mico credentials block: {complaint}") from None
