# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The connections of the transport: none waits for ever for an answer's head, and none goes where it must not."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

from scanner.forges.addresses import refuse_address, refuse_private_name


def pool_classes(answer: float, *, guarded: bool) -> dict[str, type[HTTPConnectionPool]]:
    """Return what a pool manager of urllib3 makes its pools of, by scheme.

    Args:
        answer: seconds in which the head of an answer must be there. A timeout of sockets bounds each silence only:
            one byte now and then would go on for ever.
        guarded: refuse private addresses, before connecting and again once connected: names are resolved anew for
            each connection, and may lead elsewhere the second time.
    """

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _checked(self.host, super()._new_conn) if guarded else super()._new_conn()

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with _hung_up_after(answer, self.sock):
                return super().getresponse()

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _checked(self.host, super()._new_conn) if guarded else super()._new_conn()

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            with _hung_up_after(answer, self.sock):
                return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _checked(name: str, connect: Callable[[], socket.socket]) -> socket.socket:
    """Connect to `name`, if that is a public address by its own word and by the socket's.

    Raises:
        ForgeUnreachable: it isn't; nothing was sent.
    """
    refuse_private_name(name)
    sock = connect()
    try:
        refuse_address(name, str(sock.getpeername()[0]))
    except BaseException:
        sock.close()
        raise
    return sock


@contextlib.contextmanager
def _hung_up_after(seconds: float, sock: socket.socket | None) -> Iterator[None]:
    """Shut a socket down if the block takes longer.

    Raises:
        TimeoutError: it did; what the block made of the silence is worth nothing (a head cut short looks whole).
    """
    late = threading.Event()

    def hang_up() -> None:
        late.set()
        with contextlib.suppress(OSError):
            # Not that of a TLS socket, which isn't made for another thread than the one that reads.
            socket.socket.shutdown(sock, socket.SHUT_RDWR) if sock else None

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if late.is_set():
            raise TimeoutError("timed out")
