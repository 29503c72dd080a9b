# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The HTTP server under the simulated forges: what it hears, what it says, its bad days.

One server answers for every kind of forge; each kind is one module with one class, told apart by the paths that it
answers to.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Protocol, cast
from urllib.parse import parse_qs, urlsplit


class Asked(NamedTuple):
    """A request that came in."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    body: str = ""


@dataclass(frozen=True)
class Answer:
    """What goes out: text as HTML, anything else as JSON."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)


class Fault:
    """A bad day: what the server does, instead of answering, to requests whose address or body holds `sign`."""

    def __init__(self, sign: str, answer: Answer | str, times: int | None = None, after: int = 0) -> None:
        """Keep what to do; `answer` may be "stall", "cut" or "drop". None `times` is for ever, `after` some others."""
        self.sign = sign
        self.answer = answer
        self.times = times
        self.after = after

    def strikes(self, address: str) -> bool:
        """Tell whether this request meets the fault, and count it."""
        if self.sign not in address or self.times == 0:
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class SimulatedKind(Protocol):
    """One kind of forge: what it holds, and how it answers."""

    prefix: str
    """Where the paths that it answers to begin."""

    def answer(self, asked: Asked, known: bool) -> Answer:
        """Return the answer to one request; `known` when it came with the good token."""

    def refusal(self) -> Answer:
        """Return the answer to a wrong token."""


class SimulatorServer:
    """The server. `token` is the only one that it accepts, in any header that some forge reads."""

    def __init__(self) -> None:
        self.token = "the-" + "good-one"
        self.user = "agent"
        self.kinds: list[SimulatedKind] = []
        """The first one whose prefix fits answers."""
        self.faults: list[Fault] = []
        self.requests: list[Asked] = []
        self.closing = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Return the server's address, without a final slash."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End, stalled answers included."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to one request."""
        kind = next(one for one in self.kinds if asked.path.startswith(one.prefix))
        names = ("Authorization", "JOB-TOKEN", "PRIVATE-TOKEN")
        given = next((asked.headers[name] for name in names if name in asked.headers), "")
        if given and given not in (f"Bearer {self.token}", f"token {self.token}", self.token):
            return kind.refusal()
        return kind.answer(asked, bool(given))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, forge: SimulatorServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forge = forge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    """Headers and body leave together: apart, each answer costs the 40 ms of a delayed acknowledgement."""

    @property
    def forge(self) -> SimulatorServer:
        return cast(_Server, self.server).forge

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(address.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        asked = Asked(address.path, query, dict(self.headers.items()), self.command, body)
        self.forge.requests.append(asked)
        fault = next((one for one in self.forge.faults if one.strikes(self.path + body)), None)
        if fault is None:
            self._send(self.forge.answer(asked))
        elif isinstance(fault.answer, Answer):
            self._send(fault.answer)
        else:
            strike: dict[str, Callable[[Asked], None]] = {
                "stall": self._stall,
                "cut": self._cut,
                "drop": self._drop,
            }
            strike[fault.answer](asked)

    do_POST = do_GET  # noqa: N815 - the base class's name

    def _send(self, answer: Answer) -> None:
        text = answer.content if isinstance(answer.content, str) else json.dumps(answer.content)
        kind = "text/html" if isinstance(answer.content, str) else "application/json"
        self._write(answer, text.encode(), len(text.encode()), kind)

    def _write(self, answer: Answer, body: bytes, length: int, kind: str = "application/json") -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stall(self, _: Asked) -> None:
        self.forge.closing.wait()
        self.close_connection = True

    def _cut(self, asked: Asked) -> None:
        """Promise a whole answer and hang up in the middle."""
        answer = self.forge.answer(asked)
        body = json.dumps(answer.content).encode()
        self._write(answer, body[: len(body) // 2], len(body))
        self.close_connection = True

    def _drop(self, _: Asked) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Stay silent."""
