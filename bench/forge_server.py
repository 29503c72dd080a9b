# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.forge_server COUNT`: a GitLab-like server of COUNT projects, in a process of its own.

Answers are the test simulator's, as GitLab gives them to readers without a token, computed once each and kept as
bytes: what is measured is the reader. It prints its address, and ends with its standard input. `POST /bench` with a
JSON object sets `latency` (seconds before each answer) and `fail` (part of an answer) with `times` (null: always),
answered with 500; it returns the requests since the last one and the processor seconds of this process.
"""

import hashlib
import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, cast
from urllib.parse import parse_qs, urlsplit

from tests.forge_simulator import Asked, ForgeSimulator

GROUP = 100
"""Projects of a group."""


class Kept(NamedTuple):
    """An answer as it goes out."""

    status: int
    headers: dict[str, str]
    body: bytes


class BenchForge(ThreadingHTTPServer):
    """The server: answers by address, and what the bench has set."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, count: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.settings: dict[str, Any] = {}
        self.requests = 0
        self._kept: dict[str, Kept] = {}
        self._lock = threading.Lock()
        self._simulator = filled(count)

    def kept(self, address: str) -> Kept:
        """Return the answer to an address, computed if it is the first time."""
        with self._lock:
            self.requests += 1
            if address not in self._kept:
                self._kept[address] = self._compute(address)
            return self._kept[address]

    def fails(self, kept: Kept) -> bool:
        """Tell whether this answer is one that fails, and count it."""
        with self._lock:
            sign, times = self.settings.get("fail"), self.settings.get("times")
            if not sign or sign.encode() not in kept.body or times == 0:
                return False
            if times is not None:
                self.settings["times"] = times - 1
            return True

    def told(self, settings: dict[str, Any]) -> dict[str, Any]:
        """Take settings, and tell what was asked since the last ones."""
        with self._lock:
            told = {"requests": self.requests, "cpu": time.process_time()}
            self.settings, self.requests = settings, 0
            return told

    def _compute(self, address: str) -> Kept:
        parts = urlsplit(address)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        answer = self._simulator.answer(Asked(parts.path, query, {}))
        ours, theirs = self.url, self._simulator.url
        body = json.dumps(answer.content).replace(theirs, ours).encode()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {name: value.replace(theirs, ours) for name, value in answer.headers.items()}
        return Kept(answer.status, {"Content-Type": "application/json", "ETag": etag} | headers, body)


def filled(count: int) -> ForgeSimulator:
    """Return a simulator of `count` projects in groups, each with its own date."""
    forge = ForgeSimulator()
    for number in range(0, count, GROUP):
        forge.add_gitlab(f"groupe-{number // GROUP:04}", public=min(GROUP, count - number))
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for number, project in enumerate(forge.projects):
        project["last_activity_at"] = (first + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return forge


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    @property
    def forge(self) -> BenchForge:
        return cast(BenchForge, self.server)

    def do_GET(self) -> None:
        kept = self.forge.kept(self.path)
        time.sleep(self.forge.settings.get("latency", 0))
        if self.forge.fails(kept):
            kept = Kept(500, {"Content-Type": "application/json"}, b'{"message":"500 Internal Server Error"}')
        elif self.headers.get("If-None-Match") == kept.headers["ETag"]:
            kept = Kept(304, {name: value for name, value in kept.headers.items() if name != "Content-Type"}, b"")
        self._send(kept)

    def do_POST(self) -> None:
        settings = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(Kept(200, {"Content-Type": "application/json"}, json.dumps(self.forge.told(settings)).encode()))

    def _send(self, kept: Kept) -> None:
        self.send_response(kept.status)
        for name, value in kept.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(kept.body)))
        self.end_headers()
        self.wfile.write(kept.body)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def main() -> int:
    """Serve until standard input ends."""
    server = BenchForge(int(sys.argv[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.url, flush=True)
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
