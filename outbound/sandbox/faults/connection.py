"""A connection that an answer can break."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from outbound.sandbox.faults.broken_answers import HANG_UP


class BreakableConnection(H11Protocol):
    """Uvicorn's connection; each of its requests can close it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, HANG_UP: transport.close}
