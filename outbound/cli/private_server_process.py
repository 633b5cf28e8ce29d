"""The process of the private Prefect server: it serves until its standard input is closed."""

import fcntl
import os
import socket
import sys
import threading
import time
from pathlib import Path

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

_LAST_WORDS = 5.0  # seconds


class _Server(uvicorn.Server):
    """Migrates its database alone: two private servers may start on one new database."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        lock = Path(get_current_settings().home) / "outbound-private-server.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as owned:
            fcntl.flock(owned, fcntl.LOCK_EX)
            await super().startup(sockets)


def _end_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.read()
    server.should_exit = True
    time.sleep(_LAST_WORDS)
    os._exit(0)


def serve(listener: socket.socket) -> None:
    """Serve Prefect's API on this socket."""
    app = create_app(ephemeral=True, final=True)
    config = uvicorn.Config(app, log_level="error", lifespan="on")
    server = _Server(config)
    threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    server.run([listener])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
