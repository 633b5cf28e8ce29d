"""The types of the parameters that flows share.

What the form in Prefect's UI says of each stands in the flow's docstring: Prefect reads it there.
"""

from typing import Annotated

from pydantic import Field

from tasks.credentials import MicoCredentials

Contacts = Annotated[str, Field(min_length=1)]
ExistingKey = Annotated[str, Field(min_length=1)]
PollInterval = Annotated[int, Field(ge=1, le=3600)]
Switch = bool
"""Said by its name at every call: Prefect calls flows so."""
Credentials = MicoCredentials | None
