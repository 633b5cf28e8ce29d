"""A way to a port of this machine that can be cut and restored."""

import socket
from contextlib import suppress
from threading import Thread

HERE = "127.0.0.1"


class Proxy:
    """Passes bytes on to and fro, until it is cut."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._open: list[socket.socket] = []
        self.port = 0
        self.restore()

    def restore(self) -> None:
        """Let everybody through, by the same port as before."""
        listener = socket.create_server((HERE, self.port))
        self.port = listener.getsockname()[1]
        self._open = [listener]
        Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and take no new one."""
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)  # which wakes who waits for it
            connection.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for connection in (source, target):
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
