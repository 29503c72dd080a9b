# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A reverse proxy on loopback that has bad days: it stands between a client and any HTTP server, and strikes by rule.

What it lets through it passes on as it came, but for absolute links to the server, which become links to itself. A
rule says which requests (those that hold a sign, from the nth on, so many times) and what happens to them
(`tests.fault_strikes`).
"""

import http.client
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple, cast
from urllib.parse import urlsplit

_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})
_WITH_LINKS = frozenset({"link", "location"})
_TEXTS = ("application/json", "application/hal+json", "text/")


class Request(NamedTuple):
    """A request that came in."""

    method: str
    address: str
    """Path and query."""
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What goes out."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """One request, and all that can be done with it."""

    def __init__(self, proxy: "FaultProxy", handler: BaseHTTPRequestHandler, request: Request) -> None:
        self.proxy = proxy
        self.request = request
        self._handler = handler

    def ask(self) -> Reply:
        """Return the server's answer, its links to itself turned into links to the proxy."""
        return self.proxy.ask(self.request)

    def send(self, reply: Reply) -> None:
        """Answer."""
        self.send_head(reply, len(reply.body))
        self.send_some(reply.body)

    def send_head(self, reply: Reply, length: int) -> None:
        """Send status and headers, with a promise of `length` bytes."""
        self._handler.send_response(reply.status)
        for name, value in reply.headers.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(length))
        self._handler.end_headers()

    def send_some(self, part: bytes) -> None:
        """Send a piece of the body, at once."""
        if self.request.method != "HEAD":
            self._handler.wfile.write(part)
        self._handler.wfile.flush()

    def hang_up(self) -> None:
        """Close the connection after this exchange, whatever was promised."""
        self._handler.close_connection = True

    def wait(self, seconds: float | None = None) -> bool:
        """Stay silent, for ever or for `seconds`; return whether the proxy closes."""
        return self.proxy.closing.wait(seconds)


Strike = Callable[[Exchange], None]
"""What happens to a request that a rule chose, instead of being passed on."""


class Rule:
    """Which requests a strike falls upon."""

    def __init__(self, strike: Strike, sign: str = "", *, first: int = 1, times: int | None = None) -> None:
        """Keep what to do.

        Args:
            strike: what happens.
            sign: only to requests whose address (or body, for a query) holds this.
            first: only from the nth of these on.
            times: to so many of them; None = to all.
        """
        self.strike = strike
        self._sign = sign
        self._first = first
        self._times = times
        self._met = 0

    def chooses(self, request: Request) -> bool:
        """Tell whether this request is struck, and count it."""
        if self._sign not in request.address and self._sign.encode() not in request.body:
            return False
        self._met += 1
        return self._met >= self._first and (self._times is None or self._met < self._first + self._times)


class FaultProxy:
    """The proxy, in front of the server at `upstream`. The first rule that chooses a request decides."""

    def __init__(self, upstream: str, *rules: Rule) -> None:
        self.rules = list(rules)
        self.requests: list[Request] = []
        """Every request that came in, struck or not."""
        self.closing = threading.Event()
        self._upstream = upstream
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Return the proxy's address, without a final slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def strike_for(self, request: Request) -> Strike | None:
        """Note a request and return what falls upon it."""
        with self._lock:
            self.requests.append(request)
            return next((rule.strike for rule in self.rules if rule.chooses(request)), None)

    def ask(self, request: Request) -> Reply:
        """Ask the server what the proxy was asked."""
        server = urlsplit(self._upstream)
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP_BY_HOP}
        connection = http.client.HTTPConnection(server.netloc, timeout=30)
        try:
            connection.request(request.method, request.address, request.body or None, headers | {"Host": server.netloc})
            answer = connection.getresponse()
            return self._ours(Reply(answer.status, dict(answer.getheaders()), answer.read()))
        finally:
            connection.close()

    def _ours(self, reply: Reply) -> Reply:
        headers = {
            name: value.replace(self._upstream, self.url) if name.lower() in _WITH_LINKS else value
            for name, value in reply.headers.items()
            if name.lower() not in _HOP_BY_HOP
        }
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        body = reply.body
        if kind.startswith(_TEXTS):
            body = body.replace(self._upstream.encode(), self.url.encode())
        return Reply(reply.status, headers, body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: FaultProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients that hang up first are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    """A part of an answer never waits for the one before to be acknowledged, which takes 40 ms."""

    def do_GET(self) -> None:
        proxy = cast(_Server, self.server).proxy
        request = Request(self.command, self.path, dict(self.headers.items()), self._body())
        exchange = Exchange(proxy, self, request)
        strike = proxy.strike_for(request)
        try:
            if strike is None:
                exchange.send(exchange.ask())
            else:
                strike(exchange)
        except ConnectionError:  # the client, tired of waiting, hung up first
            self.close_connection = True

    do_POST = do_HEAD = do_GET  # noqa: N815 - the base class's names

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(100).split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline(100)
        self.rfile.readline(100)
        return body

    def log_message(self, *_: object) -> None:
        """Stay silent."""
