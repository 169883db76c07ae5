"""A line to a server that can be cut without either end being told."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


class Relay:
    """Passes on what a client and its server say, until it is told to stand still."""

    def __init__(self, connect: Callable[[], socket.socket]) -> None:
        self._connect = connect
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._moves = threading.Event()
        self._moves.set()
        self._sockets = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def stand_still(self) -> None:
        self._moves.clear()

    def go_on(self) -> None:
        self._moves.set()

    def close(self) -> None:
        self._moves.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = self._connect()
                self._sockets += [client, server]
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65536):
                self._moves.wait()
                target.sendall(said)
            target.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relay_to_postgresql(host: str, port: str) -> Iterator[Relay]:
    """Open a line to the server, which may be behind a socket in a folder."""

    def connect() -> socket.socket:
        if not host.startswith("/"):
            return socket.create_connection((host or "127.0.0.1", int(port or 5432)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(Path(host) / f".s.PGSQL.{port or 5432}"))
        return server

    relay = Relay(connect)
    try:
        yield relay
    finally:
        relay.close()
