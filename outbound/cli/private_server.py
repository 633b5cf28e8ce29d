"""A Prefect server for one command, where no settings name another.

It ends with the command, however that ends: the child lives only while its standard input is
open, and a killed parent closes it.
"""

import os
import socket
import subprocess
import sys
import time
from typing import IO

import httpx

from outbound.mistakes import ShownError

_START_WITHIN = 120.0  # seconds; the first start makes the database
_END_WITHIN = 10.0  # seconds
_ENVIRONMENT = {"PREFECT_UI_ENABLED": "0", "PREFECT_SERVER_ANALYTICS_ENABLED": "0"}


class PrivateServerError(ShownError):
    """The private server did not start."""


class PrivateServer:
    """The child process; `url` is the address of its API."""

    def __init__(self, output: IO[str] | None) -> None:
        # The child is handed the socket: a port that is free now may be taken once it listens.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http://127.0.0.1:{listener.getsockname()[1]}/api"
            number = listener.fileno()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "outbound.cli.private_server_process", str(number)],
                stdin=subprocess.PIPE,
                stdout=output or subprocess.DEVNULL,
                stderr=output or subprocess.DEVNULL,
                env=os.environ | _ENVIRONMENT,
                pass_fds=[number],
                start_new_session=True,  # Ctrl-C is for the command, which then ends the server
            )

    def wait_until_ready(self) -> None:
        """Return once it answers.

        Raises:
            PrivateServerError: it ended, or took too long.
        """
        give_up_at = time.monotonic() + _START_WITHIN
        while time.monotonic() < give_up_at and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/health", timeout=2, trust_env=False).is_success:
                    return
            except httpx.HTTPError:  # it does not take the connection yet, or is gone
                time.sleep(0.1)
        self.end()
        raise PrivateServerError(
            "Prefect's private server did not start; `--log-file FILE` shows why. A standing "
            "server (`prefect server start`) named by PREFECT_API_URL is used instead of it."
        )

    def end(self) -> None:
        """Close its standard input, and see that it is gone."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
