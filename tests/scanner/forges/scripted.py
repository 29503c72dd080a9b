# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A real HTTP server that answers as a test writes it, and sessions that reach it as github.com's API."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from scanner.forges.interface import Limits, Settings
from scanner.forges.transport import ForgeAdapter, new_session, open_adapter
from scanner.models import Forge, ForgeKind, SourceEntry
from tests.forge_simulator import Answer
from tests.forge_simulator.server import Asked, SimulatorServer

QUICK = Limits(connect=2, read=1, answer=2, attempts=3, backoff=0.001, max_wait=5)

Respond = Callable[[Asked], Answer]


class Scripted(SimulatorServer):
    """A server whose every answer is that of a function."""

    def __init__(self, respond: Respond) -> None:
        super().__init__()
        self.respond = respond

    def __enter__(self) -> "Scripted":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def answer(self, asked: Asked) -> Answer:
        return self.respond(asked)

    @property
    def tokens(self) -> list[str]:
        """Return what each request gave as its token, in the order in which they came."""
        return [token_of(asked) for asked in self.requests]


@dataclass
class Asking:
    """A session that reaches a server as the API of github.com, or of another forge."""

    server: SimulatorServer
    environ: dict[str, str] = field(default_factory=dict)
    kind: ForgeKind = ForgeKind.GITHUB
    host: str = "github.com"
    limits: Limits = QUICK
    answers: Path | None = None
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        forge = Forge(host=self.host, kind=self.kind, url=f"https://{self.host}")
        variable = f"OUVRAGE_API_{self.host.upper().replace('.', '_')}"
        environ = {variable: self.server.url, **self.environ}
        settings = Settings(environ, self.said.append, self.limits, answers=self.answers)
        self.adapter: ForgeAdapter = open_adapter(SourceEntry(source=forge.url, forge=forge), settings)
        self.session: requests.Session = new_session(self.adapter)
        self.session.trust_env = False

    def get(self, path: str, **options: object) -> requests.Response:
        """Ask for a path of the API."""
        return self.session.get(self.adapter.api + path, **options)  # type: ignore[arg-type]

    def post(self, path: str, content: dict[str, Any]) -> requests.Response:
        """Send JSON to a path of the API."""
        return self.session.post(self.adapter.api + path, json=content)


def token_of(asked: Asked) -> str:
    """Return the token of a request, without the word before it."""
    return asked.headers.get("Authorization", "").rpartition(" ")[2]
