"""A way to a server on which one kind of request is held back until it may go on."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit


class HeldBack:
    """Passes everything on, but waits with what contains these bytes."""

    def __init__(self, url: str, marker: bytes) -> None:
        self._target = urlsplit(url)
        self._marker = marker
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.has_come = Event()
        self.may_go_on = Event()

    @property
    def url(self) -> str:
        """The server's address, by this way."""
        return self._target._replace(netloc=f"127.0.0.1:{self._listener.getsockname()[1]}").geturl()

    def serve(self) -> None:
        """Pass on until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection((self._target.hostname, self._target.port))
                for one, other in ((client, server), (server, client)):
                    Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def close(self) -> None:
        self.may_go_on.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError), one, other:
            while data := one.recv(65_536):
                if self._marker in data:
                    self.has_come.set()
                    self.may_go_on.wait()
                other.sendall(data)


@contextmanager
def held_back(url: str, marker: bytes) -> Iterator[HeldBack]:
    """Such a way, for as long as the block lasts."""
    way = HeldBack(url, marker)
    Thread(target=way.serve, daemon=True).start()
    try:
        yield way
    finally:
        way.close()
