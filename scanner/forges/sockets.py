# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The connections of the transport: none waits for ever, and none goes where it must not.

A timeout of sockets bounds each silence only: one byte now and then would go on for ever. Names are resolved anew for
each connection, and may lead elsewhere the second time: what counts is where a socket leads.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

from scanner.forges.addresses import refuse_address, refuse_private_name


def pool_classes(seconds: float, *, guarded: bool) -> dict[str, type[HTTPConnectionPool]]:
    """Return what a pool manager of urllib3 makes its pools of, by scheme.

    Args:
        seconds: in which a connection must stand (a proxy's tunnel and TLS included), and then the head of each answer.
        guarded: refuse private addresses with `ForgeUnreachable`, before connecting and once connected; nothing is
            sent there.
    """
    settings = {"seconds": seconds, "guarded": guarded}
    plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": type("Plain", (_Watched,), settings)})
    secure = type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": type("Secure", (_WatchedTLS,), settings)})
    return {"http": plain, "https": secure}


class _Watched(HTTPConnection):
    seconds: float
    guarded: bool
    _wire: socket.socket | None = None
    """The same connection under a descriptor of its own, which TLS doesn't take over."""

    def _new_conn(self) -> socket.socket:
        if self.guarded:
            refuse_private_name(self.host)
        sock = super()._new_conn()
        try:
            if self.guarded:
                refuse_address(self.host, str(sock.getpeername()[0]))
            self._wire = sock.dup()
        except BaseException:
            sock.close()
            raise
        return sock

    def connect(self) -> None:
        with self._in_time():
            super().connect()

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        with self._in_time():
            return super().getresponse()

    def close(self) -> None:
        super().close()
        if self._wire:
            self._wire.close()

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        """Hang up if the block takes longer than `seconds`.

        Raises:
            TimeoutError: it did; what the block made of the silence is worth nothing (a head cut short looks whole).
        """
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            with contextlib.suppress(OSError):
                self._wire.shutdown(socket.SHUT_RDWR) if self._wire else None

        timer = threading.Timer(self.seconds, hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if late.is_set():
                raise TimeoutError("timed out")


class _WatchedTLS(_Watched, HTTPSConnection):
    pass
